"""Pages for staff: window, officer's desk, supervision."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from tongban_web.pages.staff import acts, cases, operation, parameters, queue, supervision, window, window_drafts

ROUTE_HANDLERS: tuple[ControllerRouterHandler, ...] = (
    *queue.ROUTE_HANDLERS,
    *cases.ROUTE_HANDLERS,
    *acts.ROUTE_HANDLERS,
    *supervision.ROUTE_HANDLERS,
    *parameters.ROUTE_HANDLERS,
    *operation.ROUTE_HANDLERS,
    *window.ROUTE_HANDLERS,
    *window_drafts.ROUTE_HANDLERS,
)
