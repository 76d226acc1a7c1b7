"""Seeds of every kind keep every promise, and a seed can be run again exactly."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

FIRST, SEEDS = 22, 80
PLACES = {
    "letters between few nodes": 2,
    "cases between few nodes": 5,
    "letters that a receiver lost": 8,
}


def simulated(*, seeds: int, first: int) -> subprocess.CompletedProcess[str]:
    """A run that fails too where a kind of fault never happened, though it be short."""
    command = [sys.executable, "-m", "tongban.testing.simulation", "--seeds", str(seeds), "--first", str(first)]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    return subprocess.run(
        [*command, "--workers", "1", "--enough", str(seeds)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_whatever_goes_wrong_everything_comes_to_rest_and_holds() -> None:
    done = simulated(seeds=SEEDS, first=FIRST)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    found = re.search(
        r"(\d+) letters, (\d+) deaths, (\d+) cuts, (\d+) disk faults, (\d+) upgrades, (\d+) restores", done.stdout
    )
    assert found is not None
    assert all(int(count) > SEEDS // 4 for count in found.groups()), "a storm in which nothing happens proves nothing"


@pytest.mark.parametrize("seed", PLACES.values(), ids=PLACES.keys())
def test_a_seed_runs_again_exactly(seed: int) -> None:
    traces = {traced(seed) for _ in range(2)}
    assert len(traces) == 1


def traced(seed: int) -> str:
    script = f"from tongban.testing.simulation.__main__ import run; print(run({seed}))"
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_a_simulation_that_could_not_be_run_again_is_not_begun() -> None:
    command = [sys.executable, "-m", "tongban.testing.simulation", "--seeds", "1"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONHASHSEED"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "PYTHONHASHSEED=0" in done.stderr
