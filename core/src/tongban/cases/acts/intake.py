"""Acts from the handing in until the application is accepted or not."""

from __future__ import annotations

from tongban.cases.acts.act import Act
from tongban.cases.acts.points import Point
from tongban.cases.facts import PlannedStep
from tongban.cases.planning import FixedLaw
from tongban.cases.sheets import AddressedSheet
from tongban.cases.terms import Unit
from tongban.evidence.items import Evidence


class Confirm(Act, frozen=True, kw_only=True, tag="confirm"):
    """A co-applicant confirms the joint application; `consent` says what may be looked up about them, if anything."""

    consent: str = ""


class Receive(Act, frozen=True, kw_only=True, tag="receive"):
    """The window confirms formal check and identity check, item by item."""

    checks: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


class Offer(Act, frozen=True, kw_only=True, tag="offer"):
    """The receiving node offers the application."""


class TakeBack(Act, frozen=True, kw_only=True, tag="take_back"):
    """The receiving node notes that its offer was refused."""

    code: str
    message: str


class Open(Act, frozen=True, kw_only=True, tag="open"):
    """The competent node takes the case in."""


class AskCorrection(Act, frozen=True, kw_only=True, tag="ask_correction"):
    """Tell the applicant every point at once."""

    points: tuple[Point, ...]
    days: int


class Correct(Act, frozen=True, kw_only=True, tag="correct"):
    """The applicant's corrected answers and materials, field by field, and what is `said` to points without a field.

    `attend_by` (ISO date) is the day of the appointment after it, where there is one.
    """

    sheets: tuple[AddressedSheet, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    said: str = ""
    attend_by: str = ""


class Acceptance(Act, frozen=True, kw_only=True):
    """What acceptance fixes: term, steps and law, resolved by the service from the matter at this moment."""

    term_days: int = 0
    term_unit: Unit = Unit.WORKING
    steps: tuple[PlannedStep, ...] = ()
    parameters: str = ""
    term_reason: str = ""
    law: FixedLaw = FixedLaw()
    evidence: tuple[Evidence, ...] = ()
    unsettled: tuple[str, ...] = ()


class Accept(Acceptance, frozen=True, kw_only=True, tag="accept"):
    """Accept the application."""


class Deem(Acceptance, frozen=True, kw_only=True, tag="deem"):
    """The owner's timer: nothing was said within the notice days, so the application counts as accepted."""


class Decline(Act, frozen=True, kw_only=True, tag="decline"):
    """Do not accept, with reasons and remedy; `authority` is who is competent, where the deciding place is not.

    `grounds` is all that may be a reason where people have a right to the matter (`cases.rights`).
    """

    reasons: tuple[Point, ...]
    authority: str = ""
    grounds: tuple[str, ...] = ()
