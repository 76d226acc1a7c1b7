"""The outbox: letters written in the same transaction as the act they tell of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from tongban.clock import Clock, milliseconds
from tongban.exchange import rows
from tongban.exchange.ids import mint_id
from tongban.exchange.letters import Letter, Queued, StreamHead, numbered
from tongban.storage.database import Database
from tongban.storage.insertions import Insertion, Into


class LetterState(StrEnum):
    """How far a letter has come: 已发出, 对方已收, 对方已入库, or refused for good."""

    QUEUED = "queued"
    CUSTODY = "custody"
    APPLIED = "applied"
    REJECTED = "rejected"


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Where one letter stands, in Unix milliseconds; `custody_at` and `settled_at` are by the receiver's clock."""

    id: str
    receiver: str
    seq: int
    kind: str
    state: LetterState
    queued_at: int
    custody_at: int | None
    settled_at: int | None
    problem: str | None


class Outbox:
    """Numbers letters and stores them; sealing and sending come later and are the courier's."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def first(self, *letters: Letter) -> list[Insertion]:
        """The first letters of streams that are new as rows that are not sent yet; none for no letter.

        Raises ValueError for a letter that could not be sent; sent, it raises Duplicate where a stream is not new.
        """
        return [_insertion(self._numbered(letters, {}))] if letters else []

    async def put(self, *letters: Letter) -> list[Queued]:
        """Stores the next letters of any streams, in the caller's transaction: two statements for all.

        Two transactions that write the same stream at once would number alike, and one gets Duplicate: the caller holds
        the case's row lock, as one writer per case demands.
        """
        if not letters:
            return []
        cases = sorted({letter.case for letter in letters})
        heads = await self._database.fetch(_HEADS.format(cases=rows.marks(len(cases))), *cases)
        known = {(row["receiver"], row["case_id"]): StreamHead(row["seq"], row["queued_at"]) for row in heads}
        queued = self._numbered(letters, known)
        insertion = _insertion(queued)
        await self._database.execute(insertion.sql, *insertion.arguments)
        return queued

    async def progress(self, case: str) -> list[Progress]:
        """Where every letter of a case stands, oldest first."""
        found = await self._database.fetch_shared(_PROGRESS, case)
        return [msgspec.convert({name: row[name] for name in _PROGRESS_COLUMNS}, Progress) for row in found]

    def _numbered(self, letters: Sequence[Letter], heads: Mapping[tuple[str, str], StreamHead]) -> list[Queued]:
        now = self._clock.now()
        return numbered(letters, heads, ids=(mint_id(now) for _ in letters), now=milliseconds(now))


def _insertion(queued: Sequence[Queued]) -> Insertion:
    return Insertion(_OUTBOX, [_record(letter) for letter in queued])


def _record(letter: Queued) -> tuple[object, ...]:
    stream = (letter.receiver, letter.case, letter.seq, letter.kind, letter.epoch)
    return (letter.id, *stream, letter.body, LetterState.QUEUED.value, letter.queued_at, 0, letter.queued_at, 0)


_OUTBOX: Final = Into(
    "tongban_outbox",
    id="varchar",
    receiver="varchar",
    case_id="varchar",
    seq="bigint",
    kind="varchar",
    epoch="bigint",
    body="bytea",
    state="varchar",
    queued_at="bigint",
    attempts="integer",
    next_at="bigint",
    held_until="bigint",
)

_HEADS: Final = """SELECT head.receiver, head.case_id, head.seq, head.queued_at FROM tongban_outbox AS head
WHERE head.case_id IN ({cases}) AND NOT EXISTS (SELECT 1 FROM tongban_outbox AS later
WHERE later.case_id = head.case_id AND later.receiver = head.receiver AND later.seq = head.seq + 1)"""

_PROGRESS_COLUMNS: Final = Progress.__struct_fields__
_PROGRESS: Final = (
    f"SELECT {', '.join(_PROGRESS_COLUMNS)} FROM tongban_outbox WHERE case_id = $1 ORDER BY queued_at, seq, id"
)
