"""Pages for the people and firms who apply."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from tongban_web.pages.public import (
    case_acts,
    cases,
    corrections,
    drafts,
    files,
    guides,
    languages,
    lookups,
    mandates,
    missing,
    sessions,
    starting,
    verifying,
    zone,
)

ROUTE_HANDLERS: tuple[ControllerRouterHandler, ...] = (
    *zone.ROUTE_HANDLERS,
    *guides.ROUTE_HANDLERS,
    *languages.ROUTE_HANDLERS,
    *starting.ROUTE_HANDLERS,
    *drafts.ROUTE_HANDLERS,
    *cases.ROUTE_HANDLERS,
    *case_acts.ROUTE_HANDLERS,
    *corrections.ROUTE_HANDLERS,
    *files.ROUTE_HANDLERS,
    *sessions.ROUTE_HANDLERS,
    *mandates.ROUTE_HANDLERS,
    *lookups.ROUTE_HANDLERS,
    *verifying.ROUTE_HANDLERS,
    *missing.ROUTE_HANDLERS,
)
