"""Attacks at length: every offset of 200 letters, and all that was sent in a day sent again, twice."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest

from tongban.exchange import arrivals, envelope, keys, receipts, signatures
from tongban.exchange.arrivals import TurnedAway
from tongban.exchange.encryption import SealingKey
from tongban.exchange.envelope import Envelope
from tongban.exchange.ids import mint_id
from tongban.exchange.letters import Letter
from tongban.exchange.queries import Inquiry, Unanswered

SICHUAN, CHONGQING = "510000", "500000"
LETTERS = 200
TABLES = ("tongban_outbox", "tongban_inbox", "tongban_receipt", "effect", "rejection")


def test_one_flipped_bit_at_every_offset_of_200_letters_lets_none_in(list_node: Any, make_trust_list: Any) -> None:
    from tongban.clock import milliseconds

    key, opening = keys.generate(SICHUAN), keys.generate_opening(CHONGQING)
    trusted = make_trust_list(list_node(SICHUAN, key), list_node(CHONGQING, opening))
    now = trusted.document.issued
    to = SealingKey(opening.kid, opening.suite, keys.public(opening).jwk)
    moment = _moment(now)
    tried = 0
    for number in range(LETTERS):
        letter = Envelope(
            v=1,
            id=mint_id(moment),
            kind="case.facts",
            sender=SICHUAN,
            receiver=CHONGQING,
            case=f"c{number}",
            seq=1,
            epoch=number,
            iat=milliseconds(moment),
            body=msgspec.Raw(b"%d" % number),
        )
        token = envelope.seal(letter, key=key, to=to)
        for offset in range(len(token)):
            flipped = bytes((token[offset] ^ (1 << ((offset + number) % 8)),))
            altered = token[:offset] + flipped + token[offset + 1 :]
            assert isinstance(arrivals.inspect(altered, trust=trusted, node=CHONGQING, now=now), TurnedAway)
            tried += 1
    assert tried > LETTERS * 800


def _moment(now: int) -> Any:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(now / 1000, UTC)


@dataclass
class Wire:
    """Writes down everything that passes between two nodes."""

    world: Any
    items: dict[str, list[bytes]] = field(default_factory=dict)
    questions: list[bytes] = field(default_factory=list)

    def listen(self) -> None:
        for node in self.world.nodes.values():
            self.world.loopback.takes[node.id] = self._taking(node)
        answer = self.world.loopback.responds[CHONGQING]

        async def asked(question: bytes) -> bytes:
            self.questions.append(question)
            return await answer(question)

        self.world.loopback.responds[CHONGQING] = asked

    def _taking(self, node: Any) -> Any:
        async def take(items: Any) -> list[bytes]:
            answers = await node.take(items)
            self.items.setdefault(node.id, []).extend(items)
            others = next(other.id for other in self.world.nodes.values() if other is not node)
            self.items.setdefault(others, []).extend(answers)
            return answers

        return take


async def a_day(world: Any) -> None:
    inquiry = {"register": "r", "purpose": "p", "basis": "b", "application": "a", "sign_in_level": "L2"}
    for number in range(30):
        for node, other in ((world.sichuan, CHONGQING), (world.chongqing, SICHUAN)):
            kind = "case.refused" if number % 7 == 0 else "case.facts"
            node.registrar.rejects = {"case.refused"}
            letters = [
                Letter(receiver=other, case=f"{node.id}-{number}", kind=kind, body=b'{"n":1}', epoch=0) for _ in "ab"
            ]
            await node.send(*letters)
        await world.sichuan.exchange.queries.ask(Inquiry(receiver=CHONGQING, subject=b"%d" % number, **inquiry))
        for node in world.nodes.values():
            await node.exchange.courier.deliver_due()
        world.pass_time(60)


async def contents(world: Any) -> dict[tuple[str, str], list[Any]]:
    found = {}
    for node in world.nodes.values():
        for table in TABLES:
            rows = await node.database.fetch(f"SELECT * FROM {table}")
            found[node.id, table] = sorted(str(sorted(dict(row).items())) for row in rows)
    return found


async def test_a_whole_day_sent_again_twice_has_no_effect(world: Any) -> None:
    wire = Wire(world)
    wire.listen()
    await a_day(world)
    before, recorded = await contents(world), {node: list(items) for node, items in wire.items.items()}
    assert min(len(items) for items in recorded.values()) > 100
    chance = random.Random(1)
    for _ in range(2):
        for node in world.nodes.values():
            items = list(recorded[node.id])
            chance.shuffle(items)
            for start in range(0, len(items), 40):
                await node.exchange.inbox.take(items[start : start + 40])
        for question in list(wire.questions):
            reply = await world.chongqing.exchange.queries.answer(question)
            assert b'"ok"' not in signatures.payload_of(reply)
    assert await contents(world) == before


async def test_every_refusal_names_the_bytes_refused_and_is_signed_only_for_whom_we_know(world: Any) -> None:
    await world.sichuan.send(Letter(receiver=CHONGQING, case="c1", kind="case.facts", body=b"1", epoch=0))
    await world.sichuan.exchange.sealer.seal_due(CHONGQING)
    token = bytes((await world.sichuan.database.fetch_one("SELECT envelope FROM tongban_outbox"))["envelope"])
    genuine = msgspec.json.decode(signatures.payload_of(token))
    known = [
        signatures.sign(msgspec.json.encode({**genuine, **change}), key=world.sichuan.key, typ=envelope.TYP)
        for change in ({"sender": "440000"}, {"receiver": "440000"}, {"v": 9}, {"case": "../x"})
    ]
    unknown = [token[:-4] + b"AAAA", b"", b"a.b.c", keys.generate("440000").kid.encode(), token + b"="]
    told = {}
    for answer in await world.chongqing.take([*known, *unknown]):
        notice = receipts.read_notice(answer)
        if notice is None:
            receipt = receipts.read(signatures.payload_of(answer))
            told[receipt.digest] = ("signed", receipt.code)
        else:
            told[notice.digest] = ("unsigned", notice.refused)
    codes = ("sender_mismatch", "wrong_receiver", "version", "schema")
    assert [told[signatures.digest(item)] for item in known] == [("signed", code) for code in codes]
    assert {told[signatures.digest(item)][0] for item in unknown} == {"unsigned"}
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied"], "no forged copy ends the genuine letter"


async def test_an_unanswered_question_tells_nothing_of_its_subject(world: Any) -> None:
    inquiry = Inquiry(
        receiver=CHONGQING,
        register="r",
        subject=b'"nobody"',
        purpose="p",
        basis="b",
        application="a",
        sign_in_level="L2",
    )
    with pytest.raises(Unanswered) as raised:
        await world.sichuan.exchange.queries.ask(inquiry)
    assert "nobody" not in str(raised.value)
