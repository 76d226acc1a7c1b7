"""What a peer or a stranger sends fills no disk and no log, and is put down to nobody else."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from structlog.testing import capture_logs

from tongban.audit.alarms import AuditAlarms
from tongban.audit.record import Audit
from tongban.clock import milliseconds
from tongban.exchange import envelope, limits, parked_limit, receipts, signatures, statements, suites
from tongban.exchange.keys import OwnKeys
from tongban.exchange.letters import Letter
from tongban.exchange.refusal_table import FixedBy
from tongban.exchange.refusals import REFUSALS, Refused
from tongban.exchange.shares import Shares
from tongban.exchange.statements import Statement

SICHUAN, CHONGQING = "510000", "500000"


def letter(case: str, *, size: int = 2) -> Letter:
    return Letter(receiver=CHONGQING, case=case, kind="case.facts", body=b"{}".rjust(size), epoch=0)


@pytest.mark.parametrize("kid", ["510000." + "k" * 600, "510000.k\nforged line", "510000.锁", ""])
def test_what_a_stranger_writes_into_a_header_stays_short_and_on_one_line(kid: str) -> None:
    header = suites.encode(msgspec.json.encode({"alg": "EdDSA", "kid": kid, "typ": "tongban+jws"}))
    with pytest.raises(Refused, match="malformed"):
        signatures.read_header(header + b".e30.AA")


async def test_letters_that_wait_for_others_fill_no_disk_and_what_they_wait_for_is_still_taken(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_PARKED", 3)
    monkeypatch.setattr(parked_limit, "COUNTED_EVERY", 1)
    await world.sichuan.send(*[letter("c1") for _ in range(8)], letter("c2"))
    other, first, *gapped = await tokens_of(world)
    said = [await answered(world, token) for token in gapped]
    assert said == [("custody", "ok")] * 3 + [("deferred", "unavailable")] * 4
    assert await world.chongqing.registrar.effects() == []
    assert set(world.chongqing.registrar.alarms) == {(SICHUAN, "much_parked")}
    assert await answered(world, other) == ("custody", "ok")
    assert await answered(world, first) == ("custody", "ok")
    assert len(await world.chongqing.registrar.effects()) == 5
    await world.sichuan.exchange.courier.deliver_due()
    assert set(await world.sichuan.states("c1")) == {"applied"}


async def test_a_letter_that_is_tried_in_vain_for_days_fills_no_log(world: Any) -> None:
    world.chongqing.registrar.fails = {"c1"}
    await world.sichuan.send(letter("c1"))
    with capture_logs() as logs:
        await world.sichuan.exchange.courier.deliver_due()
        for _ in range(19):
            world.pass_time(600)
            await world.chongqing.exchange.inbox.applier.apply_due()
    told = [each for each in logs if each["event"] == "letter_parked"]
    assert [each["attempts"] for each in told] == [1, 2, 4, 8, 16]
    assert all("ZeroDivisionError" in each["trace"] for each in told)


async def test_an_operator_is_told_of_letters_that_are_put_off_once_until_it_is_looked_at(world: Any) -> None:
    there = world.chongqing
    alarms = AuditAlarms(Audit(there.database, secret=b"s" * 32, node=CHONGQING, clock=world.clock), there.incidents)
    for _ in range(3):
        await alarms.on_much_parked(SICHUAN)
        world.pass_time(24 * 3600)
    (told,) = await there.incidents.all_open()
    assert (told.code, told.peer, told.details) == ("much_parked", SICHUAN, "2026-11-23")
    assert await there.incidents.close_by_hand(told.id, "seen")
    await alarms.on_much_parked(SICHUAN)
    assert len(await there.incidents.all_open()) == 1, "it goes on"


def test_who_is_put_off_is_not_told_that_nobody_need_do_anything() -> None:
    assert REFUSALS["unavailable"].fixed_by is FixedBy.RECEIVING_OPERATOR


async def test_few_large_letters_that_wait_for_others_fill_no_disk_either(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.sichuan.send(*[letter("c1", size=20_000) for _ in range(8)], letter("c2"))
    other, first, *gapped = await tokens_of(world)
    monkeypatch.setattr(limits, "MOST_PARKED_BYTES", 2 * len(gapped[0]) + 1)
    monkeypatch.setattr(parked_limit, "COUNTED_EVERY_BYTES", len(gapped[0]))
    said = [await answered(world, token) for token in gapped]
    assert said == [("custody", "ok")] * 3 + [("deferred", "unavailable")] * 4
    assert await answered(world, other) == ("custody", "ok")
    assert await answered(world, first) == ("custody", "ok")
    await world.sichuan.exchange.courier.deliver_due()
    assert set(await world.sichuan.states("c1")) == {"applied"}


async def test_few_large_letters_that_are_tried_in_vain_fill_no_disk_either(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.chongqing.registrar.fails = set(cases_of(6))
    await world.sichuan.send(*[letter(case, size=20_000) for case in cases_of(6)])
    failing = await tokens_of(world)
    monkeypatch.setattr(limits, "MOST_PARKED_BYTES", 2 * len(failing[0]) + 1)
    monkeypatch.setattr(parked_limit, "COUNTED_EVERY_BYTES", len(failing[0]))
    said = [await answered(world, token) for token in failing]
    assert said == [("custody", "ok")] * 3 + [("deferred", "unavailable")] * 3


async def test_letters_that_are_tried_in_vain_fill_no_disk_and_the_streams_that_are_here_go_on(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_PARKED", 3)
    monkeypatch.setattr(parked_limit, "COUNTED_EVERY", 1)
    world.chongqing.registrar.fails = set(cases_of(8))
    await world.sichuan.send(letter("well"), letter("well"), *[letter(case) for case in cases_of(8)])
    first, second, *failing = await tokens_of(world)
    assert await answered(world, first) == ("custody", "ok")
    said = [await answered(world, token) for token in failing]
    assert said == [("custody", "ok")] * 3 + [("deferred", "unavailable")] * 5
    assert await answered(world, second) == ("custody", "ok")
    assert [effect[2] for effect in await world.chongqing.registrar.effects()] == [1, 2]


async def test_letters_that_nobody_here_can_open_are_not_kept_but_put_off_and_counted(world: Any) -> None:
    await world.sichuan.send(*[letter(case) for case in cases_of(8)])
    tokens = await tokens_of(world)
    keyring = world.chongqing.exchange.sealer.keyring
    own = keyring.own
    keyring._own = OwnKeys(own.signing, ())
    assert {await answered(world, token) for token in tokens} == {("deferred", "unknown_key")}
    assert await world.chongqing.database.fetch("SELECT digest FROM tongban_inbox") == []
    assert world.chongqing.exchange.inbox.turned_away[SICHUAN, "unknown_key"] == len(tokens)
    keyring._own = own
    await world.sichuan.exchange.courier.deliver_due()
    assert len(await world.chongqing.registrar.effects()) == len(tokens)


async def test_what_was_refused_before_needs_no_key_to_be_refused_again(world: Any) -> None:
    await world.sichuan.send(letter("c1"))
    (token,) = await tokens_of(world)
    keyring = world.chongqing.exchange.sealer.keyring
    keyring._own = OwnKeys(keyring.own.signing, ())
    before = envelope.read(signatures.payload_of(token))
    lost = envelope.headed_anew(before, renews=None, refused="not_served", key=world.sichuan.key)
    assert await settled(world, lost) == [("custody", "ok"), ("rejected", "refused_before")]


def cases_of(count: int) -> list[str]:
    return [f"c{number}" for number in range(count)]


async def tokens_of(world: Any) -> list[bytes]:
    await world.sichuan.seal()
    rows = await world.sichuan.database.fetch("SELECT envelope FROM tongban_outbox ORDER BY case_id DESC, seq")
    return [bytes(row["envelope"]) for row in rows]


async def answered(world: Any, token: bytes) -> tuple[str, str]:
    return (await settled(world, token))[0]


async def settled(world: Any, token: bytes) -> list[tuple[str, str]]:
    answers = await world.chongqing.exchange.take([token])
    told = [receipts.read(signatures.payload_of(answer)) for answer in answers]
    return [(receipt.kind.value, receipt.code) for receipt in told]


async def test_who_sends_what_another_signed_for_a_third_is_not_taken_for_that_one(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    billed: list[str] = []
    genuine = Shares.at_work
    monkeypatch.setattr(Shares, "at_work", lambda self, peer, *much: billed.append(peer) or genuine(self, peer, *much))
    now = milliseconds(world.clock.now())
    elsewhere = Statement(v=1, issuer=SICHUAN, addressee="440000", at=now)
    await world.chongqing.exchange.take([statements.seal(elsewhere, world.sichuan.key)])
    here = Statement(v=1, issuer=SICHUAN, addressee=CHONGQING, at=now)
    await world.chongqing.exchange.take([statements.seal(here, world.sichuan.key)])
    assert billed == ["", SICHUAN]


async def test_no_answer_is_answered_lest_carriers_bring_them_to_and_fro_for_ever(world: Any) -> None:
    now = milliseconds(world.clock.now())
    elsewhere = statements.seal(Statement(v=1, issuer=SICHUAN, addressee="440000", at=now), world.sichuan.key)
    answers = await world.chongqing.exchange.take([b"e30.e30.e30", elsewhere])
    assert len(answers) == 2, "a notice to nobody known, and a refusal under signature"
    assert await world.sichuan.exchange.take(answers) == []
