"""How a case, or the agency in it, ends without a decision."""

from __future__ import annotations

from tongban.cases.facts.event import Event


class Withdrawn(Event, frozen=True, kw_only=True, tag="withdrawn"):
    """The applicant withdrew."""


class AgencyEnded(Event, frozen=True, kw_only=True, tag="agency_ended"):
    """The applicant ended the 委托 of the agent."""


class Lapsed(Event, frozen=True, kw_only=True, tag="lapsed"):
    """Deemed withdrawn: a deadline of the applicant passed."""

    why: str
