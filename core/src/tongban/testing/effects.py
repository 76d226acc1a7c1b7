"""Facts as a matter's effects see them, and what it writes for them, without a node."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tongban.cases.effects import Effect, Written, writers
from tongban.cases.facts import Event, PlaceRef
from tongban.matters.application import Application
from tongban.matters.matter import Matter
from tongban.testing.case_file import COMPETENT

NUMBER = "KS440106510104202611230000010"


def effect_of(
    known: Application[Any],
    event: Event,
    *,
    roles: Iterable[str] = ("competent",),
    competent: PlaceRef = COMPETENT,
    **changed: Any,
) -> Effect[Any]:
    """An event on an application at a node with these place roles; `changed` are other fields of the application."""
    return Effect.of(replace(known, **changed), event=event, number=NUMBER, roles=frozenset(roles), competent=competent)


def written(matter: Matter, effect: Effect[Any]) -> list[Written]:
    """What the matter writes for an effect at the effect's node."""
    return [each for write in writers(matter, effect.event, effect.roles) for each in write(effect)]
