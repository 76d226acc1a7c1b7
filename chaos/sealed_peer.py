"""A peer whose letters are sealed beforehand, so that it costs the processors little while waits are measured."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import httpx
import msgspec

from chaos.layout import Place
from chaos.notes import KIND, Note
from tongban.clock import SystemClock, milliseconds
from tongban.exchange import delivery_notes, envelope, frame, keys
from tongban.exchange.encryption import SealingKey
from tongban.exchange.envelope import Envelope
from tongban.exchange.http_transport import LETTERS_PATH
from tongban.exchange.ids import mint_id
from tongban.exchange.limits import PROTOCOL_VERSION
from tongban.exchange.signatures import SigningKey
from tongban.settings import load_settings
from tongban.trust_files import load_trust_list

SHARE_LETTERS: Final = 2
SHARE_EVERY_SECONDS: Final = 0.1
BUSY_SECONDS: Final = 0.1


@dataclass(slots=True)
class Peer:
    """`place` sends to `target`; kept is how long each batch took, and how often it was asked to come again."""

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
            await asyncio.sleep(BUSY_SECONDS)
        self.waits.append(time.perf_counter() - began)

    async def send_share(self, bodies: Sequence[bytes], chance: random.Random) -> None:
        """Batches at about the pace of a share, never in step with anybody else, until all are answered."""
        async with httpx.AsyncClient(trust_env=False, timeout=60) as http, asyncio.TaskGroup() as group:
            for body in bodies:
                await asyncio.sleep(chance.uniform(0.5, 1.5) * SHARE_EVERY_SECONDS)
                group.create_task(self.send(http, body))

    def _headers(self, body: bytes) -> dict[str, str]:
        parties = {"sender": self.place.node, "receiver": self.target.node}
        note = delivery_notes.seal(body, **parties, now=milliseconds(SystemClock().now()), key=self.own)
        return {"content-type": frame.CONTENT_TYPE, delivery_notes.HEADER: note}


@cache
def _own_key(settings_file: Path) -> SigningKey:
    return keys.load(load_settings(settings_file, {}).key).signing[-1]
