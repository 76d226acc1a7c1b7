"""The driver: writes notes at every node as fast as the exchange takes them, and logs what became of each request."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
import msgspec

from chaos.layout import Place
from chaos.notes import Note

CLIENTS: Final = 3
STREAMS: Final = 3
AGAIN_SECONDS: Final = 0.1
PATIENCE_SECONDS: Final = 3.0
MOST_WAITING: Final = 200
"""Unsettled letters of a node at which its clients wait: speed is the exchange's, and so is what is left at the end."""


@dataclass(slots=True)
class Operations:
    """Every request outside the nodes: `ok` was acknowledged, `unknown` got no answer and may have been done."""

    log: Path
    ok: set[tuple[str, int]] = field(default_factory=set)
    unknown: set[tuple[str, int]] = field(default_factory=set)
    retries: int = 0

    def acknowledge(self, notes: Sequence[Note]) -> None:
        """These were answered with success."""
        self.unknown.difference_update((note.stream, note.n) for note in notes)
        self.ok.update((note.stream, note.n) for note in notes)

    def write(self) -> None:
        """Keep the log beside the nodes' own files."""
        lines = [f"ok {stream} {n}" for stream, n in sorted(self.ok)]
        lines += [f"unknown {stream} {n}" for stream, n in sorted(self.unknown)]
        self.log.write_text("\n".join([*lines, ""]))


async def drive(places: Sequence[Place], operations: Operations, stop: asyncio.Event) -> None:
    """Write notes at every node until told to stop; what is unanswered then stays unknown."""
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_SECONDS) as http, asyncio.TaskGroup() as group:
        for place in places:
            others = [other.node for other in places if other is not place]
            for number in range(CLIENTS):
                group.create_task(_Client(place, number, others, http, operations).run(stop))


@dataclass(slots=True)
class _Client:
    place: Place
    number: int
    others: list[str]
    http: httpx.AsyncClient
    operations: Operations
    _n: int = 0

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self._n += 1
            notes = [
                Note(f"{self.place.node}-{other}-{self.number}-{stream}", other, self._n)
                for other in self.others
                for stream in range(STREAMS)
            ]
            self.operations.unknown.update((note.stream, note.n) for note in notes)
            await self._write(notes, stop)
            await self._until_taken(stop)

    async def _write(self, notes: list[Note], stop: asyncio.Event) -> None:
        """The same request until it is answered: the node writes it once."""
        body = msgspec.json.encode(notes)
        while not stop.is_set():
            try:
                (await self.http.post(f"{self._url()}/chaos/notes", content=body)).raise_for_status()
            except httpx.HTTPError:
                self.operations.retries += 1
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                self.operations.acknowledge(notes)
                return

    async def _until_taken(self, stop: asyncio.Event) -> None:
        while not stop.is_set() and await self._waiting() >= MOST_WAITING:  # noqa: ASYNC110 - nodes work
            await asyncio.sleep(AGAIN_SECONDS)

    async def _waiting(self) -> int:
        """Letters of the node that are not settled; as many as may wait where it does not say."""
        try:
            return int((await self.http.get(f"{self._url()}/chaos/waiting")).raise_for_status().text)
        except httpx.HTTPError:
            return MOST_WAITING

    def _url(self) -> str:
        """Any process of the node will do, also for a request that another one may have written already."""
        return random.choice(self.place.urls)  # noqa: S311 - no secret
