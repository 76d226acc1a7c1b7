"""`python -m bench.backlog`: what 72 hours of letters for a peer that was away do to pages while they drain.

Pages are asked for at a steady rate by turns: some seconds while the backlog lies there and nothing is delivered, some
while it drains, so that whatever else the machine does touches both alike. The page is the one on the exchange, the
heaviest on the tables that drain. Pages of a third node, which has nothing to do with it, tell what the nodes' sharing
of the machine's processors does alone.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
from chaos.layout import Place

from bench.flows import AIMS, NODES, ask, places, running
from tongban.storage import Database

HOURS: Final = 72
AN_HOUR: Final = 50
BYSTANDER: Final = "330000"
MOST_SECONDS: Final = 60.0
TURN_SECONDS: Final = 3.0
BETWEEN_SECONDS: Final = 1.0
"""What was under way when deliveries were stopped is taken in meanwhile."""
EVERY_SECONDS: Final = 0.05
TARGET: Final = 1.1


@dataclass(slots=True)
class Pages:
    """Waits for pages of one node, in seconds, while nothing was delivered and while letters drained."""

    place: Place
    quiet: list[float] = field(default_factory=list)
    draining: list[float] = field(default_factory=list)

    async def ask(self, http: httpx.AsyncClient, *, draining: bool) -> None:
        """Ask for one."""
        began = time.perf_counter()
        (await http.get(f"{self.place.url}/bench/page")).raise_for_status()
        (self.draining if draining else self.quiet).append(time.perf_counter() - began)

    @property
    def ratio(self) -> float:
        """Of the p95."""
        return _p95(self.draining) / _p95(self.quiet)

    def line(self, title: str) -> str:
        """For the terminal."""
        median = statistics.median(self.draining) / statistics.median(self.quiet)
        return (
            f"  pages of the {title}: p95 {_p95(self.quiet):.1f} ms quiet, {_p95(self.draining):.1f} ms while draining:"
            f" × {self.ratio:.2f}; median × {median:.2f}"
        )


@dataclass(frozen=True, slots=True)
class Drained:
    """What came of it."""

    sender: Pages
    receiver: Pages
    bystander: Pages
    letters: int
    left: int
    seconds: float

    def lines(self, dialect: str) -> list[str]:
        """For the terminal."""
        rate = (self.letters - self.left) / self.seconds
        rest = f", {self.left} left, which take {self.left / rate:.0f} s more" if self.left and rate else ""
        return [
            f"{dialect}: {self.letters} letters of {HOURS} hours, {rate:.0f} a second for {self.seconds:.0f} s{rest}",
            self.sender.line("node that was waiting"),
            self.receiver.line("node that came back"),
            self.bystander.line("node that has nothing to do with it, on the same processors"),
            f"  target: × {TARGET}",
        ]


async def measure(dialect: str, *, letters: int, seconds: float, folder: Path) -> Drained:
    """One backlog."""
    async with AsyncExitStack() as stack:
        found = await stack.enter_async_context(places(dialect, folder, (*NODES, BYSTANDER)))
        (here, there, aside), database = found
        await stack.enter_async_context(running(here))
        await _courier(here, "stop")
        await ask(f"{here.url}/bench/flows", {"count": letters, "receiver": there.node})
        for place in (there, aside):
            await stack.enter_async_context(running(place))
        pages = [Pages(place) for place in (here, there, aside)]
        took = 0.0
        while took < seconds and await _waiting(database):
            await _turn(pages, draining=False)
            await _courier(here, "start")
            took += await _turn(pages, draining=True)
            await _courier(here, "stop")
            await asyncio.sleep(BETWEEN_SECONDS)
        return Drained(*pages, letters=letters, left=await _waiting(database), seconds=took)


async def _courier(place: Place, wanted: str) -> None:
    await ask(f"{place.url}/bench/courier", {"wanted": wanted})


async def _turn(pages: Sequence[Pages], *, draining: bool) -> float:
    """Ask for pages steadily; how many seconds it took until the last was there."""
    began = time.perf_counter()
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http, asyncio.TaskGroup() as group:
        while time.perf_counter() < began + TURN_SECONDS:
            for page in pages:
                group.create_task(page.ask(http, draining=draining))
            await asyncio.sleep(EVERY_SECONDS)
    return time.perf_counter() - began


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
