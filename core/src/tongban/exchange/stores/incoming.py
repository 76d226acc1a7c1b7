"""Letters of other nodes in the table `tongban_inbox`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from tongban.exchange import rows
from tongban.exchange.store import Incoming, Known, Parked, Settled, Stored, Waiting
from tongban.exchange.stores.outgoing import due, free, held
from tongban.storage.claim import claim
from tongban.storage.database import Database
from tongban.storage.statements import Row

STREAMS_AT_ONCE: Final = 50


@dataclass(frozen=True)
class IncomingRows:
    """`IncomingStore` on a database."""

    database: Database

    async def known(self, letters: Sequence[Known]) -> list[Known]:
        """What is stored under these ids or places."""
        ids = [letter.id for letter in letters]
        places = [(letter.case, letter.seq) for letter in letters]
        numbers = range(len(ids) + 1, len(ids) + 2 * len(places), 2)
        either = " OR ".join(f"(case_id = ${number} AND seq = ${number + 1})" for number in numbers)
        sql = _KNOWN.format(ids=rows.marks(len(ids)), places=either)
        return [_known(row) for row in await self.database.fetch(sql, *ids, *rows.flat(places))]

    async def stored(self, digests: Collection[str]) -> dict[str, Stored]:
        """Letters by digest."""
        if not digests:
            return {}
        found = await self.database.fetch(_STORED.format(digests=rows.marks(len(digests))), *sorted(digests))
        return {row["digest"]: _stored(row) for row in found}

    async def take_in(self, letters: Sequence[Incoming]) -> bool:
        """Store new letters."""
        if not letters:
            return True
        # In one order, lest two that store the same letters wait for each other crosswise.
        records = [_record(letter) for letter in sorted(letters, key=lambda letter: letter.digest)]
        sql = f"{_INSERT}{rows.values(len(records), len(records[0]))} ON CONFLICT DO NOTHING"
        return await self.database.execute(sql, *rows.flat(records)) == len(records)

    async def waiting(self, sender: str, *, up_to: int) -> Waiting:
        """What waits."""
        return await self._counted(_PARKED, sender, up_to)

    async def failing(self, sender: str, *, up_to: int) -> Waiting:
        """What was tried in vain."""
        return await self._counted(_FAILING, sender, up_to)

    async def _counted(self, sql: str, sender: str, up_to: int) -> Waiting:
        row = await self.database.fetch_one(sql, sender, up_to)
        return Waiting(letters=int(row["letters"]), bytes=int(row["bytes"])) if row else Waiting()

    async def next_in_line(self, letters: Sequence[Known]) -> set[str]:
        """Those that wait for no other."""
        settled = await self._following(letters, ("applied", "rejected"))
        return settled | {letter.digest for letter in letters if letter.seq == 1}

    async def following_applied(self, letters: Sequence[Known]) -> set[str]:
        """Those whose letter before was applied."""
        return await self._following(letters, ("applied",))

    async def _following(self, letters: Sequence[Known], states: Sequence[Settled]) -> set[str]:
        places = [(letter.sender, letter.case, letter.seq - 1) for letter in letters]
        numbers = range(1, 3 * len(places) + 1, 3)
        any_of = " OR ".join(f"(sender = ${n} AND case_id = ${n + 1} AND seq = ${n + 2})" for n in numbers)
        found = await self.database.fetch(_PLACES.format(places=any_of), *rows.flat(places))
        settled = {(row["sender"], row["case_id"], row["seq"]) for row in found if row["state"] in states}
        return {letter.digest for letter, place in zip(letters, places, strict=True) if place in settled}

    async def claim_streams(self, *, now: int, but: Sequence[str] = ()) -> list[tuple[str, str]]:
        """Streams that are due."""
        of_others = f"sender NOT IN ({rows.marks(len(but), 1)})" if but else "1 = 1"
        found = await claim(
            self.database,
            "tongban_inbox",
            key="digest",
            set_=f"held_until = {held(self.database)}",
            where=f"state = 'parked' AND {due('$1')} AND {free(self.database)} AND {of_others}",
            order_by="attempts, next_at, digest",
            limit=STREAMS_AT_ONCE,
            arguments=(now, *but),
            returning="sender, case_id",
        )
        return sorted({(row["sender"], row["case_id"]) for row in found})

    async def first_parked(self, sender: str, case: str) -> Parked | None:
        """The head of a stream."""
        row = await self.database.fetch_one(_FIRST, sender, case)
        if row is None:
            return None
        return Parked(
            digest=row["digest"],
            origin=row["origin"],
            id=row["letter_id"],
            sender=row["sender"],
            case=row["case_id"],
            seq=row["seq"],
            token=bytes(row["envelope"]),
            arrived_at=row["arrived_at"],
            attempts=row["attempts"],
            next_at=row["next_at"],
            before=row["before"],
        )

    async def settle_parked(self, digest: str, state: Settled, *, at: int, problem: str | None = None) -> bool:
        """The letter waits no more."""
        return bool(await self.database.execute(_SETTLE, state, at, problem, digest))

    async def put_off_parked(self, digest: str, *, attempts: int, next_at: int, problem: str) -> bool:
        """Another attempt later."""
        return bool(await self.database.execute(_PUT_OFF, attempts, next_at, problem, digest))

    async def forget_parked(self, digest: str) -> None:
        """Free its place."""
        await self.database.execute("DELETE FROM tongban_inbox WHERE digest = $1 AND state = 'parked'", digest)

    async def forget_bytes(self, digest: str) -> None:
        """Keep the rest."""
        await self.database.execute("UPDATE tongban_inbox SET envelope = $1 WHERE digest = $2", b"", digest)

    async def let_wait(self, sender: str, case: str) -> None:
        """Not before another letter arrives."""
        await self.database.execute(_WAIT, sender, case)


def _known(row: Row) -> Known:
    named = {"id": row["letter_id"], "sender": row["sender"], "case": row["case_id"], "seq": row["seq"]}
    return Known(digest=row["digest"], origin=row["origin"], **named)


def _stored(row: Row) -> Stored:
    token, is_parked = bytes(row["envelope"]), row["state"] == "parked"
    return Stored(sender=row["sender"], token=token, arrived_at=row["arrived_at"], is_parked=is_parked)


def _record(letter: Incoming) -> tuple[object, ...]:
    at = letter.arrived_at
    place = (letter.sender, letter.case, letter.seq)
    named = (letter.digest, letter.origin, letter.id, *place, letter.kind, letter.token, letter.sent_at)
    return (*named, "parked", at, None, 0, at, None, 0)


_KNOWN: Final = """SELECT digest, origin, letter_id, sender, case_id, seq FROM tongban_inbox
WHERE letter_id IN ({ids}) OR {places}"""

_STORED: Final = "SELECT digest, sender, envelope, arrived_at, state FROM tongban_inbox WHERE digest IN ({digests})"

_INSERT: Final = """INSERT INTO tongban_inbox (digest, origin, letter_id, sender, case_id, seq, kind, envelope, sent_at,
state, arrived_at, settled_at, attempts, next_at, problem, held_until) VALUES """

_FIRST: Final = """SELECT head.digest, head.origin, head.letter_id, head.sender, head.case_id, head.seq, head.envelope,
head.arrived_at, head.attempts, head.next_at, previous.origin AS before FROM tongban_inbox AS head
LEFT JOIN tongban_inbox AS previous
ON previous.case_id = head.case_id AND previous.seq = head.seq - 1 AND previous.sender = head.sender
WHERE head.sender = $1 AND head.case_id = $2 AND head.state = 'parked' ORDER BY head.seq LIMIT 1"""

# The length of bytes is known to both databases without reading them.
_PARKED: Final = """SELECT count(*) AS letters, coalesce(sum(size), 0) AS bytes FROM (
SELECT length(envelope) AS size FROM tongban_inbox WHERE sender = $1 AND state = 'parked' LIMIT $2) AS waiting"""

_FAILING: Final = _PARKED.replace("LIMIT", "AND attempts > 0 LIMIT")

_PLACES: Final = "SELECT sender, case_id, seq, state FROM tongban_inbox WHERE {places}"

_SETTLE: Final = """UPDATE tongban_inbox SET state = $1, settled_at = $2, next_at = NULL, problem = $3
WHERE digest = $4 AND state = 'parked'"""

_PUT_OFF: Final = """UPDATE tongban_inbox SET attempts = $1, next_at = $2, problem = $3, held_until = 0
WHERE digest = $4 AND state = 'parked'"""

_WAIT: Final = """UPDATE tongban_inbox SET next_at = NULL
WHERE sender = $1 AND case_id = $2 AND state = 'parked' AND attempts = 0 AND next_at IS NOT NULL"""
