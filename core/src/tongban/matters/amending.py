"""A form that was filled in before and is changed in some of its fields: read and judged as a whole. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec

from tongban.matters.fields import Field, FieldFault, visible
from tongban.matters.forms import Bound, Check, Form, Parsed, fault_of, fields_of, read, stripped
from tongban.matters.materials import FromRegister, Material
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection

ASKED_IN_VAIN = "请保持原来的选择，或撤回后重新申请"


def amended(
    form: type[Form], before: Mapping[str, Any], typed: Mapping[str, str], *, names: Collection[str], check: Check
) -> Parsed:
    """The form with the fields of those names as typed now and the others as they were; every fault at once.

    `before` holds the answers as JSON has them. What is no longer asked for falls back to the form's own default.
    """
    texts = _texts(before) | stripped({name: typed.get(name, "") for name in names})
    values: dict[str, Any] = {}
    objections: list[Objection] = []
    for bound in fields_of(form):
        if not visible(bound.field, texts):
            continue
        if bound.name in names:
            try:
                values |= read(bound, texts[bound.name], check)
            except FieldFault as fault:
                objections.append(fault_of(bound, fault, empty=not texts[bound.name]))
        elif before.get(bound.name) is not None:
            values[bound.name] = before[bound.name]
        elif bound.needed:
            objections.append(_not_asked(form, bound))
    if objections:
        return Parsed(None, tuple(objections), values)
    return Parsed(msgspec.convert(msgspec.to_builtins(values), form, strict=False), (), values)


def dependents(form: type[Form], names: Collection[str]) -> tuple[Bound, ...]:
    """The fields, beside those of these names, that an answer to one of them may call for."""
    return tuple(bound for bound in fields_of(form) if bound.name not in names and _follows(bound.field, names))


def fresh_materials(matter: Matter, before: Mapping[str, Any], names: Collection[str]) -> Iterator[Material]:
    """The materials not asked for so far that another answer may call for; what a register has nobody hands in."""
    texts = _texts(before)
    for material in matter.materials:
        shown = Field(material.name, shown_when=material.shown_when)
        shared = any(isinstance(source, FromRegister) for source in material.sources)
        if not shared and material.key not in names and _follows(shown, names) and not visible(shown, texts):
            yield material


def _follows(field: Field, names: Collection[str]) -> bool:
    return field.shown_when is not None and field.shown_when[0] in names


def _texts(answers: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in answers.items() if isinstance(value, str)}


def _not_asked(form: type[Form], bound: Bound) -> Objection:
    trigger = bound.field.shown_when[0] if bound.field.shown_when else bound.name
    label = next((each.field.label for each in fields_of(form) if each.name == trigger), trigger)
    return Objection(
        rule=f"FORM:{bound.name}",
        message=f"“{label}”这样改动后还须填写“{bound.field.label}”，补正通知书没有要求该项",
        field=trigger,
        remedy=ASKED_IN_VAIN,
    )
