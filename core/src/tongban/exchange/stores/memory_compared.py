"""What a node has of the letters between it and a peer, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tongban.exchange import limits
from tongban.exchange.comparing import differences
from tongban.exchange.statements import (
    FILE_STREAMS,
    HEADS_AT_ONCE,
    Gap,
    StreamHead,
    Total,
    contiguous,
    is_compared,
    totals,
)
from tongban.exchange.stores.memory_tables import Compared, MemoryTables, Sent


@dataclass(frozen=True)
class MemoryCompared(MemoryTables):
    """`Comparisons` of one process in memory."""

    async def take_turn(self, peer: str, *, every: int) -> bool:
        """Once in so many milliseconds."""
        async with self.transaction("exchange.turn"):
            compared = (await self.write("take_turn")).compared
            before, now = compared.get(peer, Compared()), self.clock()
            is_due = before.at <= now - every or before.at > now
            compared[peer] = replace(before, at=now) if is_due else before
        return is_due

    async def take_night(self, peer: str, day: str) -> bool:
        """Once a day."""
        async with self.transaction("exchange.night"):
            compared = (await self.write("take_night")).compared
            before = compared.get(peer)
            is_due = before is not None and (before.day is None or before.day < day)
            if before is not None and is_due:
                compared[peer] = replace(before, day=day)
        return is_due

    async def give_back_night(self, peer: str) -> None:
        """The totals could not be told."""
        async with self.transaction("exchange.night"):
            compared = (await self.write("give_back_night")).compared
            if peer in compared:
                compared[peer] = replace(compared[peer], day=None)

    async def oldest(self, peer: str) -> int:
        """When the first letter was written."""
        return min((row.outgoing.letter.queued_at for row in await self._to(peer)), default=0)

    async def heads(self, peer: str, *, since: int, until: int, after: str) -> list[StreamHead]:
        """One page of heads."""
        last: dict[str, StreamHead] = {}
        for row in await self._to(peer):
            letter = row.outgoing.letter
            is_told = row.custody_at is not None and since <= letter.queued_at < until and letter.case > after
            is_told = is_told and not letter.case.startswith(FILE_STREAMS)
            if is_told and (letter.case not in last or letter.seq > last[letter.case].seq):
                last[letter.case] = StreamHead(letter.case, letter.seq, row.outgoing.origin or "")
        return [last[case] for case in sorted(last)[:HEADS_AT_ONCE]]

    async def gaps(self, sender: str, heads: Sequence[StreamHead]) -> tuple[list[Gap], list[StreamHead]]:
        """What is missing here, and what differs."""
        held: dict[str, dict[int, str]] = {head.case: {} for head in heads}
        for row in (await self.read("gaps")).inbox.values():
            if row.incoming.sender == sender and row.incoming.case in held:
                held[row.incoming.case][row.incoming.seq] = row.incoming.origin
        ends = {case: contiguous(stream) for case, stream in held.items()}
        forked = {head.case for head in heads if held[head.case].get(head.seq, head.digest) != head.digest}
        return differences(heads, ends, forked)

    async def send_again(self, peer: str, gaps: Sequence[Gap], *, told_at: int, now: int) -> int:
        """Make letters due once more."""
        after, again = {gap.case: gap.after for gap in gaps}, 0
        async with self.transaction("exchange.send_again"):
            outbox = (await self.write("send_again")).outbox
            for row in list(outbox.values()):
                letter = row.outgoing.letter
                is_missing = letter.receiver == peer and letter.seq > after.get(letter.case, letter.seq)
                is_missing = is_missing and not letter.case.startswith(FILE_STREAMS)
                if is_missing and _was_confirmed(row, told_at, now + limits.SKEW_MILLISECONDS):
                    state = row.state if row.state == "rejected" else "queued"
                    fresh = {"state": state, "next_at": now, "custody_at": None, "settled_at": None}
                    outbox[letter.id] = replace(row, **fresh)  # type: ignore[arg-type] # fields of different types
                    again += 1
        return again

    async def sent(self, peer: str, *, since: int, until: int) -> tuple[Total, ...] | None:
        """Totals of what was sent."""
        rows = [row for row in await self._to(peer) if since <= row.outgoing.letter.queued_at < until]
        counted = [row for row in rows if is_compared(row.outgoing.letter.case, row.outgoing.refused)]
        if any(row.confirmed_at is None for row in counted):
            return None
        return totals((row.outgoing.letter.kind, row.outgoing.origin or "") for row in counted)

    async def is_any_unconfirmed(self, peer: str, *, until: int) -> bool:
        """Whether one waits still."""
        waiting = (row.outgoing for row in await self._to(peer) if row.confirmed_at is None)
        return any(each.letter.queued_at < until and is_compared(each.letter.case, each.refused) for each in waiting)

    async def received(self, sender: str, *, since: int, until: int) -> tuple[Total, ...]:
        """Totals of what came."""
        rows = (await self.read("received")).inbox.values()
        counted = [row.incoming for row in rows if is_compared(row.incoming.case, row.problem)]
        of_it = [each for each in counted if each.sender == sender and since <= each.sent_at < until]
        return totals((each.kind, each.origin) for each in of_it)

    async def _to(self, peer: str) -> Iterable[Sent]:
        rows = (await self.read("compared")).outbox.values()
        return [row for row in rows if row.outgoing.letter.receiver == peer]


def _was_confirmed(row: Sent, told_at: int, plausible: int) -> bool:
    return row.confirmed_at is not None and (row.confirmed_at <= told_at or row.confirmed_at > plausible)
