"""Facts: what happened to a case, as a head that everyone gets and parts that only some may see.

An event holds no personal data. It is what state and clock follow from, so that every place of the case reaches
the same state whatever parts it may see.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tongban.cases.terms import Unit
from tongban.matters.matter import TermStart


class Outcome(StrEnum):
    """How a step ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    RECALLED = "recalled"


class Mishap(StrEnum):
    """What became of an original on its way or in custody."""

    RETURNED = "returned"
    LOST = "lost"


class PlaceRef(msgspec.Struct, frozen=True, kw_only=True):
    """A place of the case: node (empty where no node serves it), office, its name and its division (6 digits)."""

    node: str
    office: str
    name: str
    division: str
    province: str = ""


class PlannedStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step as fixed at acceptance; its `days` count by the calendar of the acting place.

    `returned` is what it is called when what was done comes back, empty where it cannot.
    """

    name: str
    title: str
    at: str
    days: int
    unit: Unit = Unit.WORKING
    irrevocable: bool = False
    returned: str = ""
    after: tuple[str, ...] = ()


class Event(msgspec.Struct, frozen=True, tag_field="kind", kw_only=True):
    """Base of everything that can happen to a case."""


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


class StepAsked(Event, frozen=True, kw_only=True, tag="step_asked"):
    """A step is due at its place; `awaited` says that another node reports when it arrived, and time runs from then."""

    step: str
    awaited: bool = False


class StepArrived(Event, frozen=True, kw_only=True, tag="step_arrived"):
    """Word of a step reached its place `on` that legal date; `last_day` (ISO) follows by the calendar there.

    `last_day` is empty where it is 待定 there or the clock stands still; told again when that calendar changes.
    """

    step: str
    on: str
    last_day: str = ""


class Cleared(Event, frozen=True, kw_only=True, tag="cleared"):
    """The owner cleared an irrevocable step; withdrawal is refused until it is reported."""

    step: str


class StepReported(Event, frozen=True, kw_only=True, tag="step_reported"):
    """The acting place reported what it has itself done; `returned` names that what it had done has come back."""

    step: str
    outcome: Outcome
    report: str = ""
    returned: str = ""


class Extended(Event, frozen=True, kw_only=True, tag="extended"):
    """The decision term was extended once, with the head's approval."""

    days: int


class Suspended(Event, frozen=True, kw_only=True, tag="suspended"):
    """Time stopped counting for an enumerated reason (see `suspensions`).

    `days` are the working days that the applicant has, where it waits for them.
    """

    reason: str
    days: int = 0


class Resumed(Event, frozen=True, kw_only=True, tag="resumed"):
    """Time counts again."""


class Forwarded(Event, frozen=True, kw_only=True, tag="forwarded"):
    """The window posted the application to an off-exchange competent place, which decides within the term."""

    term_days: int = 0
    term_unit: Unit = Unit.WORKING


class Granted(Event, frozen=True, kw_only=True, tag="granted"):
    """准予, to be delivered in so many working days.

    `recorded` says that it was entered from a paper decision of an off-exchange place, which bears the day `on` (ISO
    date).
    """

    recorded: bool = False
    on: str = ""
    delivery_days: int = 10


class RefusedByPlace(Event, frozen=True, kw_only=True, tag="refused"):
    """不予, to be delivered in so many working days; `recorded` and `on` as of `Granted`."""

    recorded: bool = False
    on: str = ""
    delivery_days: int = 10


class Dispatched(Event, frozen=True, kw_only=True, tag="dispatched"):
    """The result was sent on its way; the last sending counts."""

    way: str


class Delivered(Event, frozen=True, kw_only=True, tag="delivered"):
    """Delivery is confirmed: opened by the applicant, signed waybill, or collected."""

    how: str


class Closed(Event, frozen=True, kw_only=True, tag="closed"):
    """办结."""


class Withdrawn(Event, frozen=True, kw_only=True, tag="withdrawn"):
    """The applicant withdrew."""


class AgencyEnded(Event, frozen=True, kw_only=True, tag="agency_ended"):
    """The applicant ended the 委托 of the agent."""


class Lapsed(Event, frozen=True, kw_only=True, tag="lapsed"):
    """Deemed withdrawn: a deadline of the applicant passed."""

    why: str


class Asked(Event, frozen=True, kw_only=True, tag="asked"):
    """A clerk or officer asked a question."""

    question: str


class Answered(Event, frozen=True, kw_only=True, tag="answered"):
    """A question was answered."""

    question: str


class OriginalTaken(Event, frozen=True, kw_only=True, tag="original_taken"):
    """A paper original was taken into custody at the window; `required` by the matter, or handed over of one's own."""

    original: str
    required: bool = False


class OriginalSent(Event, frozen=True, kw_only=True, tag="original_sent"):
    """An original left by courier for another place of the case; it stops that place's time for `days` at most."""

    original: str
    to: str
    days: int = 15


class OriginalArrived(Event, frozen=True, kw_only=True, tag="original_arrived"):
    """An original was received by a place."""

    original: str
    at: str


class OriginalUndelivered(Event, frozen=True, kw_only=True, tag="original_undelivered"):
    """The post brought an original back to the office that sent it, or it is lost, so that no place has it any more.

    Whatever is lost was in the post, or in the custody of a place.
    """

    original: str
    mishap: Mishap


class OriginalReturned(Event, frozen=True, kw_only=True, tag="original_returned"):
    """An original was given back to the applicant."""

    original: str


class EvidenceGathered(Event, frozen=True, kw_only=True, tag="evidence_gathered"):
    """Fresh evidence was asked for by the competent place."""

    keys: tuple[str, ...]
    unsettled: tuple[str, ...] = ()


class Established(Event, frozen=True, kw_only=True, tag="established"):
    """The deciding place read from a paper what a register did not answer; `need` and `material` are their keys."""

    need: str
    material: str
    unsettled: tuple[str, ...] = ()


AnyEvent = (
    Submitted
    | Confirmed
    | Received
    | Offered
    | OfferRefused
    | Opened
    | CorrectionAsked
    | Corrected
    | Accepted
    | Declined
    | StepAsked
    | StepArrived
    | Cleared
    | StepReported
    | Extended
    | Suspended
    | Resumed
    | Forwarded
    | Granted
    | RefusedByPlace
    | Dispatched
    | Delivered
    | Closed
    | Withdrawn
    | AgencyEnded
    | Lapsed
    | Asked
    | Answered
    | OriginalTaken
    | OriginalSent
    | OriginalArrived
    | OriginalUndelivered
    | OriginalReturned
    | EvidenceGathered
    | Established
)
