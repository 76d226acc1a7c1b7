"""`python -m tongban.testing.simulation --seeds 1000`: run seeds; a failing one prints how to run it again."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import monotonic

import structlog

from tongban.testing.kept_runs import Kept
from tongban.testing.simulation import reports
from tongban.testing.simulation.run import Outcome, simulate
from tongban.testing.simulation.scenes import migrated
from tongban.testing.volatile import new_folder

AT_ONCE = 20
QUIET = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 1 if any seed broke a promise, or so many seeds never brought about some kind of fault."""
    parser = argparse.ArgumentParser(description="Deterministic simulation of the exchange and of cases.")
    parser.add_argument("--seeds", type=int, default=200, help="how many seeds to run")
    parser.add_argument("--first", type=int, default=1, help="the first of them")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--enough", type=int, default=reports.ENOUGH, help="seeds that bring about every kind of fault")
    parser.add_argument("--save", type=Path, help="put what is printed into this page, such as docs/exchange.md")
    options = parser.parse_args(arguments)
    if os.environ.get("PYTHONHASHSEED") != "0":
        # The order of sets of texts depends on it, and with it who goes first.
        parser.error("set PYTHONHASHSEED=0, as `make simulate` does, or no seed can be run again")
    kept = Kept("simulate", f"make simulate SEEDS={options.seeds} FIRST={options.first}")
    began, seeds = monotonic(), range(options.first, options.first + options.seeds)
    failed, outcomes = 0, []
    for outcome in _outcomes(seeds, options.workers):
        outcomes.append(outcome)
        if outcome.broken:
            failed += 1
            kept.tell(reports.broke(outcome))
    happened = reports.happened_in(outcomes)
    print(reports.listed(happened))
    kept.tell(reports.summary(outcomes, happened, failed=failed, seconds=monotonic() - began))
    never = reports.never(happened, seeds=len(outcomes), enough=options.enough)
    if never:
        kept.tell(never)
    kept.save(options.save)
    return 1 if failed or never else 0


def run(seed: int) -> Outcome:
    """One seed in a folder of its own."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(QUIET))
    migrated()
    folder = new_folder("tongban-simulation-")
    try:
        return simulate(seed, folder)
    finally:
        shutil.rmtree(folder)


def _outcomes(seeds: range, workers: int) -> Iterator[Outcome]:
    if workers == 1 or len(seeds) == 1:
        yield from map(run, seeds)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(run, seeds, chunksize=AT_ONCE)


if __name__ == "__main__":
    sys.exit(main())
