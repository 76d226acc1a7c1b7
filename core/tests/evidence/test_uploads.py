"""A file is what its bytes say, is kept once, and is read by those concerned alone."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.clock import FixedClock
from tongban.errors import NotFound, Refused
from tongban.evidence.clear_files import clear_files, seal
from tongban.evidence.contents import MEGABYTE, ContentError, type_of
from tongban.evidence.file_cipher import FileCipher
from tongban.evidence.files import BEGUN, FileStore
from tongban.evidence.uploads import StoredFile, Uploads, display_name
from tongban.matters.materials import Material, Pledge, Upload
from tongban.storage import Database

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0" * 30 + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\1" * 50 + b"\xff\xd9"
MATERIAL = Material(key="id_card", name="居民身份证", sources=(Upload(maximum_bytes=5_000),))
APPLICATION = "0197a000-0000-7000-8000-000000000001"
OTHER = "0197a000-0000-7000-8000-000000000002"
SOMEBODY_ELSES = "0197a000-0000-7000-8000-000000000003"
SECRET = bytes(range(32))
ELSEWHERE = "510000"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (JPEG + b"ftypmp42 film of a moving photo", "image/jpeg"),
        (PDF.replace(b"<<>>", b" " * 3000 + b"(how to write <html>)" + b" " * 3000, 1), "application/pdf"),
    ],
    ids=["pdf", "png", "jpeg", "moving photograph", "pdf that speaks of markup"],
)
def test_documents_and_photographs_are_taken(content: bytes, kind: str) -> None:
    assert type_of(content) == kind


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是 PDF、JPG 或 PNG"),
        (b"<!DOCTYPE html><html></html>", "不是 PDF、JPG 或 PNG"),
        (b"PK\x03\x04 docx", "不是 PDF、JPG 或 PNG"),
        (b"MZ\x90\0", "不是 PDF、JPG 或 PNG"),
        (b"\n" + PDF, "不是 PDF、JPG 或 PNG"),
        (PDF[:-7], "不完整或已损坏"),
        (PNG[:-4], "不完整或已损坏"),
        (PNG + b"tail", "不完整或已损坏"),
        (JPEG[:-2], "不完整或已损坏"),
        (PDF.replace(b"<<>>", b"<</S /JavaScript>>"), "含有脚本或内嵌文件"),
        (PDF.replace(b"<<>>", b"<</Type /EmbeddedFile>>"), "含有脚本或内嵌文件"),
        (JPEG[:-2] + b"<script>alert(1)</script>\xff\xd9", "夹带了网页或压缩包"),
        (JPEG + b"PK\x03\x04 a zip", "夹带了网页或压缩包"),
        (JPEG + b"a zip PK\x05\x06" + b"\0" * 18, "夹带了网页或压缩包"),
        (b"%PDF-1.4 <html><body>" + PDF, "夹带了网页或压缩包"),
    ],
)
def test_what_is_something_else_or_two_things_at_once_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(ContentError, match=sentence):
        type_of(content)


@given(st.binary())
def test_any_bytes_are_either_told_or_refused(content: bytes) -> None:
    with suppress(ContentError):
        assert type_of(content) in {"application/pdf", "image/jpeg", "image/png"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("身份证.pdf", "身份证.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\张\扫描 1.png", "扫描 1.png"),
        ("\u202egpj.exe\0", "gpj.exe"),
        ("...", "未命名文件"),
        ("", "未命名文件"),
        ("长" * 300 + ".pdf", "长" * 90 + "….pdf"),
    ],
)
def test_a_name_is_made_fit_for_display(name: str, shown: str) -> None:
    assert display_name(name) == shown


@given(st.text())
def test_a_displayed_name_is_short_and_printable(name: str) -> None:
    shown = display_name(name)
    assert 0 < len(shown) <= 100
    assert "/" not in shown
    assert "\n" not in shown


@dataclass
class Room:
    uploads: Uploads
    clock: FixedClock
    folder: Path

    async def store(
        self,
        *chunks: bytes,
        material: Material = MATERIAL,
        name: str = "证.pdf",
        application: str = APPLICATION,
        by: str = "person-1",
    ) -> StoredFile:
        async def stream() -> AsyncIterator[bytes]:
            for chunk in chunks:
                yield chunk

        return await self.uploads.store(stream(), application=application, material=material, name=name, by=by)


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    clock = FixedClock(date(2026, 11, 23))
    files = FileStore(tmp_path / "files", secret=SECRET, clock=clock)
    return Room(Uploads(database, files=files, clock=clock, most_bytes=10 * MEGABYTE), clock, tmp_path / "files")


async def test_an_upload_is_stored_under_its_digest_and_is_evidence(room: Room) -> None:
    stored = await room.store(PDF[:9], PDF[9:])
    digest = hashlib.sha256(PDF).hexdigest()
    assert (stored.type, stored.size, stored.digest, stored.name) == ("application/pdf", len(PDF), digest, "证.pdf")
    path = room.folder / digest[:2] / digest
    assert len(path.read_bytes()) == len(PDF)
    assert path.read_bytes()[:8] != PDF[:8], "whoever has the disk alone reads nothing"
    assert path.stat().st_mode & 0o077 == 0, "nobody else on the machine reads it"
    assert stored.evidence("居民身份证").digest == digest
    assert await room.uploads.of_application(APPLICATION) == [stored]


async def test_the_same_bytes_twice_are_one_upload(room: Room) -> None:
    first = await room.store(PDF)
    assert await room.store(PDF, name="again.pdf") == first
    assert await room.uploads.of_application(APPLICATION) == [first]


@pytest.mark.parametrize(
    ("chunks", "material", "message", "remedy"),
    [
        ((b"",), MATERIAL, "“居民身份证”的文件是空的", "重新上传"),
        ((PDF, b" " * 5_000), MATERIAL, "“居民身份证”的文件超过", "请压缩或降低扫描分辨率"),
        ((b"MZ",), MATERIAL, "“居民身份证”的文件不是 PDF、JPG 或 PNG 文件", "保存为PDF、JPG、PNG后上传"),
        (
            (PDF,),
            Material(key="photo", name="照片", sources=(Upload(types=("image/jpeg",)),)),
            "“照片”只接收JPG文件，收到的是PDF",
            "保存为JPG后上传",
        ),
        (
            (PDF,),
            Material(key="pledge", name="承诺书", sources=(Pledge(text=""),)),
            "“承诺书”不需要上传文件",
            "不必上传",
        ),
    ],
)
async def test_a_refusal_names_material_and_remedy_and_leaves_nothing(
    room: Room, chunks: tuple[bytes, ...], material: Material, message: str, remedy: str
) -> None:
    with pytest.raises(Refused) as refusal:
        await room.store(*chunks, material=material)
    [objection] = refusal.value.objections
    assert message in objection.message
    assert remedy in objection.remedy
    assert objection.field == material.key
    assert await room.uploads.of_application(APPLICATION) == []
    assert not room.folder.exists()


async def test_reading_stops_at_the_limit(room: Room) -> None:
    given_out = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given_out
        while True:
            given_out += 1
            yield b"%PDF-" + b"x" * 995

    with pytest.raises(Refused):
        await room.uploads.store(endless(), application=APPLICATION, material=MATERIAL, name="x", by="p")
    assert given_out == 6


async def test_a_file_is_read_as_that_of_its_application_only(room: Room) -> None:
    stored = await room.store(PDF)
    assert await room.uploads.read(stored.id, application=APPLICATION) == (stored, PDF)
    for upload, application in ((stored.id, "another"), ("no such id", APPLICATION)):
        with pytest.raises(NotFound, match="没有找到该文件"):
            await room.uploads.read(upload, application=application)


async def test_a_file_spoilt_on_disk_is_not_given_out(room: Room) -> None:
    stored = await room.store(PDF)
    (room.folder / stored.digest[:2] / stored.digest).write_bytes(b"spoilt")
    with pytest.raises(NotFound, match="请联系受理窗口"):
        await room.uploads.read(stored.id, application=APPLICATION)


async def test_what_the_disk_has_spoilt_is_replaced_by_whoever_brings_it_again(room: Room) -> None:
    stored = await room.store(PDF)
    kept = room.folder / stored.digest[:2] / stored.digest
    kept.write_bytes(bytes(len(PDF)))
    assert await room.store(PDF) == stored
    assert await room.uploads.read(stored.id, application=APPLICATION) == (stored, PDF)
    kept.write_bytes(bytes(len(PDF)))
    await room.uploads.add_piece(stored.digest, PDF, offset=0, source=ELSEWHERE)
    assert await room.uploads.take_in_pieces(stored, source=ELSEWHERE) == PDF
    assert await room.uploads.read(stored.id, application=APPLICATION) == (stored, PDF)


async def test_of_a_file_no_more_is_read_than_the_piece_asked_for(room: Room) -> None:
    stored = await room.store(PDF)
    path = room.folder / stored.digest[:2] / stored.digest
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    first = await room.uploads.piece(stored.id, application=APPLICATION, offset=0, most=8)
    assert first == (stored, PDF[:8]), "what the disk spoilt further on is not looked at"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(NotFound, match="请联系受理窗口"):
        await room.uploads.piece(stored.id, application=APPLICATION, offset=0, most=8)


async def test_files_stored_before_encryption_are_encrypted_where_they_lie(room: Room) -> None:
    stored, sealed = await room.store(PDF), await room.store(PNG)
    path, other = (room.folder / each.digest[:2] / each.digest for each in (stored, sealed))
    as_it_was = other.read_bytes()
    path.write_bytes(PDF)
    begun = room.folder / BEGUN / stored.digest
    begun.parent.mkdir()
    begun.write_bytes(PDF[:20])
    spoilt = path.with_name("0" * 64)
    spoilt.write_bytes(PDF)
    store = FileStore(room.folder, secret=SECRET, clock=room.clock)
    assert seal(clear_files(room.folder), store) == 2
    assert PDF[:8] not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert (await room.uploads.read(stored.id, application=APPLICATION))[1] == PDF
    assert not begun.exists(), "a piece fetched in clear is fetched anew"
    assert (other.read_bytes(), spoilt.read_bytes()) == (as_it_was, PDF), "what is no file in clear stays as it is"
    assert clear_files(room.folder) == [spoilt]


async def test_bytes_that_nobody_names_go_after_a_day(room: Room) -> None:
    kept, gone = await room.store(PDF), await room.store(PNG)
    await room.uploads.remove(gone.id, application=APPLICATION)
    assert await room.uploads.sweep() == 0
    room.clock.advance(timedelta(days=2))
    assert await room.uploads.sweep() == 1
    assert (await room.uploads.read(kept.id, application=APPLICATION))[1] == PDF


async def test_an_upload_of_another_application_cannot_be_removed(room: Room) -> None:
    stored = await room.store(PDF)
    with pytest.raises(NotFound):
        await room.uploads.remove(stored.id, application="another")
    assert await room.uploads.of_application(APPLICATION) == [stored]


async def test_a_handed_over_upload_is_kept_once_and_only_with_its_own_bytes(room: Room) -> None:
    stored = StoredFile(
        id="0197a000-0000-7000-8000-000000000009",
        application=APPLICATION,
        material="id_card",
        name="证.pdf",
        type="application/pdf",
        size=len(PDF),
        digest=hashlib.sha256(PDF).hexdigest(),
        by="person-1",
        at=1,
    )
    await room.uploads.add_piece(stored.digest, PNG, offset=0, source=ELSEWHERE)
    with pytest.raises(FileNotFoundError, match="not the file"):
        await room.uploads.take_in_pieces(stored, source=ELSEWHERE)
    begun = await room.uploads.begun(stored.digest, source=ELSEWHERE)
    assert begun == len(PNG), "they may be put right from where they came"
    await room.uploads.forget_pieces(stored.digest, source=ELSEWHERE)
    for _ in range(2):
        assert await room.uploads.begun(stored.digest, source=ELSEWHERE) == 0
        await room.uploads.add_piece(stored.digest, PDF[:5], offset=0, source=ELSEWHERE)
        assert (room.folder / BEGUN / f"{stored.digest}.{ELSEWHERE}").read_bytes() != PDF[:5]
        begun = await room.uploads.begun(stored.digest, source=ELSEWHERE)
        await room.uploads.add_piece(stored.digest, PDF[5:], offset=begun, source=ELSEWHERE)
        at_once = (room.uploads.take_in_pieces(stored, source=ELSEWHERE) for _ in range(4))
        assert await asyncio.gather(*at_once) == [PDF] * 4
    assert await room.uploads.of_application(APPLICATION) == [stored]


async def test_one_person_has_so_many_bytes_in_applications_not_handed_in(room: Room, database: Database) -> None:
    scan = Material(key="scan", name="扫描件", sources=(Upload(maximum_bytes=9 * MEGABYTE),))
    large = PDF[:-6] + b"0" * (6 * MEGABYTE) + PDF[-6:]
    for draft, key in ((APPLICATION, "person-1"), (OTHER, "person-1"), (SOMEBODY_ELSES, "person-2")):
        sql = "INSERT INTO tongban_draft (id, key, matter, body, updated_at) VALUES ($1, $2, 'm', $3, 1)"
        await database.execute(sql, draft, key, b"{}")
    first = await room.store(large, material=scan)
    with pytest.raises(Refused) as refusal:
        await room.store(large, material=scan, application=OTHER)
    [objection] = refusal.value.objections
    assert "合计超过10MB" in objection.message
    assert "请先提交或删除" in objection.remedy
    await room.store(large, material=scan, application=SOMEBODY_ELSES, by="person-2")
    await room.uploads.remove(first.id, application=APPLICATION)
    await room.store(large, material=scan, application=OTHER)


async def test_without_the_nodes_secret_no_file_is_read(room: Room) -> None:
    stored = await room.store(PDF)
    with pytest.raises(FileNotFoundError, match="damaged"):
        await FileStore(room.folder, secret=SECRET[1:], clock=room.clock).get(stored.digest)


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=4))
def test_a_file_written_in_any_pieces_is_the_file_written_at_once(content: bytes, cuts: list[int]) -> None:
    cipher, other = FileCipher(SECRET, b"one"), FileCipher(SECRET, b"another")
    bounds = [0, *sorted(cuts), len(content)]
    pieces = [cipher.apply("name", content[start:end], offset=start) for start, end in pairwise(bounds) if start < end]
    written = cipher.apply("name", content)
    assert b"".join(pieces) == written
    assert cipher.apply("name", written) == content
    zeros = bytes(32)
    streams = {cipher.apply("name", zeros), cipher.apply("another name", zeros), other.apply("name", zeros)}
    assert len(streams) == 3, "no two files share a key"
