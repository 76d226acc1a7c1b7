"""Letters of other nodes, in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from tongban.exchange.delays import is_due
from tongban.exchange.store import HELD_MILLISECONDS, Incoming, Known, Parked, Settled, Stored, Waiting
from tongban.exchange.stores.memory_tables import Arrived, MemoryTables


@dataclass(frozen=True)
class MemoryIncoming(MemoryTables):
    """`IncomingStore` in memory."""

    async def known(self, letters: Sequence[Known]) -> list[Known]:
        """What is stored under these ids or places."""
        ids, places = {one.id for one in letters}, {(one.case, one.seq) for one in letters}
        inbox = (await self.read("known")).inbox
        found = [row.incoming for row in inbox.values()]
        return [one for one in found if one.id in ids or (one.case, one.seq) in places]

    async def stored(self, digests: Collection[str]) -> dict[str, Stored]:
        """Letters by digest."""
        inbox = (await self.read("stored")).inbox
        return {digest: _stored(inbox[digest]) for digest in digests if digest in inbox}

    async def take_in(self, letters: Sequence[Incoming]) -> bool:
        """Store new letters."""
        for letter in letters:
            inbox = (await self.write("take_in")).inbox
            inbox[letter.digest] = Arrived(letter, "parked", letter.arrived_at)
        return True

    async def waiting(self, sender: str, *, up_to: int) -> Waiting:
        """What waits."""
        return _counted(await self._parked_of(sender, "waiting"), up_to)

    async def failing(self, sender: str, *, up_to: int) -> Waiting:
        """What was tried in vain."""
        return _counted([row for row in await self._parked_of(sender, "failing") if row.attempts], up_to)

    async def _parked_of(self, sender: str, what: str) -> list[Arrived]:
        inbox = (await self.read(what)).inbox
        return [row for row in inbox.values() if row.incoming.sender == sender and row.state == "parked"]

    async def next_in_line(self, letters: Sequence[Known]) -> set[str]:
        """Those that wait for no other."""
        settled = await self._following(letters, ("applied", "rejected"))
        return settled | {letter.digest for letter in letters if letter.seq == 1}

    async def following_applied(self, letters: Sequence[Known]) -> set[str]:
        """Those whose letter before was applied."""
        return await self._following(letters, ("applied",))

    async def _following(self, letters: Sequence[Known], states: Sequence[Settled]) -> set[str]:
        inbox = (await self.read("following")).inbox
        settled = {
            (row.incoming.sender, row.incoming.case, row.incoming.seq) for row in inbox.values() if row.state in states
        }
        return {each.digest for each in letters if (each.sender, each.case, each.seq - 1) in settled}

    async def claim_streams(self, *, now: int, but: Sequence[str] = ()) -> list[tuple[str, str]]:
        """Streams that are due."""
        async with self.transaction("exchange.claim_streams"):
            inbox = (await self.write("claim_streams")).inbox
            waiting = [row for row in inbox.values() if _waits(row, now) and self.is_free(row.held_until)]
            due = [row for row in waiting if row.incoming.sender not in but]
            for row in due:
                inbox[row.incoming.digest] = replace(row, held_until=self.clock() + HELD_MILLISECONDS)
        return sorted({(row.incoming.sender, row.incoming.case) for row in due})

    async def first_parked(self, sender: str, case: str) -> Parked | None:
        """The head of a stream."""
        stream = {
            row.incoming.seq: row
            for row in (await self.read("first_parked")).inbox.values()
            if (row.incoming.sender, row.incoming.case) == (sender, case)
        }
        parked = [seq for seq, row in stream.items() if row.state == "parked"]
        return _parked(stream[min(parked)], stream.get(min(parked) - 1)) if parked else None

    async def settle_parked(self, digest: str, state: Settled, *, at: int, problem: str | None = None) -> bool:
        """The letter waits no more."""
        inbox = (await self.write("settle_parked")).inbox
        is_parked = inbox[digest].state == "parked"
        if is_parked:
            inbox[digest] = replace(inbox[digest], state=state, problem=problem, next_at=None)
        return is_parked

    async def put_off_parked(self, digest: str, *, attempts: int, next_at: int, problem: str) -> bool:
        """Another attempt later."""
        inbox = (await self.write("put_off_parked")).inbox
        is_parked = inbox[digest].state == "parked"
        if is_parked:
            changes = {"attempts": attempts, "next_at": next_at, "problem": problem, "held_until": 0}
            inbox[digest] = replace(inbox[digest], **changes)  # type: ignore[arg-type] # fields of different types
        return is_parked

    async def forget_parked(self, digest: str) -> None:
        """Free its place."""
        inbox = (await self.write("forget_parked")).inbox
        if digest in inbox and inbox[digest].state == "parked":
            del inbox[digest]

    async def forget_bytes(self, digest: str) -> None:
        """Keep the rest."""
        inbox = (await self.write("forget_bytes")).inbox
        inbox[digest] = replace(inbox[digest], incoming=replace(inbox[digest].incoming, token=b""))

    async def let_wait(self, sender: str, case: str) -> None:
        """Not before another letter arrives."""
        async with self.transaction("exchange.let_wait"):
            inbox = (await self.write("let_wait")).inbox
            for digest, row in inbox.items():
                is_of_stream = (row.incoming.sender, row.incoming.case) == (sender, case)
                if is_of_stream and row.state == "parked" and not row.attempts:
                    inbox[digest] = replace(row, next_at=None)


def _counted(rows: Sequence[Arrived], up_to: int) -> Waiting:
    sizes = [len(row.incoming.token) for row in rows[:up_to]]
    return Waiting(letters=len(sizes), bytes=sum(sizes))


def _waits(row: Arrived, now: int) -> bool:
    return row.state == "parked" and row.next_at is not None and is_due(row.next_at, now)


def _stored(row: Arrived) -> Stored:
    one = row.incoming
    return Stored(sender=one.sender, token=one.token, arrived_at=one.arrived_at, is_parked=row.state == "parked")


def _parked(row: Arrived, before: Arrived | None) -> Parked:
    one = row.incoming
    return Parked(
        digest=one.digest,
        origin=one.origin,
        id=one.id,
        sender=one.sender,
        case=one.case,
        seq=one.seq,
        token=one.token,
        arrived_at=one.arrived_at,
        attempts=row.attempts,
        next_at=row.next_at,
        before=before.incoming.origin if before else None,
    )
