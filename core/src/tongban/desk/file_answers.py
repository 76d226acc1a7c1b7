"""Pieces of files as answers to the questions of other places, each encrypted for whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tongban.audit import Audit
from tongban.desk.file_letters import PIECE_BYTES
from tongban.desk.file_rights import FileRights
from tongban.errors import NotFound
from tongban.evidence.uploads import StoredFile, Uploads
from tongban.exchange.queries import Responder
from tongban.exchange.questions import Question
from tongban.exchange.refusals import Rejected

FILES: Final = "tongban.files"


class AskedPiece(msgspec.Struct, frozen=True):
    """Which piece of which file."""

    file: str
    offset: Annotated[int, Meta(ge=0, le=2**40)]


class FilePiece(msgspec.Struct, frozen=True):
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
            wanted = msgspec.json.decode(bytes(question.subject), type=AskedPiece)
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
        return msgspec.json.encode(FilePiece(stored, piece))
