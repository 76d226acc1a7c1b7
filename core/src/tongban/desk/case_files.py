"""The files of a case wherever they lie: fetched lazily from the place that took them in, piece by piece, and kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tongban.audit import Audit
from tongban.cases.dossier import Dossier
from tongban.cases.store import CaseStore
from tongban.errors import NotFound
from tongban.evidence.items import Evidence, SourceKind
from tongban.evidence.uploads import StoredFile, Uploads
from tongban.exchange.granting import Grants
from tongban.exchange.queries import Inquiry, Queries, Responder, Unanswered
from tongban.exchange.questions import Question
from tongban.exchange.refusals import Rejected

FILES: Final = "tongban.files"
PIECE_BYTES: Final = 120 * 1024
NOT_AS_HANDED_IN: Final = "收件地提供的文件与申请时不一致，请联系收件地核实"
MAY_HAVE: Final = frozenset({"receiving", "competent"})


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
    store: CaseStore
    uploads: Uploads
    audit: Audit
    grants: Grants

    async def respond(self, question: Question) -> bytes:
        """A piece of a file, for a node that holds a main place of the case."""
        if question.register != FILES:
            return await self.registers.respond(question)
        try:
            wanted = msgspec.json.decode(bytes(question.subject), type=_Wanted)
        except msgspec.MsgspecError:
            raise Rejected("part_missing", "没有写明所要的文件") from None
        case = await self.store.load(question.application)
        if case is None or not case.roles_of_node(question.sender) & MAY_HAVE:
            raise Rejected("unknown_case")
        if not self.grants.allows(question.sender, case.matter, "files"):
            raise Rejected("no_grant", f"未获授权取得“{case.matter_name}”的材料，请先办理授权")
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

    async def read(self, file: str, *, application: str) -> tuple[StoredFile, bytes]:
        """A file of a case and its bytes, for somebody to whom the caller has opened the case.

        Raises `NotFound` where the case has no such file, and where it cannot be had now.
        """
        try:
            return await self.uploads.read(file, application=application)
        except NotFound:
            return await self._fetched(file, application)

    async def _fetched(self, file: str, application: str) -> tuple[StoredFile, bytes]:
        case = await self.store.load(application)
        item = await self._named(file, application)
        if case is None or item is None or case.receiving.node in {"", self.node}:
            raise NotFound("没有找到该文件，请从办件页面重新打开")
        try:
            stored = await self._pieces(case.receiving.node, item, application, case.matter_name)
        except Unanswered as refusal:
            raise NotFound(f"暂时取不到该文件：{refusal.message}") from refusal
        if not _as_handed_in(stored, item, application):
            raise NotFound(NOT_AS_HANDED_IN)
        try:
            return stored, await self.uploads.take_in_pieces(stored)
        except FileNotFoundError as fault:
            raise NotFound(NOT_AS_HANDED_IN) from fault

    async def _named(self, file: str, application: str) -> Evidence | None:
        evidence = Dossier(await self.store.facts(application)).evidence().values()
        uploads = (item for item in evidence if item.kind is SourceKind.UPLOAD and isinstance(item.value, dict))
        named = (item for item in uploads if {"file", "type", "size"} <= item.value.keys())
        return next((item for item in named if item.value["file"] == file), None)

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


def _as_handed_in(stored: StoredFile, item: Evidence, application: str) -> bool:
    """Whether another place hands over what the case names: that file of that application, of that digest."""
    said = (item.value["file"], application, item.key, item.digest, item.value["type"], item.value["size"])
    given = (stored.id, stored.application, stored.material, stored.digest, stored.type, stored.size)
    return given == said
