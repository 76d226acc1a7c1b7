"""Letters of this node, in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from tongban.exchange import limits
from tongban.exchange.delays import is_due
from tongban.exchange.letters import Letter, Queued, Renewed, Sealed, StreamHead, numbered
from tongban.exchange.refusals import UNKEPT
from tongban.exchange.store import HELD_MILLISECONDS, Known, Outgoing, PutOff
from tongban.exchange.stores.memory_tables import Kept, MemoryTables, Sent


@dataclass(frozen=True)
class MemoryOutgoing(MemoryTables):
    """`OutgoingStore` in memory."""

    async def peers_due(self, peers: Collection[str], *, issuer: str, now: int) -> list[str]:
        """The peers for whom something is due."""
        tables = await self.read("peers_due")
        waiting = {row.outgoing.letter.receiver for row in tables.outbox.values() if _is_due(row, now)}
        untold = {kept.receipt.addressee for kept in tables.receipts.values() if is_untold(kept, issuer)}
        return sorted((waiting | untold) & set(peers))

    async def put(self, letters: Sequence[Letter], *, ids: Iterable[str], now: int) -> list[Queued]:
        """Store the next letters of streams, in the caller's transaction, as `Outbox.put` does."""
        tables = await self.write("put")
        heads: dict[tuple[str, str], StreamHead] = {}
        for row in tables.outbox.values():
            sent = row.outgoing.letter
            if sent.seq > heads.get((sent.receiver, sent.case), StreamHead(0, 0)).seq:
                heads[sent.receiver, sent.case] = StreamHead(sent.seq, sent.queued_at)
        queued = numbered(letters, heads, ids=iter(ids), now=now)
        for letter in queued:
            outgoing = Outgoing(letter=letter, token=None, digest=None, origin=None, attempts=0)
            tables.outbox[letter.id] = Sent(outgoing, next_at=letter.queued_at)
        return queued

    async def unsealed(self, receiver: str) -> list[tuple[Queued, str | None]]:
        """Letters without bytes, and the digest before."""
        rows = [row for row in _ordered((await self.read("unsealed")).outbox) if row.letter.receiver == receiver]
        origins = {(row.letter.case, row.letter.seq): row.origin for row in rows}
        unsealed = [row.letter for row in rows if row.digest is None]
        return [(letter, origins.get((letter.case, letter.seq - 1))) for letter in unsealed[: limits.BATCH_ITEMS]]

    async def keep_sealed(self, sealed: Sequence[Sealed]) -> None:
        """Keep bytes in one commit."""
        async with self.transaction("exchange.seal"):
            for entry in sealed:
                outbox = (await self.write("keep_sealed")).outbox
                row = outbox[entry.id].outgoing
                if row.digest is None and entry.prev == _origin_before(outbox, row.letter):
                    fresh = replace(row, token=entry.token, digest=entry.digest, origin=entry.digest)
                    outbox[entry.id] = replace(outbox[entry.id], outgoing=fresh)

    async def keep_renewed(self, renewed: Sequence[Renewed]) -> None:
        """Replace bytes."""
        async with self.transaction("exchange.renew"):
            outbox = (await self.write("keep_renewed")).outbox
            for each in renewed:
                row = outbox[each.id]
                if row.outgoing.digest == each.replaces and row.settled_at is None:
                    fresh = replace(row.outgoing, token=each.token, digest=each.digest)
                    outbox[each.id] = replace(row, outgoing=fresh)

    async def put_off_unsealed(self, receiver: str, *, next_at: int, problem: str) -> None:
        """Try to seal later."""
        async with self.transaction("exchange.put_off"):
            outbox = (await self.write("put_off_unsealed")).outbox
            for letter, row in outbox.items():
                if row.outgoing.letter.receiver == receiver and row.outgoing.digest is None:
                    outbox[letter] = replace(row, next_at=next_at, problem=problem)

    async def claim(self, receiver: str, *, now: int) -> list[Outgoing]:
        """Due letters, held for this process."""
        async with self.transaction("exchange.claim"):
            outbox = (await self.write("claim")).outbox
            claimed = [
                row
                for row in _ordered(outbox)
                if row.letter.receiver == receiver
                and row.digest is not None
                and _is_due(outbox[row.letter.id], now)
                and self.is_free(outbox[row.letter.id].held_until)
            ][: limits.BATCH_ITEMS]
            for row in claimed:
                outbox[row.letter.id] = replace(outbox[row.letter.id], held_until=self.clock() + HELD_MILLISECONDS)
        return claimed

    async def in_cases_written_in(self, letters: Sequence[Known]) -> set[str]:
        """Those in whose case there is a letter to their sender."""
        outbox = (await self.read("in_cases_written_in")).outbox
        written = {(row.outgoing.letter.case, row.outgoing.letter.receiver) for row in outbox.values()}
        return {letter.digest for letter in letters if (letter.case, letter.sender) in written}

    async def hold(self, ids: Collection[str]) -> None:
        """Hold for longer."""
        await self._change(ids, "hold", held_until=self.clock() + HELD_MILLISECONDS)

    async def release(self, ids: Collection[str]) -> None:
        """Let go."""
        await self._change(ids, "release", held_until=0)

    async def outgoing(self, ids: Collection[str]) -> dict[str, Outgoing]:
        """Letters by id."""
        outbox = (await self.read("outgoing")).outbox
        return {letter: outbox[letter].outgoing for letter in ids if letter in outbox}

    async def put_off(self, letters: Sequence[PutOff]) -> None:
        """Try again later."""
        async with self.transaction("exchange.put_off"):
            for each in letters:
                await self._put_off(each, problem=each.problem)

    async def in_custody(self, letters: Sequence[tuple[PutOff, int]]) -> None:
        """Stored by the receiver."""
        for each, at in letters:
            await self._put_off(each, problem=None, custody_at=at)

    async def mark_applied(self, letters: Sequence[tuple[str, int]]) -> None:
        """Done."""
        for letter, at in letters:
            outbox = (await self.write("mark_applied")).outbox
            row = outbox[letter]
            if row.settled_at is None:
                custody_at = at if row.custody_at is None else row.custody_at
                outbox[letter] = replace(_in_state(row, "applied", None), custody_at=custody_at, settled_at=at)

    async def mark_rejected(self, letter: str, *, at: int, code: str) -> bool:
        """Refused for good."""
        outbox = (await self.write("mark_rejected")).outbox
        row = outbox[letter]
        if row.settled_at is not None:
            return False
        is_news = row.state != "rejected"
        fresh = _in_state(row, "rejected", code) if is_news else row
        outgoing = replace(row.outgoing, refused=code) if is_news else row.outgoing
        kept = at if row.custody_at is None and code not in UNKEPT else row.custody_at
        outbox[letter] = replace(fresh, outgoing=outgoing, settled_at=at, custody_at=kept)
        return is_news

    async def _change(self, ids: Collection[str], what: str, *, held_until: int) -> None:
        async with self.transaction(f"exchange.{what}"):
            outbox = (await self.write(what)).outbox
            for letter in ids:
                outbox[letter] = replace(outbox[letter], held_until=held_until)

    async def _put_off(self, each: PutOff, *, problem: str | None, custody_at: int | None = None) -> None:
        outbox = (await self.write("put_off")).outbox
        row = outbox[each.id]
        if row.settled_at is not None:
            return
        is_awaited = row.held_until > 0
        outgoing = replace(row.outgoing, attempts=each.attempts if is_awaited else row.outgoing.attempts)
        next_at = each.next_at if is_awaited else min(row.next_at, each.next_at)
        state = row.state if custody_at is None else "custody"
        first = custody_at if row.custody_at is None else row.custody_at
        fresh = replace(_in_state(row, state, problem), outgoing=outgoing, custody_at=first)
        outbox[each.id] = replace(fresh, next_at=next_at, held_until=0)


def _in_state(row: Sent, state: str, problem: str | None) -> Sent:
    """What was refused stays so, also while it is sent again to a receiver that has lost it."""
    return row if row.state == "rejected" else replace(row, state=state, problem=problem)


def _is_due(row: Sent, now: int) -> bool:
    return row.settled_at is None and is_due(row.next_at, now)


def is_untold(kept: Kept, issuer: str) -> bool:
    """Whether a receipt of `issuer` must still be pushed."""
    return kept.receipt.issuer == issuer and not kept.is_told


def _ordered(outbox: dict[str, Sent]) -> list[Outgoing]:
    rows = (row.outgoing for row in outbox.values())
    return sorted(rows, key=lambda row: (row.letter.queued_at, row.letter.case, row.letter.seq))


def _origin_before(outbox: dict[str, Sent], letter: Queued) -> str | None:
    place = (letter.receiver, letter.case, letter.seq - 1)
    rows = (row.outgoing for row in outbox.values())
    return next((row.origin for row in rows if (row.letter.receiver, row.letter.case, row.letter.seq) == place), None)
