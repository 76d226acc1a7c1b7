"""The courier: brings what lies in the outbox to the other nodes, for as long as it takes."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final

import structlog

from tongban.clock import Clock, milliseconds
from tongban.exchange import arrivals, frame, receipts, signatures
from tongban.exchange.applying import Applier
from tongban.exchange.arrivals import ArrivedReceipt
from tongban.exchange.clock_watch import ClockWatch
from tongban.exchange.delays import soon
from tongban.exchange.due_letters import DueLetters
from tongban.exchange.issued import Issuer
from tongban.exchange.peers import Peers
from tongban.exchange.receipts import Receipt
from tongban.exchange.reissuing import believable
from tongban.exchange.sealing import Sealer
from tongban.exchange.settling import Settlement, is_about
from tongban.exchange.shares import CROWDED_AT_ONCE, Shares
from tongban.exchange.store import Outgoing, PutOff, Store
from tongban.exchange.transport import Manner, Transport, TransportFailed
from tongban.exchange.trust import Trust
from tongban.faults import trace
from tongban.storage.guard import outside_transaction, spawn

TICK_SECONDS: Final = 1.0
GATHER_SECONDS: Final = 0.02
"""Between two rounds at least, so that under load what is written meanwhile goes with the next, not each by itself."""

RENEW_SECONDS: Final = 1.0
"""How often a process that waits for an answer renews its hold on the letters under way."""

Untold = tuple[str, bytes]

_log = structlog.get_logger(__name__)


class Courier:
    """One background task per process, and at most one delivery to a peer at a time.

    It keeps nothing that matters in memory: it may be killed at any point and started again, and any number of
    processes may run one on the same database.
    """

    def __init__(
        self,
        store: Store,
        *,
        issuer: Issuer,
        trust: Trust,
        transport: Transport,
        clock: Clock,
        peers: Peers,
        sealer: Sealer,
        settlement: Settlement,
        applier: Applier,
        shares: Shares,
        chance: random.Random,
    ) -> None:
        self._store = store
        self._node = issuer.node
        self._issuer = issuer
        self._trust = trust
        self._transport = transport
        self._clock = clock
        self._peers = peers
        self._sealer = sealer
        self._settlement = settlement
        self._due_letters = DueLetters(applier, self.wake)
        self._shares = shares
        self._chance = chance
        self._watch = ClockWatch(clock)
        self._looked_again_for: int | None = trust.current.document.version
        self._woken = asyncio.Event()
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._missed: set[str] = set()

    def wake(self) -> None:
        """Something new was committed: look at once rather than at the next tick."""
        self._woken.set()

    async def run(self) -> None:
        """Works until cancelled; start it with `database.spawn`."""
        outside_transaction("run the courier")
        is_started = False
        try:
            while True:
                self._woken.clear()
                is_started = is_started or await self._has_started()
                if is_started:
                    await self._round()
                await self._rest()
        finally:
            await self._stop()

    async def deliver_due(self) -> int:
        """Delivers once to every peer for whom something is due, in this task; the number of items answered."""
        return sum([await self.deliver(peer) for peer in await self.peers_due()])

    async def peers_due(self) -> list[str]:
        """The peers for whom a letter or a receipt is due, but for those that fetch it and those that are suspended."""
        nodes = [node.id for node in self._trust.current.others(self._node)]
        others = [node for node in nodes if not self._transport.manner(node).fetched]
        return await self._store.peers_due(others, issuer=self._node, now=self._now())

    async def deliver(self, peer: str) -> int:
        """Sends one batch to a peer and takes in the answers; how many items were sent and answered, 0 if none."""
        outside_transaction("deliver to another node")
        if self._trust.current.is_suspended(peer) or not await self._may_try(peer):
            return 0
        await self._sealer.seal_due(peer)
        letters, told = await self._batch(peer)
        if not letters and not told:
            return 0
        held = [each.letter.id for each in letters]
        items = [*_tokens(letters), *(token for _, token in told)]
        try:
            answers = await self._send(peer, items, held)
        except TransportFailed as problem:
            _log.info("peer_not_reached", peer=peer, problem=str(problem))
            await self._store.release(held)
            await self._peers.failed(peer, problem.code, wait=problem.retry_after)
            return 0
        return await self._take_in(peer, letters, told, answers)

    async def hand_out(self, peer: str) -> list[bytes]:
        """One batch of what is due to a peer that fetches it; what it does not answer for in time is due again."""
        outside_transaction("hand out to another node")
        if self._trust.current.is_suspended(peer):
            return []
        await self._sealer.seal_due(peer)
        letters, told = await self._batch(peer)
        await self._retry(letters, {}, self._transport.manner(peer))
        await self._store.mark_told([receipt for receipt, _ in told], at=self._now())
        await self._peers.heard(peer)
        return [*_tokens(letters), *(token for _, token in told)]

    async def _send(self, peer: str, items: Sequence[bytes], held: Sequence[str]) -> list[bytes]:
        sending = asyncio.ensure_future(self._transport.send(peer, items))
        try:
            while not (await asyncio.wait({sending}, timeout=RENEW_SECONDS))[0]:
                await self._store.hold(held)
        finally:
            sending.cancel()
        return await sending

    async def _may_try(self, peer: str) -> bool:
        if self._peers.is_left_alone(peer):
            return False
        if self._peers.is_due(peer):
            return True
        if not await self._peers.begin_probe(peer) or not await self._transport.probe(peer):
            return False
        await self._peers.heard(peer)
        return True

    async def _batch(self, peer: str) -> tuple[list[Outgoing], list[Untold]]:
        claimed = await self._store.claim(peer, now=self._now())
        fitting = frame.fitting(_tokens(claimed))
        await self._store.release([each.letter.id for each in claimed[fitting:]])
        letters = await self._sealer.renewed(peer, claimed[:fitting])
        told = await self._store.untold(peer, issuer=self._node)
        now = self._clock.now()
        tokens = await believable([token for _, token in told], store=self._store, issuer=self._issuer, now=now)
        return letters, [(receipt, token) for (receipt, _), token in zip(told, tokens, strict=True)]

    async def _take_in(
        self, peer: str, letters: Sequence[Outgoing], told: Sequence[Untold], answers: Sequence[bytes]
    ) -> int:
        verified = await self._verified(peer, answers)
        for some in self._pieces(peer, verified):
            await self._settlement.settle(some)
            await self._shares.give_way(peer)
        sent = {each.letter.id: each for each in letters}
        said = [entry.receipt for entry in verified if _is_answer(entry.receipt, sent)]
        answered = {receipt.digest for receipt in said if receipt.letter}
        refused = _refusals(answers, verified)
        manner = self._transport.manner(peer)
        await self._retry([each for each in letters if each.digest not in answered], refused, manner)
        done = [receipt for receipt, token in told if signatures.digest(token) not in refused]
        await self._store.mark_told(done, at=self._now())
        if manner.answers_within:
            return len(done) + len(letters)
        await self._judge(peer, letters, said)
        return len(done) + sum(each.digest in answered for each in letters)

    async def _verified(self, peer: str, answers: Sequence[bytes]) -> list[ArrivedReceipt]:
        now, verified = milliseconds(self._clock.now()), []
        for answer in answers:
            entry = arrivals.inspect(answer, trust=self._trust.current, node=self._node, now=now)
            if isinstance(entry, ArrivedReceipt) and entry.receipt.issuer == peer:
                verified.append(entry)
            await self._shares.give_way(peer)
        return verified

    def _pieces(self, peer: str, verified: Sequence[ArrivedReceipt]) -> Iterator[Sequence[ArrivedReceipt]]:
        """What is settled in one commit: all, unless it would hold up others."""
        count = CROWDED_AT_ONCE if self._shares.is_crowded(peer) else max(1, len(verified))
        for start in range(0, len(verified), count):
            yield verified[start : start + count]

    async def _retry(self, letters: Sequence[Outgoing], refused: Mapping[str, str], manner: Manner) -> None:
        silent = None if manner.answers_within else "no_answer"
        wait = max(manner.answers_within, soon(self._chance))
        await self._store.put_off(
            [
                PutOff(
                    id=each.letter.id,
                    attempts=each.attempts + 1,
                    next_at=self._now() + wait,
                    problem=refused.get(each.digest or "", silent),
                )
                for each in letters
            ]
        )

    async def _judge(self, peer: str, letters: Sequence[Outgoing], said: Sequence[Receipt]) -> None:
        if said or not letters:
            await self._peers.heard(peer)
        else:
            await self._peers.failed(peer, "no_verified_answer")

    async def _has_started(self) -> bool:
        try:
            await self._peers.load()
            await self._store.look_again(now=self._now())
        except Exception as problem:  # noqa: BLE001 - as below: a database that is away at the start comes back too
            _log.error("courier_not_started", trace=trace(problem))
            return False
        return True

    async def _round(self) -> None:
        try:
            await self._look_again_if_due()
            await self._due_letters.begin()
            for peer in await self.peers_due():
                if peer in self._serving:
                    self._missed.add(peer)
                else:
                    self._serving[peer] = spawn(self._serve(peer))
        except Exception as problem:  # noqa: BLE001 - the courier outlives every failure, such as a database restart
            _log.error("courier_round_failed", trace=trace(problem))

    async def _look_again_if_due(self) -> None:
        """What was not believed before may be under a new list, here or there: keys, grants, nodes."""
        if self._watch.was_set_back(asyncio.get_running_loop().time()):
            self._looked_again_for = None
        version = self._trust.current.document.version
        if version != self._looked_again_for:
            await self._store.look_again(now=self._now())
            self._looked_again_for = version

    async def _serve(self, peer: str) -> None:
        try:
            while await self.deliver(peer):
                pass
        except Exception as problem:  # noqa: BLE001 - one peer's trouble must not end the courier
            _log.error("delivery_failed", peer=peer, trace=trace(problem))
        finally:
            del self._serving[peer]
            if peer in self._missed:
                self._missed.discard(peer)
                self.wake()

    async def _rest(self) -> None:
        await asyncio.sleep(GATHER_SECONDS)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), TICK_SECONDS)

    async def _stop(self) -> None:
        tasks = [*self._due_letters.tasks.values(), *self._serving.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _now(self) -> int:
        return milliseconds(self._clock.now())


def _is_answer(receipt: Receipt, sent: Mapping[str, Outgoing]) -> bool:
    """Whether it is about one of the letters sent, or about what its receiver could not read."""
    return not receipt.letter or is_about(sent.get(receipt.letter), receipt)


def _refusals(answers: Sequence[bytes], verified: Sequence[ArrivedReceipt]) -> dict[str, str]:
    """Refusal codes by the digest of the bytes refused: unsigned ones as advice, signed ones of unread items."""
    unsigned = {notice.digest: notice.refused for notice in map(receipts.read_notice, answers) if notice}
    return unsigned | {entry.receipt.digest: entry.receipt.code for entry in verified if not entry.receipt.letter}


def _tokens(letters: Sequence[Outgoing]) -> list[bytes]:
    return [each.token for each in letters if each.token is not None]
