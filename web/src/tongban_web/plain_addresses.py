"""Turns away addresses that no page has and that files and databases stumble over."""

from __future__ import annotations

from typing import Final

from litestar.exceptions import NotFoundException, ValidationException
from litestar.types import Scope

LONGEST_BYTES: Final = 250
"""Twice our longest address, and less than a file system takes as a name."""


def require_plain_address(scope: Scope) -> None:
    """404 where the path holds a NUL or is longer than any of ours, 400 where the query holds a NUL."""
    path, query = scope["path"], scope["query_string"]
    if "\0" in path or len(path.encode(errors="replace")) > LONGEST_BYTES:
        raise NotFoundException
    if query and (b"%00" in query or b"\0" in query):
        raise ValidationException("the query holds a NUL character")
