"""Chaining the acts written down, behind the requests' backs."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field

import structlog

from tongban.audit.chain import GENESIS, authenticate, extend
from tongban.clock import Clock, milliseconds
from tongban.storage import Database, StorageError
from tongban.storage.statements import Row

LEASE = 3_000
BATCH = 2_000

_FOUND = """
INSERT INTO tongban_audit_head (id, position, chain, mac, holder, until) VALUES (1, 0, $1, $2, $3, 0)
ON CONFLICT (id) DO NOTHING
"""
# By the database's clock, the one that all processes share. A lease that ends much later than any may was made by a
# clock that has since been set back.
_LEASE = """
UPDATE tongban_audit_head SET holder = $1, until = {clock} + {lease}
WHERE id = 1 AND (holder = $1 OR until < {clock} OR until > {clock} + 2 * {lease}) RETURNING position, chain
"""
_NUMBER = f"""
UPDATE tongban_audit SET position = $1 + waiting.place
FROM (SELECT id AS waiting_id, row_number() OVER (ORDER BY id) AS place
      FROM tongban_audit WHERE position IS NULL ORDER BY id LIMIT {BATCH}) AS waiting
WHERE id = waiting.waiting_id RETURNING position, leaf
"""
_SEAL = "INSERT INTO tongban_audit_seal (position, at, chain, mac) VALUES ($1, $2, $3, $4)"
_HEAD = "UPDATE tongban_audit_head SET position = $1, chain = $2, mac = $3 WHERE id = 1"


@dataclass(slots=True, kw_only=True)
class Sealer:
    """Gives each act its position in the chain, a batch at a time.

    Any number of processes may run one; the lease lets one work. Only sealers touch the head of the chain.
    """

    database: Database
    secret: bytes
    clock: Clock
    interval: float = 0.5
    _holder: str = field(default_factory=lambda: str(uuid.uuid4()), init=False)

    async def run(self) -> None:
        """Seal every `interval` seconds until cancelled; while the database is away, try again."""
        log = structlog.get_logger(__name__)
        while True:
            try:
                await self.seal_pending()
            except StorageError as error:
                log.warning("audit_not_sealed", error=str(error))
            await asyncio.sleep(self.interval)

    async def seal_pending(self) -> int:
        """Seal all that is committed; the number of rows sealed, 0 when another sealer holds the lease."""
        sealed = 0
        while batch := await self._seal_batch():
            sealed += batch
            if batch < BATCH:
                break
        return sealed

    async def _seal_batch(self) -> int:
        if await self.database.fetch_one("SELECT 1 AS one FROM tongban_audit WHERE position IS NULL LIMIT 1") is None:
            return 0
        async with self.database.transaction("audit.seal"):
            head = await self._lease()
            if head is None:
                return 0
            rows = await self.database.fetch(_NUMBER, head["position"])
            if rows:
                await self._append(head, sorted(rows, key=lambda row: int(row["position"])))
            return len(rows)

    async def _lease(self) -> Row | None:
        lease = (_LEASE.format(clock=self.database.clock_sql, lease=LEASE), self._holder)
        head = await self.database.fetch_one(*lease)
        if head is None and await self._found():
            head = await self.database.fetch_one(*lease)
        return head

    async def _found(self) -> bool:
        mac = authenticate(self.secret, position=0, chain=GENESIS)
        return await self.database.execute(_FOUND, GENESIS, mac, self._holder) == 1

    async def _append(self, head: Row, rows: list[Row]) -> None:
        position = int(rows[-1]["position"])
        chain = extend(head["chain"], (row["leaf"] for row in rows))
        mac = authenticate(self.secret, position=position, chain=chain)
        await self.database.execute(_SEAL, position, milliseconds(self.clock.now()), chain, mac)
        await self.database.execute(_HEAD, position, chain, mac)
