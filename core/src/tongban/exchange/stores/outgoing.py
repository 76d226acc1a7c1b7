"""Letters of this node in the table `tongban_outbox`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from tongban.exchange import limits, rows
from tongban.exchange.delays import FURTHEST_MILLISECONDS
from tongban.exchange.letters import Queued, Renewed, Sealed
from tongban.exchange.refusals import UNKEPT
from tongban.exchange.store import HELD_MILLISECONDS, IMPLAUSIBLE_MILLISECONDS, Known, Outgoing, PutOff
from tongban.storage.claim import claim
from tongban.storage.database import Database
from tongban.storage.statements import Row


def free(database: Database) -> str:
    """SQL: nobody holds the row. A hold that ends much later than any may was made before the clock was set back."""
    return f"(held_until <= {database.clock_sql} OR held_until > {database.clock_sql} + {IMPLAUSIBLE_MILLISECONDS})"


def due(now: str) -> str:
    """SQL: the row may be looked at, as `delays.is_due` says."""
    return f"(next_at <= {now} OR next_at > {now} + {FURTHEST_MILLISECONDS})"


def held(database: Database) -> str:
    """SQL: when a hold taken now ends."""
    return f"{database.clock_sql} + {HELD_MILLISECONDS}"


@dataclass(frozen=True)
class OutgoingRows:
    """`OutgoingStore` on a database."""

    database: Database

    async def peers_due(self, peers: Collection[str], *, issuer: str, now: int) -> list[str]:
        """The peers for whom something is due."""
        if not peers:
            return []
        sql = _DUE.format(peers=", ".join(f"(${number})" for number in range(3, len(peers) + 3)))
        return sorted(row["peer"] for row in await self.database.fetch(sql, now, issuer, *peers))

    async def unsealed(self, receiver: str) -> list[tuple[Queued, str | None]]:
        """Letters without bytes, and the digest before."""
        return [(_queued(row), row["before"]) for row in await self.database.fetch(_UNSEALED, receiver)]

    async def keep_sealed(self, sealed: Sequence[Sealed]) -> None:
        """Keep bytes in one commit."""
        async with self.database.transaction("exchange.seal"):
            await self._each(_KEEP, [(entry.token, entry.digest, entry.id, entry.prev) for entry in sealed])

    async def keep_renewed(self, renewed: Sequence[Renewed]) -> None:
        """Replace bytes."""
        await self._each(_RENEW, [(each.token, each.digest, each.id, each.replaces) for each in renewed])

    async def put_off_unsealed(self, receiver: str, *, next_at: int, problem: str) -> None:
        """Try to seal later."""
        await self.database.execute(_PUT_OFF_UNSEALED, problem, next_at, receiver)

    async def claim(self, receiver: str, *, now: int) -> list[Outgoing]:
        """Due letters, held for this process."""
        found = await claim(
            self.database,
            "tongban_outbox",
            set_=f"held_until = {held(self.database)}",
            where=f"receiver = $1 AND settled_at IS NULL AND digest IS NOT NULL AND {due('$2')} "
            f"AND {free(self.database)}",
            order_by="queued_at, case_id, seq",
            limit=limits.BATCH_ITEMS,
            arguments=(receiver, now),
        )
        claimed = [_outgoing(row) for row in found]
        return sorted(claimed, key=lambda each: (each.letter.queued_at, each.letter.case, each.letter.seq))

    async def in_cases_written_in(self, letters: Sequence[Known]) -> set[str]:
        """Those in whose case there is a letter to their sender."""
        places = [(letter.case, letter.sender) for letter in letters]
        if not places:
            return set()
        numbers = range(1, 2 * len(places) + 1, 2)
        any_of = " OR ".join(f"(case_id = ${n} AND receiver = ${n + 1} AND seq = 1)" for n in numbers)
        found = await self.database.fetch(_WRITTEN.format(places=any_of), *rows.flat(places))
        written = {(row["case_id"], row["receiver"]) for row in found}
        return {letter.digest for letter, place in zip(letters, places, strict=True) if place in written}

    async def hold(self, ids: Collection[str]) -> None:
        """Hold for longer."""
        await self._hold(ids, held(self.database))

    async def release(self, ids: Collection[str]) -> None:
        """Let go."""
        await self._hold(ids, "0")

    async def outgoing(self, ids: Collection[str]) -> dict[str, Outgoing]:
        """Letters by id."""
        if not ids:
            return {}
        found = await self.database.fetch(_BY_ID.format(ids=rows.marks(len(ids))), *sorted(ids))
        return {row["id"]: _outgoing(row) for row in found}

    async def put_off(self, letters: Sequence[PutOff]) -> None:
        """Try again later."""
        arguments = [(each.problem, each.attempts, each.next_at, each.id) for each in letters]
        await self._each(_PUT_OFF, arguments)

    async def in_custody(self, letters: Sequence[tuple[PutOff, int]]) -> None:
        """Stored by the receiver."""
        arguments = [(at, each.attempts, each.next_at, each.id) for each, at in letters]
        await self._each(_CUSTODY, arguments)

    async def mark_applied(self, letters: Sequence[tuple[str, int]]) -> None:
        """Done."""
        await self._each(_APPLIED, [(at, letter) for letter, at in letters])

    async def mark_rejected(self, letter: str, *, at: int, code: str) -> bool:
        """Refused for good."""
        kept = None if code in UNKEPT else at
        if await self.database.execute(_REJECTED, at, code, kept, letter):
            return True
        await self.database.execute(_REJECTED_AGAIN, at, kept, letter)
        return False

    async def _each(self, sql: str, arguments: Sequence[tuple[object, ...]]) -> None:
        if arguments:
            await self.database.execute_many(sql, arguments)

    async def _hold(self, ids: Collection[str], until: str) -> None:
        if ids:
            sql = f"UPDATE tongban_outbox SET held_until = {until} WHERE id IN ({rows.marks(len(ids))})"
            await self.database.execute(sql, *ids)


def _queued(row: Row) -> Queued:
    return Queued(
        id=row["id"],
        receiver=row["receiver"],
        case=row["case_id"],
        seq=row["seq"],
        kind=row["kind"],
        epoch=row["epoch"],
        body=bytes(row["body"]),
        queued_at=row["queued_at"],
    )


def _outgoing(row: Row) -> Outgoing:
    token = None if row["envelope"] is None else bytes(row["envelope"])
    digests = {"digest": row["digest"], "origin": row["origin"]}
    refused = row["problem"] if row["state"] == "rejected" else None
    return Outgoing(letter=_queued(row), token=token, **digests, attempts=row["attempts"], refused=refused)


# The order is that of the index of what waits; EXISTS alone goes through all that was settled long ago.
_DUE: Final = f"""SELECT column1 AS peer FROM (VALUES {{peers}}) AS peers WHERE (
SELECT 1 FROM tongban_outbox WHERE receiver = column1 AND settled_at IS NULL AND {due("$1")}
ORDER BY queued_at, case_id, seq LIMIT 1
) IS NOT NULL OR EXISTS (SELECT 1 FROM tongban_receipt WHERE addressee = column1 AND told_at IS NULL AND issuer = $2)"""

_UNSEALED: Final = f"""SELECT letter.id, letter.receiver, letter.case_id, letter.seq, letter.kind, letter.epoch,
letter.body, letter.queued_at, previous.origin AS before
FROM tongban_outbox AS letter LEFT JOIN tongban_outbox AS previous
ON previous.case_id = letter.case_id AND previous.receiver = letter.receiver AND previous.seq = letter.seq - 1
WHERE letter.receiver = $1 AND letter.digest IS NULL
ORDER BY letter.queued_at, letter.case_id, letter.seq LIMIT {limits.BATCH_ITEMS}"""

_KEEP: Final = """UPDATE tongban_outbox SET envelope = $1, digest = $2, origin = $2 WHERE id = $3 AND digest IS NULL
AND (seq = 1 OR EXISTS (SELECT 1 FROM tongban_outbox AS previous WHERE previous.case_id = tongban_outbox.case_id
AND previous.receiver = tongban_outbox.receiver AND previous.seq = tongban_outbox.seq - 1 AND previous.origin = $4))"""

_RENEW: Final = """UPDATE tongban_outbox SET envelope = $1, digest = $2
WHERE id = $3 AND digest = $4 AND settled_at IS NULL"""

_BY_ID: Final = "SELECT * FROM tongban_outbox WHERE id IN ({ids})"

# A receipt that comes while nothing is awaited may be an old one, posted again by anybody. A hold that has lapsed still
# tells that an answer is: whoever took it may be slow.
_PLAN: Final = """attempts = CASE held_until WHEN 0 THEN attempts ELSE $2 END,
next_at = CASE WHEN held_until = 0 AND next_at < $3 THEN next_at ELSE $3 END, held_until = 0"""

# What was refused stays so, also while it is sent again to a receiver that has lost it.
_PUT_OFF: Final = f"""UPDATE tongban_outbox SET problem = CASE state WHEN 'rejected' THEN problem ELSE $1 END, {_PLAN}
WHERE id = $4 AND settled_at IS NULL"""

_WRITTEN: Final = "SELECT case_id, receiver FROM tongban_outbox WHERE {places}"

_PUT_OFF_UNSEALED: Final = """UPDATE tongban_outbox SET problem = $1, next_at = $2
WHERE receiver = $3 AND digest IS NULL AND settled_at IS NULL"""

_CUSTODY: Final = f"""UPDATE tongban_outbox SET state = CASE state WHEN 'rejected' THEN state ELSE 'custody' END,
problem = CASE state WHEN 'rejected' THEN problem END, custody_at = coalesce(custody_at, $1), {_PLAN}
WHERE id = $4 AND settled_at IS NULL"""

_APPLIED: Final = """UPDATE tongban_outbox SET state = CASE state WHEN 'rejected' THEN state ELSE 'applied' END,
problem = CASE state WHEN 'rejected' THEN problem END, custody_at = coalesce(custody_at, $1),
settled_at = $1 WHERE id = $2 AND settled_at IS NULL"""

_REJECTED: Final = """UPDATE tongban_outbox SET state = 'rejected', settled_at = $1, problem = $2,
custody_at = coalesce(custody_at, $3) WHERE id = $4 AND settled_at IS NULL AND state <> 'rejected'"""

_REJECTED_AGAIN: Final = """UPDATE tongban_outbox SET settled_at = $1, custody_at = coalesce(custody_at, $2)
WHERE id = $3 AND settled_at IS NULL"""
