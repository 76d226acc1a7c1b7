"""One of several processes of a node: sends what lies in the shared outbox, seals the audit log, notes overlaps."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tongban.audit.sealer import Sealer
from tongban.clock import SystemClock, milliseconds
from tongban.exchange import envelope, keys, signatures, trust
from tongban.exchange.exchange import assemble
from tongban.exchange.issued import Issuer
from tongban.exchange.keyring import Keyring
from tongban.exchange.keys import OwnKeys
from tongban.exchange.ports import Alarms, Handler, Rejections
from tongban.exchange.store import HELD_MILLISECONDS
from tongban.exchange.stores.database import DatabaseStore
from tongban.exchange.transport import AT_ONCE, Manner, Receiver
from tongban.exchange.trust import Trust, TrustList
from tongban.exchange.trust_documents import TrustDocument, TrustKey, TrustNode
from tongban.storage import Database, open_database

HERE, THERE = "510000", "500000"
TABLES = (
    "CREATE TABLE under_way (letter VARCHAR(36) PRIMARY KEY, process VARCHAR(16), at BIGINT)",
    "CREATE TABLE overlap (letter VARCHAR(36), process VARCHAR(16))",
    "CREATE TABLE sending (letter VARCHAR(36), process VARCHAR(16))",
)


def listed(own: dict[str, OwnKeys]) -> Trust:
    """Both nodes in a list of their own."""
    root, now = keys.generate("root"), datetime.now(UTC)
    nodes = tuple(
        TrustNode(
            id=node,
            name=node,
            url="https://a.example",
            divisions=(node[:2],),
            keys=tuple(
                TrustKey(kid=public.kid, jwk=dict(public.jwk), use=public.use, suite=public.suite, nbf=0)
                for public in map(keys.public, pair.all)
            ),
        )
        for node, pair in own.items()
    )
    issued, expires = milliseconds(now), milliseconds(now + timedelta(days=30))
    signed = trust.sign(TrustDocument(version=1, issued=issued, expires=expires, nodes=nodes), [root])
    return Trust(TrustList.load(signed, roots={root.kid: keys.verifying(root)}, threshold=1, now=now))


@dataclass(slots=True)
class Peer:
    """A transport whose other end takes its time, applies everything, and notices who else is sending the same."""

    database: Database
    issuer: Issuer
    process: str
    name: str = "slow"

    def manner(self, peer: str) -> Manner:
        return AT_ONCE

    async def send(self, peer: str, items: Sequence[bytes]) -> list[bytes]:
        letters = [(envelope.read(signatures.payload_of(item)).id, signatures.digest(item)) for item in items]
        for letter, _ in letters:
            await self._begin(letter)
        await asyncio.sleep(random.uniform(0, 0.1))
        for letter, _ in letters:
            await self.database.execute(
                "DELETE FROM under_way WHERE letter = $1 AND process = $2", letter, self.process
            )
        now = datetime.now(UTC)
        return [self.issuer.applied(to=HERE, letter=letter, digest=digest, now=now).token for letter, digest in letters]

    async def ask(self, peer: str, question: bytes) -> bytes:
        raise NotImplementedError

    async def probe(self, peer: str) -> bool:
        return True

    async def receive(self, receiver: Receiver) -> None:
        return

    async def _begin(self, letter: str) -> None:
        now = milliseconds(datetime.now(UTC))
        await self.database.execute("INSERT INTO sending (letter, process) VALUES ($1, $2)", letter, self.process)
        taken = "INSERT INTO under_way (letter, process, at) VALUES ($1, $2, $3) ON CONFLICT (letter) DO UPDATE SET "
        abandoned = "process = excluded.process, at = excluded.at WHERE under_way.at < excluded.at - $4"
        if not await self.database.execute(taken + abandoned, letter, self.process, now, HELD_MILLISECONDS // 2):
            await self.database.execute("INSERT INTO overlap (letter, process) VALUES ($1, $2)", letter, self.process)


class Nobody(Handler, Rejections, Alarms):
    """Nothing comes in."""

    async def respond(self, question: object) -> bytes:
        raise NotImplementedError


async def work(url: str, folder: Path, process: str) -> None:
    """Send and seal until killed."""
    own = {node: keys.load(folder / f"{node}.key") for node in (HERE, THERE)}
    trusted, clock = listed(own), SystemClock()
    database = open_database(url)
    await database.start()
    nobody = Nobody()
    exchange = assemble(
        DatabaseStore(database),
        node=HERE,
        keyring=Keyring(HERE, own[HERE], trusted),
        trust=trusted,
        transport=Peer(database, Issuer(THERE, Keyring(THERE, own[THERE], trusted)), process),
        clock=clock,
        handler=nobody,
        rejections=nobody,
        responder=nobody,
        alarms=nobody,
        chance=random.Random(process),
    )
    sealer = Sealer(database=database, secret=b"s" * 32, clock=clock, interval=0.05)
    await asyncio.gather(exchange.courier.run(), sealer.run())


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
