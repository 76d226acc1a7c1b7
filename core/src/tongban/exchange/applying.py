"""Applying parked letters: in order within a stream, each with its receipt in the commit of its effect."""

from __future__ import annotations

import random
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import structlog

from tongban.clock import Clock, milliseconds
from tongban.exchange import envelope, issued, signatures
from tongban.exchange.delays import at_least_a_second
from tongban.exchange.envelope import Envelope, SealedEnvelope
from tongban.exchange.issued import Issuer, Signed
from tongban.exchange.ports import Alarms, Handler
from tongban.exchange.refusals import CONTRADICTIONS, Refused, Rejected
from tongban.storage.database import Database
from tongban.storage.statements import Row

STREAMS_AT_ONCE: Final = 50

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Applier:
    """Moves letters from parked to applied or rejected."""

    database: Database
    issuer: Issuer
    handler: Handler
    clock: Clock
    chance: random.Random
    alarms: Alarms

    async def recover(self) -> None:
        """Looks at every parked letter again; to be called once at the start."""
        sql = "UPDATE tongban_inbox SET next_at = $1 WHERE state = 'parked' AND next_at IS NULL"
        await self.database.execute(sql, self._now())

    async def apply_due(self) -> int:
        """Tries the streams whose time has come; how many there were."""
        streams = await self.database.fetch(_DUE, self._now())
        for stream in streams:
            await self.apply_stream(stream["sender"], stream["case_id"])
        return len(streams)

    async def apply_stream(self, sender: str, case: str, answering: AbstractSet[str] = frozenset()) -> list[Signed]:
        """Applies what is contiguous in one stream; the receipts for `answering`, digests that are answered at once.

        Other receipts are stored to be pushed. Stops at a gap, at a letter whose handler failed, or at one not due.
        """
        answers = []
        while row := await self.database.fetch_one(_HEAD, sender, case):
            if _is_gap(row) or (row["attempts"] and (row["next_at"] or 0) > self._now()):
                await self.database.execute(_WAIT, sender, case)
                break
            told_at = self._now() if row["digest"] in answering else None
            signed = await self._settle(row, told_at)
            if signed is None:
                break
            answers += signed if told_at else []
        return answers

    async def _settle(self, row: Row, told_at: int | None) -> list[Signed] | None:
        """The receipts made; empty if another process was quicker; None if the letter stays parked."""
        sealed = envelope.read(signatures.payload_of(bytes(row["envelope"])))
        if sealed.prev != row["before"]:
            return await self._reject(row, Rejected("broken_chain"), told_at)
        try:
            return await self._apply(row, self._opened(sealed), told_at)
        except Rejected as refusal:
            return await self._reject(row, refusal, told_at)
        except Exception as problem:  # noqa: BLE001 - a handler may fail in any way and must stop its own stream only
            await self._park(row, problem)
            return None

    def _opened(self, sealed: SealedEnvelope) -> Envelope:
        try:
            return envelope.opened(sealed, self.issuer.keyring)
        except Refused as problem:
            if problem.refusal.final:
                raise Rejected(problem.refusal.code, problem.message) from None
            raise

    async def _apply(self, row: Row, letter: Envelope, told_at: int | None) -> list[Signed]:
        async with self.database.transaction("exchange.apply"):
            if not await self.database.execute(_SETTLE, "applied", self._now(), None, row["digest"]):
                return []
            await self.handler.apply(letter)
            now = self.clock.now()
            signed = self.issuer.applied(to=letter.sender, letter=letter.id, digest=row["digest"], now=now)
            await issued.store(self.database, [signed], now=now, told_at=told_at)
        return [signed]

    async def _reject(self, row: Row, refusal: Rejected, told_at: int | None) -> list[Signed]:
        _log.warning("letter_rejected", sender=row["sender"], letter=row["letter_id"], code=refusal.code)
        async with self.database.transaction("exchange.apply"):
            if not await self.database.execute(_SETTLE, "rejected", self._now(), refusal.code, row["digest"]):
                return []
            now = self.clock.now()
            about = {"to": row["sender"], "letter": row["letter_id"], "digest": row["digest"]}
            signed = self.issuer.rejected(**about, now=now, code=refusal.code, message=refusal.message)
            await issued.store(self.database, [signed], now=now, told_at=told_at)
            if refusal.code in CONTRADICTIONS:
                await self.alarms.on_contradiction(signed.receipt)
        return [signed]

    async def _park(self, row: Row, problem: Exception) -> None:
        attempts = row["attempts"] + 1
        _log.error("letter_parked", sender=row["sender"], letter=row["letter_id"], attempts=attempts, exc_info=problem)
        next_at = self._now() + at_least_a_second(attempts, self.chance)
        async with self.database.transaction("exchange.park"):
            await self.database.execute(_PARK, attempts, next_at, type(problem).__name__[:64], row["digest"])
            await self.database.execute(_WAIT, row["sender"], row["case_id"])

    def _now(self) -> int:
        return milliseconds(self.clock.now())


def _is_gap(row: Row) -> bool:
    return bool(row["seq"] > 1 and row["before"] is None)


_DUE: Final = f"""SELECT sender, case_id FROM tongban_inbox WHERE state = 'parked' AND next_at <= $1
GROUP BY sender, case_id ORDER BY min(next_at) LIMIT {STREAMS_AT_ONCE}"""

_HEAD: Final = """SELECT head.digest, head.letter_id, head.sender, head.case_id, head.seq, head.envelope, head.attempts,
head.next_at, previous.digest AS before FROM tongban_inbox AS head
LEFT JOIN tongban_inbox AS previous
ON previous.case_id = head.case_id AND previous.seq = head.seq - 1 AND previous.sender = head.sender
WHERE head.sender = $1 AND head.case_id = $2 AND head.state = 'parked' ORDER BY head.seq LIMIT 1"""

_SETTLE: Final = """UPDATE tongban_inbox SET state = $1, settled_at = $2, next_at = NULL, problem = $3
WHERE digest = $4 AND state = 'parked'"""

_PARK: Final = """UPDATE tongban_inbox SET attempts = $1, next_at = $2, problem = $3
WHERE digest = $4 AND state = 'parked'"""

_WAIT: Final = """UPDATE tongban_inbox SET next_at = NULL
WHERE sender = $1 AND case_id = $2 AND state = 'parked' AND attempts = 0 AND next_at IS NOT NULL"""
