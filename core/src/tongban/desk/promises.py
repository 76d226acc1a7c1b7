"""Which files this node has promised to send to others as letters, and how far each is, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import msgspec

from tongban.clock import Clock, milliseconds
from tongban.desk.file_letters import PIECE, stream_of
from tongban.storage.database import Database


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """A file on its way to another node; see `tables.PromisedFile`."""

    id: str
    asker: str
    case_id: str
    file: str
    size: int
    asked_from: int
    sent: int
    at: int
    done_at: int | None = None


@dataclass(frozen=True, slots=True)
class Promises:
    """The table `tongban_promised_file`, and how many pieces of what it names are on their way."""

    database: Database
    clock: Clock

    async def add(self, promise: Promise) -> bool:
        """One more; False if there is one of that id."""
        return bool(await self.database.execute(_INSERT, *msgspec.structs.astuple(promise)))

    async def askers(self) -> list[str]:
        """The nodes to which something is still to be sent."""
        return [row["asker"] for row in await self.database.fetch(_ASKERS)]

    async def due(self, asker: str) -> list[Promise]:
        """Those to a node of which something is still to be sent, the oldest first."""
        return [_promise(row) for row in await self.database.fetch(_DUE, asker)]

    async def to_be_sent(self, promise: str) -> Promise | None:
        """One as it stands; None where nothing more of it is to be sent."""
        row = await self.database.fetch_one(_TO_BE_SENT, promise)
        return _promise(row) if row else None

    async def count_open(self, asker: str) -> int:
        """How many those are."""
        return await self._number(_OPEN, asker)

    async def asked_by(self, asker: str, *, since: int, least: int) -> int:
        """How many bytes a node has asked for since then, each asking for so many at least.

        Of an asking that has ended those that were sent: for the rest it asks anew.
        """
        return await self._number(_ASKED_FOR, asker, since, least)

    async def sent(self, promise: Promise, sent: int) -> bool:
        """The piece up to there is in a letter; False where another process was quicker."""
        return bool(await self.database.execute(_SENT, promise.id, promise.sent, sent))

    async def end(self, promise: str) -> None:
        """No further piece goes out."""
        await self.database.execute(_DONE, promise, self._now())

    async def end_earlier(self, promise: Promise) -> None:
        """Ends all promises of the same file: its asker wants the rest of it in another stream."""
        await self.database.execute(_EARLIER, promise.asker, promise.case_id, promise.file, self._now())

    async def on_their_way(self, asker: str) -> int:
        """Pieces that a node has not confirmed yet."""
        return await self._number(_ON_THEIR_WAY, asker)

    async def without_effect(self, promise: Promise) -> int:
        """Pieces of one file that have had none yet: some may wait behind one that the asker has lost."""
        return await self._number(_WITHOUT_EFFECT, promise.asker, stream_of(promise.id))

    async def _number(self, sql: str, *arguments: object) -> int:
        row = await self.database.fetch_one(sql, *arguments)
        return int(row["number"]) if row else 0

    def _now(self) -> int:
        return milliseconds(self.clock.now())


def _promise(row: Any) -> Promise:
    return msgspec.convert({name: row[name] for name in Promise.__struct_fields__}, Promise)


_COLUMNS: Final = ", ".join(Promise.__struct_fields__)
_INSERT: Final = f"""INSERT INTO tongban_promised_file ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT DO NOTHING"""
_ASKERS: Final = "SELECT DISTINCT asker FROM tongban_promised_file WHERE done_at IS NULL ORDER BY asker"
_DUE: Final = f"""SELECT {_COLUMNS} FROM tongban_promised_file
WHERE done_at IS NULL AND asker = $1 ORDER BY at, id"""
_TO_BE_SENT: Final = f"SELECT {_COLUMNS} FROM tongban_promised_file WHERE done_at IS NULL AND id = $1"
_OPEN: Final = "SELECT COUNT(*) AS number FROM tongban_promised_file WHERE asker = $1 AND done_at IS NULL"
_SENT: Final = "UPDATE tongban_promised_file SET sent = $3 WHERE id = $1 AND sent = $2 AND done_at IS NULL"
_DONE: Final = "UPDATE tongban_promised_file SET done_at = $2 WHERE id = $1 AND done_at IS NULL"
_EARLIER: Final = """UPDATE tongban_promised_file SET done_at = $4
WHERE asker = $1 AND case_id = $2 AND file = $3 AND done_at IS NULL"""
_ASKED_FOR: Final = """SELECT coalesce(sum(CASE WHEN bytes < $3 THEN $3 ELSE bytes END), 0) AS number FROM (
SELECT CASE WHEN done_at IS NULL THEN size ELSE sent END - asked_from AS bytes FROM tongban_promised_file
WHERE asker = $1 AND at >= $2) AS asked"""
_ON_THEIR_WAY: Final = f"""SELECT COUNT(*) AS number FROM tongban_outbox
WHERE receiver = $1 AND settled_at IS NULL AND custody_at IS NULL AND kind = '{PIECE}'"""
_WITHOUT_EFFECT: Final = """SELECT COUNT(*) AS number FROM tongban_outbox
WHERE receiver = $1 AND case_id = $2 AND settled_at IS NULL"""
