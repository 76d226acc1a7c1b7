"""Objections as the page lists them: each with the label of the field it belongs to and a link to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tongban.matters.forms import FILL_IN
from tongban.matters.rules import Objection
from tongban_web import view_data as v


@dataclass(frozen=True, slots=True)
class Target:
    """Where a field of core stands on the page: the name of its control, and its label."""

    control: str
    label: str


Targets = Mapping[str, Target]


def controls(labels: Mapping[str, str]) -> dict[str, Target]:
    """Targets of controls that are named as core names the field."""
    return {name: Target(name, label) for name, label in labels.items()}


def shown_objections(objections: Iterable[Objection], targets: Targets) -> tuple[v.Objection, ...]:
    """Every objection once; those of a field that is not on the page link nowhere."""
    return tuple(dict.fromkeys(_shown(objection, targets) for objection in objections))


def _shown(objection: Objection, targets: Targets) -> v.Objection:
    target = targets.get(objection.field, Target("", ""))
    return v.Objection(
        message=objection.message,
        field=target.control,
        field_label=target.label,
        basis=objection.basis,
        remedy="" if objection.remedy == FILL_IN else objection.remedy,
        rule=objection.rule,
    )


def of_control(objections: Sequence[v.Objection], control: str) -> tuple[v.Objection, ...]:
    """The objections that belong to one control."""
    return tuple(objection for objection in objections if objection.field == control)
