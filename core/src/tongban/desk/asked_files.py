"""A file asked for piece by piece at a place that answers questions: nothing is kept but what the case names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import msgspec
import structlog

from tongban.cases.state import Case
from tongban.clock import Clock
from tongban.desk.file_answers import FILES, AskedPiece, FilePiece
from tongban.desk.file_letters import PIECE_BYTES
from tongban.desk.uploaded import NOT_AS_HANDED_IN, as_named, is_as_handed_in
from tongban.errors import NotFound, OnItsWay
from tongban.evidence.items import Evidence
from tongban.evidence.uploads import StoredFile, Uploads
from tongban.exchange.queries import Inquiry, Queries, Unanswered

PATIENCE: Final = timedelta(seconds=45)
"""For so long whoever opens a file waits for further pieces of it; those that came are kept."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFiles:
    """Asks for pieces one after the other, from where an earlier attempt broke off."""

    uploads: Uploads
    queries: Queries
    clock: Clock

    async def fetched(self, case: Case, item: Evidence) -> tuple[StoredFile, bytes]:
        """A file that can be uploaded, and its bytes; raises `NotFound`, and `OnItsWay` where it takes too long."""
        stored = as_named(item, case.id)
        try:
            await self._ask_for_rest(case, item)
            return stored, await self.uploads.take_in_pieces(stored, source=case.receiving.node)
        except Unanswered as refusal:
            raise NotFound(f"暂时取不到该文件：{refusal.message}") from refusal
        except FileNotFoundError as fault:
            await self.uploads.forget_pieces(stored.digest, source=case.receiving.node)
            raise _not_believed(case, "it has another digest") from fault

    async def _ask_for_rest(self, case: Case, item: Evidence) -> None:
        size, until = item.value["size"], self.clock.now() + PATIENCE
        node = case.receiving.node
        have = await self.uploads.begun(item.digest, source=node)
        while have < size:
            if self.clock.now() > until:
                raise _under_way(case, have, size)
            piece = await self._piece(case, item, have)
            if len(piece) != min(PIECE_BYTES, size - have):
                raise _not_believed(case, f"{len(piece)} bytes came from {have} on, of {size}")
            await self.uploads.add_piece(item.digest, piece, offset=have, source=node)
            have += len(piece)

    async def _piece(self, case: Case, item: Evidence, offset: int) -> bytes:
        """An encrypted answer."""
        inquiry = Inquiry(
            receiver=case.receiving.node,
            register=FILES,
            subject=msgspec.json.encode(AskedPiece(item.value["file"], offset)),
            purpose=case.matter_name,
            basis="办理本办件",
            application=case.id,
            sign_in_level="L3",
        )
        answered = await self.queries.ask(inquiry)
        try:
            piece = msgspec.json.decode(bytes(answered.answer.body), type=FilePiece)
        except msgspec.MsgspecError as fault:
            raise Unanswered("bad_answer", "收件地的答复无法读取，请联系收件地核实") from fault
        if not is_as_handed_in(piece.stored, item, case.id):
            raise _not_believed(case, "it is another file")
        return piece.content


def _not_believed(case: Case, why: str) -> NotFound:
    _log.warning("file_not_believed", case=case.id, peer=case.receiving.node, why=why)
    return NotFound(NOT_AS_HANDED_IN)


def _under_way(case: Case, have: int, size: int) -> OnItsWay:
    return OnItsWay(
        f"该文件存放在{case.receiving.name}，正在调取，已收到{100 * have // size}%",
        remedy="请稍候重新打开，即从已收到的部分继续调取。",
    )
