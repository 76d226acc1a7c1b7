"""Acts: what somebody asks the owner of a case to do.

A place that does not own the case sends the act as an intent; what a place has itself done is a report
(`ReportArrival`, `ReportStep` and the acts of custody and delivery) and is always appended.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

from tongban.cases.facts import Mishap, Outcome, PlannedStep
from tongban.cases.planning import FixedLaw
from tongban.cases.sheets import AddressedSheet
from tongban.cases.terms import Unit
from tongban.evidence.items import Evidence


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


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One point told to the applicant: the field or material, the reason, its basis and the remedy."""

    field: str
    label: str
    reason: str
    basis: str = ""
    remedy: str = ""


class ResultPaper(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a result paper as its matter composed it: title, and label and value of each line."""

    key: str
    title: str
    lines: tuple[tuple[str, str], ...]


class Act(msgspec.Struct, frozen=True, tag_field="act", kw_only=True):
    """Base of every act."""


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


class Clear(Act, frozen=True, kw_only=True, tag="clear"):
    """Clear an irrevocable step, on the evidence that the deciding place has just asked for.

    `notice` is what the step's notice says, one paper or none; it too is the deciding place's.
    """

    step: str
    evidence: tuple[Evidence, ...] = ()
    notice: tuple[ResultPaper, ...] = ()


class ReportArrival(Act, frozen=True, kw_only=True, tag="report_arrival"):
    """Word of a step has reached its place: on which legal date, and its last day (ISO) by the calendar there."""

    step: str
    on: str
    last_day: str = ""


class ReportStep(Act, frozen=True, kw_only=True, tag="report_step"):
    """What a place did about its step: the values entered, with labels for reading, or reasons."""

    step: str
    outcome: Outcome
    values: dict[str, Any] = {}
    shown: tuple[tuple[str, str], ...] = ()
    reasons: tuple[Point, ...] = ()
    report: str = ""


class Extend(Act, frozen=True, kw_only=True, tag="extend"):
    """Extend the term once, with reasons told to the applicant; approved by the head.

    `most` is by how much the place may extend it.
    """

    days: int
    reason: str
    most: int = 10


class Suspend(Act, frozen=True, kw_only=True, tag="suspend"):
    """Suspend the clock for an enumerated reason; `days` are the applicant's, where it waits for them."""

    reason: str
    note: str = ""
    days: int = 0


class Resume(Act, frozen=True, kw_only=True, tag="resume"):
    """End the suspension."""


class Grant(Act, frozen=True, kw_only=True, tag="grant"):
    """准予, with the lines of the result papers, to be delivered in so many working days.

    `basis` is the law that it rests on, `granted` what it grants: label and value of each line.
    """

    note: str = ""
    basis: tuple[str, ...] = ()
    granted: tuple[tuple[str, str], ...] = ()
    delivery_days: int = 10
    results: tuple[ResultPaper, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Refuse(Act, frozen=True, kw_only=True, tag="refuse"):
    """不予, with reasons and the way to seek relief, to be delivered in so many working days.

    `grounds` as of `Decline`.
    """

    reasons: tuple[Point, ...]
    delivery_days: int = 10
    grounds: tuple[str, ...] = ()


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


class Withdraw(Act, frozen=True, kw_only=True, tag="withdraw"):
    """The applicant withdraws."""

    reason: str = ""


class EndAgency(Act, frozen=True, kw_only=True, tag="end_agency"):
    """The applicant ends the 委托 of the agent, who from then on neither sees the case nor acts in it."""


class Lapse(Act, frozen=True, kw_only=True, tag="lapse"):
    """The owner's timer: a deadline of the applicant has passed."""

    why: str


class Ask(Act, frozen=True, kw_only=True, tag="ask"):
    """A question on the case."""

    question: str
    text: str


class Answer(Act, frozen=True, kw_only=True, tag="answer"):
    """The answer to a question."""

    question: str
    text: str


class TakeOriginal(Act, frozen=True, kw_only=True, tag="take_original"):
    """Take a paper original into custody: what, in which state, and whether the matter asks for it."""

    original: str
    name: str
    condition: str
    required: bool = False


class SendOriginal(Act, frozen=True, kw_only=True, tag="send_original"):
    """Send an original to another place of the case by courier; `name` is what its paper calls it.

    Its way stops the time of the place that decides for `days` of the wall calendar at most.
    """

    original: str
    to: str
    waybill: str
    name: str = ""
    days: int = 15


class ReceiveOriginal(Act, frozen=True, kw_only=True, tag="receive_original"):
    """Confirm that an original arrived, and in which state."""

    original: str
    condition: str


class ReportOriginal(Act, frozen=True, kw_only=True, tag="report_original"):
    """The post brought an original back to its sender, or it was lost there or in custody: how, told to the applicant.

    `name` and `waybill` are what its paper calls it and what it was sent by.
    """

    original: str
    mishap: Mishap
    note: str
    name: str = ""
    waybill: str = ""


class ReturnOriginal(Act, frozen=True, kw_only=True, tag="return_original"):
    """Give an original back: to whom, as whom and how identified, or by which post."""

    original: str
    to: str
    waybill: str = ""


class AddEvidence(Act, frozen=True, kw_only=True, tag="add_evidence"):
    """The competent place adds fresh evidence."""

    evidence: tuple[Evidence, ...]
    unsettled: tuple[str, ...] = ()


class Establish(Act, frozen=True, kw_only=True, tag="establish"):
    """核对认定: what a register did not answer is read from the paper of a material; `name` is what that is called."""

    need: str
    name: str
    evidence: Evidence
    unsettled: tuple[str, ...] = ()


AnyAct = (
    Confirm
    | Receive
    | Offer
    | TakeBack
    | Open
    | AskCorrection
    | Correct
    | Accept
    | Deem
    | Decline
    | Clear
    | ReportArrival
    | ReportStep
    | Extend
    | Suspend
    | Resume
    | Grant
    | Refuse
    | Forward
    | RecordDecision
    | Dispatch
    | ConfirmDelivery
    | Withdraw
    | EndAgency
    | Lapse
    | Ask
    | Answer
    | TakeOriginal
    | SendOriginal
    | ReceiveOriginal
    | ReportOriginal
    | ReturnOriginal
    | AddEvidence
    | Establish
)


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts: kind is party, officer, timer or node; an officer at an `office` of `node`.

    A clerk who acts for a party at a window carries that party's role in `behalf`, and in `behalf_name` and `number`
    who stood there, so that both identities are recorded; an agent carries the credit code of the organisation acted
    for in `organisation`.
    """

    kind: str
    roles: tuple[str, ...] = ()
    node: str = ""
    office: str = ""
    office_name: str = ""
    name: str = ""
    number: str = ""
    officer: str = ""
    behalf: str = ""
    behalf_name: str = ""
    assurance: int = 0
    organisation: str = ""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """Now, as the owner's clock has it: Unix milliseconds and the legal date."""

    at: int
    on: str
