"""What a point told to an applicant may be about, and what the paper calls it: officers write the reason alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from tongban.cases.acts import Point
from tongban.cases.declining import LABELS
from tongban.cases.rights import UNREADABLE, of_rule, of_step
from tongban.cases.state import Case
from tongban.errors import Refused
from tongban.matters.fields import Choice, Field
from tongban.matters.forms import fields_of
from tongban.matters.matter import Matter
from tongban.matters.parties import PartyNamed
from tongban.matters.rules import Objection

OTHER: Final = "other"
"""The point that is about neither a field nor a material nor anything that the platform has found."""

NAMED_WRONGLY: Final = "填写有误的，请用“询问”告知申请人撤回后重新申请；不撤回的，依法作出不予受理或不予决定"
"""What an officer does about the name or number of a party, or whether there is one: no correction changes that."""


def of_notices(matter: Matter, answers: Mapping[str, Any]) -> dict[str, str]:
    """What a correction notice may ask for, each with what it is called: nothing that says who is a party."""
    named = naming(matter, answers)
    return {**{name: label for name, label in _asked(matter).items() if name not in named}, OTHER: "其他"}


def naming(matter: Matter, answers: Mapping[str, Any]) -> dict[str, str]:
    """The fields that say who a further party is, or whether there is one: another answer makes another case of it."""
    others = matter.other_parties
    if not isinstance(others, PartyNamed):
        return {}
    (deciding, values), fields = others.when, fields_of(matter.form)
    said = others.identity if answers.get(deciding) in values else ()
    return {
        bound.name: bound.field.label
        for bound in fields
        if bound.name in said or (bound.name == deciding and _decides(bound.field, answers.get(deciding), values))
    }


def _decides(field: Field, answer: Any, values: Sequence[str]) -> bool:
    """Whether every other answer brings a party in that there is not, or leaves one out."""
    options = [code for code, _ in field.options] if isinstance(field, Choice) else []
    return all((code in values) is not (answer in values) for code in options if code != answer)


def lasting(matter: Matter, answers: Mapping[str, Any], points: Sequence[Point]) -> list[Objection]:
    """An objection to each point of a notice that asks for another party."""
    named = naming(matter, answers)
    asked = dict.fromkeys(point.field for point in points if point.field in named)
    told = {name: f"“{named[name]}”关系到谁是当事人，不能以补正改动" for name in asked}
    return [Objection(rule="POINT", field=name, message=each, remedy=NAMED_WRONGLY) for name, each in told.items()]


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
