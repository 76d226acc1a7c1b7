"""What a person typed, from the posted form: only the fields that the page had shown are touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tongban.given import Given
from tongban.matters.fields import Day, Field, Flag, Money, Percent, Place
from tongban.matters.forms import Bound
from tongban_web.views.places import PlaceNames

LONGEST = 4000


def read(
    bounds: Iterable[Bound], posted: Mapping[str, Any], before: Mapping[str, str], names: PlaceNames
) -> dict[str, str]:
    """The texts after this post; place names become codes where they name one place."""
    typed = dict(before)
    for bound in bounds:
        typed[bound.name] = _text(bound.field, posted.get(bound.name, ""), names)
    return typed


def _text(field: Field, value: object, names: PlaceNames) -> str:
    text = value.strip()[:LONGEST] if isinstance(value, str) else ""
    match field:
        case Place():
            return names.code(text)
        case Flag():
            return "on" if text else ""
        case _:
            return text


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
