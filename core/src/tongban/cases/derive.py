"""What is kept beside the facts of a case, derived from its present and the calendar. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from tongban.cases.calendar import WorkingCalendar
from tongban.cases.clock import Fixed
from tongban.cases.due import Running, attendance_deadline, clocks
from tongban.cases.facts import PlaceRef
from tongban.cases.state import Case, State
from tongban.cases.suspensions import EXPLANATION
from tongban.cases.tasks import Task, tasks
from tongban.clock import begin_of

LONGEST_SILENCE: Final = timedelta(days=30)
"""After the last day for a correction that another place receives: until then its owner awaits word from there, lest a
correction that was handed in in time be late for the way it took."""


class Derived(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept beside the facts of a case: tasks of this node's offices, timers, the nearest last day.

    `due_unit` is what the days until then are counted in.
    """

    tasks: tuple[tuple[str, Task], ...]
    timers: tuple[tuple[str, int], ...]
    due_on: str | None
    due_unit: str


def derive(case: Case, calendar: WorkingCalendar, today: date, *, node: str) -> Derived:
    """Tasks of this node's offices, timers of the owner and of the receiving place, and the nearest last day."""
    running = clocks(case, calendar, today)
    due, places = tasks(case, running), case.places()
    mine = tuple([(places[task.role].office, task) for task in due if _here(places, task, node)])
    dated = [(last, task.due_unit) for task in due if (last := task.sorted_on)]
    due_on, due_unit = min(dated, default=(None, ""))
    timers = _timers(case, running, calendar) if case.owner == node else _silence(case, running, node)
    return Derived(tasks=mine, timers=timers, due_on=due_on, due_unit=due_unit)


def _here(places: Mapping[str, PlaceRef], task: Task, node: str) -> bool:
    if task.kind == "await_opening":
        return False
    place = places.get(task.role)
    return place is not None and place.node == node


def _timers(case: Case, running: Sequence[Running], calendar: WorkingCalendar) -> tuple[tuple[str, int], ...]:
    if case.state is State.SUBMITTED or (case.state is State.CORRECTED and not case.received_on):
        return tuple(_absences(case, calendar))
    kinds = {"correction", EXPLANATION} | ({"notice"} if case.epoch > 0 else set())
    grace = LONGEST_SILENCE if case.receiving.node not in {"", case.owner} else timedelta(0)
    return tuple(
        (clock.kind, end_of(clock.deadline.on + (grace if clock.kind == "correction" else timedelta(0))))
        for clock in running
        if clock.kind in kinds and isinstance(clock.deadline, Fixed) and not clock.deadline.paused
    )


def _silence(case: Case, running: Sequence[Running], node: str) -> tuple[tuple[str, int], ...]:
    """The receiving place says that no correction came: its word follows every one that was handed in there."""
    if case.receiving.node != node:
        return ()
    last = [clock.deadline for clock in running if clock.kind == "correction"]
    return tuple(("correction", end_of(each.on)) for each in last if isinstance(each, Fixed))


def _absences(case: Case, calendar: WorkingCalendar) -> Iterator[tuple[str, int]]:
    if case.awaits and case.confirm_until is not None:
        yield "confirm", case.confirm_until
    attend = attendance_deadline(case, calendar)
    if attend is not None:
        yield "attend", end_of(attend)


def end_of(day: date) -> int:
    """Unix milliseconds of the first instant after a legal date in China."""
    return begin_of(day + timedelta(days=1))
