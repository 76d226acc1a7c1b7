"""Whose turn a case is as its parties see it: who holds the file, until when, and every hop so far."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from tongban.cases import acts as a
from tongban.cases import holding
from tongban.cases.due import Running
from tongban.cases.reading import CaseView
from tongban.cases.tasks import Task
from tongban_web import view_data as v
from tongban_web.formatting import instant, long_date
from tongban_web.views.deadlines import Deadlines
from tongban_web.views.hops import hops as ledger_hops
from tongban_web.views.places import mark_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who has to act now; `keeper` is who holds the file until they confirm that they have taken it over.

    `mine` says that it is the viewer.
    """

    name: str
    mine: bool
    keeper: str
    mark: str
    task: str
    since: str
    due: str
    deadline: v.Deadline | None


@dataclass(frozen=True, slots=True)
class Clock:
    """A running time limit and whom it binds."""

    title: str
    who: str
    deadline: v.Deadline


TAKEN_BY: Final[Mapping[str, type[a.Act]]] = {
    "confirm": a.Confirm,
    "correct": a.Correct,
    "explain": a.Answer,
    "open": a.ConfirmDelivery,
}
"""By which act a party does what is due."""


def holder(view: CaseView, deadlines: Deadlines, asked: Collection[type[a.Act]]) -> Holder | None:
    """Who has to act, since when and until when; None once nothing is to be done, or the viewer has asked for it."""
    if view.case.ended or not view.tasks:
        return None
    task = view.tasks[0]
    if view.is_mine(task) and TAKEN_BY.get(task.kind) in asked:
        return None
    place = view.case.places().get(task.role)
    deadline = deadlines.of_turn(task.deadline) if task.deadline else None
    return Holder(
        name="您" if view.is_mine(task) else view.holder(task),
        mine=view.is_mine(task),
        keeper=_keeper(view, task),
        mark=mark_of(place.province) if place else "",
        task=task.title,
        since=instant(view.case.held_since.get(holding.holder(view.case, task))),
        due=long_date(task.due_on),
        deadline=deadline,
    )


def _keeper(view: CaseView, task: Task) -> str:
    if view.case.offered:
        return view.case.receiving.name
    return view.case.competent.name if holding.is_on_its_way(view.case, task) else ""


def clocks(view: CaseView, deadlines: Deadlines) -> tuple[Clock, ...]:
    """Every time limit that runs beside that of whoever has to act now, explained."""
    told = view.tasks[0].deadline if view.tasks else None
    return tuple(_clock(view, each, deadlines) for each in view.clocks if each.deadline != told)


def time_to_correct(view: CaseView, deadlines: Deadlines) -> tuple[Clock, ...]:
    """The applicant's time for a correction."""
    return tuple(_clock(view, each, deadlines) for each in view.clocks if each.kind == "correction")


def _clock(view: CaseView, running: Running, deadlines: Deadlines) -> Clock:
    places = view.case.places()
    who = places[running.role].name if running.role in places else "申请人"
    return Clock(running.title, who, msgspec.structs.replace(deadlines.of_clock(running.deadline), on=""))


def hops(view: CaseView) -> tuple[v.Hop, ...]:
    """The ledger, and what is due now as its last lines."""
    told = ledger_hops(view.case, view.hops)
    if not view.tasks:
        return told
    past = tuple(msgspec.structs.replace(hop, current=False) for hop in told)
    first, *beside = view.tasks  # the last day of the first in turn is told above
    told_beside = (_due(view, task, _on_its_way(view, task) or _until(task)) for task in beside)
    return (*past, _due(view, first, _on_its_way(view, first)), *told_beside)


def _due(view: CaseView, task: Task, spent: str) -> v.Hop:
    place = view.case.places().get(task.role)
    return v.Hop(
        mark=mark_of(place.province) if place else view.holder(task)[0],
        place=view.holder(task),
        act=task.title,
        who="待办",
        at="",
        spent=spent,
        current=True,
    )


def _on_its_way(view: CaseView, task: Task) -> str:
    told = "已通知对方办理，等待对方确认收到；期限自对方收到之日起算"
    return told if holding.is_on_its_way(view.case, task) else ""


def _until(task: Task) -> str:
    return f"应不迟于 {long_date(task.due_on)} 完成" if task.due_on else ""
