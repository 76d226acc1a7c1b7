"""The journey while its nodes are killed: at each commit boundary they come to, or at random moments."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Final

from tongban.audit import verify
from tongban.checks import read_secret, started
from tongban.storage.boundaries import died_at
from tongban_web.demo.provinces import Province, read_settings
from tongban_web.journey.people import People
from tongban_web.journey.stories import STORIES
from tongban_web.journey.supervisor import Supervisor
from tongban_web.journey.telling import every_case_once, tell_all
from tongban_web.journey.visitors import WrongTurn

GAP_SECONDS: Final = (0.2, 2.0)


def dying_at_every_commit(provinces: Sequence[Province], deaths: Path) -> dict[str, frozenset[str]]:
    """Tell all stories between nodes that die once before and once after each commit; where each node has died.

    Raises `WrongTurn` with every difference from what a quiet journey leaves.
    """
    _tell(provinces, Supervisor(provinces, deaths=deaths))
    return {province.node: died_at(deaths / province.node) for province in provinces}


def dying_at_random(provinces: Sequence[Province], *, kills: int, chance: random.Random) -> int:
    """Tell all stories while up to so many processes are killed at random moments; how many were.

    Raises `WrongTurn` with every difference from what a quiet journey leaves.
    """
    killer = Killer(kills=kills, chance=chance)
    _tell(provinces, Supervisor(provinces), killer=killer)
    return killer.killed


class Killer:
    """Kills one province after another."""

    def __init__(self, *, kills: int, chance: random.Random) -> None:
        self._most = kills
        self._chance = chance
        self.killed = 0

    @contextmanager
    def at_work(self, supervisor: Supervisor) -> Iterator[None]:
        """Inside this block nobody is safe."""
        done = threading.Event()
        thread = threading.Thread(target=self._kill, args=(supervisor, done), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _kill(self, supervisor: Supervisor, done: threading.Event) -> None:
        nodes = list(supervisor.watched)
        while self.killed < self._most and not done.wait(self._chance.uniform(*GAP_SECONDS)):
            self.killed += supervisor.kill(self._chance.choice(nodes))


def _tell(provinces: Sequence[Province], supervisor: Supervisor, *, killer: Killer | None = None) -> None:
    by_node = {province.node: province for province in provinces}
    with supervisor.keeping(), closing(People(supervisor, by_node)) as people:
        with killer.at_work(supervisor) if killer else nullcontext():
            differences, told = tell_all(people, STORIES, quiet=True)
        differences += every_case_once(people, told)
    differences += [found for province in provinces if (found := asyncio.run(_audit_fault(province)))]
    if differences:
        raise WrongTurn("\n".join(differences))


async def _audit_fault(province: Province) -> str:
    settings = read_settings(province)
    async with started(settings, "the node of the journey has none") as database:
        report = await verify(database, secret=read_secret(settings.audit_secret))
    return "" if report.is_intact else f"{province.name}: {report}"
