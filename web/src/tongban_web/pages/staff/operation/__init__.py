"""Operation: the other nodes, letters that do not come to an end, incidents; for the node's operator alone."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from tongban_web.pages.staff.operation import incidents, letters, peers

ROUTE_HANDLERS: tuple[ControllerRouterHandler, ...] = (
    *peers.ROUTE_HANDLERS,
    *letters.ROUTE_HANDLERS,
    *incidents.ROUTE_HANDLERS,
)
