"""`python -m bench.backlog`: what 72 hours of letters for a peer that was away do to pages while they drain.

Pages are asked for at a steady rate by turns: some seconds while the backlog lies there and nothing is delivered, some
while it drains, so that whatever else the machine does touches both alike. The page is the one on the exchange, the
heaviest on the tables that drain. Pages of a third node, which has nothing to do with it, tell what sharing the
processors and the disk of one machine does alone: the two others are judged beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
from chaos.layout import Place
from chaos.spread import Ratio, Round, Waits, median, p95, ratio, ratio_beside, together

from bench.flows import AIMS, NODES, ask, places, running
from tongban.storage import Database

HOURS: Final = 72
AN_HOUR: Final = 50
BYSTANDER: Final = "330000"
MOST_SECONDS: Final = 60.0
TURN_SECONDS: Final = 1.5
BETWEEN_SECONDS: Final = 0.5
"""What was under way when deliveries were stopped is taken in meanwhile."""
EVERY_SECONDS: Final = 0.05
TARGET: Final = 1.1


@dataclass(slots=True)
class Pages:
    """Waits for pages of one node, in seconds, by turns while nothing was delivered and while letters drained."""

    place: Place
    rounds: list[Round] = field(default_factory=list)

    def line(self, title: str) -> str:
        """For the terminal."""
        quiet = together(each.control for each in self.rounds)
        draining = together(each.beside for each in self.rounds)
        return (
            f"  pages of the {title}: p95 {p95(quiet) * 1000:.1f} ms quiet, {p95(draining) * 1000:.1f} ms draining:"
            f" {ratio(self.rounds)}; median × {median(draining) / median(quiet):.2f}"
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

    def judged(self) -> dict[str, Ratio]:
        """How much slower pages are while letters drain than the third node's are meanwhile."""
        return {
            title: ratio_beside(pages.rounds, self.bystander.rounds)
            for title, pages in {"was waiting": self.sender, "came back": self.receiver}.items()
        }

    def lines(self, dialect: str) -> list[str]:
        """For the terminal."""
        rate = (self.letters - self.left) / self.seconds
        rest = f", {self.left} left, which take {self.left / rate:.0f} s more" if self.left and rate else ""
        return [
            f"{dialect}: {self.letters} letters of {HOURS} hours, {rate:.0f} a second for {self.seconds:.0f} s{rest}",
            self.sender.line("node that was waiting"),
            self.receiver.line("node that came back"),
            self.bystander.line("node that has nothing to do with it, on the same processors"),
            *(
                f"  the node that {title}, beside that one: p95 {slower}; target × {TARGET}: {slower.verdict(TARGET)}"
                for title, slower in self.judged().items()
            ),
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
            quiet = await _turn(pages)
            await _courier(here, "start")
            began = time.perf_counter()
            draining = await _turn(pages)
            took += time.perf_counter() - began
            await _courier(here, "stop")
            for page, control, beside in zip(pages, quiet, draining, strict=True):
                page.rounds.append(Round(control=control, beside=beside))
            await asyncio.sleep(BETWEEN_SECONDS)
        return Drained(*pages, letters=letters, left=await _waiting(database), seconds=took)


async def _courier(place: Place, wanted: str) -> None:
    await ask(f"{place.url}/bench/courier", {"wanted": wanted})


async def _turn(pages: Sequence[Pages]) -> list[Waits]:
    """Ask each node for pages steadily; what each of them waited."""
    waits: list[list[float]] = [[] for _ in pages]
    until = time.perf_counter() + TURN_SECONDS
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http, asyncio.TaskGroup() as group:
        while time.perf_counter() < until:
            for page, kept in zip(pages, waits, strict=True):
                group.create_task(_ask(http, page.place, kept))
            await asyncio.sleep(EVERY_SECONDS)
    return list(waits)


async def _ask(http: httpx.AsyncClient, place: Place, waits: list[float]) -> None:
    began = time.perf_counter()
    (await http.get(f"{place.url}/bench/page")).raise_for_status()
    waits.append(time.perf_counter() - began)


async def _waiting(database: Database) -> int:
    row = await database.fetch_one("SELECT count(*) AS letters FROM tongban_outbox WHERE settled_at IS NULL")
    return int(row["letters"]) if row else 0


def main() -> int:
    """Measure and print; the exit status is 0 only where it is sure that the target is reached."""
    parser = argparse.ArgumentParser(prog="python -m bench.backlog", description=__doc__)
    parser.add_argument("--an-hour", type=int, default=AN_HOUR, help="letters an hour")
    parser.add_argument("--seconds", type=float, default=MOST_SECONDS, help="how long to watch at most")
    parser.add_argument("--on", choices=tuple(AIMS), action="append", help="only this kind of database")
    line = parser.parse_args()
    ratios: list[Ratio] = []
    for dialect in line.on or tuple(AIMS):
        with tempfile.TemporaryDirectory(prefix="tongban-backlog-") as folder:
            letters = HOURS * line.an_hour
            found = asyncio.run(measure(dialect, letters=letters, seconds=line.seconds, folder=Path(folder)))
        print("\n".join(found.lines(dialect)), flush=True)
        ratios += found.judged().values()
    return 0 if all(each.is_within(TARGET) for each in ratios) else 1


if __name__ == "__main__":
    raise SystemExit(main())
