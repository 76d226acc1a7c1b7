"""The pages of the site, by who uses them."""

from __future__ import annotations

from tongban_web.admission import admit
from tongban_web.pages import public, staff
from tongban_web.routes import Routes


def pages() -> Routes:
    """Every page; each request is admitted first (viewer found, form checked)."""
    return Routes(
        path="/",
        route_handlers=[*public.ROUTE_HANDLERS, *staff.ROUTE_HANDLERS],
        before_request=admit,
        include_in_schema=False,
    )
