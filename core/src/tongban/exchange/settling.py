"""What a receipt does to the letter it is about: the sender's side of the states."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from tongban.clock import Clock, milliseconds
from tongban.exchange import issued, rows
from tongban.exchange.arrivals import ArrivedReceipt
from tongban.exchange.delays import at_least_a_second
from tongban.exchange.issued import Signed
from tongban.exchange.letters import Queued
from tongban.exchange.ports import Rejections
from tongban.exchange.receipts import Receipt, ReceiptKind
from tongban.exchange.sealing import content_of
from tongban.storage.database import Database
from tongban.storage.statements import Row

ASK_AGAIN_MILLISECONDS: Final = 60_000
"""After custody the peer pushes the final receipt; should that be lost, the same letter is sent again as a question."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Settlement:
    """Records authentic receipts and moves the letters they name.

    A receipt counts only if its issuer is the letter's receiver and its digest that of the bytes sent: a refusal of a
    forged or damaged copy says nothing about the genuine letter.
    """

    node: str
    database: Database
    rejections: Rejections
    clock: Clock
    chance: random.Random

    async def settle(self, arrived: Sequence[ArrivedReceipt]) -> None:
        """Takes any number of receipts; each final refusal has a commit of its own, with what follows from it."""
        if not arrived:
            return
        letters = await self._letters({entry.receipt.letter for entry in arrived})
        genuine = [entry for entry in arrived if _is_about(letters.get(entry.receipt.letter), entry.receipt)]
        rejected = [entry for entry in genuine if entry.receipt.kind is ReceiptKind.REJECTED]
        await self._advance([entry for entry in genuine if entry not in rejected], letters)
        for entry in rejected:
            await self._reject(entry, letters[entry.receipt.letter])

    async def _letters(self, ids: set[str]) -> dict[str, Row]:
        wanted = sorted(ids)
        found = await self.database.fetch(_LETTERS.format(ids=rows.marks(len(wanted))), *wanted)
        return {row["id"]: row for row in found}

    async def _advance(self, arrived: Sequence[ArrivedReceipt], letters: dict[str, Row]) -> None:
        final = [entry.receipt for entry in arrived if entry.receipt.kind is ReceiptKind.APPLIED]
        custody = [entry.receipt for entry in arrived if entry.receipt.kind is ReceiptKind.CUSTODY]
        deferred = [entry.receipt for entry in arrived if entry.receipt.kind is ReceiptKind.DEFERRED]
        kept = [Signed(entry.receipt, entry.token) for entry in arrived if entry.receipt not in deferred]
        if not arrived:
            return
        async with self.database.transaction("exchange.receipts"):
            await self._update(_CUSTODY, [self._in_custody(receipt, letters) for receipt in custody])
            await self._update(_APPLIED, [(receipt.at, receipt.letter) for receipt in final])
            await self._update(_DEFERRED, [self._put_off(receipt, letters) for receipt in deferred])
            await issued.store(self.database, kept, now=self.clock.now(), told_at=milliseconds(self.clock.now()))

    async def _update(self, sql: str, arguments: list[tuple[object, ...]]) -> None:
        if arguments:
            await self.database.execute_many(sql, arguments)

    def _in_custody(self, receipt: Receipt, letters: dict[str, Row]) -> tuple[object, ...]:
        attempts = letters[receipt.letter]["attempts"]
        wait = max(ASK_AGAIN_MILLISECONDS, at_least_a_second(attempts, self.chance))
        return (receipt.at, self._now() + wait, receipt.letter)

    def _put_off(self, receipt: Receipt, letters: dict[str, Row]) -> tuple[object, ...]:
        attempts = letters[receipt.letter]["attempts"] + 1
        return (receipt.code, attempts, self._now() + at_least_a_second(attempts, self.chance), receipt.letter)

    async def _reject(self, entry: ArrivedReceipt, row: Row) -> None:
        receipt = entry.receipt
        letter = content_of(_queued(row), sender=self.node, prev=None)
        try:
            async with self.database.transaction("exchange.rejected"):
                if await self.database.execute(_REJECTED, receipt.at, receipt.code, receipt.letter):
                    signed = Signed(receipt, entry.token)
                    await issued.store(
                        self.database, [signed], now=self.clock.now(), told_at=milliseconds(self.clock.now())
                    )
                    await self.rejections.on_rejected(letter, receipt)
        except Exception as problem:  # noqa: BLE001 - a failing callback must not hold up other receipts
            _log.error("rejection_not_recorded", letter=receipt.letter, code=receipt.code, exc_info=problem)
            attempts = row["attempts"] + 1
            wait = at_least_a_second(attempts, self.chance)
            await self.database.execute(_DEFERRED, "not_recorded", attempts, self._now() + wait, receipt.letter)

    def _now(self) -> int:
        return milliseconds(self.clock.now())


def _is_about(row: Row | None, receipt: Receipt) -> bool:
    if row is not None and row["receiver"] == receipt.issuer and row["digest"] == receipt.digest:
        return True
    _log.warning("receipt_for_nothing_sent", issuer=receipt.issuer, letter=receipt.letter, kind=receipt.kind.value)
    return False


def _queued(row: Row) -> Queued:
    return Queued(
        id=row["id"],
        receiver=row["receiver"],
        case=row["case_id"],
        seq=row["seq"],
        kind=row["kind"],
        epoch=row["epoch"],
        exp=row["exp"],
        body=bytes(row["body"]),
        queued_at=row["queued_at"],
    )


_LETTERS: Final = """SELECT id, receiver, case_id, seq, kind, epoch, exp, body, queued_at, digest, attempts
FROM tongban_outbox WHERE id IN ({ids})"""

_CUSTODY: Final = """UPDATE tongban_outbox SET state = 'custody', custody_at = coalesce(custody_at, $1), next_at = $2,
attempts = attempts + 1, problem = NULL, held_until = 0 WHERE id = $3 AND settled_at IS NULL"""

_APPLIED: Final = """UPDATE tongban_outbox SET state = 'applied', custody_at = coalesce(custody_at, $1),
settled_at = $1, problem = NULL WHERE id = $2 AND settled_at IS NULL"""

_DEFERRED: Final = """UPDATE tongban_outbox SET problem = $1, attempts = $2, next_at = $3, held_until = 0
WHERE id = $4 AND settled_at IS NULL"""

_REJECTED: Final = """UPDATE tongban_outbox SET state = 'rejected', settled_at = $1, problem = $2
WHERE id = $3 AND settled_at IS NULL"""
