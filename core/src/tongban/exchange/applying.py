"""Applying parked letters: in order within a stream, each with its receipt in the commit of its effect."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

import structlog

from tongban.clock import Clock, milliseconds
from tongban.exchange import envelope
from tongban.exchange.delays import again, is_due
from tongban.exchange.envelope import Envelope
from tongban.exchange.issued import Issuer, Signed
from tongban.exchange.ports import Alarms, Handler
from tongban.exchange.refusals import CONTRADICTIONS, Refused, Rejected
from tongban.exchange.refused_limit import RefusedLimit
from tongban.exchange.renewals import is_doubtful
from tongban.exchange.shares import Shares
from tongban.exchange.statements import FILE_STREAMS
from tongban.exchange.store import Parked, Settled, Store
from tongban.faults import trace

AT_ONCE: Final = 5
"""Streams whose next letters share a commit, unless other peers are at work: most of a letter's cost is its commit."""

LEFT_AT_ONCE: Final = 50
"""Streams that are looked at in one round though none of their letters is due."""

Stream = tuple[str, str]

_log = structlog.get_logger(__name__)


class _DoubtfulError(Exception):
    """One of several letters came under a key that others knew."""


@dataclass(frozen=True, slots=True)
class Applier:
    """Moves letters from parked to applied or rejected."""

    store: Store
    issuer: Issuer
    handler: Handler
    clock: Clock
    chance: random.Random
    alarms: Alarms
    shares: Shares
    refused_limit: RefusedLimit
    _left: dict[Stream, None] = field(default_factory=dict)
    """Streams left by whoever was to apply their letters, as where a statement failed: these may wait for what is done.

    In the order in which they are looked at."""

    async def apply_due(self) -> int:
        """Tries the streams whose time has come; how many there were."""
        streams = [stream for of_peer in (await self.due()).values() for stream in of_peer]
        await self.apply_streams(streams)
        return len(streams)

    async def due(self, *, busy: Collection[str] = ()) -> dict[str, list[Stream]]:
        """The streams whose time has come, by peer; those of busy peers stay for a later round."""
        left = [stream for stream in self._left if stream[0] not in busy][:LEFT_AT_ONCE]
        claimed = await self.store.claim_streams(now=self._now(), but=sorted(busy))
        for stream in left:
            self._left.pop(stream, None)
        due: dict[str, list[Stream]] = {}
        for stream in sorted({*claimed, *left}):
            due.setdefault(stream[0], []).append(stream)
        return due

    def look_at(self, streams: Iterable[Stream]) -> None:
        """Has streams tried in one of the next rounds, though none of their letters be due."""
        self._left.update(dict.fromkeys(streams))

    async def apply_streams(self, streams: Sequence[Stream], answering: AbstractSet[str] = frozenset()) -> list[Signed]:
        """Applies what is contiguous in each stream; the receipts for `answering`, digests that are answered at once.

        Other receipts are stored to be pushed. A stream stops at a gap, at a letter whose handler failed, or at one
        not due. Letters that share a commit are tried one by one where one of them cannot be applied.
        """
        try:
            return await self._applied(streams, answering)
        except BaseException:
            self.look_at(streams)
            raise

    async def refuse_behind_gap(self, stream: Stream, refusal: Rejected) -> bool:
        """Refuses for good the next letter of a stream if it waits for one before it, and goes on behind it.

        Whether there was one. Whoever does so knows that the stream is of no use any more without the letter before.
        """
        async with self.store.transaction("exchange.apply"):
            letter = await self.store.first_parked(*stream)
            if letter is None or not _is_gap(letter):
                return False
            await self._refused(letter, refusal, told=False)
        await self.apply_streams([stream])
        return True

    async def _applied(self, streams: Sequence[Stream], answering: AbstractSet[str]) -> list[Signed]:
        answers, waiting = [], list(streams)
        while waiting:
            sender = waiting[0][0]
            await self.shares.give_way(sender)
            count = 1 if self.shares.is_crowded(sender) else AT_ONCE
            some, waiting = waiting[:count], waiting[count:]
            try:
                signed, unfinished = await self._next_of(some, answering)
            except Exception as problem:  # noqa: BLE001 - whatever it is, it is met again where it concerns one letter
                _log.info("letters_applied_one_by_one", streams=len(some), problem=type(problem).__name__)
                signed, unfinished = [], []
                for stream in some:
                    signed += await self._apply_stream(*stream, answering)
            answers += signed
            waiting = [*unfinished, *waiting]
        return answers

    async def _next_of(
        self, streams: Sequence[Stream], answering: AbstractSet[str]
    ) -> tuple[list[Signed], list[Stream]]:
        """One letter of each stream in one commit: the receipts to answer with, and the streams that may go on."""
        made: list[Signed] = []
        applied: list[Stream] = []
        async with self.store.transaction("exchange.apply"):
            for sender, case in sorted(streams):  # so that no two processes lock the same cases crosswise
                letter = await self.store.first_parked(sender, case)
                if letter is None:
                    continue
                if not self._is_ready(letter):
                    await self.store.let_wait(sender, case)
                    continue
                if is_doubtful(letter, self.issuer.keyring.trust.current):
                    raise _DoubtfulError
                applied.append((sender, case))
                made += await self._effect(letter, self._opened_in_order(letter))
            answered = [each for each in made if each.receipt.digest in answering]
            await self.store.keep_receipts(answered, now=self._now(), told=True)
            pushed = [each for each in made if each not in answered]
            await self.store.keep_receipts(pushed, now=self._now(), told=False)
        return answered, applied

    async def _apply_stream(self, sender: str, case: str, answering: AbstractSet[str]) -> list[Signed]:
        """The same for one stream, letter by letter: what is refused and what fails is settled here."""
        answers = []
        while letter := await self.store.first_parked(sender, case):
            await self.shares.give_way(sender)
            if not self._is_ready(letter):
                await self.store.let_wait(sender, case)
                break
            is_answered = letter.digest in answering
            signed = await self._settle(letter, told=is_answered)
            if signed is None:
                break
            answers += signed if is_answered else []
        return answers

    def _is_ready(self, letter: Parked) -> bool:
        return not _is_gap(letter) and (not letter.attempts or is_due(letter.next_at or 0, self._now()))

    async def _settle(self, letter: Parked, *, told: bool) -> list[Signed] | None:
        """The receipts made; empty if another process was quicker; None if the letter stays parked."""
        if is_doubtful(letter, self.issuer.keyring.trust.current):
            return await self._forget(letter)
        try:
            return await self._apply(letter, self._opened_in_order(letter), told=told)
        except Rejected as refusal:
            return await self._reject(letter, refusal, told=told)
        except Exception as problem:  # noqa: BLE001 - a handler may fail in any way and must stop its own stream only
            return await self._park(letter, problem)

    def _opened_in_order(self, letter: Parked) -> Envelope:
        try:
            sealed = envelope.read_moderate(letter.token)
            if sealed.prev != letter.before:
                raise Rejected("broken_chain")
            if sealed.refused:
                raise Rejected("refused_before")
            return envelope.opened(sealed, self.issuer.keyring)
        except Refused as problem:
            if problem.refusal.final:
                raise Rejected(problem.refusal.code, problem.message) from None
            raise

    async def _apply(self, letter: Parked, content: Envelope, *, told: bool) -> list[Signed]:
        async with self.store.transaction("exchange.apply"):
            signed = await self._effect(letter, content)
            await self.store.keep_receipts(signed, now=self._now(), told=told)
        return signed

    async def _effect(self, letter: Parked, content: Envelope) -> list[Signed]:
        """In a transaction: the effect of one letter; the receipt for it, none if another process was quicker."""
        if not await self.store.settle_parked(letter.digest, "applied", at=self._now()):
            return []
        await self.handler.apply(content)
        about = {"to": letter.sender, "letter": letter.id, "digest": letter.digest}
        return [self.issuer.applied(**about, now=self.clock.now())]

    async def _reject(self, letter: Parked, refusal: Rejected, *, told: bool) -> list[Signed]:
        async with self.store.transaction("exchange.apply"):
            return await self._refused(letter, refusal, told=told)

    async def _refused(self, letter: Parked, refusal: Rejected, *, told: bool) -> list[Signed]:
        """In a transaction: the receipt for a letter that is refused, none if another process was quicker."""
        _log.warning("letter_rejected", sender=letter.sender, letter=letter.id, code=refusal.code)
        rejected: Settled = "rejected"
        if not await self.store.settle_parked(letter.digest, rejected, at=self._now(), problem=refusal.code):
            return []
        about = {"to": letter.sender, "letter": letter.id, "digest": letter.digest}
        signed = self.issuer.rejected(**about, now=self.clock.now(), code=refusal.code, words=refusal.message)
        await self.store.keep_receipts([signed], now=self._now(), told=told)
        if letter.case.startswith(FILE_STREAMS):
            await self.store.forget_bytes(letter.digest)
        await self.refused_limit.note_without_effect(letter.sender, stream=letter.case, size=len(letter.token))
        if refusal.code in CONTRADICTIONS:
            await self.alarms.on_contradiction(signed.receipt)
        return [signed]

    async def _forget(self, letter: Parked) -> list[Signed]:
        _log.critical("letter_of_another_forgotten", sender=letter.sender, letter=letter.id, digest=letter.digest)
        async with self.store.transaction("exchange.forget"):
            await self.store.forget_parked(letter.digest)
        return []

    async def _park(self, letter: Parked, problem: Exception) -> list[Signed] | None:
        """None; no receipts if it is applied after all: a commit that was done may be reported as failed."""
        attempts = letter.attempts + 1
        if _is_told(attempts):
            _log.error("letter_parked", sender=letter.sender, letter=letter.id, attempts=attempts, trace=trace(problem))
        next_at = self._now() + again(attempts, self.chance)
        async with self.store.transaction("exchange.park"):
            name = problem.refusal.code if isinstance(problem, Refused) else type(problem).__name__[:64]
            if not await self.store.put_off_parked(letter.digest, attempts=attempts, next_at=next_at, problem=name):
                return []
            await self.store.let_wait(letter.sender, letter.case)
        return None

    def _now(self) -> int:
        return milliseconds(self.clock.now())


def _is_told(attempts: int) -> bool:
    """The first, the second, the fourth: ten thousand letters that are tried for days must not fill the disk."""
    return not attempts & (attempts - 1)


def _is_gap(letter: Parked) -> bool:
    return letter.seq > 1 and letter.before is None
