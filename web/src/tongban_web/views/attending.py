"""An appointment that is still to be kept: the day, where, and what is checked there."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.cases.reading import CaseView
from tongban.cases.tasks import Task
from tongban.matters.fields import Choice, Day
from tongban.matters.forms import fields_of
from tongban.matters.matter import Matter
from tongban_web import view_data as v
from tongban_web.desk.points import asked_materials
from tongban_web.formatting import long_date
from tongban_web.views.desk_materials import checked_there


@dataclass(frozen=True, slots=True, kw_only=True)
class Attending:
    """When and where to come, the sentence that says who, and each material with what is to be known of it."""

    lines: tuple[v.Definition, ...]
    who: str
    bring: tuple[v.Definition, ...]


def attending(view: CaseView, matter: Matter | None) -> Attending | None:
    """The appointment for which the parties have to come next; None where none is set, confirmed or still ahead."""
    if not view.case.attend_by or not _is_next(view.tasks):
        return None
    place = v.Definition("办理地点", view.case.receiving.name)
    if matter is None:
        return Attending(lines=(v.Definition("预约日期", long_date(view.case.attend_by)), place), who="", bring=())
    day = next(bound.field for bound in fields_of(matter.form) if bound.name == matter.attend_on)
    # The office is named as it is called, which says more than the division in which it was looked for.
    said = {
        bound.name
        for bound in fields_of(matter.form)
        if bound.field.section == day.section and isinstance(bound.field, Day | Choice)
    }
    lines = (v.Definition(line.label, line.text) for line in view.dossier.shown() if line.field in said)
    bring = (each for each in asked_materials(view, matter) if checked_there(each))
    return Attending(
        lines=(*lines, place),
        who=day.help,
        bring=tuple(v.Definition(each.name, each.reason or each.treatment) for each in bring),
    )


def _is_next(tasks: tuple[Task, ...]) -> bool:
    return bool(tasks) and tasks[0].kind == "receive"
