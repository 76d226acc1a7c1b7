"""A short storm over real processes: `make chaos` in small."""

from __future__ import annotations

from pathlib import Path

import pytest
from chaos.running import Plan, run

from tongban.testing.postgresql_installation import PostgresqlUnavailableError, find_installation


@pytest.mark.parametrize(
    "dialect",
    [pytest.param("sqlite", marks=pytest.mark.sqlite), pytest.param("postgresql", marks=pytest.mark.postgresql)],
)
async def test_letters_survive_a_short_storm_of_faults(dialect: str, tmp_path: Path):
    if dialect == "postgresql":
        try:
            find_installation()
        except PostgresqlUnavailableError as reason:
            pytest.skip(str(reason))
    outcome = await run(dialect, Plan(seconds=6.0, seed=20261123, every_seconds=0.4), tmp_path)
    assert outcome.verdict.is_clean, outcome
    assert outcome.verdict.messages > 0
    assert set(outcome.planned) <= {kind for kind, count in outcome.faults.items() if count}
