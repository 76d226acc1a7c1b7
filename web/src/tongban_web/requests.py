"""The request and the node as every handler takes them."""

from __future__ import annotations

from typing import Any, TypeAlias

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from tongban.node import Node

PageRequest: TypeAlias = Request[Any, Any, State]

OwnNode: TypeAlias = NamedDependency[SkipValidation[Node]]
"""The dependency `node`; unmarked, Litestar would validate the whole node field by field at each request."""
