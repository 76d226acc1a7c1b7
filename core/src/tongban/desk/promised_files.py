"""Files that other nodes have asked this one for by letter: their pieces go out as letters, so many at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import structlog

from tongban.cases.context import Context
from tongban.cases.heads import encode
from tongban.clock import begin_of, milliseconds
from tongban.desk.file_letters import PIECE, PIECE_BYTES, Piece, Wanted, id_in, stream_of, want_of
from tongban.desk.file_rights import FileRights
from tongban.errors import NotFound
from tongban.evidence.uploads import Uploads
from tongban.exchange.envelope import Envelope
from tongban.exchange.letters import Letter
from tongban.exchange.refusals import Rejected
from tongban.exchange.transport import AT_ONCE, Manner
from tongban.faults import trace
from tongban.storage.errors import StorageError

MEGABYTE: Final = 1024 * 1024
UNDER_WAY: Final = 40
"""Pieces that may be on their way to one node at once: behind them its letters wait."""

UNDER_WAY_BY_CARRIER: Final = 200
"""The same where somebody carries them now and then: what is not laid out waits for the next time.

Were all of them refused, by a place that has lost what it wanted, it could still hand in cases on that day.
"""

OPEN_AT_ONCE: Final = 100
"""Files that may be promised to one node and not sent yet."""

_log = structlog.get_logger(__name__)


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


@dataclass(slots=True)
class PromisedFiles:
    """Says who gets a file, and writes its pieces; whoever assembles the exchange sets `manner`.

    `most_bytes` is what one node may ask for in a day: its pieces are kept for a while at both ends. The end of a file
    counts as a whole piece, so that it cannot be asked for without end.
    """

    context: Context
    uploads: Uploads
    rights: FileRights
    most_bytes: int
    manner: Callable[[str], Manner] = lambda _: AT_ONCE
    piece_bytes: int = PIECE_BYTES

    async def promise(self, envelope: Envelope) -> None:
        """In the transaction of a letter: its sender gets the file; raises `Rejected` where it has no right to it."""
        want, wanted = want_of(envelope.case), msgspec.json.decode(envelope.body, type=Wanted)
        case = await self.rights.require(envelope.sender, case_id=wanted.case)
        size = await self._size_of(wanted)
        await self._require_quota(envelope.sender, max(size - wanted.offset, self.piece_bytes))
        promise = Promise(
            id=want,
            asker=envelope.sender,
            case_id=case.id,
            file=wanted.file,
            size=size,
            asked_from=wanted.offset,
            sent=wanted.offset,
            at=self._now(),
        )
        if not await self.context.database.execute(_INSERT, *msgspec.structs.astuple(promise)):
            raise Rejected("business_rule", "该次调取已经受理，不再重复办理")
        await self.context.audit.record(
            actor=f"node:{envelope.sender}", role="node", act="hand_over_file", purpose=case.matter, case_id=case.id
        )

    async def on_rejected(self, envelope: Envelope) -> None:
        """In the transaction of the refusal: no further piece goes out where one was refused."""
        await self.context.database.execute(_DONE, id_in(envelope.case), self._now())

    async def write_due(self) -> int:
        """Writes as many pieces as may be on their way; how many."""
        askers = await self.context.database.fetch(_ASKERS)
        written = sum([await self._write_to(row["asker"]) for row in askers])
        if written:
            self.context.wake()
        return written

    async def _write_to(self, asker: str) -> int:
        most = self._most(asker)
        room = left = most - await self._number(_ON_ITS_WAY, asker)
        if room <= 0:
            return 0
        for row in await self.context.database.fetch(_DUE, asker, room):
            promise = _promise(row)
            behind = await self._number(_BEHIND, asker, stream_of(promise.id))
            left -= await self._went_on(promise, min(left, most - behind))
        return room - left

    async def _went_on(self, promise: Promise, room: int) -> int:
        try:
            await self.rights.require(promise.asker, case_id=promise.case_id)
            return await self._write(promise, room)
        except Rejected as refusal:
            _log.warning("file_not_given_any_more", case=promise.case_id, asker=promise.asker, code=refusal.code)
            await self.context.database.execute(_DONE, promise.id, self._now())
            return 0
        except StorageError:
            raise
        except Exception as problem:  # noqa: BLE001 - one file must not keep others from going out
            _log.error("file_not_sent", case=promise.case_id, asker=promise.asker, trace=trace(problem))
            return 0

    async def _write(self, promise: Promise, room: int) -> int:
        written = 0
        while room > written:
            piece = await self._piece(promise)
            sent = promise.sent + len(piece.content)
            if not await self._written(promise, piece, sent):
                break
            written, promise = written + 1, msgspec.structs.replace(promise, sent=sent)
            if not piece.content or sent >= promise.size:
                break
        return written

    async def _piece(self, promise: Promise) -> Piece:
        part = {"offset": promise.sent, "most": self.piece_bytes}
        try:
            _, content = await self.uploads.piece(promise.file, application=promise.case_id, **part)
        except NotFound:
            content = b""
            _log.error("file_promised_and_gone", case=promise.case_id, asker=promise.asker)
        return Piece(offset=promise.sent, content=content)

    async def _written(self, promise: Promise, piece: Piece, sent: int) -> bool:
        """The letter and how far the file is, in one commit; not where another process was quicker."""
        done_at = self._now() if sent >= promise.size or not piece.content else None
        async with self.context.database.transaction("files.write"):
            if not await self.context.database.execute(_SENT, promise.id, promise.sent, sent, done_at):
                return False
            await self.context.outbox.put(_letter(promise, piece))
        return True

    async def _size_of(self, wanted: Wanted) -> int:
        try:
            stored = await self.uploads.known(wanted.file, application=wanted.case)
        except NotFound:
            raise Rejected("part_missing", "收件地没有所要的文件，请联系收件地重新上传") from None
        if (stored.digest, stored.size) != (wanted.digest, wanted.size) or wanted.offset >= stored.size:
            raise Rejected("part_missing", "所要的文件与收件地所存的不一致，请联系收件地核实")
        return stored.size

    async def _require_quota(self, asker: str, more: int) -> None:
        today = begin_of(self.context.clock.today())
        if await self._number(_ASKED_FOR, asker, today, self.piece_bytes) + more > self.most_bytes:
            most = self.most_bytes // MEGABYTE
            raise Rejected("over_quota", f"今日以信件向贵地提供的文件已达{most}MB的上限，请明日再打开该文件")
        if await self._number(_OPEN, asker) >= OPEN_AT_ONCE:
            raise Rejected("over_quota", f"正在以信件向贵地提供的文件已有{OPEN_AT_ONCE}个，请待其到达后再打开该文件")

    def _most(self, asker: str) -> int:
        manner = self.manner(asker)
        return UNDER_WAY_BY_CARRIER if manner.answers_within and not manner.fetched else UNDER_WAY

    async def _number(self, sql: str, *arguments: object) -> int:
        row = await self.context.database.fetch_one(sql, *arguments)
        return int(row["number"]) if row else 0

    def _now(self) -> int:
        return milliseconds(self.context.clock.now())


def _letter(promise: Promise, piece: Piece) -> Letter:
    """A piece of a file is no fact of the case, and so of no epoch."""
    stream = stream_of(promise.id)
    return Letter(receiver=promise.asker, case=stream, kind=PIECE, body=encode(piece), epoch=0)


def _promise(row: Any) -> Promise:
    return msgspec.convert({name: row[name] for name in Promise.__struct_fields__}, Promise)


_COLUMNS: Final = ", ".join(Promise.__struct_fields__)
_INSERT: Final = f"""INSERT INTO tongban_promised_file ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT DO NOTHING"""
_ASKERS: Final = "SELECT DISTINCT asker FROM tongban_promised_file WHERE done_at IS NULL ORDER BY asker"
_DUE: Final = f"""SELECT {_COLUMNS} FROM tongban_promised_file
WHERE done_at IS NULL AND asker = $1 ORDER BY at, id LIMIT $2"""
_OPEN: Final = "SELECT COUNT(*) AS number FROM tongban_promised_file WHERE asker = $1 AND done_at IS NULL"
_SENT: Final = """UPDATE tongban_promised_file SET sent = $3, done_at = $4
WHERE id = $1 AND sent = $2 AND done_at IS NULL"""
_DONE: Final = "UPDATE tongban_promised_file SET done_at = $2 WHERE id = $1 AND done_at IS NULL"
_ASKED_FOR: Final = """SELECT coalesce(sum(CASE WHEN size - asked_from < $3 THEN $3 ELSE size - asked_from END), 0)
AS number FROM tongban_promised_file
WHERE asker = $1 AND at >= $2"""
_ON_ITS_WAY: Final = f"""SELECT COUNT(*) AS number FROM tongban_outbox
WHERE receiver = $1 AND settled_at IS NULL AND custody_at IS NULL AND kind = '{PIECE}'"""
# Of one file: what has arrived and had no effect waits behind a piece that its asker has lost, and no more joins it.
_BEHIND: Final = """SELECT COUNT(*) AS number FROM tongban_outbox
WHERE receiver = $1 AND case_id = $2 AND settled_at IS NULL"""
