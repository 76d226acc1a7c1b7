"""A simulation that finds nothing must have been able to: each planted bug breaks one of the first seeds."""

from __future__ import annotations

import shutil
from pathlib import Path
from unittest.mock import patch

import pytest
import structlog
from core.tests.simulation.planted import BUGS, Bug

from tongban.testing.simulation import run
from tongban.testing.simulation.scenes import migrated

SEEDS = 600
CALM_SECONDS = 60
"""Enough where clocks were right, and many a bug keeps what it breaks from ever coming to rest."""


@pytest.fixture(autouse=True)
def silence() -> object:
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    yield
    structlog.configure(**before)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_caught(bug: Bug, tmp_path: Path) -> None:
    migrated()
    with bug.planted():
        caught = next((seed for seed in seeds_of(bug) if breaks(seed, tmp_path)), None)
    assert caught is not None, f"{SEEDS} seeds did not notice: {bug.name}"


@pytest.mark.parametrize("seed", sorted({bug.shown for bug in BUGS if bug.shown is not None}))
def test_without_the_bug_the_same_seed_is_clean(seed: int, tmp_path: Path) -> None:
    migrated()
    assert not breaks(seed, tmp_path)


def seeds_of(bug: Bug) -> list[int]:
    fitting = [seed for seed in range(1, SEEDS) if seed % 100 > 1 and bug.seeds in {None, seed % 4}]
    return sorted(fitting, key=lambda seed: seed != bug.shown)


def breaks(seed: int, folder: Path) -> bool:
    place = folder / str(seed)
    place.mkdir()
    with patch.object(run, "LONGEST_CALM_SECONDS", CALM_SECONDS):
        outcome = run.simulate(seed, place)
    shutil.rmtree(place)
    return bool(outcome.broken) and outcome.clocks_were_right
