"""The states of a case, their Chinese terms, and which of them belong together."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """办件状态, in the words of the national practice."""

    SUBMITTED = "submitted"
    RECEIVED = "received"
    CORRECTION = "correction"
    CORRECTED = "corrected"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVIEW = "review"
    COOPERATION = "cooperation"
    SUSPENDED = "suspended"
    GRANTED = "granted"
    REFUSED = "refused"
    PAPER_DECLINED = "paper_declined"
    DELIVERY = "delivery"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return STATE_LABELS[self]


STATE_LABELS = {
    State.SUBMITTED: "已提交",
    State.RECEIVED: "收件",
    State.CORRECTION: "补正告知",
    State.CORRECTED: "已补正",
    State.ACCEPTED: "受理",
    State.DECLINED: "不予受理",
    State.REVIEW: "审查",
    State.COOPERATION: "协同办理",
    State.SUSPENDED: "特别程序（挂起）",
    State.GRANTED: "准予",
    State.REFUSED: "不予",
    State.PAPER_DECLINED: "不予受理（纸质决定）",
    State.DELIVERY: "制证送达",
    State.CLOSED: "办结",
    State.WITHDRAWN: "撤回",
    State.LAPSED: "视为撤回",
}

BEFORE_ACCEPTANCE = frozenset({State.SUBMITTED, State.RECEIVED, State.CORRECTION, State.CORRECTED})
INTAKE = frozenset({State.RECEIVED, State.CORRECTED})
"""Received, and to be accepted or told what is to be corrected."""
UNDER_DECISION = frozenset({State.ACCEPTED, State.REVIEW, State.COOPERATION})
DECIDED = frozenset({State.GRANTED, State.REFUSED, State.PAPER_DECLINED})
"""Decided, and the result is not on its way yet."""
ENDED = frozenset({State.DECLINED, State.CLOSED, State.WITHDRAWN, State.LAPSED})
