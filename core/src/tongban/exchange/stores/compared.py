"""What a node has of the letters between it and a peer, in the tables `tongban_outbox` and `tongban_inbox`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tongban.exchange import limits, rows
from tongban.exchange.comparing import differences
from tongban.exchange.statements import (
    CHECK_STREAMS,
    FILE_STREAMS,
    HEADS_AT_ONCE,
    UNKNOWN_THERE,
    Gap,
    StreamHead,
    Total,
    totals,
)
from tongban.storage.database import Database


@dataclass(frozen=True, slots=True)
class ComparedRows:
    """`Comparisons` on a database."""

    database: Database

    async def take_turn(self, peer: str, *, every: int) -> bool:
        """Once in so many milliseconds."""
        now = self.database.clock_sql
        known = "INSERT INTO tongban_compared (peer, at) VALUES ($1, 0) ON CONFLICT DO NOTHING"
        await self.database.execute(known, peer)
        sql = f"UPDATE tongban_compared SET at = {now} WHERE peer = $1 AND (at <= {now} - $2 OR at > {now})"
        return bool(await self.database.execute(sql, peer, every))

    async def take_night(self, peer: str, day: str) -> bool:
        """Once a day."""
        sql = "UPDATE tongban_compared SET day = $2 WHERE peer = $1 AND (day IS NULL OR day < $2)"
        return bool(await self.database.execute(sql, peer, day))

    async def give_back_night(self, peer: str) -> None:
        """The totals could not be told."""
        await self.database.execute("UPDATE tongban_compared SET day = NULL WHERE peer = $1", peer)

    async def oldest(self, peer: str) -> int:
        """When the first letter was written."""
        row = await self.database.fetch_one("SELECT MIN(queued_at) AS at FROM tongban_outbox WHERE receiver = $1", peer)
        return int(row["at"] or 0) if row else 0

    async def heads(self, peer: str, *, since: int, until: int, after: str) -> list[StreamHead]:
        """One page of heads."""
        found = await self.database.report(_HEADS, peer, since, until, after)
        return [StreamHead(row["case_id"], row["seq"], row["digest"]) for row in found]

    async def gaps(self, sender: str, heads: Sequence[StreamHead]) -> tuple[list[Gap], list[StreamHead]]:
        """What is missing here, and what differs."""
        ends = await self._ends(sender, [head.case for head in heads])
        said = {(head.case, head.seq): head.digest for head in heads}
        numbers = range(2, 2 * len(said) + 1, 2)
        any_of = " OR ".join(f"(case_id = ${number} AND seq = ${number + 1} AND sender = $1)" for number in numbers)
        here = await self.database.fetch(_AT_HEADS.format(places=any_of), sender, *rows.flat(list(said)))
        forked = {row["case_id"] for row in here if row["digest"] != said[row["case_id"], row["seq"]]}
        return differences(heads, ends, forked)

    async def _ends(self, sender: str, cases: Sequence[str]) -> dict[str, int]:
        """How far each stream goes without a gap: counted in an index, for a stream may be as long as a peer likes."""
        found = await self.database.fetch(_LENGTHS.format(cases=rows.marks(len(cases), 1)), sender, *cases)
        ends = {row["case_id"]: row["last"] for row in found if row["letters"] == row["last"]}
        broken = [row["case_id"] for row in found if row["case_id"] not in ends and row["first"] == 1]
        if broken:
            found = await self.database.fetch(_BROKEN.format(cases=rows.marks(len(broken), 1)), sender, *broken)
            ends |= {row["case_id"]: row["last"] for row in found}
        return ends

    async def send_again(self, peer: str, gaps: Sequence[Gap], *, told_at: int, now: int) -> int:
        """Make letters due once more."""
        again, plausible = 0, now + limits.SKEW_MILLISECONDS
        async with self.database.transaction("exchange.send_again"):
            for gap in gaps:
                again += await self.database.execute(_SEND_AGAIN, now, peer, gap.case, gap.after, told_at, plausible)
        return again

    async def sent(self, peer: str, *, since: int, until: int) -> tuple[Total, ...] | None:
        """Totals of what was sent."""
        found = await self.database.report(_SENT, peer, since, until)
        if any(row["confirmed_at"] is None for row in found):
            return None
        return totals((row["kind"], row["digest"]) for row in found)

    async def is_any_unconfirmed(self, peer: str, *, until: int) -> bool:
        """Whether one waits still."""
        return bool(await self.database.fetch(_UNCONFIRMED, peer, until))

    async def received(self, sender: str, *, since: int, until: int) -> tuple[Total, ...]:
        """Totals of what came."""
        found = await self.database.report(_RECEIVED, sender, since, until)
        return totals((row["kind"], row["digest"]) for row in found)


# As `statements.is_compared` has it.
_COMPARED: Final = f"""case_id NOT LIKE '{CHECK_STREAMS}%'
AND (case_id NOT LIKE '{FILE_STREAMS}%' OR (state = 'rejected' AND problem = '{UNKNOWN_THERE}'))"""

_HEADS: Final = f"""SELECT letter.case_id, letter.seq, letter.origin AS digest FROM tongban_outbox AS letter
JOIN (SELECT case_id, MAX(seq) AS seq FROM tongban_outbox
WHERE receiver = $1 AND custody_at IS NOT NULL AND queued_at >= $2 AND queued_at < $3 AND case_id > $4
AND case_id NOT LIKE '{FILE_STREAMS}%'
GROUP BY case_id ORDER BY case_id LIMIT {HEADS_AT_ONCE}) AS head
ON head.case_id = letter.case_id AND head.seq = letter.seq
WHERE letter.receiver = $1 ORDER BY letter.case_id"""

_AT_HEADS: Final = "SELECT case_id, seq, origin AS digest FROM tongban_inbox WHERE {places}"

_LENGTHS: Final = """SELECT case_id, MIN(seq) AS first, MAX(seq) AS last, COUNT(*) AS letters FROM tongban_inbox
WHERE sender = $1 AND case_id IN ({cases}) GROUP BY case_id"""

_BROKEN: Final = """SELECT here.case_id, MIN(here.seq) AS last FROM tongban_inbox AS here
LEFT JOIN tongban_inbox AS behind
ON behind.case_id = here.case_id AND behind.seq = here.seq + 1 AND behind.sender = here.sender
WHERE here.sender = $1 AND here.case_id IN ({cases}) AND behind.seq IS NULL GROUP BY here.case_id"""

# Who holds one sends it now, and keeps it: else another process would send it at the same time.
_SEND_AGAIN: Final = f"""UPDATE tongban_outbox
SET state = CASE state WHEN 'rejected' THEN state ELSE 'queued' END,
custody_at = NULL, settled_at = NULL, next_at = $1
WHERE receiver = $2 AND case_id = $3 AND seq > $4 AND case_id NOT LIKE '{FILE_STREAMS}%'
AND (coalesce(custody_at, settled_at) <= $5 OR coalesce(custody_at, settled_at) > $6)"""

_SENT: Final = f"""SELECT kind, origin AS digest, coalesce(custody_at, settled_at) AS confirmed_at FROM tongban_outbox
WHERE receiver = $1 AND queued_at >= $2 AND queued_at < $3 AND {_COMPARED}"""

_UNCONFIRMED: Final = f"""SELECT 1 AS one FROM tongban_outbox WHERE settled_at IS NULL AND custody_at IS NULL
AND receiver = $1 AND queued_at < $2 AND {_COMPARED} LIMIT 1"""

_RECEIVED: Final = f"""SELECT kind, origin AS digest FROM tongban_inbox
WHERE sender = $1 AND sent_at >= $2 AND sent_at < $3 AND {_COMPARED}"""
