"""What is sent twice has one effect: the id that the same words of the same sender make under the same key."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, Final

import msgspec

ONCE: Final = "once"
"""The control of a page's form that holds a key of its own."""


def fresh() -> str:
    """A key for a form that is about to be shown."""
    return token_urlsafe(12)


def id_of(who: str, once: str, *said: str) -> str:
    """The id of what `who` has sent under a key.

    It is made of the sender too, so that nobody can reach what is another person's with a key of their choice.
    """
    digest = sha256("\0".join((who, once, *said)).encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=5))


def id_of_form(who: str, posted: Mapping[str, Any]) -> str:
    """The id of what a page's form begins: another one where it is sent with other words; none without a key."""
    once = str(posted.get(ONCE, ""))
    said = {name: str(value) for name, value in posted.items()}
    return id_of(who, once, msgspec.json.encode(said, order="sorted").decode()) if once else ""
