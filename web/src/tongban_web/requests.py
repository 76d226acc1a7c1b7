"""The request as every handler of a page takes it."""

from __future__ import annotations

from typing import Any, TypeAlias

from litestar import Request
from litestar.datastructures import State

from tongban_web.node_access import ServingNode

__all__ = ["OwnNode", "PageRequest"]

PageRequest: TypeAlias = Request[Any, Any, State]
OwnNode: TypeAlias = ServingNode
