"""What happens from the handing in until the application is accepted or not."""

from __future__ import annotations

from tongban.cases.facts.event import Event
from tongban.cases.facts.places import PlaceRef
from tongban.cases.facts.steps import PlannedStep
from tongban.cases.terms import Unit
from tongban.matters.matter import TermStart


class Submitted(Event, frozen=True, kw_only=True, tag="submitted"):
    """The applicant handed the application in; number, route and parties are fixed.

    `attend_by` (ISO date) is the day by whose end the applicants must have come to the window. Where the term for the
    decision runs from the application (`term_from`), its days stand here, since it runs before acceptance.
    """

    number: str
    matter: str
    matter_name: str
    edition: str
    channel: str
    modes: tuple[str, ...]
    receiving: PlaceRef
    competent: PlaceRef
    cooperating: dict[str, PlaceRef]
    route_reason: str
    roles: tuple[str, ...]
    delivery: str
    awaits: tuple[str, ...] = ()
    confirm_until: int | None = None
    attend_by: str = ""
    instant: bool = False
    term_from: TermStart = TermStart.ACCEPTANCE
    term_days: int = 0
    term_unit: Unit = Unit.WORKING


class Confirmed(Event, frozen=True, kw_only=True, tag="confirmed"):
    """A co-applicant confirmed the joint application under an own sign-in."""

    role: str


class Received(Event, frozen=True, kw_only=True, tag="received"):
    """The receiving place checked form and identity; the days of the one-time correction notice run from here."""

    checks: tuple[str, ...] = ()
    notice_days: int = 5


class Offered(Event, frozen=True, kw_only=True, tag="offered"):
    """The receiving node offered the sealed application to the competent node and appends nothing more."""

    to: str


class OfferRefused(Event, frozen=True, kw_only=True, tag="offer_refused"):
    """The competent node refused the offer; the case is the receiving node's again."""

    code: str
    message: str


class Opened(Event, frozen=True, kw_only=True, tag="opened"):
    """The competent node took the case in and owns it from here on."""


class CorrectionAsked(Event, frozen=True, kw_only=True, tag="correction_asked"):
    """All points to be corrected were told at once, with the applicant's deadline in working days."""

    fields: tuple[str, ...]
    days: int


class Corrected(Event, frozen=True, kw_only=True, tag="corrected"):
    """The applicant answered the correction notice, `on` the legal date on which the answer was handed in.

    `attend_by` (ISO date) is the day of the appointment as it was corrected, empty where it was not.
    """

    on: str = ""
    attend_by: str = ""


class Accepted(Event, frozen=True, kw_only=True, tag="accepted"):
    """The competent place accepted; term, procedure and parameter values are fixed.

    `since` (ISO date) is when the decision term starts, dated back where acceptance is deemed or the term runs from the
    application; `unsettled` are the titles of the needs whose answers are still missing.
    """

    term_days: int
    since: str
    term_unit: Unit = Unit.WORKING
    steps: tuple[PlannedStep, ...] = ()
    parameters: str = ""
    term_reason: str = ""
    deemed: bool = False
    unsettled: tuple[str, ...] = ()


class Declined(Event, frozen=True, kw_only=True, tag="declined"):
    """The competent place did not accept the application.

    `recorded` says that it was entered from a paper of an off-exchange place, which bears the day `on` (ISO date), to
    be delivered in so many working days.
    """

    recorded: bool = False
    on: str = ""
    delivery_days: int = 10
