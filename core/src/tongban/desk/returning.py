"""What a place enters where what it had done has come back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from msgspec.structs import asdict

from tongban.cases.decisions_steps import RETURNED_ON
from tongban.cases.state import StepState
from tongban.cases.wording import refuse
from tongban.errors import Refused
from tongban.matters.days import spoken_day
from tongban.matters.fields import Day
from tongban.matters.forms import Check, Form, parse, shown

Lines = tuple[tuple[str, str], ...]


class ReturnForm(Form, frozen=True, kw_only=True):
    """The day on which it came back; why is said as with any step that was not done."""

    returned_on: Annotated[date, Day(RETURNED_ON)]


def read_return(step: StepState, typed: Mapping[str, str], *, check: Check, today: date) -> Lines:
    """The day as people read it; raises `Refused` where it is none since the step was asked for."""
    parsed = parse(ReturnForm, typed, check)
    answers = parsed.answers
    if not isinstance(answers, ReturnForm):
        raise Refused(parsed.objections)
    first, day = date.fromisoformat(step.asked_on), answers.returned_on
    if not first <= day <= today:
        message = f"退回日期应在{spoken_day(first)}至{spoken_day(today)}之间"
        raise refuse("CASE-RETURNED", message, field="returned_on", remedy="请填写实际退回的日期")
    return tuple(line[1:] for line in shown(ReturnForm, asdict(answers)))
