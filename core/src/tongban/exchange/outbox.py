"""The outbox: letters written in the same transaction as the act they tell of."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import msgspec

from tongban.clock import Clock, milliseconds
from tongban.exchange import envelope, rows, signatures
from tongban.exchange.envelope import Envelope
from tongban.exchange.ids import mint_id
from tongban.exchange.keyring import Keyring
from tongban.exchange.letters import Letter
from tongban.exchange.limits import PROTOCOL_VERSION
from tongban.storage.database import Database
from tongban.storage.statements import Statement


class LetterState(StrEnum):
    """How far a letter has come: 已发出, 对方已收, 对方已入库, or refused for good."""

    QUEUED = "queued"
    CUSTODY = "custody"
    APPLIED = "applied"
    REJECTED = "rejected"


class Sealed(msgspec.Struct, frozen=True):
    """A letter with its number in its stream, signed; `token` is what is stored, sent and digested."""

    envelope: Envelope
    token: bytes
    digest: str


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
    """Seals letters and stores them; it never sends."""

    def __init__(self, database: Database, *, node: str, keyring: Keyring, clock: Clock) -> None:
        self._database = database
        self._node = node
        self._keyring = keyring
        self._clock = clock

    async def put_first(self, *letters: Letter) -> list[Sealed]:
        """Stores the first letters of streams that are new, in the caller's transaction: one statement for all.

        Raises ValueError for a letter that could not be sent, and Duplicate if a stream is not new after all.
        """
        return await self._store(letters, {})

    def first(self, *letters: Letter) -> list[Statement]:
        """The same as a statement that is not sent yet, none for no letter."""
        return [self._statement(self._seal(letters, {}))] if letters else []

    async def put(self, *letters: Letter) -> list[Sealed]:
        """Stores the next letters of any streams, in the caller's transaction: two statements for all.

        Two transactions that write the same stream at once would number alike, and one gets Duplicate: the caller holds
        the case's row lock, as one writer per case demands.
        """
        cases = sorted({letter.case for letter in letters})
        heads = await self._database.fetch(_HEADS.format(cases=rows.marks(len(cases))), *cases) if cases else []
        known = {(row["receiver"], row["case_id"]): (int(row["seq"]), str(row["digest"])) for row in heads}
        return await self._store(letters, known)

    async def progress(self, case: str) -> list[Progress]:
        """Where every letter of a case stands, oldest first."""
        found = await self._database.fetch(_PROGRESS, case)
        return [msgspec.convert({name: row[name] for name in _PROGRESS_COLUMNS}, Progress) for row in found]

    async def _store(self, letters: Sequence[Letter], heads: dict[tuple[str, str], tuple[int, str]]) -> list[Sealed]:
        if not letters:
            return []
        sealed = self._seal(letters, heads)
        statement = self._statement(sealed)
        await self._database.execute(statement.sql, *statement.arguments)
        return sealed

    def _statement(self, sealed: Sequence[Sealed]) -> Statement:
        now = milliseconds(self._clock.now())
        records = [_record(entry, now) for entry in sealed]
        return Statement(_INSERT + rows.values(len(records), len(records[0])), tuple(rows.flat(records)))

    def _seal(self, letters: Sequence[Letter], heads: dict[tuple[str, str], tuple[int, str]]) -> list[Sealed]:
        sealed = []
        for letter in letters:
            stream = (letter.receiver, letter.case)
            seq, prev = heads.get(stream, (0, None))
            entry = self._seal_one(letter, seq + 1, prev)
            heads[stream] = (seq + 1, entry.digest)
            sealed.append(entry)
        return sealed

    def _seal_one(self, letter: Letter, seq: int, prev: str | None) -> Sealed:
        now = self._clock.now()
        content = Envelope(
            v=PROTOCOL_VERSION,
            id=mint_id(now),
            kind=letter.kind,
            sender=self._node,
            receiver=letter.receiver,
            case=letter.case,
            seq=seq,
            prev=prev,
            epoch=letter.epoch,
            iat=milliseconds(now),
            exp=letter.exp,
            body=msgspec.Raw(letter.body),
        )
        token = envelope.seal(content, self._keyring.signing(at=content.iat))
        return Sealed(content, token, signatures.digest(token))


def _record(sealed: Sealed, now: int) -> tuple[object, ...]:
    letter = sealed.envelope
    state = LetterState.QUEUED.value
    stream = (letter.receiver, letter.case, letter.seq, letter.kind)
    return (letter.id, *stream, sealed.digest, sealed.token, state, now, 0, now)


_INSERT: Final = """INSERT INTO tongban_outbox
(id, receiver, case_id, seq, kind, digest, envelope, state, queued_at, attempts, next_at) VALUES """

_HEADS: Final = """SELECT head.receiver, head.case_id, head.seq, head.digest FROM tongban_outbox AS head
WHERE head.case_id IN ({cases}) AND NOT EXISTS (SELECT 1 FROM tongban_outbox AS later
WHERE later.case_id = head.case_id AND later.receiver = head.receiver AND later.seq = head.seq + 1)"""

_PROGRESS_COLUMNS: Final = Progress.__struct_fields__
_PROGRESS: Final = (
    f"SELECT {', '.join(_PROGRESS_COLUMNS)} FROM tongban_outbox WHERE case_id = $1 ORDER BY queued_at, seq, id"
)
