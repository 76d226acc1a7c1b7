"""`python -m chaos.fairness`: how much slower a node serves one peer while another sends fifty times as much."""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final

import httpx
import msgspec

from chaos.layout import NODES, Place, lay_out
from chaos.notes import KIND, Note, make_tables
from chaos.process import NodeProcess
from tongban.checks import CORE_APP
from tongban.clock import SystemClock, milliseconds
from tongban.exchange import delivery_notes, envelope, frame, keys
from tongban.exchange.encryption import SealingKey
from tongban.exchange.envelope import Envelope
from tongban.exchange.http_transport import LETTERS_PATH
from tongban.exchange.ids import mint_id
from tongban.exchange.limits import BATCH_ITEMS, PROTOCOL_VERSION
from tongban.exchange.signatures import SigningKey
from tongban.settings import load_settings
from tongban.storage import open_database
from tongban.storage.migrate import migrate
from tongban.trust_files import load_trust_list

SECONDS: Final = 40.0
PHASE_SECONDS: Final = 4.0
SHARE_LETTERS: Final = 2
SHARE_EVERY_SECONDS: Final = 0.1
TIMES: Final = 50
CONNECTIONS: Final = 8
TARGET: Final = 1.2
BYSTANDER: Final = "330000"


@dataclass(slots=True)
class Peer:
    """A peer whose letters are sealed beforehand, so that the load costs the node's processor little."""

    place: Place
    target: Place
    waits: list[float] = field(default_factory=list)
    busy: int = 0

    @property
    def own(self) -> SigningKey:
        """The key that it signs with; not kept here, for a peer is handed to another process."""
        return _own_key(self.place.settings_file)

    def batches(self, letters: int) -> Iterator[bytes]:
        """Frames of so many letters, each the first of a stream of its own."""
        settings = load_settings(self.place.settings_file, {})
        now = SystemClock().now()
        to = load_trust_list(settings, now).sealing_key(self.target.node, at=milliseconds(now))
        while True:
            yield frame.pack([self._letter(to) for _ in range(letters)])

    def _letter(self, to: SealingKey) -> bytes:
        now = SystemClock().now()
        stream = mint_id(now)
        content = Envelope(
            v=PROTOCOL_VERSION,
            id=mint_id(now),
            kind=KIND,
            sender=self.place.node,
            receiver=self.target.node,
            case=stream,
            seq=1,
            epoch=0,
            iat=milliseconds(now),
            body=msgspec.Raw(msgspec.json.encode(Note(stream, self.target.node, 1))),
        )
        return envelope.seal(content, key=self.own, to=to)

    async def send(self, http: httpx.AsyncClient, body: bytes) -> None:
        """One batch, again as often as the node is busy with this peer."""
        began = time.perf_counter()
        url = self.target.url + LETTERS_PATH
        while (await http.post(url, content=body, headers=self._headers(body))).status_code != httpx.codes.OK:
            self.busy += 1
            await asyncio.sleep(SHARE_EVERY_SECONDS)
        self.waits.append(time.perf_counter() - began)

    def _headers(self, body: bytes) -> dict[str, str]:
        parties = {"sender": self.place.node, "receiver": self.target.node}
        note = delivery_notes.seal(body, **parties, now=milliseconds(SystemClock().now()), key=self.own)
        return {"content-type": frame.CONTENT_TYPE, delivery_notes.HEADER: note}

    @property
    def p95(self) -> float:
        """Milliseconds within which 95 of 100 batches were answered."""
        return statistics.quantiles(self.waits, n=20)[-1] * 1000

    @property
    def median(self) -> float:
        """Milliseconds within which half of them were."""
        return statistics.median(self.waits) * 1000


@cache
def _own_key(settings_file: Path) -> SigningKey:
    return keys.load(load_settings(settings_file, {}).key).signing[-1]


@dataclass(slots=True)
class Measured:
    """A peer alone, the same while a flood fills another node of this machine, and beside the flood; and the flood."""

    alone: Peer
    control: Peer
    beside: Peer
    flood: Peer


async def measure(seconds: float, folder: Path) -> Measured:
    """Phases by turns, each kind of flood first every other time, so that whatever else happens touches all alike."""
    async with _nodes(folder) as (target, light, heavy, elsewhere):
        found = Measured(*(Peer(light, target) for _ in range(3)), Peer(heavy, target))
        wanted = int(PHASE_SECONDS / SHARE_EVERY_SECONDS * SHARE_LETTERS * TIMES / BATCH_ITEMS)
        floods = [(Peer(heavy, elsewhere), found.control), (found.flood, found.beside)]
        with _ready_process() as process:
            for _ in range(max(1, round(seconds / 3 / PHASE_SECONDS))):
                await _share(found.alone)
                for flood, peer in floods:
                    prepared = list(islice(flood.batches(BATCH_ITEMS), wanted))
                    await _beside(process, flood, prepared, peer, Peer(light, elsewhere))
                floods.reverse()
    return found


@contextmanager
def _ready_process() -> Iterator[Executor]:
    """A process for floods, lest they hold up whoever measures; it has started and loaded everything."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        pool.submit(int).result()
        yield pool


async def _beside(process: Executor, flood: Peer, bodies: Sequence[bytes], peer: Peer, aside: Peer) -> None:
    """What a peer waits while the other floods.

    Both nodes serve a share meanwhile, so that the flooded one throttles the flood alike and the machine does the same
    work, whichever of them it is.
    """
    pouring = asyncio.get_running_loop().run_in_executor(process, _poured, flood, bodies, aside)
    await _share(peer)
    taken = await pouring
    flood.waits += taken.waits
    flood.busy += taken.busy


async def _share(peer: Peer) -> None:
    bodies = list(islice(peer.batches(SHARE_LETTERS), int(PHASE_SECONDS / SHARE_EVERY_SECONDS)))
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http, asyncio.TaskGroup() as group:
        for body in bodies:
            group.create_task(peer.send(http, body))
            await asyncio.sleep(SHARE_EVERY_SECONDS)


def _poured(peer: Peer, bodies: Sequence[bytes], aside: Peer) -> Peer:
    rest, until, poured = iter(bodies), time.monotonic() + PHASE_SECONDS, Peer(peer.place, peer.target)

    async def pour() -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
            for body in rest:
                if time.monotonic() > until:
                    return
                await poured.send(http, body)

    async def all_at_once() -> None:
        await asyncio.gather(_share(aside), *(pour() for _ in range(CONNECTIONS)))

    asyncio.run(all_at_once())
    return poured


@asynccontextmanager
async def _nodes(folder: Path) -> AsyncIterator[tuple[Place, ...]]:
    """The node under measure, its two peers, which need no process, and a bystander."""
    places = lay_out(folder, {node: f"sqlite:///{folder / node}.db" for node in (*NODES, BYSTANDER)})
    async with AsyncExitStack() as stack:
        for place in (places[0], places[-1]):
            database = open_database(place.database)
            await database.start()
            await migrate(database, (CORE_APP,))
            await make_tables(database)
            await database.stop()
            process = NodeProcess(place)
            process.start()
            stack.callback(process.kill)
            await process.wait_until_ready()
        yield places


def main() -> int:
    """Measure and print; the exit status is 0 only within the target."""
    parser = argparse.ArgumentParser(prog="python -m chaos.fairness", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tongban-fairness-") as folder:
        found = asyncio.run(measure(chosen.seconds, Path(folder)))
    kinds = {"alone": found.alone, "while a flood fills another node": found.control, "beside the flood": found.beside}
    for title, peer in kinds.items():
        print(f"{title}: p95 {peer.p95:.1f} ms, median {peer.median:.1f} ms, {len(peer.waits)} batches")
    ratio, of_alone = found.beside.p95 / found.control.p95, found.beside.p95 / found.alone.p95
    print(f"one peer at {TIMES} times its share: p95 × {ratio:.2f} of the control, × {of_alone:.2f} of alone")
    flood = found.flood
    print(f"the flood: {len(flood.waits) * BATCH_ITEMS} letters taken, {flood.busy} times asked to come again")
    print(f"target: × {TARGET} of the control")
    return 0 if ratio < TARGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
