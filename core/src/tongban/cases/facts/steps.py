"""Steps: as planned at acceptance, and what happens to them at the places that take them."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tongban.cases.facts.event import Event
from tongban.cases.terms import Unit


class Outcome(StrEnum):
    """How a step ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    RECALLED = "recalled"


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
