"""What a receipt does to the letter it is about: the sender's side of the states."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import structlog

from tongban.clock import Clock, milliseconds
from tongban.exchange import payloads, receipts
from tongban.exchange.arrivals import ArrivedReceipt
from tongban.exchange.delays import again
from tongban.exchange.envelope import Envelope
from tongban.exchange.issued import Signed
from tongban.exchange.keyring import Keyring
from tongban.exchange.ports import Rejections
from tongban.exchange.receipt_log import ReceiptLog
from tongban.exchange.receipts import Receipt, ReceiptKind
from tongban.exchange.refusals import REFUSALS, Refused
from tongban.exchange.sealing import content_of
from tongban.exchange.store import Outgoing, PutOff, Store
from tongban.faults import trace

LEAST_PATIENCE_MILLISECONDS: Final = 3_000
"""After custody the peer pushes the final receipt; should that be lost, the same letter is sent again as a question."""

LONGEST_MILLISECONDS: Final = 60_000
"""A letter refused for now, or long in custody, is tried again within a minute of whatever was put right."""

UNRECORDED: Final = "not_recorded"
"""The problem of a letter that the peer refused, where what follows from it here fails."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Settlement:
    """Records authentic receipts and moves the letters they name.

    A receipt counts only if its issuer is the letter's receiver and its digest that of the bytes sent: a refusal of a
    forged or damaged copy says nothing about the genuine letter.
    """

    node: str
    store: Store
    keyring: Keyring
    rejections: Rejections
    clock: Clock
    chance: random.Random

    async def settle(self, arrived: Sequence[ArrivedReceipt]) -> None:
        """Takes any number of receipts; each final refusal has a commit of its own, with what follows from it."""
        if not arrived:
            return
        log = ReceiptLog()
        try:
            await self._settle(arrived, log)
        finally:
            log.write()

    async def _settle(self, arrived: Sequence[ArrivedReceipt], log: ReceiptLog) -> None:
        letters = await self.store.outgoing({entry.receipt.letter for entry in arrived})
        genuine = []
        for entry in arrived:
            if is_about(letters.get(entry.receipt.letter), entry.receipt):
                genuine.append(entry)
            else:
                log.note("receipt_for_nothing_sent", entry.receipt, problem="not of our letter or of other bytes")
        rejected = [entry for entry in genuine if entry.receipt.kind is ReceiptKind.REJECTED]
        await self._advance([entry for entry in genuine if entry not in rejected], letters, log)
        for entry in rejected:
            await self._reject(entry, letters[entry.receipt.letter], log)

    async def _advance(
        self, arrived: Sequence[ArrivedReceipt], letters: Mapping[str, Outgoing], log: ReceiptLog
    ) -> None:
        if not arrived:
            return
        by_kind: dict[ReceiptKind, list[Receipt]] = {kind: [] for kind in ReceiptKind}
        for entry in arrived:
            by_kind[entry.receipt.kind].append(entry.receipt)
        kept = [Signed(entry.receipt, entry.token) for entry in arrived if entry.receipt.kind in _KEPT]
        async with self.store.transaction("exchange.receipts"):
            custody = by_kind[ReceiptKind.CUSTODY]
            await self.store.in_custody([(self._ask_again(letters[each.letter]), self._at(each)) for each in custody])
            await self.store.mark_applied([(each.letter, self._at(each)) for each in by_kind[ReceiptKind.APPLIED]])
            deferred = by_kind[ReceiptKind.DEFERRED]
            await self.store.put_off([self._later(letters[each.letter], each.code) for each in deferred])
            await self.store.keep_receipts(kept, now=self._now(), told=True)
            await self._note_taken_back(by_kind[ReceiptKind.APPLIED], letters, log)

    async def _note_taken_back(
        self, applied: Sequence[Receipt], letters: Mapping[str, Outgoing], log: ReceiptLog
    ) -> None:
        for receipt in applied:
            sent = letters[receipt.letter]
            if sent.refused is not None:
                log.note("refusal_taken_back", receipt, problem=sent.refused)
                letter = content_of(sent.letter, sender=self.node, prev=None)
                await self.rejections.on_taken_back(letter, receipt)

    async def _reject(self, entry: ArrivedReceipt, sent: Outgoing, log: ReceiptLog) -> None:
        receipt = entry.receipt
        told = msgspec.structs.replace(receipt, message=self._words(receipt, log))
        letter = content_of(sent.letter, sender=self.node, prev=None)
        try:
            async with self.store.transaction("exchange.rejected"):
                if await self.store.mark_rejected(receipt.letter, at=self._at(receipt), code=receipt.code):
                    await self.store.keep_receipts([Signed(receipt, entry.token)], now=self._now(), told=True)
                    await self.rejections.on_rejected(letter, told)
                else:
                    await self._note_effect_taken_back(letter, receipt, log)
        except Exception as problem:  # noqa: BLE001 - a failing callback must not hold up other receipts
            _log.error("rejection_not_recorded", letter=receipt.letter, code=receipt.code, trace=trace(problem))
            await self.store.put_off([self._later(sent, UNRECORDED)])

    async def _note_effect_taken_back(self, letter: Envelope, receipt: Receipt, log: ReceiptLog) -> None:
        """A letter that is settled and not refused was applied: the peer has lost that, and judged otherwise since."""
        if (await self.store.outgoing({letter.id}))[letter.id].refused is None:
            log.note("effect_taken_back", receipt, problem=receipt.code)
            await self.rejections.on_taken_back(letter, receipt)

    def _words(self, receipt: Receipt, log: ReceiptLog) -> str:
        """Why, as whoever works on the letter here reads it."""
        refusal = REFUSALS.get(receipt.code)
        known = receipt.message or (refusal.sentence if refusal else "")
        try:
            if receipt.said is None:
                return known
            return payloads.words(self.keyring.open(receipt.said, sender=receipt.issuer))
        except (Refused, UnicodeDecodeError) as problem:
            log.note("refusal_not_opened", receipt, problem=str(problem))
            return known

    def _ask_again(self, sent: Outgoing) -> PutOff:
        attempts = sent.attempts + 1
        wait = max(LEAST_PATIENCE_MILLISECONDS, again(attempts, self.chance, longest=LONGEST_MILLISECONDS))
        return PutOff(id=sent.letter.id, attempts=attempts, next_at=self._now() + wait, problem=None)

    def _later(self, sent: Outgoing, problem: str) -> PutOff:
        attempts = sent.attempts + 1
        next_at = self._now() + again(attempts, self.chance, longest=LONGEST_MILLISECONDS)
        return PutOff(id=sent.letter.id, attempts=attempts, next_at=next_at, problem=problem)

    def _at(self, receipt: Receipt) -> int:
        return receipts.happened_at(receipt, now=self._now())

    def _now(self) -> int:
        return milliseconds(self.clock.now())


def is_about(sent: Outgoing | None, receipt: Receipt) -> bool:
    """Whether a receipt is the receiver's word about the bytes that were sent."""
    return sent is not None and sent.letter.receiver == receipt.issuer and sent.digest == receipt.digest


_KEPT: Final = frozenset({ReceiptKind.CUSTODY, ReceiptKind.APPLIED})
