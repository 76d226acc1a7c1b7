"""What a point told to an applicant may be about, and what the paper calls it: officers write the reason alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from tongban.cases.acts import Point
from tongban.cases.declining import LABELS
from tongban.cases.rights import UNREADABLE, of_rule, of_step
from tongban.cases.state import Case
from tongban.errors import Refused
from tongban.matters.forms import fields_of
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection

OTHER: Final = "other"
"""The point that is about neither a field nor a material nor anything that the platform has found."""


def of_notices(matter: Matter) -> dict[str, str]:
    """What a correction notice may ask for, each with what it is called."""
    return {**_asked(matter), OTHER: "其他"}


def of_decisions(matter: Matter | None, case: Case, found: Sequence[Objection]) -> dict[str, str]:
    """What the reasons of a decision may be about; `found` is what the rules object to."""
    asked = _asked(matter) if matter else {}
    rules = {of_rule(each.id): each.field for each in matter.rules} if matter else {}
    rules |= {of_rule(each.rule): each.field for each in found}
    return {
        **asked,
        **{name: asked.get(field, "办理条件") for name, field in rules.items()},
        **{of_step(step.plan.name): step.plan.title for step in case.steps},
        **LABELS,
        UNREADABLE: "填写的内容",
        OTHER: "理由",
    }


def called(points: Sequence[Point], known: Mapping[str, str], *, field: str) -> tuple[Point, ...]:
    """The points as the paper calls them; raises `Refused` naming every one that is about nothing known."""
    strange = dict.fromkeys(point.field for point in points if point.field not in known)
    if strange:
        raise Refused([_about_nothing(name, field) for name in strange])
    return tuple(msgspec.structs.replace(point, label=known[point.field]) for point in points)


def _asked(matter: Matter) -> dict[str, str]:
    fields = {bound.name: bound.field.label for bound in fields_of(matter.form)}
    return fields | {material.key: material.name for material in matter.materials}


def _about_nothing(name: str, field: str) -> Objection:
    return Objection(
        rule="POINT",
        field=field,
        message=f"“{name[:40]}”不是本事项的申请表项目或材料，也不是系统核对出的问题，不能告知申请人",
        remedy=f"请按事项说明中 fields、materials 列出的名称填写 field；都不是的，填写 {OTHER}，并写明理由",
    )
