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
from tongban.testing.simulation.run import Outcome, simulate
from tongban.testing.simulation.scenes import migrated
from tongban.testing.volatile import new_folder

AT_ONCE = 20
QUIET = 50
COUNTED = ("letters", "deaths", "cuts", "disk_faults", "upgrades", "restores")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 1 if any seed broke a promise."""
    parser = argparse.ArgumentParser(description="Deterministic simulation of the exchange and of cases.")
    parser.add_argument("--seeds", type=int, default=200, help="how many seeds to run")
    parser.add_argument("--first", type=int, default=1, help="the first of them")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
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
            kept.tell(_report(outcome))
    kept.tell(_summary(outcomes, failed, seconds=monotonic() - began))
    kept.save(options.save)
    return 1 if failed else 0


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


def _report(outcome: Outcome) -> str:
    head = f"seed {outcome.seed} ({outcome.nodes} nodes, trace {outcome.trace}) broke:"
    again = f"  again: make simulate FIRST={outcome.seed} SEEDS=1"
    return "\n".join([head, *(f"  {sentence}" for sentence in outcome.broken[:10]), again])


def _summary(outcomes: Sequence[Outcome], failed: int, *, seconds: float) -> str:
    rest = sorted(outcome.seconds_to_rest for outcome in outcomes if not outcome.may_rest_late) or [0.0]
    lost = max((outcome.seconds_to_rest for outcome in outcomes if outcome.has_lost), default=0.0)
    wrong = max((outcome.seconds_to_rest for outcome in outcomes if not outcome.clocks_were_right), default=0.0)
    counts = {name: sum(getattr(each, name) for each in outcomes) for name in COUNTED}
    return (
        f"{len(outcomes)} seeds in {seconds:.0f} s, {failed} failed: "
        + ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
        + "; "
        f"at rest {rest[len(rest) // 2]:.1f} s (median), {rest[-1]:.1f} s (longest) after the last fault, "
        f"{wrong:.0f} s where clocks were wrong, {lost:.0f} s where received letters were lost"
    )


if __name__ == "__main__":
    sys.exit(main())
