"""What a case waits for from one of its parties, for the line of it in that person's list. Pure."""

from __future__ import annotations

from enum import StrEnum

from tongban.cases import acts as a
from tongban.cases.permissions import open_to
from tongban.cases.state import Case, State
from tongban.cases.suspensions import explaining


class Turn(StrEnum):
    """Something that a party has to do, or to wait for because another party has to."""

    EXPLAIN = "explain"
    ANSWER = "answer"
    CONFIRM = "confirm"
    OTHERS_CONFIRM = "others_confirm"
    CORRECT = "correct"
    OPEN = "open"
    COLLECT = "collect"
    POSTED = "posted"
    NONE = "none"


SENT = {"electronic": Turn.OPEN, "window": Turn.COLLECT, "post": Turn.POSTED}


def turn_of(case: Case, role: str) -> Turn:
    """What a party in that role has before it; what has a last day, then a result, goes before a question."""
    if case.awaits:
        return Turn.CONFIRM if role in case.awaits else Turn.OTHERS_CONFIRM
    if case.state is State.CORRECTION:
        return Turn.CORRECT
    if explaining(case) is not None:
        return Turn.EXPLAIN
    if case.on_its_way:
        return SENT[case.on_its_way]
    return Turn.ANSWER if case.questions and open_to(case, (role,), a.Answer) else Turn.NONE
