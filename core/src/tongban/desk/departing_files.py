"""Sending promised files: their pieces go out as letters, so many at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final

import msgspec
import structlog

from tongban.cases.context import Context
from tongban.cases.heads import encode
from tongban.desk.file_letters import PIECE, PIECE_BYTES, UNREADABLE, Piece, stream_of
from tongban.desk.file_rests import FileRests
from tongban.desk.file_rights import FileRights
from tongban.desk.promises import Promise, Promises
from tongban.errors import NotFound
from tongban.evidence.uploads import Uploads
from tongban.exchange.letters import Letter
from tongban.exchange.refusals import Rejected
from tongban.exchange.transport import AT_ONCE, Manner
from tongban.faults import trace
from tongban.storage.errors import StorageError

UNDER_WAY: Final = 40
"""Pieces that may be on their way to one node at once: behind them its letters wait."""

UNDER_WAY_BY_CARRIER: Final = 200
"""The same where somebody carries them now and then: what is not laid out waits for the next time."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class DepartingFiles:
    """Writes the pieces of promised files; whoever assembles the exchange sets `manner`."""

    context: Context
    uploads: Uploads
    rights: FileRights
    promises: Promises
    rests: FileRests
    manner: Callable[[str], Manner] = lambda _: AT_ONCE
    piece_bytes: int = PIECE_BYTES

    async def write_due(self) -> int:
        """Writes as many pieces as may be on their way; how many."""
        written = sum([await self._write_to(asker) for asker in await self.promises.askers()])
        if written:
            self.context.wake()
        return written

    async def _write_to(self, asker: str) -> int:
        most = self._most(asker)
        room = left = most - await self.promises.on_their_way(asker)
        if room <= 0:
            return 0
        for promise in await self.promises.due(asker):
            if left <= 0:
                break
            behind = await self.promises.without_effect(promise)
            left -= await self._went_on(promise, min(left, most - behind))
        return room - left

    async def _went_on(self, promise: Promise, room: int) -> int:
        if self.rests.is_resting(promise.id):
            return 0
        written = 0
        try:
            await self.rights.require(promise.asker, case_id=promise.case_id)
            async for _ in self._write(promise, room):
                written += 1
        except Rejected as refusal:
            _log.warning("file_not_given_any_more", case=promise.case_id, asker=promise.asker, code=refusal.code)
            await self.promises.end(promise.id)
            return written
        except StorageError:
            raise
        except Exception as problem:  # noqa: BLE001 - one file must not keep others from going out
            _log.error("file_not_sent", case=promise.case_id, asker=promise.asker, trace=trace(problem))
            return written + await self._failed(promise.id)
        if written:
            self.rests.went_well(promise.id)
        return written

    async def _failed(self, promised: str) -> int:
        """Tries again after a while, a few times; then the asker is told that it does not come."""
        if not self.rests.has_failed_for_good(promised):
            return 0
        promise = await self.promises.to_be_sent(promised)  # some pieces may have gone out before it failed
        if promise is None:
            return 0
        end = Piece(offset=promise.sent, content=b"", code=UNREADABLE)
        return await self._written(promise, end, promise.sent)

    async def _write(self, promise: Promise, room: int) -> AsyncIterator[Piece]:
        """At most so many pieces, each when its letter is written."""
        for _ in range(room):
            piece = await self._piece(promise)
            sent = promise.sent + len(piece.content)
            if not await self._written(promise, piece, sent):
                return
            yield piece
            promise = msgspec.structs.replace(promise, sent=sent)
            if not piece.content or sent >= promise.size:
                return

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
        async with self.context.database.transaction("files.write"):
            if not await self.promises.sent(promise, sent):
                return False
            if sent >= promise.size or not piece.content:
                await self.promises.end(promise.id)
            await self.context.outbox.put(_letter(promise, piece))
        return True

    def _most(self, asker: str) -> int:
        manner = self.manner(asker)
        return UNDER_WAY_BY_CARRIER if manner.answers_within and not manner.fetched else UNDER_WAY


def _letter(promise: Promise, piece: Piece) -> Letter:
    """A piece of a file is no fact of the case, and so of no epoch."""
    stream = stream_of(promise.id)
    return Letter(receiver=promise.asker, case=stream, kind=PIECE, body=encode(piece), epoch=0)
