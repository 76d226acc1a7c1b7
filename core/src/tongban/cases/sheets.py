"""The answers of an application as parts: one sheet for each audience, with how each answer reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

APPLICATION = "application"
EVIDENCE = "evidence"
LAW = "law"
BOTH = ("receiving", "competent")


class Shown(msgspec.Struct, frozen=True):
    """An answer as a person reads it; labels travel with values."""

    field: str
    label: str
    text: str


class Sheet(msgspec.Struct, frozen=True):
    """The answers that one audience may see: raw values, and how they read."""

    answers: dict[str, Any]
    shown: tuple[Shown, ...]


class AddressedSheet(msgspec.Struct, frozen=True):
    """A sheet and the place roles that may see it."""

    sheet: Sheet
    audience: tuple[str, ...]


def addressed(
    answers: Mapping[str, Any], shown: Sequence[Shown], audiences: Mapping[str, tuple[str, ...]]
) -> tuple[AddressedSheet, ...]:
    """The answers grouped by who may see them; the two main places where nothing else is said."""
    grouped: dict[tuple[str, ...], list[str]] = {}
    for name in answers:
        grouped.setdefault(audiences.get(name) or BOTH, []).append(name)
    return tuple(
        AddressedSheet(
            Sheet({name: answers[name] for name in names}, tuple(line for line in shown if line.field in names)),
            audience,
        )
        for audience, names in grouped.items()
    )


def as_parts(sheets: Sequence[AddressedSheet]) -> dict[str, tuple[object, tuple[str, ...]]]:
    """The sheets as parts of a fact, named so that they are found again."""
    return {f"{APPLICATION}{index or ''}": (each.sheet, each.audience) for index, each in enumerate(sheets)}
