"""What a node has of the letters between it and a peer, as far as the two compare it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tongban.exchange import limits, rows
from tongban.exchange.statements import CHECK_STREAMS, STREAMS_AT_ONCE, Gap, StreamHead, Total, contiguous, totals
from tongban.storage.database import Database


@dataclass(frozen=True, slots=True)
class Comparisons:
    """Reads outbox and inbox of one node for comparison, and takes up letters again that a peer has lost."""

    database: Database

    async def take_turn(self, peer: str, *, every: int) -> bool:
        """Whether this process is to compare with a peer now: once in so many milliseconds, by the database's clock."""
        now = self.database.clock_sql
        known = "INSERT INTO tongban_compared (peer, at) VALUES ($1, 0) ON CONFLICT DO NOTHING"
        await self.database.execute(known, peer)
        sql = f"UPDATE tongban_compared SET at = {now} WHERE peer = $1 AND (at <= {now} - $2 OR at > {now})"
        return bool(await self.database.execute(sql, peer, every))

    async def take_night(self, peer: str, day: str) -> bool:
        """Whether this process is to tell a peer totals on a day; once, unless it gives the night back."""
        sql = "UPDATE tongban_compared SET day = $2 WHERE peer = $1 AND (day IS NULL OR day < $2)"
        return bool(await self.database.execute(sql, peer, day))

    async def give_back_night(self, peer: str) -> None:
        """The totals could not be told."""
        await self.database.execute("UPDATE tongban_compared SET day = NULL WHERE peer = $1", peer)

    async def oldest(self, peer: str) -> int:
        """When the first letter to a peer was written; 0 if none was."""
        row = await self.database.fetch_one("SELECT MIN(queued_at) AS at FROM tongban_outbox WHERE receiver = $1", peer)
        return int(row["at"] or 0) if row else 0

    async def heads(self, peer: str, *, since: int, until: int, after: str) -> list[StreamHead]:
        """The last confirmed letter of a span in each stream to a peer, by case after `after`, one page."""
        found = await self.database.fetch(_HEADS, peer, since, until, after)
        return [StreamHead(row["case_id"], row["seq"], row["digest"]) for row in found]

    async def gaps(self, sender: str, heads: Sequence[StreamHead]) -> tuple[list[Gap], list[StreamHead]]:
        """What is missing here of a sender's streams, and the heads under whose numbers other bytes lie here."""
        cases = [head.case for head in heads]
        found = await self.database.fetch(_HELD.format(cases=rows.marks(len(cases), 1)), sender, *cases)
        held: dict[str, dict[int, str]] = {}
        for row in found:
            held.setdefault(row["case_id"], {})[row["seq"]] = row["digest"]
        gaps = [Gap(head.case, contiguous(held.get(head.case, {}))) for head in heads]
        missing = [gap for gap, head in zip(gaps, heads, strict=True) if gap.after < head.seq]
        forked = [head for head in heads if held.get(head.case, {}).get(head.seq, head.digest) != head.digest]
        return missing, forked

    async def send_again(self, peer: str, gaps: Sequence[Gap], *, told_at: int, now: int) -> int:
        """Makes letters after the gaps due once more; how many. Those that the peer refused stay refused.

        Only those that the peer confirmed before it told of the gaps, by its own clock, so that nobody who repeats its
        word makes us send again and again. A confirmation from the future was given by a wrong clock.
        """
        again, plausible = 0, now + limits.SKEW_MILLISECONDS
        async with self.database.transaction("exchange.send_again"):
            for gap in gaps:
                again += await self.database.execute(_SEND_AGAIN, now, peer, gap.case, gap.after, told_at, plausible)
        return again

    async def sent(self, peer: str, *, since: int, until: int) -> tuple[Total, ...] | None:
        """Totals of letters to a peer written in a span; None while one of them is not confirmed."""
        found = await self.database.report(_SENT, peer, since, until)
        if any(row["confirmed_at"] is None for row in found):
            return None
        return totals((row["kind"], row["digest"]) for row in found)

    async def is_any_unconfirmed(self, peer: str, *, until: int) -> bool:
        """Whether a letter to a peer that was written before waits for its confirmation still."""
        return bool(await self.database.fetch(_UNCONFIRMED, peer, until))

    async def received(self, sender: str, *, since: int, until: int) -> tuple[Total, ...]:
        """The same of letters that came from a peer."""
        found = await self.database.report(_RECEIVED, sender, since, until)
        return totals((row["kind"], row["digest"]) for row in found)


_HEADS: Final = f"""SELECT letter.case_id, letter.seq, letter.origin AS digest FROM tongban_outbox AS letter
JOIN (SELECT case_id, MAX(seq) AS seq FROM tongban_outbox
WHERE receiver = $1 AND custody_at IS NOT NULL AND queued_at >= $2 AND queued_at < $3 AND case_id > $4
GROUP BY case_id ORDER BY case_id LIMIT {STREAMS_AT_ONCE}) AS head
ON head.case_id = letter.case_id AND head.seq = letter.seq
WHERE letter.receiver = $1 ORDER BY letter.case_id"""

_HELD: Final = "SELECT case_id, seq, origin AS digest FROM tongban_inbox WHERE sender = $1 AND case_id IN ({cases})"

_SEND_AGAIN: Final = """UPDATE tongban_outbox
SET state = CASE state WHEN 'rejected' THEN state ELSE 'queued' END,
custody_at = NULL, settled_at = NULL, next_at = $1, held_until = 0
WHERE receiver = $2 AND case_id = $3 AND seq > $4
AND (coalesce(custody_at, settled_at) <= $5 OR coalesce(custody_at, settled_at) > $6)"""

_SENT: Final = f"""SELECT kind, origin AS digest, coalesce(custody_at, settled_at) AS confirmed_at FROM tongban_outbox
WHERE receiver = $1 AND queued_at >= $2 AND queued_at < $3 AND case_id NOT LIKE '{CHECK_STREAMS}%'"""

_UNCONFIRMED: Final = f"""SELECT 1 AS one FROM tongban_outbox WHERE settled_at IS NULL AND custody_at IS NULL
AND receiver = $1 AND queued_at < $2 AND case_id NOT LIKE '{CHECK_STREAMS}%' LIMIT 1"""

_RECEIVED: Final = f"""SELECT kind, origin AS digest FROM tongban_inbox
WHERE sender = $1 AND sent_at >= $2 AND sent_at < $3 AND case_id NOT LIKE '{CHECK_STREAMS}%'"""
