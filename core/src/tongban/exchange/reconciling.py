"""Reconciling: every few minutes the heads of streams, every night the totals of the day before, signed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from tongban.clock import CHINA, Clock, begin_of, milliseconds, milliseconds_of
from tongban.exchange import limits, statements
from tongban.exchange.comparing import Comparisons, Differences
from tongban.exchange.keyring import Keyring
from tongban.exchange.statements import STREAMS_AT_ONCE, Statement, Total
from tongban.exchange.transport import Receiver, Transport, TransportFailed
from tongban.faults import trace
from tongban.storage.errors import StorageError

HEADS_EVERY_MILLISECONDS: Final = 5 * 60 * 1_000
WEEK: Final = milliseconds_of(timedelta(days=statements.RECENT_DAYS))
FOREVER: Final = 2**52
TOTALS_FROM_HOUR: Final = 2
ROUND_SECONDS: Final = 30.0
PEER_SECONDS: Final = 240.0
"""How long one peer may take to be told everything, so that it holds up no other for longer."""

TOTALS_HEARD_EVERY_MILLISECONDS: Final = 60_000
"""How often a peer is heard about one day: all letters of that day are read each time, and it tells once a night."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Reconciler:
    """Compares with every peer what the two have of each other's letters.

    What a peer has lost is sent again by itself; what cannot be mended by sending opens an incident.
    """

    node: str
    comparisons: Comparisons
    incidents: Differences
    keyring: Keyring
    clock: Clock
    wake: Callable[[], None] = lambda: None
    _waiting: dict[str, list[bytes]] = field(default_factory=dict)
    """What a peer that fetches has not fetched yet."""

    _looked_at: dict[str, float] = field(default_factory=dict)
    _heard_at: dict[tuple[str, str], int] = field(default_factory=dict)
    """When totals of a peer and a day were held against those here, of the last minute."""

    _weeks: dict[str, int] = field(default_factory=dict)
    """How many weeks ago that one ended whose streams a peer is told of next, beside those of the last week."""

    async def run(self, transport: Transport, receiver: Receiver) -> None:
        """Works until cancelled; peers that fetch are told when they do (`due`)."""
        while True:
            await asyncio.sleep(ROUND_SECONDS)
            await self.go_round(transport, receiver)

    async def go_round(self, transport: Transport, receiver: Receiver) -> None:
        """Compares with every peer whose turn it is."""
        others = [node.id for node in self.keyring.trust.current.others(self.node)]
        told = [peer for peer in others if not transport.manner(peer).fetched]
        await asyncio.gather(*(self._compare(peer, transport, receiver) for peer in told))

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

    async def due(self, peer: str) -> list[bytes]:
        """The next statement for a peer that fetches, if there is one."""
        if self.keyring.trust.current.is_suspended(peer):
            return []
        waiting, now = self._waiting.setdefault(peer, []), asyncio.get_running_loop().time()
        if not waiting and now - self._looked_at.get(peer, -ROUND_SECONDS) >= ROUND_SECONDS:
            self._looked_at[peer] = now
            try:
                waiting += [each async for each in self._due(peer, every=HEADS_EVERY_MILLISECONDS)]
            except StorageError as problem:
                _log.info("not_reconciled", peer=peer, problem=str(problem))
        return [waiting.pop(0)] if waiting else []

    async def heads(self, peer: str) -> AsyncIterator[bytes]:
        """The statements that tell a peer all heads of its streams of the last week, and of one earlier week in turn.

        So a peer that was set back by months, or streams that went quiet long ago, are compared too, at a cost that
        does not grow with the years.
        """
        now = milliseconds(self.clock.now())
        earlier = await self._earlier_week(peer, now)
        for since, until in ((now - WEEK, FOREVER), (earlier, earlier + WEEK)):
            async for statement in self._heads_of(peer, since=since, until=until):
                yield statement

    async def _earlier_week(self, peer: str, now: int) -> int:
        """When it began; after the first week with letters it is the turn of the last but one again."""
        weeks = self._weeks.get(peer, 1)
        begins = now - (weeks + 1) * WEEK
        self._weeks[peer] = weeks + 1 if 0 < await self.comparisons.oldest(peer) < begins else 1
        return begins

    async def _heads_of(self, peer: str, *, since: int, until: int) -> AsyncIterator[bytes]:
        after = ""
        while page := await self.comparisons.heads(peer, since=since, until=until, after=after):
            for start in range(0, len(page), STREAMS_AT_ONCE):
                yield self._sealed(self._about(peer, heads=tuple(page[start : start + STREAMS_AT_ONCE])))
            after = page[-1].case

    async def totals(self, peer: str, day: str) -> list[bytes]:
        """The statement of a day's totals; none while a letter of that day is not confirmed."""
        since, until = _span(day)
        sums = await self.comparisons.sent(peer, since=since, until=until)
        return [] if sums is None else [self._sealed(self._about(peer, day=day, totals=sums))]

    async def _compare(self, peer: str, transport: Transport, receiver: Receiver) -> None:
        every = max(HEADS_EVERY_MILLISECONDS, transport.manner(peer).answers_within)
        try:
            async with asyncio.timeout(PEER_SECONDS):
                async for statement in self._due(peer, every=every):
                    await receiver.take(await transport.send(peer, [statement]))
        except (TransportFailed, StorageError, TimeoutError) as problem:
            _log.info("not_reconciled", peer=peer, problem=str(problem))
            await self._give_back_night(peer)
        except Exception as problem:  # noqa: BLE001 - trouble with one peer must not keep others from being compared
            _log.error("not_reconciled", peer=peer, trace=trace(problem))

    async def _due(self, peer: str, *, every: int) -> AsyncIterator[bytes]:
        """Heads, if it is time for them, and once a night totals: each is looked up as the last one is on its way."""
        if await self.comparisons.take_turn(peer, every=every):
            async for statement in self.heads(peer):
                yield statement
            for statement in await self._totals_of_the_night(peer):
                yield statement

    async def _totals_of_the_night(self, peer: str) -> list[bytes]:
        """Those of all recent days: what was not confirmed yet, or differed, in an earlier night may agree now."""
        now = self.clock.now().astimezone(CHINA)
        if now.hour < TOTALS_FROM_HOUR or not await self.comparisons.take_night(peer, now.date().isoformat()):
            return []
        days = statements.recent_days(milliseconds(now))
        told = {day: await self.totals(peer, day) for day in days}
        await self._note_what_waits(peer, days[0], told[days[0]])
        return [statement for day in days for statement in told[day]]

    async def _note_what_waits(self, peer: str, last: str, told: list[bytes]) -> None:
        """One incident with a peer for as long as a letter waits whose totals are told no more."""
        if not told:
            details = f"{last}：当日有信至今未经对方确认，总数不再核对"
            await self.incidents.open("day_not_compared", peer=peer, details=details, about="")
        elif not await self.comparisons.is_any_unconfirmed(peer, until=_span(last)[1]):
            await self.incidents.close("day_not_compared", peer=peer, details="")

    async def _give_back_night(self, peer: str) -> None:
        try:
            await self.comparisons.give_back_night(peer)
        except StorageError as problem:
            _log.info("not_reconciled", peer=peer, problem=str(problem))

    async def _send_again(self, statement: Statement) -> None:
        peer, now = statement.issuer, milliseconds(self.clock.now())
        again = await self.comparisons.send_again(peer, statement.gaps, told_at=statement.at, now=now)
        if again:
            _log.warning("peer_lost_letters", peer=peer, letters=again)
            await self.incidents.open("peer_lost_letters", peer=peer, details=f"对方缺{again}封已确认的信，已自动重发")
            self.wake()

    async def _hold_against(self, peer: str, day: str, told: tuple[Total, ...]) -> None:
        if self._was_heard(peer, day):
            return
        since, until = _span(day)
        here = await self.comparisons.received(peer, since=since, until=until)
        self._heard_at[peer, day] = milliseconds(self.clock.now())
        if here == told:
            await self.incidents.close("totals_differ", peer=peer, details=day)
            return
        there = sum(total.letters for total in told)
        details = f"{day}：对方发出{there}封，本地收到{sum(total.letters for total in here)}封，或字节不同"
        await self.incidents.open("totals_differ", peer=peer, details=details, about=day)

    def _was_heard(self, peer: str, day: str) -> bool:
        """Whether it was lately, by whatever way the clock was set meanwhile."""
        now, every = milliseconds(self.clock.now()), TOTALS_HEARD_EVERY_MILLISECONDS
        self._heard_at = {told: at for told, at in self._heard_at.items() if abs(now - at) < every}
        return (peer, day) in self._heard_at

    def _about(self, peer: str, **said: Any) -> Statement:
        at = milliseconds(self.clock.now())
        return Statement(v=limits.PROTOCOL_VERSION, issuer=self.node, addressee=peer, at=at, **said)

    def _sealed(self, statement: Statement) -> bytes:
        return statements.seal(statement, self.keyring.signing(at=statement.at))


def _span(day: str) -> tuple[int, int]:
    """A legal day in China, in Unix milliseconds."""
    begins = datetime.fromisoformat(day).date()
    return begin_of(begins), begin_of(begins + timedelta(days=1))
