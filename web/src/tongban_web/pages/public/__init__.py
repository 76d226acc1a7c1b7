"""Pages for the people and firms who apply."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from tongban_web.pages.public import missing, sessions

ROUTE_HANDLERS: tuple[ControllerRouterHandler, ...] = (*sessions.ROUTE_HANDLERS, *missing.ROUTE_HANDLERS)
