"""Acts on the result, and on an application that is decided on paper."""

from __future__ import annotations

from enum import StrEnum

from tongban.cases.acts.act import Act
from tongban.cases.terms import Unit


class PaperDecision(StrEnum):
    """What an off-exchange place decided on paper."""

    GRANTED = "granted"
    REFUSED = "refused"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return PAPER_DECISIONS[self]


PAPER_DECISIONS = {
    PaperDecision.GRANTED: "准予",
    PaperDecision.REFUSED: "不予",
    PaperDecision.DECLINED: "不予受理",
}


class Forward(Act, frozen=True, kw_only=True, tag="forward"):
    """The window posts the application to an off-exchange competent place; the term is what that place has for it."""

    waybill: str
    term_days: int = 0
    term_unit: Unit = Unit.WORKING


class RecordDecision(Act, frozen=True, kw_only=True, tag="record_decision"):
    """The window enters what an off-exchange competent place decided on paper: granted, refused or declined.

    `on` (ISO date) is the day that the paper bears. The reasons of a declination are in `note`; the paper is to be
    delivered in so many working days.
    """

    decision: PaperDecision
    paper: str
    on: str
    note: str = ""
    delivery_days: int = 10


class Dispatch(Act, frozen=True, kw_only=True, tag="dispatch"):
    """Send the result on its way; `waybill` where it goes by post, `instead_of` the sending that it takes the place of.

    That is the fact (its `seq`) by which it was last sent, where it came back or lies ready.
    """

    way: str
    waybill: str = ""
    instead_of: int = 0


class ConfirmDelivery(Act, frozen=True, kw_only=True, tag="confirm_delivery"):
    """Opened by the applicant, signed waybill, or collected by an identified person."""

    how: str
    evidence: str = ""
