"""Letters that do not come to an end by themselves: refused for good, waiting too long, or not to be applied here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

from tongban.clock import Clock, milliseconds
from tongban.exchange.refusal_table import FixedBy
from tongban.exchange.refusals import REFUSALS, Refusal
from tongban.storage.database import Database
from tongban.storage.statements import Row

SHOWN: Final = 50
A_WEEK: Final = 7 * 24 * 3600 * 1000
STUCK_AFTER: Final = 3600 * 1000
"""A letter that is not through after an hour is shown to people."""

Trouble = Literal["refused", "waiting", "not_applied"]

Before = Literal["settled", "parked", "missing"]
"""How the letter before one that came in stands here, or would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """One such letter, in or out; `peer` is the other node, `number` empty where the case is not known here.

    `id` is that of an outgoing letter, the digest of one that came in.
    """

    trouble: Trouble
    id: str
    peer: str
    case_id: str
    number: str
    kind: str
    code: str
    since: int
    attempts: int
    next_at: int | None
    before: Before = "settled"

    @property
    def refusal(self) -> Refusal | None:
        """What the code means, if it is one of the exchange's."""
        return REFUSALS.get(self.code)

    @property
    def fixed_by(self) -> FixedBy:
        """Who can remove the cause."""
        if self.trouble == "not_applied":
            return FixedBy.RECEIVING_OPERATOR
        return self.refusal.fixed_by if self.refusal else FixedBy.SENDING_OPERATOR

    @property
    def can_be_sent_again(self) -> bool:
        """Whether sending it again may help: a refused request or offer is made anew in its case, by its officer."""
        return self.trouble != "refused" or self.kind == "case.facts"


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """Finds them, but for those that somebody has set aside; the newest trouble first, so many at most."""

    database: Database
    clock: Clock

    async def refused(self) -> list[DeadLetter]:
        """Letters of ours that another node refused for good."""
        return [_outgoing(row, "refused", row["settled_at"]) for row in await self.database.fetch(_REFUSED)]

    async def waiting(self) -> list[DeadLetter]:
        """Letters of ours that are not through after an hour, the oldest first."""
        found = await self.database.fetch(_WAITING, self._now() - STUCK_AFTER)
        return [_outgoing(row, "waiting", row["queued_at"]) for row in found]

    async def not_applied(self) -> list[DeadLetter]:
        """Letters of other nodes that could not be applied here, or whose predecessors are missing after an hour."""
        return [_incoming(row) for row in await self.database.fetch(_NOT_APPLIED, self._now() - STUCK_AFTER)]

    async def refused_here(self) -> Counter[tuple[str, str]]:
        """Letters that this node refused for good in a week, by sender and code: some are for its own operator."""
        found = await self.database.fetch(_REFUSED_HERE, self._now() - A_WEEK)
        return Counter({(row["sender"], row["problem"] or ""): row["letters"] for row in found})

    async def find(self, letter: str) -> DeadLetter | None:
        """One of them by its id."""
        found = [*await self.refused(), *await self.waiting(), *await self.not_applied()]
        return next((each for each in found if each.id == letter), None)

    async def set_aside(self, letter: DeadLetter, reason: str) -> None:
        """It is not shown any more; one that waits is sent all the same."""
        table, key = ("inbox", "digest") if letter.trouble == "not_applied" else ("outbox", "id")
        sql = f"UPDATE tongban_{table} SET set_aside = $1 WHERE {key} = $2"
        await self.database.execute(sql, reason, letter.id)

    async def hasten(self, letter: DeadLetter) -> None:
        """Try a letter that waits at once."""
        table, key = ("inbox", "digest") if letter.trouble == "not_applied" else ("outbox", "id")
        sql = f"UPDATE tongban_{table} SET next_at = $1, held_until = 0, {ANEW} WHERE {key} = $2 AND settled_at IS NULL"
        await self.database.execute(sql, self._now(), letter.id)

    def _now(self) -> int:
        return milliseconds(self.clock.now())


def _outgoing(row: Row, trouble: Trouble, since: int) -> DeadLetter:
    return DeadLetter(
        trouble=trouble,
        id=row["id"],
        peer=row["receiver"],
        case_id=row["case_id"],
        number=row["number"] or "",
        kind=row["kind"],
        code=row["problem"] or "",
        since=since,
        attempts=row["attempts"],
        next_at=row["next_at"],
    )


def _incoming(row: Row) -> DeadLetter:
    return DeadLetter(
        trouble="not_applied",
        id=row["digest"],
        peer=row["sender"],
        case_id=row["case_id"],
        number=row["number"] or "",
        kind=row["kind"],
        code=row["problem"] or "",
        since=row["arrived_at"],
        attempts=row["attempts"],
        next_at=row["next_at"],
        before=_before(row),
    )


def _before(row: Row) -> Before:
    if row["seq"] > 1 and row["state_before"] is None:
        return "missing"
    return "parked" if row["state_before"] == "parked" else "settled"


ANEW: Final = "attempts = CASE WHEN attempts > 1 THEN 1 ELSE attempts END"
"""So that it is tried often again, and the log tells why it fails."""
IS_REFUSED: Final = "state = 'rejected' AND settled_at IS NOT NULL"
IS_WAITING: Final = "settled_at IS NULL AND queued_at < $1"
IS_NOT_APPLIED: Final = "state = 'parked' AND (attempts > 0 OR arrived_at < $1)"
_LETTER: Final = """SELECT letter.*, kept.number{also} FROM (SELECT {columns}, attempts, next_at, problem, kind, case_id
FROM tongban_{table} WHERE set_aside IS NULL AND {where} LIMIT {shown}) AS letter
LEFT JOIN tongban_case AS kept ON kept.id = letter.case_id{joined}"""
_REFUSED: Final = _LETTER.format(
    columns="id, receiver, settled_at",
    table="outbox",
    where=f"{IS_REFUSED} ORDER BY settled_at DESC, id DESC",
    shown=SHOWN,
    also="",
    joined="",
)
_WAITING: Final = _LETTER.format(
    columns="id, receiver, queued_at",
    table="outbox",
    where=f"{IS_WAITING} ORDER BY queued_at, id",
    shown=SHOWN,
    also="",
    joined="",
)
_REFUSED_HERE: Final = """SELECT sender, problem, COUNT(*) AS letters FROM tongban_inbox
WHERE state = 'rejected' AND settled_at >= $1 GROUP BY sender, problem"""
_NOT_APPLIED: Final = _LETTER.format(
    columns="digest, sender, seq, arrived_at",
    table="inbox",
    where=f"{IS_NOT_APPLIED} ORDER BY arrived_at, digest",
    shown=SHOWN,
    also=", before.state AS state_before",
    joined="""
LEFT JOIN tongban_inbox AS before
ON before.sender = letter.sender AND before.case_id = letter.case_id AND before.seq = letter.seq - 1""",
)
