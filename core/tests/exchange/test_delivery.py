"""A letter reaches the other node once, in order, and both sides know how far it came."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from tongban.clock import milliseconds
from tongban.exchange import receipts
from tongban.exchange.letters import Letter
from tongban.exchange.refusals import REFUSALS
from tongban.exchange.settling import LONGEST_MILLISECONDS
from tongban.exchange.store import HELD_MILLISECONDS
from tongban.exchange.stores.database import DatabaseStore
from tongban.exchange.transport import TransportFailed
from tongban.storage.errors import TransactionGuardError

CHONGQING = "500000"
MINUTE = LONGEST_MILLISECONDS / 1000
AT_ONCE = 5
AFTER_THE_FIRST_EFFECT = 4
"""Before and after the commit of custody, before and after that of the effect."""


def letter(case: str = "c1", kind: str = "case.offer", n: int = 0) -> Letter:
    return Letter(receiver=CHONGQING, case=case, kind=kind, body=msgspec.json.encode({"n": n}), epoch=0)


async def test_one_delivery_brings_custody_and_effect(world: Any) -> None:
    ids = await world.sichuan.send(letter(), letter(n=1))
    assert await world.sichuan.exchange.courier.deliver_due() == 2
    assert await world.chongqing.registrar.effects() == [("510000", "c1", 1, ids[0]), ("510000", "c1", 2, ids[1])]
    first = (await world.sichuan.outbox.progress("c1"))[0]
    assert (first.state, first.seq, first.problem) == ("applied", 1, None)
    assert first.queued_at == first.custody_at == first.settled_at


async def test_nothing_is_sent_before_the_act_is_committed(world: Any) -> None:
    async with world.sichuan.database.transaction("test.act"):
        await world.sichuan.outbox.put(letter())
        await world.sichuan.database.fetch("SELECT 1")
        with pytest.raises(TransactionGuardError, match="deliver to another node"):
            await world.sichuan.exchange.courier.deliver(CHONGQING)


async def test_a_letter_is_signed_when_it_is_sent_and_then_keeps_its_bytes(world: Any) -> None:
    await world.sichuan.send(letter(), letter(n=1))
    unsealed = "SELECT id FROM tongban_outbox WHERE envelope IS NULL AND digest IS NULL"
    assert len(await world.sichuan.database.fetch(unsealed)) == 2
    world.loopback.unreachable.add(CHONGQING)
    await world.sichuan.exchange.courier.deliver_due()
    kept = await world.sichuan.database.fetch("SELECT envelope FROM tongban_outbox ORDER BY seq")
    world.loopback.unreachable.clear()
    world.pass_time(6)
    await world.sichuan.exchange.courier.deliver_due()
    arrived = await world.chongqing.database.fetch("SELECT envelope FROM tongban_inbox ORDER BY seq")
    assert [bytes(row["envelope"]) for row in arrived] == [bytes(row["envelope"]) for row in kept]


async def test_a_letter_that_no_node_would_take_fails_the_act(world: Any) -> None:
    for wrong in ({"kind": "Case Offer"}, {"body": b"{"}, {"body": b"[" * 40 + b"]" * 40}, {"receiver": "5"}):
        with pytest.raises(ValueError, match="cannot be sent"):
            await world.sichuan.send(msgspec.structs.replace(letter(), **wrong))
    assert await world.sichuan.database.fetch("SELECT id FROM tongban_outbox") == []


async def test_two_processes_never_hold_the_same_letter(world: Any) -> None:
    await world.sichuan.send(*[letter(f"c{n}") for n in range(60)])
    await world.sichuan.seal()
    store, now = DatabaseStore(world.sichuan.database), milliseconds(world.clock.now())
    first, second, none = [await store.claim(CHONGQING, now=now) for _ in range(3)]
    assert (len(first), len(second), none) == (50, 10, [])
    await store.release([each.letter.id for each in second])
    assert await store.claim(CHONGQING, now=now) == second


async def test_a_letter_whose_process_died_before_it_came_to_it_is_applied_by_another_that_runs_on(world: Any) -> None:
    """The one behind waits for the one before; whoever applies that dies with the next step before it."""
    await world.sichuan.send(letter(), letter(n=1))
    await world.sichuan.seal()
    store = DatabaseStore(world.sichuan.database)
    first, second = await store.claim(CHONGQING, now=milliseconds(world.clock.now()))
    lasting = world.chongqing.exchange
    await lasting.inbox.take([second.token])
    dying = world.chongqing.process()
    world.chongqing.plan.remaining = AFTER_THE_FIRST_EFFECT
    with pytest.raises(world.crashed):
        await dying.inbox.take([first.token])
    assert len(await world.chongqing.registrar.effects()) == 1
    world.pass_time(60)
    await lasting.inbox.applier.apply_due()
    await store.release([first.letter.id, second.letter.id])
    await world.sichuan.exchange.courier.deliver_due()
    await lasting.inbox.applier.apply_due()
    await world.chongqing.exchange.courier.deliver_due()
    assert set(await world.sichuan.states("c1")) == {"applied"}
    assert len(await world.chongqing.registrar.effects()) == 2


async def test_letters_of_a_process_that_died_are_sent_by_another_once_its_hold_ends(world: Any) -> None:
    await world.sichuan.send(letter())
    await world.sichuan.seal()
    store, now = DatabaseStore(world.sichuan.database), milliseconds(world.clock.now())
    for stale in ("- 1", f"+ {HELD_MILLISECONDS} + 60000"):
        assert await store.claim(CHONGQING, now=now)
        assert await store.claim(CHONGQING, now=now) == []
        sql = f"UPDATE tongban_outbox SET held_until = {store.database.clock_sql} {stale}"
        await world.sichuan.database.execute(sql)
    assert len(await store.claim(CHONGQING, now=now)) == 1


async def test_letters_of_a_new_case_cost_one_statement_and_later_ones_two(world: Any) -> None:
    database, outbox = world.sichuan.database, world.sichuan.outbox
    async with database.transaction("test.act"):
        before = database.statements
        (first,) = outbox.first(letter("new"), letter("new", n=1), letter("other"))
        await database.execute(first.sql, *first.arguments)
        assert database.statements - before == 1
        await outbox.put(letter("new"), letter("other"))
        assert database.statements - before == 3
    assert [entry.seq for entry in await outbox.progress("new")] == [1, 2, 3]


async def test_taking_and_applying_a_batch_costs_a_known_number_of_statements(world: Any) -> None:
    await world.sichuan.send(*[letter(f"c{n}") for n in range(10)])
    before_sender, before = world.sichuan.database.statements, world.chongqing.database.statements
    await world.sichuan.exchange.courier.deliver_due()
    begin_and_commit = 2
    custody = begin_and_commit + 3
    each = begin_and_commit + 3 + 1 + 1
    peer_note = 1
    assert world.chongqing.database.statements - before <= peer_note + custody + 10 * each
    sealing = 2 + 2
    assert world.sichuan.database.statements - before_sender <= 10 + sealing


async def test_a_repeated_letter_gets_the_receipts_it_got_before_byte_for_byte(world: Any) -> None:
    await world.sichuan.send(letter())
    await world.sichuan.seal()
    row = await world.sichuan.database.fetch_one("SELECT envelope FROM tongban_outbox")
    first = await world.chongqing.exchange.inbox.take([bytes(row["envelope"])])
    world.pass_time(3600)
    again = await world.chongqing.exchange.inbox.take([bytes(row["envelope"])] * 3)
    assert again == first
    assert len(first) == 2
    assert len(await world.chongqing.registrar.effects()) == 1


async def test_letters_that_arrive_out_of_order_wait_for_their_predecessors(world: Any) -> None:
    await world.sichuan.send(*[letter(n=n) for n in range(4)])
    await world.sichuan.seal()
    rows = await world.sichuan.database.fetch("SELECT envelope FROM tongban_outbox ORDER BY seq")
    one, two, three, four = [bytes(row["envelope"]) for row in rows]
    inbox = world.chongqing.exchange.inbox
    assert len(await inbox.take([four, two])) == 2
    assert await world.chongqing.registrar.effects() == []
    await inbox.take([one])
    assert [entry[2] for entry in await world.chongqing.registrar.effects()] == [1, 2]
    await inbox.take([three])
    assert [entry[2] for entry in await world.chongqing.registrar.effects()] == [1, 2, 3, 4]


async def test_receipts_made_later_are_pushed_to_the_sender(world: Any) -> None:
    await world.sichuan.send(letter(n=0), letter(n=1))
    await world.sichuan.seal()
    rows = await world.sichuan.database.fetch("SELECT envelope FROM tongban_outbox ORDER BY seq DESC")
    for row in rows:
        await world.chongqing.exchange.inbox.take([bytes(row["envelope"])])
    assert await world.sichuan.states("c1") == ["queued", "queued"]
    assert await world.chongqing.exchange.courier.deliver_due() == 1
    assert await world.sichuan.states("c1") == ["queued", "applied"]
    assert await world.chongqing.exchange.courier.peers_due() == []


async def test_a_lost_final_receipt_is_asked_for_by_sending_the_letter_again(world: Any) -> None:
    world.chongqing.registrar.fails.add("c1")
    await world.sichuan.send(letter())
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["custody"]
    world.chongqing.registrar.fails.clear()
    world.pass_time(10)
    assert await world.chongqing.exchange.inbox.applier.apply_due() == 1
    await world.chongqing.database.execute("UPDATE tongban_receipt SET told_at = 0")
    world.pass_time(AT_ONCE)
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied"]
    assert len(await world.chongqing.registrar.effects()) == 1


async def test_a_failing_effect_parks_its_own_stream_only_and_is_tried_again(world: Any) -> None:
    world.chongqing.registrar.fails.add("bad")
    await world.sichuan.send(letter("bad"), letter("bad", n=1), letter("good"))
    await world.sichuan.exchange.courier.deliver_due()
    assert [entry[1] for entry in await world.chongqing.registrar.effects()] == ["good"]
    assert await world.sichuan.states("bad") == ["custody", "custody"]
    assert await world.chongqing.exchange.inbox.applier.apply_due() == 0
    world.chongqing.registrar.fails.clear()
    world.pass_time(10)
    await world.chongqing.exchange.inbox.applier.apply_due()
    assert [entry[1:3] for entry in await world.chongqing.registrar.effects()] == [("good", 1), ("bad", 1), ("bad", 2)]


async def test_a_refused_letter_leaves_no_effect_and_its_sender_learns_why_once(world: Any) -> None:
    world.chongqing.registrar.rejects.add("intent.pay")
    ids = await world.sichuan.send(letter(kind="intent.pay"), letter(n=1))
    for _ in range(3):
        await world.sichuan.exchange.courier.deliver_due()
        world.pass_time(MINUTE)
    assert await world.sichuan.states("c1") == ["rejected", "applied"]
    assert [entry[3] for entry in await world.chongqing.registrar.effects()] == [ids[1]]
    assert await world.sichuan.registrar.rejections() == [(ids[0], "business_rule")]


async def test_a_refusal_says_its_reason_in_words(world: Any) -> None:
    world.chongqing.registrar.rejects.add("intent.pay")
    await world.sichuan.send(letter(kind="intent.pay"))
    await world.sichuan.exchange.courier.deliver_due()
    words = "该账户尚有未结清贷款，不能转移。"
    assert world.sichuan.registrar.words == [words]
    for node in (world.sichuan, world.chongqing):
        row = await node.database.fetch_one("SELECT receipt FROM tongban_receipt WHERE kind = 'rejected'")
        payload = receipts.signatures.payload_of(bytes(row["receipt"]))
        assert words.encode() not in payload, "the words of a handler may name people"


async def test_a_refusal_without_words_is_told_in_those_of_its_code(world: Any) -> None:
    world.chongqing.registrar.unknown.add(letter().kind)
    await world.sichuan.send(letter())
    await world.sichuan.exchange.courier.deliver_due()
    assert world.sichuan.registrar.words == [REFUSALS["not_served"].sentence]


async def test_a_backlog_drains_in_order_once_the_peer_shows_life(world: Any) -> None:
    world.loopback.unreachable.add("500000")
    await world.sichuan.send(*[letter(n=n) for n in range(120)])
    for _ in range(12):
        await world.sichuan.exchange.courier.deliver_due()
        world.pass_time(300)
    await world.sichuan.exchange.courier.deliver_due()
    assert world.sichuan.exchange.peers.state("500000").failures >= 12
    assert not world.sichuan.exchange.peers.is_due("500000")
    assert await world.sichuan.exchange.courier.deliver_due() == 0, "the probe of these five seconds"
    world.loopback.unreachable.clear()
    assert await world.sichuan.exchange.courier.deliver_due() == 0
    await world.chongqing.send(Letter(receiver="510000", case="c9", kind="case.offer", body=b"{}", epoch=0))
    await world.chongqing.exchange.courier.deliver_due()
    while await world.sichuan.exchange.courier.deliver_due():
        pass
    assert [entry[2] for entry in await world.chongqing.registrar.effects()] == list(range(1, 121))
    assert set(await world.sichuan.states("c1")) == {"applied"}


async def test_a_probe_ends_a_back_off_but_not_more_than_one_in_five_seconds(world: Any) -> None:
    world.loopback.unreachable.add("500000")
    await world.sichuan.send(letter())
    await in_long_back_off(world.sichuan, world)
    assert await world.sichuan.exchange.courier.deliver_due() == 0
    world.loopback.unreachable.clear()
    world.pass_time(2)
    assert await world.sichuan.exchange.courier.deliver_due() == 0
    world.pass_time(3)
    assert await world.sichuan.exchange.courier.deliver_due() == 1


async def in_long_back_off(node: Any, world: Any) -> None:
    peers = node.exchange.peers
    while peers.state(CHONGQING).next_at < milliseconds(world.clock.now()) + 60_000:
        await peers.failed(CHONGQING, "unreachable")


async def test_who_asked_to_wait_is_sent_nothing_before_whatever_a_probe_or_a_letter_says(world: Any) -> None:
    async def full(items: Any) -> Any:
        raise TransportFailed("the line is full", retry_after=60_000, code="over_share")

    ids = await world.sichuan.send(letter())
    world.loopback.takes[CHONGQING] = full
    assert await world.sichuan.exchange.courier.deliver_due() == 0
    world.loopback.takes[CHONGQING] = world.chongqing.take
    world.pass_time(20)
    assert await world.sichuan.exchange.courier.deliver_due() == 0, "a probe would succeed, and is not asked"
    await world.chongqing.send(Letter(receiver="510000", case="c9", kind="case.offer", body=b"{}", epoch=0))
    assert await world.chongqing.exchange.courier.deliver_due() == 1, "a sign of life"
    assert await world.sichuan.exchange.courier.deliver_due() == 0
    await world.sichuan.exchange.peers.load()
    assert await world.sichuan.exchange.courier.deliver_due() == 0, "nor after a restart"
    world.pass_time(40)
    assert await world.sichuan.exchange.courier.deliver_due() == 1
    assert [effect[3] for effect in await world.chongqing.registrar.effects()] == ids


async def test_an_operator_need_not_wait_as_long_as_the_peer_asked(world: Any) -> None:
    await world.sichuan.send(letter())
    await world.sichuan.exchange.peers.failed(CHONGQING, "over_share", wait=60_000)
    world.sichuan.exchange.peers.hasten(CHONGQING)
    assert await world.sichuan.exchange.courier.deliver_due() == 1


async def test_a_wait_further_ahead_than_any_may_be_asked_for_was_set_by_a_wrong_clock(world: Any) -> None:
    await world.sichuan.send(letter())
    await world.sichuan.exchange.peers.failed(CHONGQING, "over_share", wait=3_600_000)
    assert await world.sichuan.exchange.courier.deliver_due() == 1


async def test_the_courier_sends_when_it_is_woken_and_stops_when_it_is_cancelled(world: Any) -> None:
    applied = asyncio.Event()
    take = world.loopback.takes["500000"]

    async def taking(items: Any):
        answers = await take(items)
        applied.set()
        return answers

    world.loopback.takes["500000"] = taking
    running = world.sichuan.database.spawn(world.sichuan.exchange.courier.run())
    await world.sichuan.send(letter())
    world.sichuan.exchange.courier.wake()
    await asyncio.wait_for(applied.wait(), 30)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled()
    assert len(await world.chongqing.registrar.effects()) == 1


async def test_the_same_letters_arriving_at_once_are_stored_and_applied_once(world: Any) -> None:
    await world.sichuan.send(*[letter(f"c{n % 3}") for n in range(12)])
    await world.sichuan.seal()
    rows = await world.sichuan.database.fetch("SELECT envelope FROM tongban_outbox ORDER BY seq")
    items = [bytes(row["envelope"]) for row in rows]
    inbox = world.chongqing.exchange.inbox
    await asyncio.gather(*[inbox.take(items[start:] + items[:start]) for start in range(0, 12, 2)])
    effects = await world.chongqing.registrar.effects()
    assert sorted(entry[1:3] for entry in effects) == sorted((f"c{n}", seq) for n in range(3) for seq in range(1, 5))
    for case in ("c0", "c1", "c2"):
        assert [entry[2] for entry in effects if entry[1] == case] == [1, 2, 3, 4]
    kept = await world.chongqing.database.fetch("SELECT receipt FROM tongban_receipt")
    assert sorted(await inbox.take(items)) == sorted(bytes(row["receipt"]) for row in kept)
