"""A file that lies at a node which answers no question comes as letters, over the real transports."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from caller import Caller
from joined_nodes import Join, joined

from tongban.desk import departing_files
from tongban.desk.file_letters import PIECE_BYTES
from tongban.desk.file_traffic import FileTraffic
from tongban.evidence.files import BEGUN
from tongban.evidence.uploads import StoredFile
from tongban.exchange.envelope import Envelope
from tongban.exchange.ids import mint_id
from tongban.exchange.letters import Letter
from tongban.matters.materials import Material, Upload
from tongban.node import Node
from tongban.storage.errors import StorageError
from tongban.testing.example.journey import ExampleOnItsWay
from tongban.testing.world import World
from tongban_web.testing.visitor import Page, Visitor

__all__ = ["joined"]

PDF = b"%PDF-1.7\n" + b"1 0 obj<<>>endobj\n" * 20_000 + b"%%EOF\n"
HERE, ELSEWHERE, THERE = "440000", "500000", "510000"
A_DAY = timedelta(days=1, minutes=1)
WAYS = {"pull": "对方定时来取信件", "files": "网闸定时摆渡文件"}


@dataclass
class Wanted:
    """A case of which a file lies in 广东, and the officer in 四川 who wants to read it."""

    case: ExampleOnItsWay
    file: StoredFile
    officer: Visitor

    @property
    def world(self) -> World:
        return self.case.world

    @property
    def here(self) -> Node:
        return self.world.province(HERE).node

    @property
    def there(self) -> Node:
        return self.world.province(THERE).node

    def opened(self) -> Page:
        """The officer follows the link to the file on the page of the case."""
        page = self.officer.get(f"/desk/cases/{self.case.case_id}")
        address = f"/desk/cases/{self.case.case_id}/files/{self.file.id}"
        assert address in page.document.xpath("//a/@href")
        return self.officer.get(address)

    def rows(self, node: Node, sql: str) -> list[Any]:
        return self.world.run(node.database.fetch, sql)

    def sent(self, node: Node, kind: str) -> int:
        return len(self.rows(node, f"SELECT id FROM tongban_outbox WHERE kind = '{kind}'"))

    def wait(self, how_long: timedelta) -> None:
        self.world.clock.advance(how_long)
        self.officer.sign_in_staff("510104-police-1")


@pytest.fixture(params=["pull", "files"])
def wanted(joined: Join, request: pytest.FixtureRequest) -> Wanted:
    return handed_in(joined(request.param, at=HERE))


@pytest.fixture
def carried(joined: Join) -> Wanted:
    return handed_in(joined("files", at=HERE))


def handed_in(case: ExampleOnItsWay) -> Wanted:
    async def scanned() -> AsyncIterator[bytes]:
        yield PDF

    application = mint_id(case.world.clock.now())
    key, uploads = case.home.node.accounts.key(case.person.number), case.home.node.uploads
    material = Material(key="scan", name="说明材料", sources=(Upload(),))
    stored = case.world.run(
        lambda: uploads.store(scanned(), application=application, material=material, name="说明.pdf", by=key)
    )
    case.handed = case.home.apply(
        "example.permit",
        by=case.by,
        answers=case.answers,
        pledges=case.pledges,
        uploads=[stored.evidence("说明材料")],
        draft_id=application,
    )
    assert case.handed.case.id
    case.world.deliver()
    officer = Visitor.at(case.world, THERE)
    officer.sign_in_staff("510104-police-1")
    return Wanted(case, stored, officer)


@pytest.mark.parametrize("name", ["pull", "files"])
def test_the_officer_is_told_that_the_file_comes_and_reads_it_after_the_next_exchange(name: str, joined: Join):
    wanted = handed_in(joined(name, at=HERE))
    page = wanted.opened()
    assert page.status == 202
    assert "存放在广州" in page.text or "存放在广东" in page.text
    assert "已于11月23日09:00向其调取" in page.text
    assert WAYS[name] in page.text
    assert wanted.opened().status == 202
    assert wanted.sent(wanted.there, "file.wanted") == 1, "asked for once, however often it is opened"
    by_program = Caller.at(wanted.world, THERE).sign_in_staff("510104-police-1")
    told = by_program.get(f"/api/v1/cases/{wanted.case.case_id}/files/{wanted.file.id}")
    assert (told.status_code, told.json()["type"]) == (202, "/api/v1#on-its-way")
    wanted.world.deliver()
    answer = wanted.opened()
    assert (answer.status, answer.response.content) == (200, PDF)
    assert wanted.sent(wanted.here, "file.piece") == -(-len(PDF) // PIECE_BYTES)
    noted = "SELECT act FROM tongban_audit WHERE act = 'hand_over_file'"
    assert len(wanted.rows(wanted.here, noted)) == 1
    read = "SELECT act FROM tongban_audit WHERE act = 'read_case'"
    assert len(wanted.rows(wanted.there, read)) >= 3, "each opening was noted"
    wanted.world.deliver()
    assert wanted.opened().response.content == PDF, "it is kept"
    assert wanted.sent(wanted.there, "file.wanted") == 1


def test_two_who_open_it_at_once_ask_once(wanted: Wanted):
    files = wanted.there.files

    async def both() -> list[object]:
        reading = (files.read(wanted.file.id, application=wanted.case.case_id) for _ in range(4))
        return list(await asyncio.gather(*reading, return_exceptions=True))

    told = wanted.world.run(both)
    assert {type(each).__name__ for each in told} == {"OnItsWay"}
    assert wanted.sent(wanted.there, "file.wanted") == 1


def test_pieces_that_came_are_kept_and_only_the_others_are_asked_for_anew(
    wanted: Wanted, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as slow:
        slow.setattr(departing_files, "UNDER_WAY", 2)
        slow.setattr(departing_files, "UNDER_WAY_BY_CARRIER", 2)
        wanted.opened()
        wanted.world.run(wanted.there.exchange.courier.deliver_due)
        wanted.world.run(wanted.world.take, wanted.here)
        assert wanted.world.run(wanted.here.file_traffic.go_on) == 2
        forget = "UPDATE tongban_promised_file SET done_at = 0"
        wanted.world.run(wanted.here.database.execute, forget)
    wanted.world.deliver()
    page = wanted.opened()
    assert page.status == 202
    assert f"已收到{100 * 2 * PIECE_BYTES // len(PDF)}%" in page.text
    wanted.wait(A_DAY)
    assert wanted.opened().status == 202
    assert wanted.sent(wanted.there, "file.wanted") == 2
    wanted.world.deliver()
    assert wanted.opened().response.content == PDF
    (again,) = wanted.rows(wanted.here, "SELECT asked_from FROM tongban_promised_file WHERE sent = size")
    assert again["asked_from"] == 2 * PIECE_BYTES


def test_what_the_carrier_loses_comes_again_and_the_case_goes_on_meanwhile(carried: Wanted, tmp_path: Path):
    carried.opened()
    carried.world.run(carried.there.exchange.courier.deliver_due)
    carried.world.run(carried.world.take, carried.here)
    carried.world.run(carried.here.file_traffic.go_on)
    carried.world.run(carried.here.exchange.courier.deliver_due)
    lost = sorted(tmp_path.glob(f"lanes/{THERE}/in/{HERE}/*.letters"))
    assert lost
    for path in lost:
        path.unlink()
    carried.case.act("四川", "受理")
    carried.world.deliver()
    assert (
        carried.case.home.case(carried.case.case_id).seq == carried.world.province(THERE).case(carried.case.case_id).seq
    ), "no fact waits for a file"
    assert carried.opened().status == 202
    carried.wait(timedelta(hours=2))
    carried.world.deliver()
    assert carried.opened().response.content == PDF


def test_whoever_opens_it_reads_why_it_does_not_come_and_later_it_is_asked_for_anew(wanted: Wanted):
    wanted.world.publish(lambda document: msgspec.structs.replace(document, grants=()))
    wanted.opened()
    wanted.world.deliver()
    page = wanted.opened()
    assert page.status == 404
    assert "未获授权取得该事项的材料" in page.text
    assert "一小时后再次打开即重新调取" in page.text
    assert wanted.sent(wanted.here, "file.piece") == 0
    assert wanted.rows(wanted.here, "SELECT act FROM tongban_audit WHERE act = 'hand_over_file'") == []
    wanted.wait(timedelta(hours=2))
    assert wanted.opened().status == 202
    assert wanted.sent(wanted.there, "file.wanted") == 2


def test_an_older_node_refuses_and_the_officer_is_told(wanted: Wanted, monkeypatch: pytest.MonkeyPatch):
    async def older(self: FileTraffic, envelope: Envelope) -> None:
        await self.cases.apply(envelope)

    monkeypatch.setattr(FileTraffic, "_apply", older)
    wanted.opened()
    wanted.world.deliver()
    assert "系统版本较旧" in wanted.opened().text


def test_a_node_that_has_no_place_in_the_case_gets_nothing(wanted: Wanted):
    stranger = wanted.world.province(ELSEWHERE).node
    wanted.opened()
    want = wanted.rows(wanted.there, "SELECT body, case_id FROM tongban_outbox WHERE kind = 'file.wanted'")[0]
    letters = [
        Letter(receiver=HERE, case=stream, kind="file.wanted", body=bytes(want["body"]), epoch=0)
        for stream in (f"files:{mint_id(wanted.world.clock.now())}", wanted.case.case_id)
    ]
    wanted.world.run(write, stranger, letters)
    wanted.world.deliver()
    told = wanted.rows(stranger, "SELECT problem FROM tongban_outbox WHERE kind = 'file.wanted' ORDER BY problem")
    assert [row["problem"] for row in told] == ["bad_body", "unknown_case"]
    to_it = f"SELECT id FROM tongban_outbox WHERE kind = 'file.piece' AND receiver = '{ELSEWHERE}'"
    assert wanted.rows(wanted.here, to_it) == []
    assert wanted.opened().response.content == PDF, "whoever asked rightly has it"


def test_what_cannot_be_read_is_refused_and_holds_up_nothing(wanted: Wanted):
    stranger, now = wanted.world.province(ELSEWHERE).node, wanted.world.clock.now()
    no_text = {"case": "\x00", "file": "\x00", "digest": "0" * 64, "size": 1, "offset": 0}
    letters = [
        Letter(receiver=HERE, case=f"files:{mint_id(now)}", kind="file.wanted", body=body, epoch=0)
        for body in (b"null", msgspec.json.encode({**no_text, "size": -1}), msgspec.json.encode(no_text))
    ]
    wanted.world.run(write, stranger, letters)
    wanted.opened()
    wanted.world.deliver()
    told = wanted.rows(stranger, "SELECT problem FROM tongban_outbox WHERE kind = 'file.wanted'")
    assert len(told) == 3
    assert {row["problem"] for row in told} <= {"bad_body", "unknown_case"}
    assert wanted.opened().response.content == PDF


def test_pieces_that_nobody_asked_for_are_refused(wanted: Wanted):
    wanted.opened()
    (asked,) = wanted.rows(wanted.there, "SELECT case_id FROM tongban_outbox WHERE kind = 'file.wanted'")
    stranger = wanted.world.province(ELSEWHERE).node
    piece = msgspec.json.encode({"offset": 0, "content": b"%PDF-"})
    streams = (asked["case_id"], f"files:{mint_id(wanted.world.clock.now())}")
    letters = [Letter(receiver=THERE, case=each, kind="file.piece", body=piece, epoch=0) for each in streams]
    wanted.world.run(write, stranger, letters)
    wanted.world.deliver()
    told = wanted.rows(stranger, "SELECT problem FROM tongban_outbox WHERE kind = 'file.piece'")
    assert [row["problem"] for row in told] == ["business_rule"] * 2
    assert wanted.opened().response.content == PDF


def test_more_than_a_day_s_share_is_refused(wanted: Wanted):
    wanted.here.file_traffic.promised.most_bytes = len(PDF) - 1
    wanted.opened()
    wanted.world.deliver()
    assert "以信件提供的文件暂已达到上限" in wanted.opened().text


def test_a_file_that_is_gone_at_its_place_is_told(wanted: Wanted):
    for path in (wanted.here.settings.data / wanted.file.digest[:2]).iterdir():
        path.unlink()
    wanted.opened()
    wanted.world.deliver()
    assert "收件地没有所要的文件" in wanted.opened().text


def test_what_is_not_the_file_that_the_case_names_is_noticed_and_fetched_anew(wanted: Wanted):
    put_piece(wanted, b"%PDF-spoilt", source=HERE)
    wanted.opened()
    wanted.world.deliver()
    page = wanted.opened()
    assert page.status == 404
    assert "与申请时不一致" in page.text
    wanted.wait(timedelta(hours=2))
    wanted.opened()
    wanted.world.deliver()
    assert wanted.opened().response.content == PDF


def test_pieces_of_the_same_file_from_another_place_do_not_mix_with_it(wanted: Wanted):
    put_piece(wanted, b"%PDF-spoilt", source=ELSEWHERE)
    wanted.opened()
    wanted.world.deliver()
    assert wanted.opened().response.content == PDF
    assert [row["asked_from"] for row in wanted.rows(wanted.there, "SELECT asked_from FROM tongban_wanted_file")] == [0]


def test_whoever_was_killed_between_a_piece_and_the_note_of_it_goes_on(wanted: Wanted, monkeypatch: pytest.MonkeyPatch):
    wanted.opened()
    keep, killed = wanted.there.uploads.add_piece, []

    async def dies(digest: str, piece: bytes, *, offset: int, source: str) -> None:
        await keep(digest, piece, offset=offset, source=source)
        if len(killed) < 3:
            killed.append(offset)
            raise StorageError("killed")

    monkeypatch.setattr(wanted.there.uploads, "add_piece", dies)
    for _ in range(3):
        with pytest.raises(StorageError):
            wanted.world.deliver()
    wanted.world.deliver()
    assert killed == [0, 0, 0]
    assert wanted.opened().response.content == PDF


def test_of_letters_with_pieces_neither_text_nor_bytes_stay(wanted: Wanted):
    wanted.opened()
    wanted.world.deliver()
    text = "SELECT id FROM tongban_outbox WHERE kind = 'file.piece' AND length(body) > 0"
    sent = "SELECT id FROM tongban_outbox WHERE kind = 'file.piece' AND envelope IS NOT NULL"
    taken = "SELECT digest FROM tongban_inbox WHERE kind = 'file.piece' AND length(envelope) > 0"
    for node in (wanted.here, wanted.there):
        wanted.world.run(node.erasing.erase)
    assert wanted.rows(wanted.here, text) == []
    assert wanted.rows(wanted.here, sent)
    assert wanted.rows(wanted.there, taken)
    wanted.wait(timedelta(days=8))
    for node in (wanted.here, wanted.there):
        wanted.world.run(node.erasing.erase)
    assert wanted.rows(wanted.here, sent) == wanted.rows(wanted.there, taken) == []
    assert wanted.opened().response.content == PDF


def test_a_file_whose_pieces_are_on_their_way_for_days_is_not_tidied_away(
    wanted: Wanted, monkeypatch: pytest.MonkeyPatch
):
    wanted.opened()
    put_piece(wanted, PDF[:10], source=HERE)
    wanted.wait(timedelta(days=3))
    before = wanted.world.clock.now() - timedelta(days=2)
    for begun in (wanted.there.settings.data / BEGUN).iterdir():
        os.utime(begun, (before.timestamp(), before.timestamp()))
    awaited = wanted.world.run(wanted.there.file_traffic.wanted.awaited)
    assert bytes_begun(wanted) == 10
    wanted.world.run(lambda: wanted.there.uploads.sweep(awaited=awaited))
    assert bytes_begun(wanted) == 10
    wanted.world.run(wanted.there.uploads.sweep)
    assert bytes_begun(wanted) == 0


def put_piece(wanted: Wanted, piece: bytes, *, source: str) -> None:
    add = wanted.there.uploads.add_piece
    wanted.world.run(lambda: add(wanted.file.digest, piece, offset=0, source=source))


def bytes_begun(wanted: Wanted) -> int:
    return wanted.world.run(lambda: wanted.there.uploads.begun(wanted.file.digest, source=HERE))


async def write(node: Node, letters: list[Letter]) -> None:
    async with node.database.transaction("spec"):
        await node.cases.context.outbox.put(*letters)
