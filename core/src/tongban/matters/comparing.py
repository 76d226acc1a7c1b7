"""Answers held against what a register has of the same."""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict, replace

from tongban.matters.forms import Form, asked_for
from tongban.matters.rules import Breach, Breaches


def unlike(told: Form, **registered: Any) -> Breaches:
    """A breach for each answer, by its name, that was asked for and is not what a register has of it.

    The words of the rule may name its label as {what} and what is registered as {registered}.
    """
    asked = asked_for(type(told), asdict(replace(told, **registered)))
    fields = {bound.name: bound.field for bound in asked if registered.get(bound.name) not in (None, "")}
    for name, field in fields.items():
        if registered[name] != getattr(told, name):
            yield Breach(field=name, what=field.label, registered=field.show(registered[name]))
