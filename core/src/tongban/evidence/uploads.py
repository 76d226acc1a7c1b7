"""Uploaded files: checked by content, kept for one material of one application."""

from __future__ import annotations

import asyncio
import unicodedata
import uuid
from collections.abc import AsyncIterable
from datetime import timedelta
from typing import Final

import msgspec

from tongban.clock import Clock, milliseconds
from tongban.errors import Conflict, NotFound, Refused
from tongban.evidence.contents import LABELS, LARGEST_UPLOAD, MEGABYTE, ContentError, type_of
from tongban.evidence.files import FileStore
from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.matters.materials import Material, Upload
from tongban.matters.rules import Objection
from tongban.storage import Database, Row, outside_transaction

NAME_LENGTH = 100
LONGEST_UPLOAD: Final = timedelta(days=1)

GONE: Final = "该文件已不在本系统中，请联系受理窗口"


class StoredFile(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an uploaded file; `name` is for display, `at` Unix milliseconds, `by` a person key."""

    id: str
    application: str
    material: str
    name: str
    type: str
    size: int
    digest: str
    by: str
    at: int

    def evidence(self, title: str) -> Evidence:
        """The file as evidence for its material."""
        value = {"file": self.id, "name": self.name, "type": self.type, "size": self.size}
        return Evidence(
            key=self.material,
            title=title,
            kind=SourceKind.UPLOAD,
            outcome=Outcome.FOUND,
            source="申请人上传",
            at=self.at,
            value=value,
            digest=self.digest,
        )


class Uploads:
    """The uploads of one node; `most_bytes` is what one person may have in applications not handed in yet."""

    def __init__(self, database: Database, *, files: FileStore, clock: Clock, most_bytes: int) -> None:
        self._database = database
        self._files = files
        self._clock = clock
        self._most_bytes = most_bytes

    async def store(
        self, stream: AsyncIterable[bytes], *, application: str, material: Material, name: str, by: str
    ) -> StoredFile:
        """Take in a file for a material; raises `Refused` with a sentence that names material and remedy.

        Reading stops at the size limit. The same bytes twice for one material are one upload.
        """
        return await self.register(
            await self.prepare(stream, application=application, material=material, name=name, by=by)
        )

    async def prepare(
        self, stream: AsyncIterable[bytes], *, application: str, material: Material, name: str, by: str
    ) -> StoredFile:
        """A file that was checked and whose bytes are kept; it is no upload before it is registered.

        Where that never happens its bytes go with a later `sweep`. Raises `Refused` as `store` does.
        """
        outside_transaction("store an upload")
        limits = _limits(material)
        content = await _read(stream, material, limits)
        kind = await asyncio.to_thread(_checked_type, content, material, limits)
        await self._require_room(len(content), application=application, material=material, by=by)
        return StoredFile(
            id=str(uuid.uuid4()),
            application=application,
            material=material.key,
            name=display_name(name),
            type=kind,
            size=len(content),
            digest=await self._files.put(content),
            by=by,
            at=milliseconds(self._clock.now()),
        )

    async def register(self, stored: StoredFile) -> StoredFile:
        """Make a file that was prepared an upload: it, or the one that has the same bytes for the same material."""
        if await self._database.execute(_INSERT, *msgspec.structs.astuple(stored)):
            return stored
        same = await self._database.fetch_one(_SAME, stored.application, stored.material, stored.digest)
        if same is None:
            raise Conflict("该文件刚刚被删除，请重新上传")
        return _stored(same)

    async def begun(self, digest: str, *, source: str) -> int:
        """How many bytes of a file were fetched from a node already."""
        return await self._files.begun(digest, source=source)

    async def add_piece(self, digest: str, piece: bytes, *, offset: int, source: str) -> None:
        """Keep a piece, so that fetching goes on from there after a break."""
        outside_transaction("keep a piece of an upload")
        await self._files.add_piece(digest, piece, offset=offset, source=source)

    async def take_in_pieces(self, stored: StoredFile, *, source: str) -> bytes:
        """Keep an upload whose pieces are all here; raises `FileNotFoundError` if they are not that file."""
        outside_transaction("take in an upload")
        content = await self._files.finish(stored.digest, source=source)
        await self.register(stored)
        return content

    async def forget_pieces(self, digest: str, *, source: str) -> None:
        """Start anew with a file whose pieces are not that file."""
        await self._files.forget(digest, source=source)

    async def of_application(self, application: str) -> list[StoredFile]:
        """All uploads for an application, oldest first."""
        return [_stored(row) for row in await self._database.fetch(_OF_APPLICATION, application)]

    async def read(self, upload: str, *, application: str) -> tuple[StoredFile, bytes]:
        """A file of an application and its bytes, for somebody whom the caller has let in to it; raises `NotFound`."""
        outside_transaction("read an upload")
        stored = await self._found(upload, application)
        return stored, await self._content(stored)

    async def known(self, upload: str, *, application: str) -> StoredFile:
        """What is known of a file of an application; raises `NotFound`."""
        return await self._found(upload, application)

    async def piece(self, upload: str, *, application: str, offset: int, most: int) -> tuple[StoredFile, bytes]:
        """The same of a part of a file; nothing but that part is read. Whoever has all parts checks the digest."""
        outside_transaction("read an upload")
        stored = await self._found(upload, application)
        try:
            return stored, await self._files.part(stored.digest, offset=offset, most=most, size=stored.size)
        except FileNotFoundError:
            raise NotFound(GONE) from None

    async def remove(self, upload: str, *, application: str) -> None:
        """Take an upload off an application that is no case; raises `NotFound`. Its bytes go with the next `sweep`."""
        if not await self._database.execute(f"{_REMOVE_ALL} AND id = $2", application, upload):
            raise NotFound("没有找到该文件，请刷新页面后重试")

    async def remove_all(self, application: str) -> None:
        """Take all uploads off an application, unless it is a case: its facts name them."""
        await self._database.execute(_REMOVE_ALL, application)

    async def purge(self) -> int:
        """Delete the uploads of a day ago and before whose application is neither draft nor case any more."""
        return await self._database.execute(_PURGE, milliseconds(self._clock.now() - LONGEST_UPLOAD))

    async def sweep(self, *, awaited: frozenset[str] = frozenset()) -> int:
        """Delete the bytes that no upload names any more and that were not put in the last day; how many files.

        `awaited` are the digests of files whose pieces are on their way here.
        """
        rows = await self._database.report("SELECT DISTINCT digest FROM tongban_upload")
        return await self._files.sweep(frozenset(str(row["digest"]) for row in rows), awaited=awaited)

    async def _require_room(self, size: int, *, application: str, material: Material, by: str) -> None:
        row = await self._database.fetch_one(_HELD, application, by)
        held = int(row["bytes"]) if row else 0
        if held + size > self._most_bytes:
            most = f"{self._most_bytes / MEGABYTE:g}MB"
            raise _refused(
                material,
                f"加上“{material.name}”的这个文件，您还没有提交的申请里的文件合计超过{most}",
                remedy="请先提交或删除不再需要的申请和文件，或者压缩后重新上传",
            )

    async def _found(self, upload: str, application: str) -> StoredFile:
        row = await self._database.fetch_one(_ONE, upload)
        if row is None or row["application"] != application:
            raise NotFound("没有找到该文件，请刷新页面后重新打开")
        return _stored(row)

    async def _content(self, stored: StoredFile) -> bytes:
        try:
            return await self._files.get(stored.digest)
        except FileNotFoundError:
            raise NotFound(GONE) from None


def display_name(name: str) -> str:
    """A file's name as shown: the last part of a path, without control and direction characters, at most 100 long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(character for character in last if unicodedata.category(character)[0] != "C").strip(" .")
    if len(kept) > NAME_LENGTH:
        stem, dot, extension = kept.rpartition(".")
        kept = f"{stem[: NAME_LENGTH - 10]}…{dot}{extension[:8]}" if dot else f"{kept[: NAME_LENGTH - 1]}…"
    return kept or "未命名文件"


def _limits(material: Material) -> Upload:
    for source in material.sources:
        if isinstance(source, Upload):
            return source
    raise _refused(material, f"“{material.name}”不需要上传文件", remedy="请按办事指南提供该材料，不必上传")


async def _read(stream: AsyncIterable[bytes], material: Material, limits: Upload) -> bytes:
    content, most_bytes = bytearray(), min(limits.maximum_bytes, LARGEST_UPLOAD)
    async for chunk in stream:
        content += chunk
        if len(content) > most_bytes:
            size = f"{most_bytes / MEGABYTE:g}MB"
            raise _refused(
                material, f"“{material.name}”的文件超过{size}", remedy=f"请压缩或降低扫描分辨率至{size}以内后重新上传"
            )
    if not content:
        raise _refused(material, f"“{material.name}”的文件是空的", remedy="请检查文件能否打开，然后重新上传")
    return bytes(content)


def _checked_type(content: bytes, material: Material, limits: Upload) -> str:
    wanted = "、".join(LABELS.get(kind, kind) for kind in limits.types)
    remedy = f"请重新扫描或拍照，保存为{wanted}后上传"
    try:
        kind = type_of(content)
    except ContentError as fault:
        raise _refused(material, f"“{material.name}”的文件{fault}", remedy=remedy) from None
    if kind not in limits.types:
        raise _refused(material, f"“{material.name}”只接收{wanted}文件，收到的是{LABELS[kind]}", remedy=remedy)
    return kind


def _refused(material: Material, message: str, *, remedy: str) -> Refused:
    return Refused([Objection(rule=f"UPLOAD:{material.key}", message=message, field=material.key, remedy=remedy)])


def _stored(row: Row) -> StoredFile:
    return StoredFile(
        id=row["id"],
        application=row["application"],
        material=row["material"],
        name=row["name"],
        type=row["type"],
        size=row["size"],
        digest=row["digest"],
        by=row["by_key"],
        at=row["at"],
    )


_REMOVE_ALL = """DELETE FROM tongban_upload WHERE application = $1
AND NOT EXISTS (SELECT 1 FROM tongban_case WHERE tongban_case.id = $1)"""
_PURGE = """DELETE FROM tongban_upload WHERE at < $1
AND NOT EXISTS (SELECT 1 FROM tongban_draft WHERE tongban_draft.id = tongban_upload.application)
AND NOT EXISTS (SELECT 1 FROM tongban_case WHERE tongban_case.id = tongban_upload.application)"""
_COLUMNS = "id, application, material, name, type, size, digest, by_key, at"
_INSERT = f"INSERT INTO tongban_upload ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING"
_ONE = f"SELECT {_COLUMNS} FROM tongban_upload WHERE id = $1"
_OF_APPLICATION = f"SELECT {_COLUMNS} FROM tongban_upload WHERE application = $1 ORDER BY at, id"
_HELD = """SELECT coalesce(sum(size), 0) AS bytes FROM tongban_upload WHERE by_key = $2 AND (application = $1
OR application IN (SELECT id FROM tongban_draft WHERE key = (SELECT key FROM tongban_draft WHERE id = $1)))"""
_SAME = f"SELECT {_COLUMNS} FROM tongban_upload WHERE application = $1 AND material = $2 AND digest = $3"
