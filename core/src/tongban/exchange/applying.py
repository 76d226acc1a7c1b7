"""Applying parked letters: in order within a stream, each with its receipt in the commit of its effect."""

from __future__ import annotations

import random
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import structlog

from tongban.clock import Clock, milliseconds
from tongban.exchange import envelope, signatures
from tongban.exchange.delays import again, is_due
from tongban.exchange.envelope import Envelope, SealedEnvelope
from tongban.exchange.giving_way import give_way
from tongban.exchange.issued import Issuer, Signed
from tongban.exchange.ports import Alarms, Handler
from tongban.exchange.refusals import CONTRADICTIONS, Refused, Rejected
from tongban.exchange.store import Parked, Settled, Store

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Applier:
    """Moves letters from parked to applied or rejected."""

    store: Store
    issuer: Issuer
    handler: Handler
    clock: Clock
    chance: random.Random
    alarms: Alarms

    async def apply_due(self) -> int:
        """Tries the streams whose time has come; how many there were."""
        streams = await self.store.claim_streams(now=self._now())
        for sender, case in streams:
            await self.apply_stream(sender, case)
        return len(streams)

    async def apply_stream(self, sender: str, case: str, answering: AbstractSet[str] = frozenset()) -> list[Signed]:
        """Applies what is contiguous in one stream; the receipts for `answering`, digests that are answered at once.

        Other receipts are stored to be pushed. Stops at a gap, at a letter whose handler failed, or at one not due.
        """
        answers = []
        while letter := await self.store.first_parked(sender, case):
            await give_way()
            if _is_gap(letter) or (letter.attempts and not is_due(letter.next_at or 0, self._now())):
                await self.store.let_wait(sender, case)
                break
            is_answered = letter.digest in answering
            signed = await self._settle(letter, told=is_answered)
            if signed is None:
                break
            answers += signed if is_answered else []
        return answers

    async def _settle(self, letter: Parked, *, told: bool) -> list[Signed] | None:
        """The receipts made; empty if another process was quicker; None if the letter stays parked."""
        sealed = envelope.read(signatures.payload_of(letter.token))
        if sealed.prev != letter.before:
            return await self._reject(letter, Rejected("broken_chain"), told=told)
        try:
            return await self._apply(letter, self._opened(sealed), told=told)
        except Rejected as refusal:
            return await self._reject(letter, refusal, told=told)
        except Exception as problem:  # noqa: BLE001 - a handler may fail in any way and must stop its own stream only
            await self._park(letter, problem)
            return None

    def _opened(self, sealed: SealedEnvelope) -> Envelope:
        try:
            return envelope.opened(sealed, self.issuer.keyring)
        except Refused as problem:
            if problem.refusal.final:
                raise Rejected(problem.refusal.code, problem.message) from None
            raise

    async def _apply(self, letter: Parked, content: Envelope, *, told: bool) -> list[Signed]:
        async with self.store.transaction("exchange.apply"):
            if not await self.store.settle_parked(letter.digest, "applied", at=self._now()):
                return []
            await self.handler.apply(content)
            signed = self.issuer.applied(to=letter.sender, letter=letter.id, digest=letter.digest, now=self.clock.now())
            await self.store.keep_receipts([signed], now=self._now(), told=told)
        return [signed]

    async def _reject(self, letter: Parked, refusal: Rejected, *, told: bool) -> list[Signed]:
        _log.warning("letter_rejected", sender=letter.sender, letter=letter.id, code=refusal.code)
        rejected: Settled = "rejected"
        async with self.store.transaction("exchange.apply"):
            if not await self.store.settle_parked(letter.digest, rejected, at=self._now(), problem=refusal.code):
                return []
            about = {"to": letter.sender, "letter": letter.id, "digest": letter.digest}
            signed = self.issuer.rejected(**about, now=self.clock.now(), code=refusal.code, message=refusal.message)
            await self.store.keep_receipts([signed], now=self._now(), told=told)
            if refusal.code in CONTRADICTIONS:
                await self.alarms.on_contradiction(signed.receipt)
        return [signed]

    async def _park(self, letter: Parked, problem: Exception) -> None:
        attempts = letter.attempts + 1
        _log.error("letter_parked", sender=letter.sender, letter=letter.id, attempts=attempts, exc_info=problem)
        next_at = self._now() + again(attempts, self.chance)
        async with self.store.transaction("exchange.park"):
            name = problem.refusal.code if isinstance(problem, Refused) else type(problem).__name__[:64]
            await self.store.put_off_parked(letter.digest, attempts=attempts, next_at=next_at, problem=name)
            await self.store.let_wait(letter.sender, letter.case)

    def _now(self) -> int:
        return milliseconds(self.clock.now())


def _is_gap(letter: Parked) -> bool:
    return letter.seq > 1 and letter.before is None
