"""`python -m chaos.fairness`: how much slower a node serves peers while another one sends fifty times as much.

Some peers send their share to a node, by turns while a flood fills that node and, as the control, while the same flood
fills another node of this machine. Both nodes serve a share meanwhile, so that the flooded one throttles the flood
alike and the machine does the same work: processors and disk are shared either way, the process is not.

Databases lie where `TMPDIR` says. A share costs two commits, so a disk that sometimes takes long to write decides the
p95 of both kinds; `TMPDIR=/dev/shm` leaves it out.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import multiprocessing
import random
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

import httpx

from chaos.layout import NODES, Place, lay_out
from chaos.notes import make_tables
from chaos.process import NodeProcess
from chaos.sealed_peer import SHARE_EVERY_SECONDS, SHARE_LETTERS, Peer
from chaos.spread import Round, Waits, median, p95, ratio, together
from tongban.checks import CORE_APP
from tongban.exchange.limits import BATCH_ITEMS
from tongban.storage import open_database
from tongban.storage.migrate import migrate

SECONDS: Final = 60.0
PHASE_SECONDS: Final = 2.5
TIMES: Final = 50
CONNECTIONS: Final = 8
TARGET: Final = 1.2
TOO_BUSY: Final = (
    "(a share waits for itself though nobody floods: this machine is too slow, or too busy, to tell anything)"
)
FLOODED, HEAVY, *LIGHT = *NODES, "520000", "530000"
ELSEWHERE: Final = "330000"

Places = dict[str, Place]


@dataclass(slots=True)
class Measured:
    """What the light peers waited, round by round, and what became of the flood."""

    alone: list[Waits] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    floods: list[Peer] = field(default_factory=list)

    def lines(self) -> list[str]:
        """For the terminal."""
        kinds = {
            "nobody floods": together(self.alone),
            "a flood fills another node": together(each.control for each in self.rounds),
            "a flood fills this node": together(each.beside for each in self.rounds),
        }
        told = [
            f"{title}: p95 {p95(waits) * 1000:.1f} ms, median {median(waits) * 1000:.1f} ms, {len(waits)} batches"
            for title, waits in kinds.items()
        ]
        taken = BATCH_ITEMS * sum(len(flood.waits) for flood in self.floods)
        busy = sum(flood.busy for flood in self.floods)
        return [
            *told,
            *([TOO_BUSY] if p95(together(self.alone)) > SHARE_EVERY_SECONDS else []),
            "each round by itself: × "
            + ", ".join(f"{p95(each.beside) / p95(each.control):.2f}" for each in self.rounds),
            f"the floods: {taken} letters taken, {busy} times asked to come again",
        ]


async def measure(seconds: float, folder: Path) -> Measured:
    """Rounds in which each kind of flood comes first every other time, so that what else happens touches all alike."""
    found, chance = Measured(), random.Random()  # noqa: S311 - when letters are sent is no secret
    async with _nodes(folder) as places:
        with _ready_process() as process:
            for number in range(max(2, round(seconds / 3 / PHASE_SECONDS))):
                found.alone.append(await _shares(_light(places, FLOODED), chance))
                waits = {}
                for flooded in sorted((FLOODED, ELSEWHERE), reverse=bool(number % 2)):
                    waits[flooded], flood = await _beside(process, places, flooded, chance)
                    found.floods.append(flood)
                found.rounds.append(Round(control=waits[ELSEWHERE], beside=waits[FLOODED]))
    return found


@contextmanager
def _ready_process() -> Iterator[Executor]:
    """A process for floods, lest they hold up whoever measures; it has started and loaded everything."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=_spare_the_collector) as pool:
        pool.submit(int).result()
        yield pool


def _spare_the_collector() -> None:
    """Whoever measures must not be the one that pauses: a look for cycles among sealed letters takes 0.3 s."""
    gc.collect()
    gc.freeze()
    gc.disable()


async def _beside(process: Executor, places: Places, flooded: str, chance: random.Random) -> tuple[Waits, Peer]:
    """What the light peers wait while a flood fills a node; the other node serves a share of its own meanwhile."""
    flood = Peer(places[HEAVY], places[flooded])
    wanted = int(PHASE_SECONDS / SHARE_EVERY_SECONDS * SHARE_LETTERS * TIMES / BATCH_ITEMS)
    prepared = list(islice(flood.batches(BATCH_ITEMS), wanted))
    light, aside = _light(places, FLOODED), _light(places, ELSEWHERE)
    pouring = asyncio.get_running_loop().run_in_executor(process, _poured, flood, prepared, aside)
    waits = await _shares(light, chance)
    return waits, await pouring


def _light(places: Places, target: str) -> list[Peer]:
    return [Peer(places[node], places[target]) for node in LIGHT]


async def _shares(peers: Sequence[Peer], chance: random.Random) -> Waits:
    count = int(PHASE_SECONDS / SHARE_EVERY_SECONDS)
    bodies = [list(islice(peer.batches(SHARE_LETTERS), count)) for peer in peers]
    async with asyncio.TaskGroup() as group:
        for peer, each in zip(peers, bodies, strict=True):
            group.create_task(peer.send_share(each, chance))
    return together(peer.waits for peer in peers)


def _poured(flood: Peer, bodies: Sequence[bytes], aside: Sequence[Peer]) -> Peer:
    rest, until = iter(bodies), time.monotonic() + PHASE_SECONDS

    async def pour() -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
            for body in rest:
                if time.monotonic() > until:
                    return
                await flood.send(http, body)

    async def all_at_once() -> None:
        chance = random.Random()  # noqa: S311 - as above
        await asyncio.gather(_shares(aside, chance), *(pour() for _ in range(CONNECTIONS)))

    asyncio.run(all_at_once())
    return flood


@asynccontextmanager
async def _nodes(folder: Path) -> AsyncIterator[Places]:
    """The two nodes that take floods; the peers need no process."""
    names = (FLOODED, HEAVY, *LIGHT, ELSEWHERE)
    laid = lay_out(folder, {node: f"sqlite:///{folder / node}.db" for node in names})
    places = {place.node: place for place in laid}
    async with AsyncExitStack() as stack:
        for place in (places[FLOODED], places[ELSEWHERE]):
            database = open_database(place.database)
            await database.start()
            await migrate(database, (CORE_APP,))
            await make_tables(database)
            await database.stop()
            process = NodeProcess(place, place.ports[0])
            process.start()
            stack.callback(process.kill)
            await process.wait_until_ready()
        yield places


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(prog="python -m chaos.fairness", description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of waits that count; preparing comes on top")
    chosen = parser.parse_args()
    _spare_the_collector()
    with tempfile.TemporaryDirectory(prefix="tongban-fairness-") as folder:
        found = asyncio.run(measure(chosen.seconds, Path(folder)))
    return judged(found)


def judged(found: Measured) -> int:
    """Print what was measured; the exit status, which is 0 only where it is sure that the target is reached."""
    print("\n".join(found.lines()))
    slower = ratio(found.rounds)
    print(
        f"one peer at {TIMES} times its share: p95 {slower} of the control; target × {TARGET}: {slower.verdict(TARGET)}"
    )
    return 0 if slower.is_within(TARGET) else 1


if __name__ == "__main__":
    raise SystemExit(main())
