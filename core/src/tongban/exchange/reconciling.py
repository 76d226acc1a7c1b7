"""Reconciling: every few minutes the heads of streams, every night the totals of the day before, signed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

import structlog

from tongban.clock import CHINA, Clock, milliseconds
from tongban.exchange import limits, statements
from tongban.exchange.comparing import Comparisons
from tongban.exchange.incidents import Incidents
from tongban.exchange.keyring import Keyring
from tongban.exchange.statements import Statement, Total
from tongban.exchange.transport import Receiver, Transport, TransportFailed
from tongban.storage.errors import StorageError

HEADS_EVERY_MILLISECONDS: Final = 5 * 60 * 1_000
HEADS_SINCE: Final = timedelta(days=7)
TOTALS_FROM_HOUR: Final = 2
ROUND_SECONDS: Final = 30.0

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Reconciler:
    """Compares with every peer what the two have of each other's letters.

    What a peer has lost is sent again by itself; what cannot be mended by sending opens an incident.
    """

    node: str
    comparisons: Comparisons
    incidents: Incidents
    keyring: Keyring
    clock: Clock
    wake: Callable[[], None] = lambda: None

    async def run(self, transport: Transport, receiver: Receiver) -> None:
        """Works until cancelled."""
        while True:
            await asyncio.sleep(ROUND_SECONDS)
            for node in self.keyring.trust.current.nodes:
                if node.id != self.node and transport.manner(node.id).answers_within == 0:
                    await self._compare(node.id, transport, receiver)

    async def take(self, statement: Statement) -> list[bytes]:
        """What to answer a peer's statement: what is missing here, if anything is."""
        peer = statement.issuer
        if statement.gaps:
            await self._send_again(statement)
        if statement.day is not None:
            await self._hold_against(peer, statement.day, statement.totals)
        if not statement.heads:
            return []
        gaps, forked = await self.comparisons.gaps(peer, statement.heads)
        for head in forked:
            details = f"办件{head.case}第{head.seq}号信，两地所存字节不同"
            await self.incidents.open("heads_differ", peer=peer, details=details)
        return [self._sealed(self._about(peer, gaps=tuple(gaps)))] if gaps else []

    async def heads(self, peer: str) -> list[bytes]:
        """The statements that tell a peer all heads of its streams of the last days."""
        since, after, told = milliseconds(self.clock.now() - HEADS_SINCE), "", []
        while page := await self.comparisons.heads(peer, since=since, after=after):
            told.append(self._sealed(self._about(peer, heads=tuple(page))))
            after = page[-1].case
        return told

    async def totals(self, peer: str, day: str) -> list[bytes]:
        """The statement of a day's totals; none while a letter of that day is not confirmed."""
        since, until = _span(day)
        sums = await self.comparisons.sent(peer, since=since, until=until)
        return [] if sums is None else [self._sealed(self._about(peer, day=day, totals=sums))]

    async def _compare(self, peer: str, transport: Transport, receiver: Receiver) -> None:
        try:
            if await self.comparisons.take_turn(peer, every=HEADS_EVERY_MILLISECONDS):
                for statement in await self.heads(peer):
                    await receiver.take(await transport.send(peer, [statement]))
                await self._tell_totals(peer, transport)
        except (TransportFailed, StorageError) as problem:
            _log.info("not_reconciled", peer=peer, problem=str(problem))

    async def _tell_totals(self, peer: str, transport: Transport) -> None:
        now = self.clock.now().astimezone(CHINA)
        day = (now.date() - timedelta(days=1)).isoformat()
        if now.hour < TOTALS_FROM_HOUR or not await self.comparisons.take_day(peer, day):
            return
        try:
            told = await self.totals(peer, day)
            if told:
                await transport.send(peer, told)
        except TransportFailed:
            told = []
        if not told:
            await self.comparisons.give_back_day(peer)

    async def _send_again(self, statement: Statement) -> None:
        peer, now = statement.issuer, milliseconds(self.clock.now())
        again = await self.comparisons.send_again(peer, statement.gaps, now=now)
        if again:
            _log.warning("peer_lost_letters", peer=peer, letters=again)
            await self.incidents.open("peer_lost_letters", peer=peer, details=f"对方缺{again}封已确认的信，已自动重发")
            self.wake()

    async def _hold_against(self, peer: str, day: str, told: tuple[Total, ...]) -> None:
        since, until = _span(day)
        here = await self.comparisons.received(peer, since=since, until=until)
        if here == told:
            await self.incidents.close("totals_differ", peer=peer, details=day)
            return
        there = sum(total.letters for total in told)
        details = f"{day}：对方发出{there}封，本地收到{sum(total.letters for total in here)}封，或字节不同"
        await self.incidents.open("totals_differ", peer=peer, details=details)

    def _about(self, peer: str, **said: Any) -> Statement:
        at = milliseconds(self.clock.now())
        return Statement(v=limits.PROTOCOL_VERSION, issuer=self.node, addressee=peer, at=at, **said)

    def _sealed(self, statement: Statement) -> bytes:
        return statements.seal(statement, self.keyring.signing(at=statement.at))


def _span(day: str) -> tuple[int, int]:
    """A legal day in China, in Unix milliseconds."""
    begins = datetime.combine(datetime.fromisoformat(day).date(), time(0), CHINA)
    return milliseconds(begins), milliseconds(begins + timedelta(days=1))
