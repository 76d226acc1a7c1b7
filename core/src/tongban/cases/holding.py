"""Who holds the file of a case: whoever's turn it is, and until they confirm, the place that handed it over. Pure."""

from __future__ import annotations

from tongban.cases.state import Case
from tongban.cases.tasks import Task, tasks


def holders(case: Case) -> tuple[str, ...]:
    """The place roles or party roles that hold the file, the first in turn first; none once the case has ended."""
    due = () if case.ended else tasks(case, ())
    if not due or due[0].kind != "step":
        return tuple([holder(case, task) for task in due[:1]])
    return tuple(dict.fromkeys([holder(case, task) for task in due if task.kind == "step"]))


def holder(case: Case, task: Task) -> str:
    """The role that has the file while a task is due; an office with several roles in the case is the first of them."""
    if task.kind == "await_opening":
        return "receiving"
    if is_on_its_way(case, task):
        return _first_role(case, "competent")
    return _first_role(case, task.role)


def is_on_its_way(case: Case, task: Task) -> bool:
    """Whether the place that is to take a step has not confirmed yet that it knows."""
    return task.kind == "step" and case.step(task.step).is_on_its_way


def _first_role(case: Case, role: str) -> str:
    places = case.places()
    place = places.get(role)
    if place is None:
        return role
    for name, each in places.items():
        if each.office == place.office and each.node == place.node:
            return name
    return role
