"""Taking in files that come by letter: piece by piece, until each is the file that the case names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec
import structlog

from tongban.cases.state import Case
from tongban.cases.store import CaseStore
from tongban.desk.file_letters import PIECE_BYTES, Piece, stream_of, want_of
from tongban.desk.file_rests import FileRests
from tongban.desk.uploaded import as_named, uploaded
from tongban.desk.wants import Want, Wants, WantState
from tongban.evidence.items import Evidence
from tongban.evidence.uploads import StoredFile, Uploads
from tongban.exchange.envelope import Envelope
from tongban.exchange.kept_letters import KeptLetters
from tongban.exchange.refusals import Rejected
from tongban.faults import trace
from tongban.storage.errors import StorageError

PIECES_AT_ONCE: Final = 10
SPOILT: Final = "spoilt"
"""The code of a file that is whole and not the one that the case names."""

BUILT_ANEW: Final = "built_anew"
"""The code of a file that was not the one, until its pieces are put together once more from their letters."""

NOT_KEPT: Final = "not_kept"
"""The code of a file whose pieces came and could not be put together here, however often that was tried."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ArrivingFiles:
    """Takes pieces as letters bring them, puts them together, and keeps what is whole."""

    store: CaseStore
    uploads: Uploads
    wants: Wants
    letters: KeptLetters
    rests: FileRests
    piece_bytes: int = PIECE_BYTES

    async def take(self, envelope: Envelope) -> None:
        """In the transaction of a letter: one more piece is here; raises `Rejected` for one that nobody asked for."""
        want = await self.wants.of(want_of(envelope.case))
        if want is None or want.holder != envelope.sender or want.state not in _TAKEN_OF:
            raise Rejected("business_rule", "本节点没有向贵地调取该文件")
        piece = msgspec.json.decode(envelope.body, type=Piece)
        if not piece.content:
            await self.wants.refuse(want.id, piece.code or "part_missing")
            return
        have = min(want.have + self.piece_bytes, want.size)
        if piece.offset != want.have or len(piece.content) != have - want.have:
            raise Rejected("bad_body", "收到的不是所要的文件分段")
        await self.wants.came(want, have)

    async def complete(self, case: Case, item: Evidence) -> bool:
        """Keeps a file that can be uploaded if all of it lies here; whether it did."""
        holder = case.receiving.node
        if await self.uploads.begun(item.digest, source=holder) < item.value["size"]:
            return False
        return await self._kept(as_named(item, case.id), holder)

    async def take_in_due(self) -> int:
        """Puts what has come with what came before, and keeps what is whole; how many files went on."""
        return sum([await self._went_on(want) for want in await self.wants.due()])

    async def _went_on(self, want: Want) -> bool:
        if self.rests.is_resting(want.id):
            return False
        try:
            went_on = await self._take_in(want)
        except StorageError:
            raise
        except Exception as problem:  # noqa: BLE001 - one file must not keep others from being taken in
            _log.error("file_not_taken_in", case=want.case_id, holder=want.holder, trace=trace(problem))
            if self.rests.has_failed_for_good(want.id):
                await self.wants.cannot_be_kept(want, NOT_KEPT)
            return False
        self.rests.went_well(want.id)
        return went_on

    async def _take_in(self, want: Want) -> bool:
        """A few pieces; and the whole file, once there is no further."""
        came = await self.letters.applied(
            stream_of(want.id), sender=want.holder, after=want.taken_seq, most=PIECES_AT_ONCE
        )
        for letter in came:
            piece = msgspec.json.decode(letter.body, type=Piece)
            await self.uploads.add_piece(want.digest, piece.content, offset=piece.offset, source=want.holder)
            await self.wants.took(want, piece.offset + len(piece.content), seq=letter.seq)
        if not came and want.state is WantState.ARRIVED:
            await self._finish(want)
            return True
        if not came:
            await self.wants.took_all_that_is_left(want)
        return bool(came)

    async def _finish(self, want: Want) -> None:
        item = uploaded(await self.store.facts(want.case_id), want.file)
        if item is not None and await self._kept(as_named(item, want.case_id), want.holder):
            await self.wants.finish(want, WantState.DONE, "")
        elif want.code != BUILT_ANEW:
            await self.wants.build_anew(want, BUILT_ANEW)
        elif await self.wants.finish(want, WantState.REFUSED, SPOILT):
            await self.uploads.forget_pieces(want.digest, source=want.holder)

    async def _kept(self, stored: StoredFile, holder: str) -> bool:
        try:
            await self.uploads.take_in_pieces(stored, source=holder)
        except FileNotFoundError:
            _log.warning("file_not_as_handed_in", case=stored.application, digest=stored.digest)
            return False
        return True


_TAKEN_OF: Final = frozenset({WantState.OPEN, WantState.OVER})
