"""What happens to the result, and to an application that is decided on paper."""

from __future__ import annotations

from tongban.cases.facts.event import Event
from tongban.cases.terms import Unit


class Forwarded(Event, frozen=True, kw_only=True, tag="forwarded"):
    """The window posted the application to an off-exchange competent place, which decides within the term."""

    term_days: int = 0
    term_unit: Unit = Unit.WORKING


class Dispatched(Event, frozen=True, kw_only=True, tag="dispatched"):
    """The result was sent on its way; the last sending counts."""

    way: str


class Delivered(Event, frozen=True, kw_only=True, tag="delivered"):
    """Delivery is confirmed: opened by the applicant, signed waybill, or collected."""

    how: str


class Closed(Event, frozen=True, kw_only=True, tag="closed"):
    """办结."""
