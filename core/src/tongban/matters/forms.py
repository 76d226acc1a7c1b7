"""Forms: a typed model whose annotations carry labels, help, visibility and audience."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, get_args, get_type_hints

import msgspec

from tongban.matters.fields import Field, FieldFault, Number, Stated, visible
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

    @property
    def needed(self) -> bool:
        """Whether it must be answered wherever it is asked for."""
        return self.required or (self.field.shown_when is not None and not self.field.optional)


class Parsed(msgspec.Struct, frozen=True):
    """What became of a submitted form: answers, or every fault at once; `values` are those that could be read."""

    answers: Form | None
    objections: tuple[Objection, ...]
    values: Mapping[str, Any]


@cache
def fields_of(form: type[Form]) -> tuple[Bound, ...]:
    """The form's fields as people read them: section by section, each in the order in which they are declared."""
    hints = get_type_hints(form, include_extras=True)
    required = {info.name for info in msgspec.structs.fields(form) if info.required}
    declared = [Bound(name, _field(form, name, hint), name in required) for name, hint in hints.items()]
    headings = list(dict.fromkeys(bound.field.section for bound in declared))
    return tuple(sorted(declared, key=lambda bound: headings.index(bound.field.section)))


def _field(form: type[Form], name: str, hint: object) -> Field:
    written = written_field(hint)
    if written is None:
        message = f"{form.__module__}.{form.__name__}.{name} has no field: write Annotated[type, Field(…)] or a like"
        raise TypeError(message)
    return written


@cache
def texts_of(form: type[Form]) -> Mapping[str, str]:
    """The texts that have to be given, each as an empty one: how they read where the form did not ask for them yet."""
    kinds = get_type_hints(form)
    return {info.name: "" for info in msgspec.structs.fields(form) if info.required and kinds[info.name] is str}


def written_field(hint: object) -> Field | None:
    """The field that the author wrote with an attribute, if any."""
    return next((each for each in get_args(hint) if isinstance(each, Field)), None)


def stripped(typed: Mapping[str, str]) -> dict[str, str]:
    """The texts without the blanks around them, which say nothing: what else is asked for must not hang on them."""
    return {name: text.strip() for name, text in typed.items()}


def parse(form: type[Form], typed: Mapping[str, str], check: Check) -> Parsed:
    """Read what a person typed; `check` adds what needs a table (divisions, identity numbers)."""
    texts = stripped(typed)
    values: dict[str, Any] = {}
    objections: list[Objection] = []
    for bound in fields_of(form):
        if not visible(bound.field, texts):
            continue
        try:
            values |= read(bound, texts.get(bound.name, ""), check)
        except FieldFault as fault:
            objections.append(fault_of(bound, fault, empty=not texts.get(bound.name)))
    objections += _disagreeing(form, values, check)
    if objections:
        return Parsed(None, tuple(objections), values)
    return Parsed(form(**values), (), values)


def _disagreeing(form: type[Form], values: Mapping[str, Any], check: Check) -> Iterator[Objection]:
    """Every number that says something else than another field of the form."""
    for bound in fields_of(form):
        field = bound.field
        if not isinstance(field, Number) or bound.name not in values:
            continue
        born, sex, body = (values.get(each) for each in (field.born, field.sex, field.body))
        stated = Stated(number=values[bound.name], born=born, sex=sex or "", body=body or "")
        if (born or sex or body) and (message := check(field, stated)):
            yield fault_of(bound, FieldFault(message), empty=False)


def read(bound: Bound, text: str, check: Check) -> dict[str, Any]:
    """The value of a field that is asked for by its name, empty where it may be left out; raises `FieldFault`."""
    if not text and bound.field.widget != "flag":
        if bound.needed:
            raise FieldFault(bound.field.left_empty)
        return {}
    value = bound.field.parse(text)
    message = check(bound.field, value)
    if message:
        raise FieldFault(message)
    return {bound.name: value}


FILL_IN: Final = "请填写后重新提交"
"""What to do about a field that was left empty, whose message says already that it is to be filled in."""


def fault_of(bound: Bound, fault: FieldFault, *, empty: bool) -> Objection:
    """What a person is told of a field that was left empty or cannot be read."""
    remedy, by_program = (FILL_IN, "") if empty else (bound.field.remedy, bound.field.by_program)
    return Objection(
        rule=f"FORM:{bound.name}", message=str(fault), field=bound.name, remedy=remedy, by_program=by_program
    )


def shown(form: type[Form], answers: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """Name, label and readable value of each answer given; labels travel with values."""
    return [(bound.name, bound.field.label, bound.field.show(answers[bound.name])) for bound in given(form, answers)]


def lines_of(answers: Form, *names: str) -> list[tuple[str, str]]:
    """Label and readable value of the answers named, of those that were asked for and given: lines of a paper."""
    told = {name: (label, value) for name, label, value in shown(type(answers), msgspec.structs.asdict(answers))}
    return [told[name] for name in names if name in told]


def given(form: type[Form], answers: Mapping[str, object]) -> list[Bound]:
    """The fields that were asked for and answered: an empty one, or the default of one not asked for, is no answer.

    Neither is the nought that stands for a number which may be left out.
    """
    return [bound for bound in asked_for(form, answers) if _is_given(bound, answers.get(bound.name))]


def _is_given(bound: Bound, answer: object) -> bool:
    is_nought = answer == 0 and not isinstance(answer, bool)
    return answer not in (None, "") and (bound.needed or not is_nought)


def left_out(form: type[Form], answers: Mapping[str, object]) -> list[Bound]:
    """The fields that were asked for and had to be answered, of which the answer is not there."""
    return [bound for bound in asked_for(form, answers) if bound.needed and answers.get(bound.name) is None]


def asked_for(form: type[Form], answers: Mapping[str, object]) -> Iterator[Bound]:
    """The fields that these answers call for."""
    typed = {name: value for name, value in answers.items() if isinstance(value, str)}
    return (bound for bound in fields_of(form) if visible(bound.field, typed))
