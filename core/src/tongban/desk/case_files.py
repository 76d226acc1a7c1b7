"""The files of a case wherever they lie: fetched lazily from the place that took them in, piece by piece, and kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tongban.audit import Audit
from tongban.cases.state import Case
from tongban.cases.store import CaseStore
from tongban.desk.file_letters import PIECE_BYTES
from tongban.desk.file_rights import FileRights
from tongban.desk.file_words import how_it_comes, why_not
from tongban.desk.uploaded import NOT_AS_HANDED_IN, is_as_handed_in, uploaded
from tongban.desk.wanted_files import WantedFiles, WantState
from tongban.errors import NotFound
from tongban.evidence.items import Evidence
from tongban.evidence.uploads import StoredFile, Uploads
from tongban.exchange.queries import Inquiry, Queries, Responder, Unanswered
from tongban.exchange.questions import Question
from tongban.exchange.refusals import Rejected
from tongban.exchange.transport import Transport

FILES: Final = "tongban.files"


class _Wanted(msgspec.Struct, frozen=True):
    """Which piece of which file."""

    file: str
    offset: Annotated[int, Meta(ge=0, le=2**40)]


class _Piece(msgspec.Struct, frozen=True):
    """A piece in base64, with what is known of the whole file."""

    stored: StoredFile
    content: bytes


@dataclass(frozen=True, slots=True)
class FileAnswers:
    """The exchange's `Responder` for files; every other question goes to `registers`."""

    registers: Responder
    rights: FileRights
    uploads: Uploads
    audit: Audit

    async def respond(self, question: Question) -> bytes:
        """A piece of a file, for a node that holds a main place of the case."""
        if question.register != FILES:
            return await self.registers.respond(question)
        try:
            wanted = msgspec.json.decode(bytes(question.subject), type=_Wanted)
        except msgspec.MsgspecError:
            raise Rejected("part_missing", "没有写明所要的文件") from None
        case = await self.rights.require(question.sender, case_id=question.application)
        try:
            part = {"offset": wanted.offset, "most": PIECE_BYTES}
            stored, piece = await self.uploads.piece(wanted.file, application=case.id, **part)
        except NotFound:
            raise Rejected("part_missing", "收件地没有所要的文件，请联系收件地重新上传") from None
        if wanted.offset == 0:
            await self.audit.record(
                actor=f"node:{question.sender}", role="node", act="hand_over_file", purpose=case.matter, case_id=case.id
            )
        return msgspec.json.encode(_Piece(stored, piece))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFiles:
    """Opens the files of a case, wherever they lie."""

    node: str
    store: CaseStore
    uploads: Uploads
    queries: Queries
    wanted: WantedFiles
    transport: Transport

    async def read(self, file: str, *, application: str) -> tuple[StoredFile, bytes]:
        """A file of a case and its bytes, for somebody to whom the caller has opened the case.

        Raises `NotFound` where the case has no such file, and where it cannot be had now; `OnItsWay` where the place
        that has it answers no question and brings it as letters.
        """
        try:
            return await self.uploads.read(file, application=application)
        except NotFound:
            return await self._fetched(file, application)

    async def _fetched(self, file: str, application: str) -> tuple[StoredFile, bytes]:
        case = await self.store.load(application)
        item = uploaded(await self.store.facts(application), file)
        if case is None or item is None or case.receiving.node in {"", self.node}:
            raise NotFound("没有找到该文件，请从办件页面重新打开")
        if self.transport.manner(case.receiving.node).carries_questions:
            return await self._asked(case, item)
        return await self._brought(case, item)

    async def _brought(self, case: Case, item: Evidence) -> tuple[StoredFile, bytes]:
        if await self.wanted.complete(case, item):
            return await self.uploads.read(item.value["file"], application=case.id)
        want = await self.wanted.ask(case, item)
        if want.state is WantState.REFUSED:
            raise NotFound(why_not(want))
        raise how_it_comes(want, place=case.receiving.name, manner=self.transport.manner(want.holder))

    async def _asked(self, case: Case, item: Evidence) -> tuple[StoredFile, bytes]:
        try:
            stored = await self._pieces(case.receiving.node, item, case.id, case.matter_name)
        except Unanswered as refusal:
            raise NotFound(f"暂时取不到该文件：{refusal.message}") from refusal
        if not is_as_handed_in(stored, item, case.id):
            raise NotFound(NOT_AS_HANDED_IN)
        try:
            return stored, await self.uploads.take_in_pieces(stored)
        except FileNotFoundError as fault:
            await self.uploads.forget_pieces(stored.digest)
            raise NotFound(NOT_AS_HANDED_IN) from fault

    async def _pieces(self, node: str, item: Evidence, application: str, purpose: str) -> StoredFile:
        """Asks for what is missing, from where an earlier attempt broke off; each piece is an encrypted answer."""
        have = await self.uploads.begun(item.digest)
        while True:
            inquiry = Inquiry(
                receiver=node,
                register=FILES,
                subject=msgspec.json.encode(_Wanted(item.value["file"], have)),
                purpose=purpose,
                basis="办理本办件",
                application=application,
                sign_in_level="L3",
            )
            answered = await self.queries.ask(inquiry)
            piece = _piece(bytes(answered.answer.body))
            await self.uploads.add_piece(item.digest, piece.content, offset=have)
            have += len(piece.content)
            if have >= item.value["size"] or not piece.content:
                return piece.stored


def _piece(body: bytes) -> _Piece:
    try:
        return msgspec.json.decode(body, type=_Piece)
    except msgspec.MsgspecError as fault:
        raise Unanswered("bad_answer", "收件地的答复无法读取，请联系收件地核实") from fault
