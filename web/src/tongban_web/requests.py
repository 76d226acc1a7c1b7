"""The request and the node as every handler takes them."""

from __future__ import annotations

from typing import Any, TypeAlias
from urllib.parse import SplitResult, urlsplit

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from tongban.node import Node

PageRequest: TypeAlias = Request[Any, Any, State]


def path_of(request: PageRequest) -> str:
    """The path that was asked for; whole addresses are not read, for whoever asks may name any host and port."""
    path: str = request.scope["path"]
    return path


def page_left(request: PageRequest) -> SplitResult | None:
    """The page of this site that the request comes from; None where the browser does not say, or it is another's."""
    try:
        page = urlsplit(request.headers.get("referer", ""))
    except ValueError:  # an address that nobody can have been at
        return None
    return page if page.netloc and page.netloc == request.headers.get("host") else None


OwnNode: TypeAlias = NamedDependency[SkipValidation[Node]]
"""The dependency `node`; unmarked, Litestar would validate the whole node field by field at each request."""
