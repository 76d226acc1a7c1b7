"""Nodes that are killed with -9 and started again, wherever they stood, leave every case once and complete.

Every commit boundary of the journey, before and after it, on each database; random moments, half of them on each.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tongban_web.journey.crashes import dying_at_every_commit, dying_at_random
from tongban_web.journey.provinces import fresh_provinces

NewDatabase = Callable[[], str]

ANYWHERE: Final = (
    "audit.read",
    "audit.seal",
    "case.act",
    "evidence.answer",
    "evidence.ask",
    "exchange.apply",
    "exchange.custody",
    "exchange.receipts",
    "exchange.seal",
    "identity.seed",
)
HANDED_IN: Final = ("draft.begin", "draft.save", "case.submit")
BOUNDARIES: Final = {"440000": (*ANYWHERE, *HANDED_IN), "500000": (*ANYWHERE, *HANDED_IN), "510000": ANYWHERE}
"""Every commit of the journey at each node: one it comes to no longer, or a new one, has to be looked at here."""

AS_IT_HAPPENS: Final = ("exchange.send_again",)
"""Commits that only some journeys come to, when heads are compared while letters are on their way."""

RANDOM_KILLS: Final = 25


def test_a_node_may_die_at_any_commit(new_database_url: NewDatabase, tmp_path: Path) -> None:
    with fresh_provinces(new_database_url) as provinces:
        deaths = dying_at_every_commit(provinces, tmp_path)
    for node, boundaries in BOUNDARIES.items():
        assert deaths[node] - _sides(AS_IT_HAPPENS) == _sides(boundaries)


def test_a_node_may_die_at_any_moment(new_database_url: NewDatabase, database_dialect: str) -> None:
    chance, killed = random.Random(f"2026-11-23 {database_dialect}"), 0
    while killed < RANDOM_KILLS:
        with fresh_provinces(new_database_url) as provinces:
            killed += dying_at_random(provinces, kills=RANDOM_KILLS - killed, chance=chance)


def _sides(boundaries: tuple[str, ...]) -> set[str]:
    return {f"{name}:{side}" for name in boundaries for side in ("before", "after")}
