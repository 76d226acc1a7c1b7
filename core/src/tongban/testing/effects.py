"""Facts as a matter's effects see them, and what it writes for them, without a node."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from tongban.cases.effects import Effect, Written, writers
from tongban.cases.facts import Event, PlaceRef
from tongban.matters.application import Application
from tongban.matters.matter import Matter
from tongban.testing.case_file import COMPETENT

NUMBER = "KS440106510104202611230000010"
"""The number of the case in `effect_of`."""
CODE: Final = "TEST-TEST-TEST"
CODES: Final[Mapping[str, str]] = defaultdict(lambda: CODE)


def effect_of(
    known: Application[Any],
    event: Event,
    *,
    roles: Iterable[str] = ("competent",),
    competent: PlaceRef = COMPETENT,
    codes: Mapping[str, str] | None = None,
    **changed: Any,
) -> Effect[Any]:
    """An event on an application at a node with these place roles; `changed` are other fields of the application.

    Unless `codes` are given, every result paper has the same one.
    """
    return Effect.of(
        replace(known, **{"number": NUMBER, **changed}),
        event=event,
        roles=frozenset(roles),
        competent=competent,
        codes=CODES if codes is None else codes,
    )


def written(matter: Matter, effect: Effect[Any]) -> list[Written]:
    """What the matter writes for an effect at the effect's node."""
    return [each for write in writers(matter, effect.event, effect.roles) for each in write(effect)]
