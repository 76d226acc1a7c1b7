"""The request as every handler of a page takes it."""

from __future__ import annotations

from typing import Any, TypeAlias

from litestar import Request
from litestar.datastructures import State

PageRequest: TypeAlias = Request[Any, Any, State]
