"""Forms: a typed model whose annotations carry labels, help, visibility and audience."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec

from tongban.matters.fields import Field, FieldFault, visible
from tongban.matters.rules import Objection

Check = Callable[[Field, object], str | None]


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every form model: `name: Annotated[type, SomeField("标签")]`; a default makes it optional."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A field with the name and the place it has in its form."""

    name: str
    field: Field
    required: bool


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of a submitted form: answers, or every fault at once; `values` are those that could be read."""

    answers: Form | None
    objections: tuple[Objection, ...]
    values: Mapping[str, Any]


@cache
def fields_of(form: type[Form]) -> tuple[Bound, ...]:
    """The form's fields in the order in which they are declared."""
    hints = get_type_hints(form, include_extras=True)
    required = {info.name for info in msgspec.structs.fields(form) if info.required}
    return tuple(Bound(name, _field(form, name, hint), name in required) for name, hint in hints.items())


def _field(form: type[Form], name: str, hint: object) -> Field:
    for annotation in get_args(hint):
        if isinstance(annotation, Field):
            return annotation
    message = f"{form.__module__}.{form.__name__}.{name} has no field: write Annotated[type, Text(...)] or a like"
    raise TypeError(message)


def parse(form: type[Form], typed: Mapping[str, str], check: Check) -> Parsed:
    """Read what a person typed; `check` adds what needs a table (divisions, identity numbers)."""
    values: dict[str, Any] = {}
    objections: list[Objection] = []
    for bound in fields_of(form):
        if not visible(bound.field, typed):
            continue
        try:
            _read(bound, typed.get(bound.name, "").strip(), check, values)
        except FieldFault as fault:
            objections.append(_fault(bound, str(fault), remedy=bound.field.help if typed.get(bound.name) else ""))
    if objections:
        return Parsed(None, tuple(objections), values)
    return Parsed(form(**values), (), values)


def _read(bound: Bound, text: str, check: Check, values: dict[str, Any]) -> None:
    if not text and bound.field.widget != "flag":
        if bound.required or bound.field.shown_when is not None:
            raise FieldFault(bound.field.left_empty)
        return
    value = bound.field.parse(text)
    message = check(bound.field, value)
    if message:
        raise FieldFault(message)
    values[bound.name] = value


def _fault(bound: Bound, message: str, *, remedy: str) -> Objection:
    return Objection(rule=f"FORM:{bound.name}", message=message, field=bound.name, remedy=remedy)


def shown(form: type[Form], answers: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """Name, label and readable value of each answer given; labels travel with values."""
    return [(bound.name, bound.field.label, bound.field.show(answers[bound.name])) for bound in given(form, answers)]


def lines_of(answers: Form, *names: str) -> list[tuple[str, str]]:
    """Label and readable value of the answers named, of those that were asked for and given: lines of a paper."""
    told = {name: (label, value) for name, label, value in shown(type(answers), msgspec.structs.asdict(answers))}
    return [told[name] for name in names if name in told]


def given(form: type[Form], answers: Mapping[str, object]) -> list[Bound]:
    """The fields that were asked for and answered: an empty one, or the default of one not asked for, is no answer."""
    typed = {name: value for name, value in answers.items() if isinstance(value, str)}
    return [
        bound for bound in fields_of(form) if visible(bound.field, typed) and answers.get(bound.name) not in (None, "")
    ]
