"""Pages for staff: window, officer's desk, supervision."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

ROUTE_HANDLERS: tuple[ControllerRouterHandler, ...] = ()
