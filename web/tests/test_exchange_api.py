"""The exchange endpoint: whatever a peer sends is answered, and nothing is ever an internal error."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from caller import Caller

from tongban.clock import milliseconds
from tongban.exchange import delivery_notes, fetching, frame, keys, limits, receipts, signatures
from tongban.exchange import turns as turns_module
from tongban.exchange.refusals import REFUSALS
from tongban.exchange.turns import NOBODY
from tongban.testing.world import World
from tongban_web import exchange_api

LETTERS, QUERIES, HEALTH = "/exchange/v1/letters", "/exchange/v1/queries", "/exchange/v1/health"
DUE = "/exchange/v1/due"


@pytest.fixture
def peer(world: World) -> Caller:
    return Caller.at(world, "510000")


def _post(peer: Caller, address: str, content: bytes, kind: str) -> tuple[int, bytes]:
    answer = peer.send("POST", address, content, **{"content-type": kind})
    return answer.status_code, answer.content


def test_letters_that_nobody_signed_get_a_notice_each(peer: Caller) -> None:
    status, body = _post(peer, LETTERS, frame.pack([b"a", b"b.c.d", b""]), frame.CONTENT_TYPE)
    assert status == 200
    assert len(frame.unpack(body)) == 3


def test_a_question_that_nobody_signed_gets_a_notice(peer: Caller) -> None:
    status, body = _post(peer, QUERIES, b"x.y.z", frame.QUESTION_TYPE)
    assert (status, bool(body)) == (200, True)


@pytest.mark.parametrize(
    ("address", "content", "kind", "status", "code"),
    [
        (LETTERS, b"not a batch", frame.CONTENT_TYPE, 400, "malformed"),
        (LETTERS, frame.pack([b"x"] * (limits.MAX_FRAME_ITEMS + 1)), frame.CONTENT_TYPE, 400, "malformed"),
        (LETTERS, bytes(limits.MAX_FRAME_BYTES + 1), frame.CONTENT_TYPE, 413, "too_large"),
        (LETTERS, frame.pack([]), "application/json", 415, "malformed"),
        (QUERIES, bytes(limits.token_bytes(limits.MAX_PAYLOAD_BYTES) + 1), frame.QUESTION_TYPE, 413, "too_large"),
        (QUERIES, b"", "text/plain", 415, "malformed"),
    ],
    ids=["no batch", "too many", "too large", "other type", "question too large", "question of another type"],
)
def test_what_is_no_batch_or_question_is_refused_by_code_and_where_it_was_not_read_without_a_digest(
    peer: Caller, address: str, content: bytes, kind: str, status: int, code: str
) -> None:
    given, body = _post(peer, address, content, kind)
    notice = receipts.read_notice(body)
    assert notice is not None
    digest = signatures.digest(content) if status == 400 else ""
    assert (given, notice.refused, notice.digest) == (status, code, digest)


def test_what_is_refused_as_a_whole_is_refused_by_code_and_the_digest_of_its_bytes(peer: Caller) -> None:
    for address, body, kind, status, code in (
        (LETTERS, b"not a batch", frame.CONTENT_TYPE, 400, "malformed"),
        ("/exchange/v1/due", b"x.y.z", frame.FETCH_TYPE, 403, "malformed"),
        ("/exchange/v1/due", _fetch("500000"), frame.FETCH_TYPE, 403, "unknown_sender"),
    ):
        answer = peer.send("POST", address, body, **{"content-type": kind})
        notice = receipts.read_notice(answer.content)
        assert notice is not None
        assert (answer.status_code, notice.refused, notice.digest) == (status, code, signatures.digest(body))


def test_a_flipped_bit_anywhere_in_a_letter_or_delivery_is_refused_by_code_and_digest_and_is_no_error(
    world: World, peer: Caller
) -> None:
    letter = _signed(peer)
    altered = [_flipped(letter, offset) for offset in range(0, len(letter), len(letter) // 150)]
    status, body = _post(peer, LETTERS, frame.pack(altered), frame.CONTENT_TYPE)
    notices = _notices(frame.unpack(body))
    assert status == 200
    assert sorted(notice.digest for notice in notices) == sorted(map(signatures.digest, altered))
    delivery = frame.pack([letter])
    for offset in range(0, len(delivery), len(delivery) // 50):
        posted = _flipped(delivery, offset)
        status, body = _post(peer, LETTERS, posted, frame.CONTENT_TYPE)
        if status == 200:
            _notices(frame.unpack(body))
        else:
            assert (status, [each.digest for each in _notices([body])]) == (400, [signatures.digest(posted)])
    stored = "SELECT COUNT(*) AS letters FROM tongban_inbox"
    assert world.run(peer.node.database.fetch_one, stored)["letters"] == 0
    status, _ = _post(peer, LETTERS, delivery, frame.CONTENT_TYPE)
    assert (status, world.run(peer.node.database.fetch_one, stored)["letters"]) == (200, 1), "the genuine one is taken"


def _flipped(whole: bytes, offset: int) -> bytes:
    return whole[:offset] + bytes((whole[offset] ^ 1 << offset % 8,)) + whole[offset + 1 :]


def _notices(answers: list[bytes]) -> list[receipts.Notice]:
    """What is said to nobody known, each with a code that people can look up."""
    notices = [notice for notice in map(receipts.read_notice, answers) if notice is not None]
    assert len(notices) == len(answers), "a copy was believed"
    assert {notice.refused for notice in notices} <= REFUSALS.keys()
    return notices


def _fetch(node: str) -> bytes:
    key = keys.generate(node)
    return fetching.seal(sender=node, receiver="510000", now=milliseconds(datetime.now(UTC)), key=key)


def test_strangers_who_hold_their_line_hold_up_no_peer_and_no_body_of_theirs_is_read(
    world: World, peer: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    node, guangdong, read = peer.node, world.province("440000").node, []
    genuine = exchange_api._body

    async def body(request: Any) -> bytes:
        read.append(request.headers.get(delivery_notes.HEADER))
        return await genuine(request)

    monkeypatch.setattr(exchange_api, "_body", body)
    for turns, address, kind, status, later in (
        (node.exchange.letter_turns, LETTERS, frame.CONTENT_TYPE, 200, 0),
        (node.exchange.question_turns, QUERIES, frame.QUESTION_TYPE, 200, 10),
        (node.exchange.fetch_turns, DUE, frame.FETCH_TYPE, 403, 20),
    ):
        line = turns._lines.setdefault(NOBODY, turns_module._Line(asyncio.Semaphore(0)))
        monkeypatch.setattr(line, "waiting", turns.waiting)
        batch = frame.pack([b"a"])
        at, key = milliseconds(guangdong.clock.now()) + later, guangdong.exchange.sealer.keyring.own.signing[-1]

        def note_for(body: bytes, now: int, key: Any = key) -> str:
            return delivery_notes.seal(body, sender="440000", receiver="510000", now=now, key=key)

        noted = {"content-type": kind, delivery_notes.HEADER: note_for(batch, at)}
        assert peer.send("POST", address, batch, **noted).status_code == status
        read.clear()
        refused = peer.send("POST", address, batch, **{"content-type": kind})
        notice = receipts.read_notice(refused.content)
        assert notice is not None
        assert (refused.status_code, notice.refused, notice.digest) == (429, "over_share", "")
        assert int(refused.headers["retry-after"]) > 0
        assert "请稍后再发" in notice.message
        assert read == []
        for body in (batch, batch + b"c"):
            assert peer.send("POST", address, body, **noted).status_code == 429, "a note that came before"
        assert read == []
        changed = {**noted, delivery_notes.HEADER: note_for(batch, at + 1)}
        assert peer.send("POST", address, batch + b"c", **changed).status_code == 429, "a changed body"


def test_a_node_tells_that_it_lives_and_can_serve(peer: Caller) -> None:
    assert [peer.get(address).status_code for address in (HEALTH, "/livez", "/readyz")] == [200, 200, 200]


def test_whether_a_node_can_serve_is_told_while_somebody_writes_and_holds_up_nobody(world: World, peer: Caller) -> None:
    assert peer.get("/readyz").status_code == 200
    database = peer.node.database

    async def ask_while_writing() -> list[str]:
        async with asyncio.timeout(20), database.transaction("test.hold"):
            await database.execute("UPDATE tongban_audit_head SET holder = holder WHERE id = 1")
            return await database.spawn(peer.node.readiness.problems())

    assert world.run(ask_while_writing) == []


def test_a_node_whose_trust_list_is_past_its_grace_is_not_ready(world: World, peer: Caller) -> None:
    world.today("2037-01-04")
    answer = peer.get("/readyz")
    assert (answer.status_code, "fetch the current one" in answer.text) == (503, True)
    assert peer.get("/livez").status_code == 200


def test_a_node_whose_background_work_has_broken_off_is_not_ready(world: World, peer: Caller) -> None:
    async def courier() -> None:
        raise ZeroDivisionError

    async def begun() -> None:
        peer.node.background.start("the courier", courier)
        while not peer.node.background.problems():  # noqa: ASYNC110 - the other task has its turn
            await asyncio.sleep(0)

    world.run(begun)
    answer = peer.get("/readyz")
    assert (answer.status_code, "the courier broke off (ZeroDivisionError)" in answer.text) == (503, True)

    async def end() -> None:
        work = peer.node.background._tasks.pop()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)

    world.run(end)
    assert peer.get("/readyz").status_code == 200


def test_a_node_whose_disk_is_nearly_full_is_not_ready(peer: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: shutil._ntuple_diskusage(1000, 951, 49))
    answer = peer.get("/readyz")
    assert (answer.status_code, "make room" in answer.text) == (503, True)


def test_any_node_hands_on_the_trust_list_to_whoever_has_an_older_one(peer: Caller) -> None:
    current = peer.node.trust.current
    handed = peer.get("/exchange/v1/trust?after=0")
    assert (handed.status_code, handed.content) == (200, current.signed)
    assert peer.get(f"/exchange/v1/trust?after={current.document.version}").status_code == 204
    assert peer.get("/exchange/v1/trust?after=x").status_code == 400


def test_without_its_database_a_node_lives_but_asks_peers_to_come_again(world: World, peer: Caller) -> None:
    world.run(peer.node.database.stop)
    try:
        assert peer.get("/livez").status_code == 200
        for answer in (peer.get("/readyz"), peer.get(HEALTH), _letters(peer)):
            assert answer.status_code == 503
            assert int(answer.headers["retry-after"]) > 0
        told = replace(peer, token="tb_" + "x" * 43).get("/api/v1/cases")
        assert (told.status_code, told.headers["content-type"]) == (503, "application/problem+json")
    finally:
        world.run(peer.node.database.start)


def _letters(peer: Caller) -> httpx.Response:
    return peer.send("POST", LETTERS, frame.pack([_signed(peer)]), **{"content-type": frame.CONTENT_TYPE})


def _signed(peer: Caller) -> bytes:
    """A letter of a neighbour that only the database could tell from a new one."""
    province = peer.world.province("440000")
    handed = province.apply(
        "hh.cert.hukou",
        by="张建国",
        answers={"cert_kind": "former_name", "purpose": "办理公证", "hukou_place": "510104", "handed_by": "self"},
    )
    peer.world.run(province.node.exchange.sealer.seal_due, "510000")
    row = peer.world.run(
        province.node.database.fetch_one,
        "SELECT envelope FROM tongban_outbox WHERE case_id = $1",
        handed.case.id,
    )
    assert row is not None
    return bytes(row["envelope"])
