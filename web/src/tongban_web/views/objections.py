"""Objections as the page lists them: each with the label of the field it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tongban.matters.rules import Objection
from tongban_web import view_data as v


def shown_objections(objections: Iterable[Objection], labels: Mapping[str, str]) -> tuple[v.Objection, ...]:
    """Every objection once; those of a field that the page does not show (not in `labels`) link nowhere."""
    return tuple(dict.fromkeys(_shown(objection, labels) for objection in objections))


def _shown(objection: Objection, labels: Mapping[str, str]) -> v.Objection:
    field = objection.field if objection.field in labels else ""
    return v.Objection(
        message=objection.message,
        field=field,
        field_label=labels.get(objection.field, ""),
        basis=objection.basis,
        remedy=objection.remedy,
        rule=objection.rule,
    )


def of_field(objections: Sequence[v.Objection], field: str) -> tuple[v.Objection, ...]:
    """The objections that belong to one field."""
    return tuple(objection for objection in objections if objection.field == field)
