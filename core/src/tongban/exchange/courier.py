"""The courier: brings what lies in the outbox to the other nodes, for as long as it takes."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import structlog

from tongban.clock import Clock, milliseconds
from tongban.exchange import arrivals, frame, limits, receipts, rows, signatures
from tongban.exchange.applying import Applier
from tongban.exchange.arrivals import ArrivedReceipt
from tongban.exchange.delays import at_least_a_second
from tongban.exchange.holding import claim_letters, hold, release
from tongban.exchange.peers import Peers
from tongban.exchange.sealing import Sealer
from tongban.exchange.settling import Settlement
from tongban.exchange.transport import Manner, Transport, TransportFailed
from tongban.exchange.trust import Trust
from tongban.storage.database import Database
from tongban.storage.guard import outside_transaction
from tongban.storage.statements import Row

TICK_SECONDS: Final = 1.0
RENEW_SECONDS: Final = 2.0
"""How often a process that waits for an answer renews its hold on the letters under way."""

_log = structlog.get_logger(__name__)


class Courier:
    """One background task per process, and at most one delivery to a peer at a time.

    It keeps nothing that matters in memory: it may be killed at any point and started again, and any number of
    processes may run one on the same database.
    """

    def __init__(
        self,
        database: Database,
        *,
        node: str,
        trust: Trust,
        transport: Transport,
        clock: Clock,
        peers: Peers,
        sealer: Sealer,
        settlement: Settlement,
        applier: Applier,
        chance: random.Random,
    ) -> None:
        self._database = database
        self._node = node
        self._trust = trust
        self._transport = transport
        self._clock = clock
        self._peers = peers
        self._sealer = sealer
        self._settlement = settlement
        self._applier = applier
        self._chance = chance
        self._woken = asyncio.Event()
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._missed: set[str] = set()

    def wake(self) -> None:
        """Something new was committed: look at once rather than at the next tick."""
        self._woken.set()

    async def run(self) -> None:
        """Works until cancelled; start it with `database.spawn`."""
        outside_transaction("run the courier")
        await self._start()
        try:
            while True:
                self._woken.clear()
                await self._round()
                await self._rest()
        finally:
            await self._stop()

    async def deliver_due(self) -> int:
        """Delivers once to every peer for whom something is due, in this task; the number of items answered."""
        return sum([await self.deliver(peer) for peer in await self.peers_due()])

    async def peers_due(self) -> list[str]:
        """The peers for whom a letter or a receipt is due, but for those that fetch it."""
        nodes = [node.id for node in self._trust.current.nodes if node.id != self._node]
        others = [node for node in nodes if not self._transport.manner(node).fetched]
        if not others:
            return []
        sql = _DUE.format(peers=", ".join(f"(${number})" for number in range(3, len(others) + 3)))
        return sorted(row["peer"] for row in await self._database.fetch(sql, self._now(), self._node, *others))

    async def deliver(self, peer: str) -> int:
        """Sends one batch to a peer and takes in the answers; how many items were sent and answered, 0 if none."""
        outside_transaction("deliver to another node")
        if not await self._may_try(peer):
            return 0
        await self._sealer.seal_due(peer)
        letters, told = await self._batch(peer)
        items = [bytes(row["item"]) for row in (*letters, *told)]
        if not items:
            return 0
        held = [row["id"] for row in letters]
        try:
            answers = await self._send(peer, items, held)
        except TransportFailed as problem:
            _log.info("peer_not_reached", peer=peer, problem=str(problem))
            await release(self._database, held)
            await self._peers.failed(peer, "unreachable", wait=problem.retry_after)
            return 0
        return await self._take_in(peer, letters, told, answers)

    async def hand_out(self, peer: str) -> list[bytes]:
        """One batch of what is due to a peer that fetches it; what it does not answer for in time is due again."""
        outside_transaction("hand out to another node")
        await self._sealer.seal_due(peer)
        letters, told = await self._batch(peer)
        await self._retry(letters, {}, self._transport.manner(peer))
        await self._mark_told([row["id"] for row in told])
        await self._peers.heard(peer)
        return [bytes(row["item"]) for row in (*letters, *told)]

    async def _send(self, peer: str, items: Sequence[bytes], held: Sequence[str]) -> list[bytes]:
        sending = asyncio.ensure_future(self._transport.send(peer, items))
        try:
            while not (await asyncio.wait({sending}, timeout=RENEW_SECONDS))[0]:
                await hold(self._database, held)
        finally:
            sending.cancel()
        return await sending

    async def _may_try(self, peer: str) -> bool:
        if self._peers.is_due(peer):
            return True
        if not self._peers.begin_probe(peer) or not await self._transport.probe(peer):
            return False
        await self._peers.heard(peer)
        return True

    async def _batch(self, peer: str) -> tuple[list[Row], list[Row]]:
        claimed = await claim_letters(self._database, peer, now=self._now())
        fitting = frame.fitting([row["item"] for row in claimed])
        await release(self._database, [row["id"] for row in claimed[fitting:]])
        return claimed[:fitting], await self._database.fetch(_UNTOLD, peer, self._node)

    async def _take_in(self, peer: str, letters: Sequence[Row], told: Sequence[Row], answers: Sequence[bytes]) -> int:
        verified = self._verified(peer, answers)
        await self._settlement.settle(verified)
        answered = {entry.receipt.digest for entry in verified if entry.receipt.letter}
        refused = _refusals(answers, verified)
        manner = self._transport.manner(peer)
        await self._retry([row for row in letters if row["digest"] not in answered], refused, manner)
        done = [row["id"] for row in told if signatures.digest(bytes(row["item"])) not in refused]
        await self._mark_told(done)
        if manner.answers_within:
            return len(done) + len(letters)
        await self._judge(peer, letters, verified)
        return len(done) + sum(row["digest"] in answered for row in letters)

    def _verified(self, peer: str, answers: Sequence[bytes]) -> list[ArrivedReceipt]:
        now = milliseconds(self._clock.now())
        inspected = [
            arrivals.inspect(answer, trust=self._trust.current, node=self._node, now=now) for answer in answers
        ]
        return [entry for entry in inspected if isinstance(entry, ArrivedReceipt) and entry.receipt.issuer == peer]

    async def _retry(self, letters: Sequence[Row], refused: dict[str, str], manner: Manner) -> None:
        updates, silent = [], None if manner.answers_within else "no_answer"
        for row in letters:
            attempts = row["attempts"] + 1
            wait = max(manner.answers_within, at_least_a_second(attempts, self._chance))
            updates.append((attempts, self._now() + wait, refused.get(row["digest"], silent), row["id"]))
        if updates:
            await self._database.execute_many(_RETRY, updates)

    async def _mark_told(self, ids: Sequence[str]) -> None:
        if ids:
            sql = f"UPDATE tongban_receipt SET told_at = $1 WHERE id IN ({rows.marks(len(ids), 1)})"
            await self._database.execute(sql, self._now(), *ids)

    async def _judge(self, peer: str, letters: Sequence[Row], verified: Sequence[ArrivedReceipt]) -> None:
        if verified or not letters:
            await self._peers.heard(peer)
        else:
            await self._peers.failed(peer, "no_verified_answer")

    async def _start(self) -> None:
        await self._peers.load()
        await self._applier.recover()

    async def _round(self) -> None:
        try:
            await self._applier.apply_due()
            for peer in await self.peers_due():
                if peer in self._serving:
                    self._missed.add(peer)
                else:
                    self._serving[peer] = self._database.spawn(self._serve(peer))
        except Exception as problem:  # noqa: BLE001 - the courier outlives every failure, such as a database restart
            _log.error("courier_round_failed", exc_info=problem)

    async def _serve(self, peer: str) -> None:
        try:
            while await self.deliver(peer):
                pass
        except Exception as problem:  # noqa: BLE001 - one peer's trouble must not end the courier
            _log.error("delivery_failed", peer=peer, exc_info=problem)
        finally:
            del self._serving[peer]
            if peer in self._missed:
                self._missed.discard(peer)
                self.wake()

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), TICK_SECONDS)

    async def _stop(self) -> None:
        tasks = list(self._serving.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _now(self) -> int:
        return milliseconds(self._clock.now())


def _refusals(answers: Sequence[bytes], verified: Sequence[ArrivedReceipt]) -> dict[str, str]:
    """Refusal codes by the digest of the bytes refused: unsigned ones as advice, signed ones of unread items."""
    unsigned = {notice.digest: notice.refused for notice in map(receipts.read_notice, answers) if notice}
    return unsigned | {entry.receipt.digest: entry.receipt.code for entry in verified if not entry.receipt.letter}


_DUE: Final = """SELECT column1 AS peer FROM (VALUES {peers}) AS peers WHERE EXISTS (
SELECT 1 FROM tongban_outbox WHERE receiver = column1 AND settled_at IS NULL AND next_at <= $1
) OR EXISTS (SELECT 1 FROM tongban_receipt WHERE addressee = column1 AND told_at IS NULL AND issuer = $2)"""

_UNTOLD: Final = f"""SELECT id, receipt AS item FROM tongban_receipt
WHERE addressee = $1 AND told_at IS NULL AND issuer = $2 ORDER BY id LIMIT {limits.BATCH_ITEMS}"""

_RETRY: Final = """UPDATE tongban_outbox SET attempts = $1, next_at = $2, problem = $3, held_until = 0
WHERE id = $4 AND settled_at IS NULL"""
