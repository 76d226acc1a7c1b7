"""Answers held against what a register has of the same."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tongban.matters.forms import Form, lines_of
from tongban.matters.rules import Breach, Breaches


def unlike(told: Form, **registered: Any) -> Breaches:
    """A breach for each answer, by its name, that was asked for and is not what a register has of it.

    The words of the rule may name its label as {what} and what is registered as {registered}.
    """
    booked = replace(told, **registered)
    for name, known in ((name, lines_of(booked, name)) for name in registered):
        if known and known != lines_of(told, name):
            yield Breach(field=name, what=known[0][0], registered=known[0][1])
