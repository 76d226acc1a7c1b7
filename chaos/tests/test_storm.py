"""A short storm over real processes: `make chaos` in small."""

from __future__ import annotations

from pathlib import Path

import pytest
from chaos.running import Plan, run
from chaos.tests.planted_nodes import doubling, losing

from tongban.testing.postgresql_installation import PostgresqlUnavailableError, find_installation

SQLITE = pytest.param("sqlite", marks=pytest.mark.sqlite)
POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgresql)


@pytest.fixture
def dialect(request: pytest.FixtureRequest) -> str:
    if request.param == "postgresql":
        try:
            find_installation()
        except PostgresqlUnavailableError as reason:
            pytest.skip(str(reason))
    return str(request.param)


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], indirect=True)
async def test_letters_survive_a_short_storm_of_faults(dialect: str, tmp_path: Path):
    outcome = await run(dialect, Plan(seconds=6.0, seed=20261123, every_seconds=0.4), tmp_path)
    assert outcome.verdict.is_clean, outcome
    assert outcome.verdict.messages > 0
    struck = {kind for kind, count in outcome.faults.items() if count}
    assert set(outcome.planned) <= struck | {kind for kind, count in outcome.failed.items() if count}


@pytest.mark.sqlite
async def test_a_storm_finds_letters_that_a_bug_loses(tmp_path: Path):
    outcome = await run("sqlite", Plan(seconds=2.0, seed=1, every_seconds=0.3, main=losing), tmp_path)
    assert outcome.verdict.lost, outcome


@pytest.mark.parametrize("dialect", [POSTGRESQL], indirect=True)
async def test_a_storm_finds_letters_to_which_two_processes_give_their_effect(dialect: str, tmp_path: Path):
    outcome = await run(dialect, Plan(seconds=2.0, seed=1, every_seconds=1.0, main=doubling), tmp_path)
    assert outcome.verdict.duplicated, outcome
