"""The points of a correction notice that follow from others: one notice names all that may have to be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tongban.cases.acts import Point
from tongban.matters.amending import dependents, fresh_materials
from tongban.matters.forms import fields_of
from tongban.matters.matter import Matter


def following(matter: Matter, answers: Mapping[str, Any], points: Sequence[Point]) -> Iterator[Point]:
    """A point for each field and each material that another answer to a field of the notice may call for."""
    names = {point.field for point in points}
    labels = {bound.name: bound.field.label for bound in fields_of(matter.form)}
    for bound in dependents(matter.form, names):
        yield _point(bound.name, bound.field.label, labels, bound.field.shown_when)
    for material in fresh_materials(matter, answers, names):
        yield _point(material.key, material.name, labels, material.shown_when)


def _point(key: str, label: str, labels: Mapping[str, str], shown_when: tuple[str, tuple[str, ...]] | None) -> Point:
    trigger = labels[shown_when[0]] if shown_when else label
    reason = f"改动“{trigger}”后需要本项的，请一并提供"
    return Point(field=key, label=label, reason=reason, remedy="改动后不需要的，不用填写")
