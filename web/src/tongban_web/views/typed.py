"""What a person typed, from the posted form: only the fields that the page had shown are touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tongban.given import Given
from tongban.matters.fields import Day, Field, Flag, Money, Percent, Place
from tongban.matters.forms import Bound
from tongban.matters.rules import Objection
from tongban_web.views.places import PlaceNames

LONGEST = 4000
"""How long an answer may be that is kept before it is checked, for a field that takes less."""


def read(
    bounds: Iterable[Bound], posted: Mapping[str, Any], before: Mapping[str, str], names: PlaceNames
) -> dict[str, str]:
    """The texts after this post; place names become codes where they name one place."""
    typed = dict(before)
    for bound in bounds:
        typed[bound.name] = _text(bound.field, posted.get(bound.name, ""), names)
    return typed


def _text(field: Field, value: object, names: PlaceNames) -> str:
    text = value.strip() if isinstance(value, str) else ""
    match field:
        case Place():
            return names.code(text)
        case Flag():
            return "on" if text else ""
        case _:
            return text


def too_long(bounds: Iterable[Bound], typed: Mapping[str, str]) -> Iterator[Objection]:
    """An objection to every answer that is not kept: whole or not at all, nothing is cut off unsaid."""
    for bound in bounds:
        yield from not_kept(
            bound.name, bound.field.label, typed.get(bound.name, ""), longest=bound.field.maximum_length
        )


def not_kept(name: str, label: str, text: str, *, longest: int) -> Iterator[Objection]:
    """An objection to a text in which `longest` characters are asked for, and for which there is no room."""
    if len(text) > max(LONGEST, longest):
        yield Objection(
            rule=f"FORM:{name}",
            message=f"“{label}”有{len(text)}字，不得超过{longest}字",
            field=name,
            remedy="请写得简短一些后重新提交；较长的说明请作为材料提供",
        )


def as_read(field: Field, value: object, names: PlaceNames) -> str:
    """An answer as it is read: a place by its name, free text as somebody gave it, the rest in our words."""
    if isinstance(field, Place):
        return names.name(str(value))
    text = field.show(value)
    return Given(text) if type(field).show is Field.show else text


def as_typed(field: Field, value: object) -> str:
    """An answer as its person would type it, to be corrected."""
    if value is None:
        return ""
    match field:
        case Money():
            return f"{Decimal(str(value)) / 100:.2f}"
        case Percent():
            return f"{(Decimal(str(value)) * 100).normalize():f}"
        case Day():
            return value.isoformat() if isinstance(value, date) else str(value)[:10]
        case Flag():
            return "on" if value else ""
        case _:
            return str(value)
