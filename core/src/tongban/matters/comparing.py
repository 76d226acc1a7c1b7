"""Answers held against what a register has of the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongban.matters.fields import Field, visible
from tongban.matters.forms import Form, fields_of
from tongban.matters.rules import Breach, Breaches


def unlike(told: Form, **registered: Any) -> Breaches:
    """A breach for each answer, by its name, that was asked for and is not what a register has of it.

    The words of the rule may name its label as {what} and what is registered as {registered}.
    """
    for bound in fields_of(type(told)):
        name, field, value = bound.name, bound.field, registered.get(bound.name)
        if value not in (None, "") and _is_asked(field, told, registered) and value != getattr(told, name):
            yield Breach(field=name, what=field.label, registered=field.show(value))


def _is_asked(field: Field, told: Form, registered: Mapping[str, Any]) -> bool:
    """Whether it is asked for of a form that has what is registered; only the answer on which that hangs is read."""
    if field.shown_when is None:
        return True
    name, _ = field.shown_when
    answer = registered[name] if name in registered else getattr(told, name)
    return visible(field, {name: answer} if isinstance(answer, str) else {})
