"""A register is asked and answers under two signatures, in time or not at all."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tongban.exchange import encryption, keys, nonces, questions, receipts, signatures
from tongban.exchange.keyring import Keyring
from tongban.exchange.nonces import Nonces
from tongban.exchange.queries import Inquiry, Queries, Unanswered
from tongban.exchange.questions import Answer, SealedQuestion
from tongban.exchange.shares import Shares
from tongban.exchange.stores.memory import Disk, MemoryStore
from tongban.exchange.turns import Turns

INQUIRY = Inquiry(
    receiver="500000",
    register="housing_fund.account",
    subject=b'{"account":"500123"}',
    purpose="hf.transfer",
    basis="consent",
    application="a1",
    sign_in_level="L2",
    consent="k1",
)


async def test_an_answer_names_the_digest_of_its_question(world: Any) -> None:
    asked = []

    async def listening(token: bytes) -> bytes:
        asked.append(token)
        return await world.chongqing.exchange.queries.answer(token)

    world.loopback.responds["500000"] = listening
    answered = await world.sichuan.exchange.queries.ask(INQUIRY)
    assert msgspec.json.decode(answered.answer.body) == {"balance": 1234500}
    assert answered.answer.re_digest == signatures.digest(asked[0])
    assert answered.digest == signatures.digest(answered.token)


@pytest.mark.parametrize(
    ("subject", "code", "told"),
    [
        (b'"nobody"', "not_a_party", "对方省平台按规定不能答复此项查询，由办理机关核实"),
        (b'"broken"', "unavailable", "对方省平台暂时不能答复"),
    ],
)
async def test_a_refusal_and_a_failing_register_are_told_by_code_and_to_whoever_applies_in_words(
    world: Any, subject: Any, code: Any, told: str
) -> None:
    with pytest.raises(Unanswered) as raised:
        await world.sichuan.exchange.queries.ask(replace(INQUIRY, subject=subject))
    assert (raised.value.code, raised.value.message) == (code, told)


async def test_the_words_of_a_refusal_are_read_by_the_asker_alone(world: Any) -> None:
    answered = []

    async def listening(token: bytes) -> bytes:
        answered.append(await world.chongqing.exchange.queries.answer(token))
        return answered[0]

    world.loopback.responds["500000"] = listening
    with pytest.raises(Unanswered, match="张建国的账户已被法院冻结"):
        await world.sichuan.exchange.queries.ask(replace(INQUIRY, subject=b'"sealed off"'))
    travelled = signatures.payload_of(answered[0])
    assert b'"business_rule"' in travelled
    assert "张建国".encode() not in travelled
    assert "冻结".encode() not in travelled


async def test_words_that_no_database_can_hold_are_told_without_what_it_cannot(world: Any) -> None:
    async def refusing(token: bytes) -> bytes:
        now = int(world.clock.now().timestamp() * 1000)
        answer = Answer(
            question="",
            re_digest=signatures.digest(token),
            sender="500000",
            receiver="510000",
            at=now,
            code="business_rule",
            words="no\0t now",
        )
        to = world.trust.current.sealing_key("510000", at=now)
        return questions.seal_answer(answer, key=world.chongqing.key, to=to)

    world.loopback.responds["500000"] = refusing
    with pytest.raises(Unanswered) as raised:
        await world.sichuan.exchange.queries.ask(INQUIRY)
    assert raised.value.message == "not now"


async def test_a_node_that_cannot_be_reached_leaves_the_question_unanswered(world: Any) -> None:
    world.loopback.unreachable.add("500000")
    with pytest.raises(Unanswered) as raised:
        await world.sichuan.exchange.queries.ask(INQUIRY)
    assert raised.value.code == "unreachable"


async def test_a_silent_register_leaves_the_question_unanswered(world: Any) -> None:
    async def silent(_: bytes) -> bytes:
        await asyncio.Event().wait()
        raise AssertionError

    world.loopback.responds["500000"] = silent
    impatient = Queries(
        node="510000",
        keyring=Keyring("510000", world.sichuan.own, world.trust),
        trust=world.trust,
        transport=world.loopback,
        responder=world.sichuan.registrar,
        clock=world.clock,
        nonces=Nonces(MemoryStore(Disk(), lambda: 0)),
        shares=Shares(),
        deadline=0,
    )
    with pytest.raises(Unanswered) as raised:
        await impatient.ask(INQUIRY)
    assert raised.value.code == "timeout"


async def test_an_answer_to_another_question_is_not_believed(world: Any) -> None:
    kept = []

    async def replaying(token: bytes) -> bytes:
        kept.append(await world.chongqing.exchange.queries.answer(token))
        return kept[0]

    world.loopback.responds["500000"] = replaying
    await world.sichuan.exchange.queries.ask(INQUIRY)
    with pytest.raises(Unanswered) as raised:
        await world.sichuan.exchange.queries.ask(INQUIRY)
    assert raised.value.code == "bad_answer"


async def test_an_altered_answer_is_not_believed(world: Any) -> None:
    async def altering(token: bytes) -> bytes:
        answer = bytearray(await world.chongqing.exchange.queries.answer(token))
        answer[-40] ^= 1
        return bytes(answer)

    world.loopback.responds["500000"] = altering
    with pytest.raises(Unanswered) as raised:
        await world.sichuan.exchange.queries.ask(INQUIRY)
    assert raised.value.code == "bad_answer"


async def test_an_answer_that_is_nested_without_end_is_not_believed(world: Any) -> None:
    async def hostile(_: bytes) -> bytes:
        return b'{"x":' + b"[" * 8_000

    world.loopback.responds["500000"] = hostile
    with pytest.raises(Unanswered) as raised:
        await world.sichuan.exchange.queries.ask(INQUIRY)
    assert raised.value.code == "bad_answer"


def sealed_subject(world: Any) -> encryption.Sealed:
    now = int(world.clock.now().timestamp() * 1000)
    key = world.trust.current.sealing_key("500000", at=now)
    return encryption.seal(b"1", key=key, sender="510000", receiver="500000")


def question(world: Any, **changes: Any) -> bytes:
    now = int(world.clock.now().timestamp() * 1000)
    fields = {
        "id": "01a20901-7577-7ecf-9b5f-458c1a1fe194",
        "sender": "510000",
        "receiver": "500000",
        "register": "r",
        "subject": sealed_subject(world),
        "purpose": "p",
        "basis": "b",
        "application": "a",
        "sign_in_level": "L2",
        "iat": now,
        "nonce": "0" * 32,
    }
    payload = msgspec.json.encode(SealedQuestion(**{**fields, **changes}))
    return signatures.sign(payload, key=world.sichuan.key, typ=questions.QUESTION_TYP)


async def code(world: Any, token: bytes) -> str:
    reply = await world.chongqing.exchange.queries.answer(token)
    return msgspec.json.decode(signatures.payload_of(reply), type=questions.SealedAnswer).code


async def test_the_same_question_is_not_answered_twice(world: Any) -> None:
    token = question(world)
    assert [await code(world, token), await code(world, token)] == ["ok", "replayed"]
    world.pass_time(11 * 60)
    assert await code(world, token) == "clock_skew"


async def test_what_one_process_has_answered_no_other_and_no_later_one_answers(world: Any) -> None:
    token = question(world)
    assert await code(world, token) == "ok"
    await world.chongqing.restart()
    assert await code(world, token) == "replayed"


async def test_a_peer_with_too_many_questions_waits_until_its_old_ones_are_past(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nonces, "MOST_EACH", 2)
    monkeypatch.setattr(nonces, "COUNTED_EVERY", 1)
    asked = [question(world, nonce=f"{number:032x}") for number in range(3)]
    assert [await code(world, token) for token in asked] == ["ok", "ok", "unavailable"]
    world.pass_time(11 * 60)
    later = int(world.clock.now().timestamp() * 1000)
    assert await code(world, question(world, nonce="f" * 32, iat=later)) == "ok"


async def test_what_a_peer_has_asked_is_not_counted_at_every_question(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[str] = []
    genuine = type(world.chongqing.exchange.inbox.store).count_nonces

    async def count(self: Any, sender: str, **about: Any) -> int:
        counted.append(sender)
        return await genuine(self, sender, **about)

    monkeypatch.setattr(type(world.chongqing.exchange.inbox.store), "count_nonces", count)
    for number in range(10):
        assert await code(world, question(world, nonce=f"{number:032x}")) == "ok"
    assert len(counted) == 1


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_a_question_far_from_now_is_refused_and_says_the_time(world: Any, minutes: Any) -> None:
    now = int(world.clock.now().timestamp() * 1000)
    assert await code(world, question(world, iat=now + minutes * 60_000)) == "clock_skew"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sender": "440000"}, "sender_mismatch"),
        ({"receiver": "440000"}, "wrong_receiver"),
        ({"sign_in_level": "L9"}, "schema"),
        ({"v": 9}, "version"),
        ({"purpose": ""}, "schema"),
        *(({name: "\0"}, "schema") for name in ("register", "purpose", "basis", "application", "consent")),
    ],
)
async def test_a_wrong_question_is_refused_by_code(world: Any, changes: Any, expected: Any) -> None:
    assert await code(world, question(world, **changes)) == expected


@pytest.mark.parametrize(
    ("changes", "borne_by"), [({}, "510000"), ({"receiver": "440000"}, ""), ({"iat": 0}, ""), ({"v": 9}, "")]
)
async def test_what_another_posts_here_takes_no_share_of_who_signed_it(
    world: Any, monkeypatch: pytest.MonkeyPatch, changes: Any, borne_by: str
) -> None:
    billed: list[str] = []
    genuine = Shares.at_work
    monkeypatch.setattr(Shares, "at_work", lambda self, peer, *much: billed.append(peer) or genuine(self, peer, *much))
    queries, token = world.chongqing.exchange.queries, question(world, **changes)
    assert queries.asker(token) == borne_by
    await queries.answer(token)
    assert billed == [borne_by]


async def test_a_stranger_gets_unsigned_advice(world: Any) -> None:
    token = bytearray(question(world))
    token[-40] = ord("A") if token[-40] != ord("A") else ord("B")
    notice = receipts.read_notice(await world.chongqing.exchange.queries.answer(bytes(token)))
    assert notice.refused == "bad_signature"


async def test_neither_subject_nor_answer_can_be_read_on_the_way(world: Any) -> None:
    seen: list[bytes] = []

    async def listening(token: bytes) -> bytes:
        reply = await world.chongqing.exchange.queries.answer(token)
        seen.extend((signatures.payload_of(token), signatures.payload_of(reply)))
        return reply

    world.loopback.responds["500000"] = listening
    answered = await world.sichuan.exchange.queries.ask(INQUIRY)
    assert b"1234500" in bytes(answered.answer.body)
    assert len(seen) == 2
    assert not any(secret in text for text in seen for secret in (b"500123", b"1234500", b"balance"))


async def test_a_subject_that_another_node_encrypted_is_not_answered(
    world: Any, list_node: Any, make_trust_list: Any
) -> None:
    guangdong = keys.generate_pair("440000")
    nodes = [list_node(node.id, *node.own.all) for node in world.nodes.values()]
    world.trust.replace(make_trust_list(*nodes, list_node("440000", *guangdong.all), version=2))
    stolen = msgspec.json.decode(signatures.payload_of(question(world)), type=SealedQuestion)
    payload = msgspec.json.encode(msgspec.structs.replace(stolen, sender="440000"))
    token = signatures.sign(payload, key=guangdong.signing[0], typ=questions.QUESTION_TYP)
    assert await code(world, token) == "bad_body"


async def test_who_asks_too_much_is_told_to_come_again_and_keeps_nobody_elses_question_waiting(world: Any) -> None:
    asked = list[bytes]()

    async def keeping(token: bytes) -> bytes:
        asked.append(token)
        return b"{}"

    world.loopback.responds["500000"] = keeping
    for _ in range(2):
        with pytest.raises(Unanswered):
            await world.sichuan.exchange.queries.ask(INQUIRY)
    turns = Turns(at_once=1, waiting=1)
    narrow = replace(world.chongqing.exchange, question_turns=turns)
    async with turns.of("510000"):
        first = asyncio.create_task(narrow.answer(asked[0]))
        await asyncio.sleep(0)
        notice = receipts.read_notice(await narrow.answer(asked[1]))
        strange = receipts.read_notice(await narrow.answer(b"e30.e30.e30"))
    assert notice is not None
    assert (notice.refused, notice.digest) == ("over_share", signatures.digest(asked[1]))
    assert strange is not None
    assert strange.refused == "malformed"
    assert receipts.read_notice(await first) is None
