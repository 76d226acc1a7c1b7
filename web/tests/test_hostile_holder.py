"""A place that answers questions about a file of its own wrongly, for ever or too slowly harms nobody who reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from joined_nodes import Join, joined
from test_files_by_letter import HERE, PDF, Wanted, handed_in

from tongban.desk.file_answers import FILES, AskedPiece, FileAnswers, FilePiece
from tongban.desk.file_letters import PIECE_BYTES
from tongban.evidence.files import BEGUN
from tongban.evidence.items import Evidence
from tongban.evidence.uploads import StoredFile
from tongban.exchange.questions import Question
from tongban.exchange.refusals import Rejected

__all__ = ["joined"]

ENOUGH = 20
"""Answers after which a holder that would go on for ever gives up."""

Answering = Callable[[int, StoredFile], FilePiece]


@pytest.fixture
def wanted(joined: Join) -> Wanted:
    return handed_in(joined("https", at=HERE))


def answer_with(wanted: Wanted, monkeypatch: pytest.MonkeyPatch, answering: Answering) -> list[int]:
    """The holder answers so; the offsets that it is asked for."""
    asked: list[int] = []

    async def respond(self: FileAnswers, question: Question) -> bytes:
        assert question.register == FILES
        asked.append(msgspec.json.decode(bytes(question.subject), type=AskedPiece).offset)
        if len(asked) > ENOUGH:
            raise Rejected("part_missing")
        return msgspec.json.encode(answering(asked[-1], wanted.file))

    monkeypatch.setattr(FileAnswers, "respond", respond)
    return asked


def begun(wanted: Wanted) -> int:
    """The bytes that lie at the reader of what was begun."""
    return sum(path.stat().st_size for path in wanted.there.settings.data.glob(f"{BEGUN}/*"))


WRONG: dict[str, Answering] = {
    "a byte at a time": lambda offset, stored: FilePiece(stored, PDF[offset : offset + 1]),
    "nothing": lambda _, stored: FilePiece(stored, b""),
    "more than a piece": lambda offset, stored: FilePiece(stored, PDF[offset : offset + PIECE_BYTES + 1]),
    "beyond the end": lambda offset, stored: FilePiece(
        stored, PDF[offset : offset + PIECE_BYTES].ljust(PIECE_BYTES, b"\0")
    ),
    "another file": lambda offset, stored: FilePiece(
        msgspec.structs.replace(stored, size=2**50), PDF[offset : offset + PIECE_BYTES]
    ),
}


@pytest.mark.parametrize("answers", WRONG)
def test_nothing_is_kept_beyond_what_the_case_names(answers: str, wanted: Wanted, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as hostile:
        asked = answer_with(wanted, hostile, WRONG[answers])
        page = wanted.opened()
    assert page.status == 404
    assert "收件地提供的文件与申请时不一致" in page.text
    assert len(asked) <= -(-len(PDF) // PIECE_BYTES)
    assert begun(wanted) <= len(PDF)
    assert wanted.opened().response.content == PDF, "an honest answer is believed again"


def test_other_bytes_of_the_right_length_are_noticed_and_deleted(wanted: Wanted, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as hostile:
        answer_with(
            wanted, hostile, lambda offset, stored: FilePiece(stored, bytes(min(PIECE_BYTES, len(PDF) - offset)))
        )
        assert "与申请时不一致" in wanted.opened().text
    assert begun(wanted) == 0
    assert wanted.opened().response.content == PDF


def test_whoever_waits_long_enough_is_told_and_the_pieces_that_came_are_kept(
    wanted: Wanted, monkeypatch: pytest.MonkeyPatch
):
    def slowly(offset: int, stored: StoredFile) -> FilePiece:
        wanted.world.clock.advance(timedelta(seconds=30))
        return FilePiece(stored, PDF[offset : offset + PIECE_BYTES])

    with monkeypatch.context() as slow:
        asked = answer_with(wanted, slow, slowly)
        page = wanted.opened()
        assert page.status == 202
        assert f"正在调取，已收到{100 * 2 * PIECE_BYTES // len(PDF)}%" in page.text
        assert "从已收到的部分继续调取" in page.text
        assert wanted.opened().response.content == PDF
    assert asked == [0, PIECE_BYTES, 2 * PIECE_BYTES]


LIES: dict[str, Any] = {
    "larger than any disk": {"value": {"size": 2**60}},
    "larger than any upload": {"value": {"size": 5 * 10**9}},
    "a size in words": {"value": {"size": "1"}},
    "no size": {"value": {"size": None}},
    "another type": {"value": {"type": "text/html"}},
    "a name in two lines": {"value": {"name": "a\r\nSet-Cookie: b"}},
    "half a name": {"value": {"name": "\x00"}},
    "a path for a digest": {"digest": "../x"},
    "a day that nobody can write": {"at": 10**18},
    "a time beyond every column": {"at": 2**63},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_file_that_nobody_can_upload_is_never_asked_for(lie: str, joined: Join, monkeypatch: pytest.MonkeyPatch):
    """Of a case that was taken in before such were refused."""
    said, name = LIES[lie], StoredFile.evidence

    def lying(self: StoredFile, title: str) -> Evidence:
        item = name(self, title)
        return msgspec.structs.replace(item, **{**said, "value": {**item.value, **said.get("value", {})}})

    monkeypatch.setattr(StoredFile, "evidence", lying)
    monkeypatch.setattr("tongban.cases.receiving.require_readable", lambda *_, **_known: None)
    wanted = handed_in(joined("https", at=HERE))
    asked = answer_with(wanted, monkeypatch, lambda _, stored: FilePiece(stored, bytes(PIECE_BYTES)))
    answer = wanted.officer.get(f"/desk/cases/{wanted.case.case_id}/files/{wanted.file.id}")
    assert answer.status == 404
    assert "不符合上传要求" in answer.text
    assert "联系收件地核实" in answer.text
    assert (asked, begun(wanted)) == ([], 0)
