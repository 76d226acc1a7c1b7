"""What simulations are about: plain letters between many nodes, or cases between a few."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tongban.checks import CORE_APP
from tongban.testing.migrating import bring_up
from tongban.testing.simulation import checks
from tongban.testing.simulation.case_checks import Observer
from tongban.testing.simulation.cases import CasesWork
from tongban.testing.simulation.letters import LettersWork


class LettersScene:
    """The exchange alone."""

    busyness = 8
    busyness_of_many = 3

    def __init__(self, nodes: Sequence[str], chance: random.Random) -> None:
        self.works = {node: LettersWork(_others(nodes, node), fails=chance.choice((0.0, 0.2))) for node in nodes}

    def is_at_rest(self) -> bool:
        """Whether every letter is settled and every receipt told."""
        tables = [work.disk.tables for work in self.works.values()]
        is_settled = all(row.settled_at is not None for each in tables for row in each.outbox.values())
        return is_settled and all(kept.is_told for each in tables for kept in each.receipts.values())

    def broken(self) -> list[str]:
        """Everything that does not hold."""
        return list(checks.broken(self.works))

    def letters(self) -> int:
        """How many letters were written."""
        return sum(len(work.disk.tables.outbox) for work in self.works.values())

    def story(self) -> str:
        """Every letter and every effect."""
        tables = [work.disk.tables for work in self.works.values()]
        return repr([(sorted(each.outbox.items()), sorted(each.effects.items(), key=str)) for each in tables])

    def close(self) -> None:
        """Nothing is open."""


class CasesScene:
    """The case service on SQLite."""

    busyness = 30
    busyness_of_many = 10

    def __init__(self, folder: Path, nodes: Sequence[str]) -> None:
        works: dict[str, CasesWork] = {}
        self._observer = Observer(works)
        for node in nodes:
            path = folder / f"{node}.db"
            path.write_bytes(migrated())
            works[node] = CasesWork(path, _others(nodes, node), self._observer.look)
        self.works = works

    def is_at_rest(self) -> bool:
        """Whether every letter is settled and every receipt told."""
        self._observer.look()
        return self._observer.is_at_rest()

    def broken(self) -> list[str]:
        """Everything that does not hold, or did not at some moment."""
        return [*self._observer.broken, *self._observer.at_the_end()]

    def letters(self) -> int:
        """How many letters were written."""
        return self._observer.letters()

    def story(self) -> str:
        """Every head and every letter."""
        return self._observer.story()

    def close(self) -> None:
        """Close the files."""
        self._observer.close()


@cache
def migrated() -> bytes:
    """An empty database with core's tables, made once per process and before any simulation."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        asyncio.run(bring_up(f"sqlite:///{path}", [CORE_APP]))
        return path.read_bytes()


def _others(nodes: Sequence[str], node: str) -> tuple[str, ...]:
    return tuple(other for other in nodes if other != node)
