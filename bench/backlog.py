"""`python -m bench.backlog`: what 72 hours of letters for a peer that was away do to pages while they drain.

Letters are written while the peer is down; pages of both nodes are asked for at a steady rate before the peer comes
back, while the letters drain, and after. The page is the one on the exchange, the heaviest on the tables that drain.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
from chaos.layout import Place

from bench.flows import AIMS, ask, running, two_places
from tongban.storage import Database

HOURS: Final = 72
AN_HOUR: Final = 50
MOST_SECONDS: Final = 60.0
QUIET_SECONDS: Final = 10.0
EVERY_SECONDS: Final = 0.05
TARGET: Final = 1.1


@dataclass(slots=True)
class Pages:
    """Waits for pages of one node, in seconds, while it was quiet and while letters drained."""

    place: Place
    quiet: list[float] = field(default_factory=list)
    draining: list[float] = field(default_factory=list)

    async def ask(self, http: httpx.AsyncClient, waits: list[float]) -> None:
        """Ask for one."""
        began = time.perf_counter()
        (await http.get(f"{self.place.url}/bench/page")).raise_for_status()
        waits.append(time.perf_counter() - began)

    @property
    def ratio(self) -> float:
        """Of the p95."""
        return _p95(self.draining) / _p95(self.quiet)

    def line(self, title: str) -> str:
        """For the terminal."""
        return (
            f"  pages of the {title}: p95 {_p95(self.quiet):.1f} ms quiet, {_p95(self.draining):.1f} ms while draining:"
            f" × {self.ratio:.2f} (target × {TARGET}); median × "
            f"{statistics.median(self.draining) / statistics.median(self.quiet):.2f}"
        )


@dataclass(frozen=True, slots=True)
class Drained:
    """What came of it."""

    sender: Pages
    receiver: Pages
    letters: int
    left: int
    seconds: float

    def lines(self, dialect: str) -> list[str]:
        """For the terminal."""
        rate = (self.letters - self.left) / self.seconds
        rest = f", {self.left} left, which take {self.left / rate:.0f} s more" if self.left and rate else ""
        head = f"{dialect}: {self.letters} letters of {HOURS} hours, {rate:.0f} a second for {self.seconds:.0f} s{rest}"
        return [head, self.sender.line("node that was waiting"), self.receiver.line("node that came back")]


async def measure(dialect: str, *, letters: int, seconds: float, folder: Path) -> Drained:
    """One backlog."""
    async with two_places(dialect, folder) as (here, there, database), running(here):
        await ask(f"{here.url}/bench/flows", {"count": letters, "receiver": there.node})
        sender, receiver = Pages(here), Pages(there)
        await _until(sender.quiet, [sender], QUIET_SECONDS, database)
        async with running(there):
            began = time.perf_counter()
            await _until(sender.draining, [sender, receiver], seconds, database)
            took, left = time.perf_counter() - began, await _waiting(database)
            while await _waiting(database):  # noqa: ASYNC110 - it is another process that works
                await asyncio.sleep(1)
            await _until(sender.quiet, [sender, receiver], QUIET_SECONDS, None)
    return Drained(sender, receiver, letters, left, took)


async def _until(waits: list[float], pages: Sequence[Pages], seconds: float, database: Database | None) -> None:
    """Ask for pages steadily for so long, or until the database has no letter that waits."""
    until = time.perf_counter() + seconds
    is_quiet = waits is pages[0].quiet
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http, asyncio.TaskGroup() as group:
        while time.perf_counter() < until and (is_quiet or database is None or await _waiting(database)):
            for page in pages:
                group.create_task(page.ask(http, page.quiet if is_quiet else page.draining))
            await asyncio.sleep(EVERY_SECONDS)


async def _waiting(database: Database) -> int:
    row = await database.fetch_one("SELECT count(*) AS letters FROM tongban_outbox WHERE settled_at IS NULL")
    return int(row["letters"]) if row else 0


def _p95(waits: Sequence[float]) -> float:
    return statistics.quantiles(waits, n=20)[-1] * 1000


def main() -> int:
    """Measure and print; the exit status is 0 only within the target."""
    parser = argparse.ArgumentParser(prog="python -m bench.backlog", description=__doc__)
    parser.add_argument("--an-hour", type=int, default=AN_HOUR, help="letters an hour")
    parser.add_argument("--seconds", type=float, default=MOST_SECONDS, help="how long to watch at most")
    parser.add_argument("--on", choices=tuple(AIMS), action="append", help="only this kind of database")
    line = parser.parse_args()
    ratios = []
    for dialect in line.on or tuple(AIMS):
        with tempfile.TemporaryDirectory(prefix="tongban-backlog-") as folder:
            letters = HOURS * line.an_hour
            found = asyncio.run(measure(dialect, letters=letters, seconds=line.seconds, folder=Path(folder)))
        print("\n".join(found.lines(dialect)), flush=True)
        ratios += [found.sender.ratio, found.receiver.ratio]
    return 0 if max(ratios) <= TARGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
