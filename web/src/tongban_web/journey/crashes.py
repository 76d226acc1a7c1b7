"""`make crash`: the journey with nodes killed at each commit boundary, before and after it, and at random moments."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Final

from tongban.audit import verify
from tongban.checks import read_secret, started
from tongban.errors import TongbanError
from tongban_web.demo.ports import DEFAULTS
from tongban_web.demo.provinces import Province, read_settings
from tongban_web.journey.people import People
from tongban_web.journey.provinces import fresh_provinces
from tongban_web.journey.stories import STORIES
from tongban_web.journey.supervisor import Supervisor
from tongban_web.journey.telling import every_case_once, tell_all
from tongban_web.journey.visitors import WrongTurn

RANDOM_KILLS: Final = 50
SEED: Final = 20261123
GAP_SECONDS: Final = (0.2, 2.0)
MOST_ROUNDS: Final = 12


@dataclass(slots=True)
class Suffered:
    """What the nodes have gone through in all runs."""

    hit: list[tuple[str, str]] = field(default_factory=list)
    kills: int = 0
    runs: int = 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit status is 0 only if every boundary was hit and every case ended once and complete."""
    parser = argparse.ArgumentParser(prog="python -m tongban_web.journey.crashes", description=__doc__)
    parser.add_argument("--kills", type=int, default=RANDOM_KILLS, help="how many kills at random moments")
    parser.add_argument("--seed", type=int, default=SEED, help="seed of the random moments")
    chosen = parser.parse_args(arguments)
    began, suffered = time.monotonic(), Suffered()
    try:
        boundaries = passed_boundaries()
        kill_at_boundaries(boundaries, suffered)
        kill_at_random(chosen.kills, chosen.seed, suffered)
    except (TongbanError, WrongTurn) as problem:
        print(problem, file=sys.stderr)
        return 1
    named = sum(map(len, boundaries.values()))
    took = f"{suffered.runs} journeys in {time.monotonic() - began:.0f} s"
    died = f"{len(suffered.hit)} kills at {named} boundaries, {suffered.kills} at random moments"
    print(f"{took}: {died}; every case once and complete")
    return 0


def passed_boundaries() -> dict[str, list[str]]:
    """The boundaries that each node passes in a quiet journey, in the order of their first appearance."""
    with fresh_provinces() as provinces:
        supervisor = _journey(provinces, {}, log_boundaries=True)
        return {node: list(dict.fromkeys(supervisor.boundaries(node))) for node in DEFAULTS}


def kill_at_boundaries(boundaries: dict[str, list[str]], suffered: Suffered) -> None:
    """Journeys until every node has died before and after every boundary; raises `WrongTurn` if one is never hit."""
    due = {
        node: [f"{name}:{side}:1" for name in names for side in ("before", "after")]
        for node, names in boundaries.items()
    }
    for _ in range(MOST_ROUNDS):
        before = len(suffered.hit)
        with fresh_provinces() as provinces:
            supervisor = _journey(provinces, due)
        suffered.runs += 1
        for node, watched in supervisor.watched.items():
            suffered.hit += [(node, crash) for crash in watched.hit]
            due[node] = _rotated(watched.crashes)
        print(f"boundaries hit: {len(suffered.hit)}, due: {sum(map(len, due.values()))}", flush=True)
        if not any(due.values()):
            return
        if len(suffered.hit) == before:
            break
    raise WrongTurn(f"never hit: { {node: crashes for node, crashes in due.items() if crashes} }")


def kill_at_random(kills: int, seed: int, suffered: Suffered) -> None:
    """Journeys until so many processes were killed at random moments."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    while suffered.kills < kills:
        with fresh_provinces() as provinces:
            supervisor = _journey(provinces, {}, killer=_Killer(chance, kills - suffered.kills))
        suffered.runs += 1
        suffered.kills += sum(watched.starts - 1 for watched in supervisor.watched.values())
        print(f"killed at random moments: {suffered.kills}", flush=True)


class _Killer:
    """Kills one province after another while the journey goes on."""

    def __init__(self, chance: random.Random, most: int) -> None:
        self._chance = chance
        self._most = most

    @contextmanager
    def at_work(self, supervisor: Supervisor) -> Iterator[None]:
        done = threading.Event()
        thread = threading.Thread(target=self._kill, args=(supervisor, done), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _kill(self, supervisor: Supervisor, done: threading.Event) -> None:
        killed = 0
        while killed < self._most and not done.wait(self._chance.uniform(*GAP_SECONDS)):
            killed += supervisor.kill(self._chance.choice(list(supervisor.watched)))


def _journey(
    provinces: Sequence[Province],
    crashes: dict[str, list[str]],
    *,
    log_boundaries: bool = False,
    killer: _Killer | None = None,
) -> Supervisor:
    supervisor = Supervisor(provinces, log_boundaries=log_boundaries)
    for node, due in crashes.items():
        supervisor.watched[node].crashes = list(due)
    by_node = {province.node: province for province in provinces}
    with supervisor.keeping(), closing(People(supervisor, by_node)) as people:
        with killer.at_work(supervisor) if killer else nullcontext():
            differences, told = tell_all(people, STORIES, quiet=True)
        differences += every_case_once(people, told)
    for province in provinces:
        asyncio.run(_require_intact(province))
    if differences:
        raise WrongTurn("\n".join(differences))
    return supervisor


async def _require_intact(province: Province) -> None:
    settings = read_settings(province)
    async with started(settings, "the node of the journey has none") as database:
        report = await verify(database, secret=read_secret(settings.audit_secret))
    if not report.is_intact:
        raise WrongTurn(f"{province.name}: {report}")


def _rotated(crashes: list[str]) -> list[str]:
    """The one that was not reached goes last, so that it holds up no other."""
    return [*crashes[1:], *crashes[:1]]


if __name__ == "__main__":
    sys.exit(main())
