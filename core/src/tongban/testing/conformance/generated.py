"""Applications made up from what a matter declares: answers that its fields accept, records as its needs have them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from tongban.identity.numbers import Sex
from tongban.identity.people import Party, PartyKind, Role
from tongban.identity.seed import demo_people
from tongban.matters.fields import Choice, Day, Field, FieldFault, Flag, Number, Place, visible
from tongban.matters.forms import Form, fields_of
from tongban.matters.matter import Matter
from tongban.matters.people_fields import People
from tongban.testing.conformance.subject import Subject
from tongban.testing.judging import Judging, Record, fictitious_number
from tongban.testing.samples import Sample

TODAY: Final = date(2026, 11, 23)
ORGANISATION: Final = "915101040000001239"
BORN: Final = (date(1985, 3, 10), date(1966, 3, 15), date(2004, 11, 24), date(2020, 6, 1))
PLACES: Final = ("510104", "500103", "440106", "510100", "500000", "440100")
GUESSES: Final = (
    "本人办理", "13800000000", "100.00", "12", "5", "1", "2", "2026-11", "2026-11-23", "510104199001019990",
    "510100900001", "5101002026112301", "110101", "A1", "yes", "是",
)  # fmt: skip
WORDS: Final = ("有效", "正常", "示例", "", "510104", "2026-11-23", "1", "2026-10")
PLAIN: Final[dict[Any, tuple[Any, ...]]] = {
    bool: (True, False),
    int: (0, 1, 6, 12, 100_00, 52_752_84),
    float: (0.0, 0.5),
    Decimal: ("0", "0.05", "0.12", "8650.00"),
    date: tuple((TODAY + timedelta(days=days)).isoformat() for days in (-4000, -365, -1, 0, 1, 400)),
}


def applications(subject: Subject, matter: Matter, *, count: int = 150) -> Iterator[Judging]:
    """Applications for a matter, every run the same ones; half of them vary the plugin's own sample."""
    chance = random.Random(matter.id)  # noqa: S311 - variety, not secrecy
    sample, day = subject.sample(matter), tried_on(subject, matter)
    if sample is not None:
        yield as_it_is(subject, matter, sample)
    for number in range(count):
        typed = typed_for(matter.form, chance)
        if sample is not None and number % 2 == 0:
            typed = {**typed, **sample.answers, **_few_of(typed, chance)}
        yield Judging(
            plugin=subject.name,
            matter_id=matter.id,
            applicant=_applicant(matter, chance),
            typed=typed,
            records={need.key: record_of(need.record, chance) for need in matter.needs if chance.random() < 0.8},
            on=day,
            reports={
                s.name: typed_for(s.form, chance) for s in matter.procedure.steps if s.form and chance.random() < 0.7
            },
        )


def tried_on(subject: Subject, matter: Matter) -> date:
    """The day on which a matter is tried: that of its sample, or the first on which every parameter has a value.

    That one has none on the day of the sample is what `parameters-dated` tells.
    """
    sample = subject.sample(matter)
    dated = [parameter.values for parameter in subject.plugin.layer.parameters.values() if parameter.values]
    return max(sample.on if sample else TODAY, *(min(value.since for value in values) for values in dated), date.min)


def as_it_is(subject: Subject, matter: Matter, sample: Sample) -> Judging:
    """The plugin's own sample, while no register has answered."""
    number = next(person.number for person in demo_people() if person.name == sample.by)
    applicant = Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name=sample.by, number=number)
    if sample.organisation:
        applicant = Party(role=Role.APPLICANT, kind=PartyKind.ORGANISATION, name="示例单位", number=sample.organisation)
    return Judging(
        plugin=subject.name,
        matter_id=matter.id,
        applicant=applicant,
        typed=sample.answers,
        on=tried_on(subject, matter),
    )


def fully_reported(judging: Judging) -> Judging:
    """The application once every step is reported."""
    chance = random.Random(judging.matter_id)  # noqa: S311 - variety, not secrecy
    steps = judging.matter.procedure.steps
    return replace(judging, reports={step.name: typed_for(step.form, chance) for step in steps if step.form})


def _few_of(typed: Mapping[str, str], chance: random.Random) -> dict[str, str]:
    return {name: value for name, value in typed.items() if chance.random() < 0.15}


def _applicant(matter: Matter, chance: random.Random) -> Party:
    if PartyKind.PERSON in matter.applicants:
        number = fictitious_number(chance.choice(BORN), chance.choice(tuple(Sex)))
        return Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name="张三", number=number)
    return Party(role=Role.APPLICANT, kind=PartyKind.ORGANISATION, name="示例单位", number=ORGANISATION)


def typed_for(form: type[Form], chance: random.Random) -> dict[str, str]:
    """Something that each field of a form accepts; a field that no guess fits stays empty."""
    typed: dict[str, str] = {}
    for bound in fields_of(form):
        fitting = _fitting(bound.field)
        if fitting and visible(bound.field, typed) and (bound.required or chance.random() < 0.8):
            typed[bound.name] = chance.choice(fitting)
    return typed


@cache
def _fitting(field: Field) -> tuple[str, ...]:
    return tuple(text for text in _guesses(field) if _accepts(field, text))


def _guesses(field: Field) -> tuple[str, ...]:
    match field:
        case Choice():
            return tuple(code for code, _ in field.options)
        case Flag():
            return ("on",)
        case Day():
            return tuple((TODAY + timedelta(days=days)).isoformat() for days in (-400, -1, 0, 1, 30, 4000))
        case Place():
            return PLACES
        case Number() | People():
            return tuple(_identified(field))
        case _:
            return GUESSES


def _identified(field: Number | People) -> Iterator[str]:
    if isinstance(field, People):
        yield "；".join(f"示例 {number}" for number in _numbers())
    elif field.kind == "person":
        yield from _numbers()
    else:
        yield ORGANISATION


def _numbers() -> Iterator[str]:
    yield from (fictitious_number(born, sex) for born in BORN for sex in Sex)


def _accepts(field: Field, text: str) -> bool:
    try:
        field.parse(text)
    except FieldFault:
        return False
    return True


def record_of(record: type[msgspec.Struct], chance: random.Random) -> Record:
    """A record as a register might return it, or None for none held."""
    return None if chance.random() < 0.15 else _held(record, chance)


def _held(record: type[msgspec.Struct], chance: random.Random) -> msgspec.Struct:
    values = {name: _field_of(record, name, kind, chance) for name, kind in _attributes(record)}
    made: msgspec.Struct = msgspec.convert(values, record, strict=False)
    return made


@cache  # thousands of records are made of few classes
def _attributes(record: type[msgspec.Struct]) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(record, include_extras=True)
    return tuple((info.name, hints[info.name]) for info in msgspec.structs.fields(record))


def _field_of(record: type[msgspec.Struct], name: str, kind: Any, chance: random.Random) -> Any:
    try:
        return value_of(kind, chance)
    except NothingFits as fault:
        message = (
            f"{record.__name__}.{name}: no made-up value fits its constraints; give it some that do: "
            "Meta(..., examples=[...])"
        )
        raise ValueError(message) from fault


def value_of(kind: Any, chance: random.Random) -> Any:
    """A value of a type, in plain terms."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _constrained(kind, chance)
    if origin is Literal:
        return chance.choice(inner)
    if origin in {Union, UnionType}:
        return value_of(chance.choice(inner), chance)
    if origin in {list, tuple, set, frozenset}:
        return [value_of(inner[0], chance)] if inner and chance.random() < 0.7 else []
    if origin in {dict, Mapping}:
        return {}
    return _plain(kind, chance)


def _constrained(kind: Any, chance: random.Random) -> Any:
    """A value that what constrains it in a record's annotation allows; raises `NothingFits` where no guess does."""
    bare = get_args(kind)[0]
    value = value_of(bare, chance)
    if value == [] and not _fits(value, kind):  # a list that may not be empty
        value = [value_of(get_args(bare)[0], chance)]
    if _fits(value, kind):
        return value
    fitting = _guesses_for(kind)
    if not fitting:
        raise NothingFits(kind)
    return chance.choice(fitting)


@cache
def _guesses_for(kind: Any) -> tuple[Any, ...]:
    metas = [each for each in get_args(kind)[1:] if isinstance(each, msgspec.Meta)]
    guesses = (*WORDS, *GUESSES, *(guess for meta in metas for guess in _guessed(meta)))
    return tuple(guess for guess in guesses if _fits(guess, kind))


def _guessed(meta: msgspec.Meta) -> Iterator[Any]:
    """The examples that its author gives, texts of its least length, and its bounds."""
    yield from meta.examples or ()
    if meta.min_length:
        yield from ((text * meta.min_length)[: meta.min_length] for text in ("示例", "1", "A"))
    yield from (bound for bound in (meta.ge, meta.le) if bound is not None)


class NothingFits(Exception):
    """No guess fits what constrains a value."""


def _fits(value: Any, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError:
        return False
    return True


def _plain(kind: Any, chance: random.Random) -> Any:
    if kind is type(None):
        return None
    if isinstance(kind, type) and issubclass(kind, Enum):
        return chance.choice(list(kind)).value
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return msgspec.to_builtins(_held(kind, chance))
    return chance.choice(PLAIN.get(kind, WORDS))
