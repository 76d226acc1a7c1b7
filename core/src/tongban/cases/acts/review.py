"""Acts while the application is examined, up to the decision."""

from __future__ import annotations

from tongban.cases.acts.act import Act
from tongban.cases.acts.points import Point, ResultPaper
from tongban.evidence.items import Evidence


class Ask(Act, frozen=True, kw_only=True, tag="ask"):
    """A question on the case."""

    question: str
    text: str


class Answer(Act, frozen=True, kw_only=True, tag="answer"):
    """The answer to a question."""

    question: str
    text: str


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
