"""What one node has lost the other sends again by itself; what cannot be mended opens an incident."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec
import pytest

from tongban.conformance.probe import Probe
from tongban.exchange import receipts, reconciling, signatures, statements
from tongban.exchange.fakes import LossyTransport
from tongban.exchange.letters import Letter
from tongban.exchange.statements import Statement, StreamHead, Total, contiguous, totals
from tongban.exchange.stores import compared
from tongban.exchange.transport import Manner
from tongban.storage.guard import spawn

SICHUAN, CHONGQING = "510000", "500000"
DAY = "2026-11-23"


def letter(case: str, kind: str = "case.facts") -> Letter:
    return Letter(receiver=CHONGQING, case=case, kind=kind, body=b"{}", epoch=0)


async def compare(world: Any) -> None:
    """One round: heads there, what is missing back."""
    async for statement in world.sichuan.reconciler.heads(CHONGQING):
        await world.sichuan.exchange.take(await world.chongqing.exchange.take([statement]))


async def compare_totals(world: Any) -> None:
    told = await world.sichuan.reconciler.totals(CHONGQING, DAY)
    assert len(told) == 1
    await world.chongqing.exchange.take(told)


async def codes(node: Any) -> list[str]:
    return [incident.code for incident in await node.incidents.all_open()]


async def test_where_nothing_is_lost_nothing_is_said(world: Any) -> None:
    await world.sichuan.send(letter("c1"), letter("c1"), letter("c2"))
    await world.sichuan.exchange.courier.deliver_due()
    (statement,) = [each async for each in world.sichuan.reconciler.heads(CHONGQING)]
    assert await world.chongqing.exchange.take([statement]) == []
    await compare_totals(world)
    assert await codes(world.chongqing) == await codes(world.sichuan) == []


async def test_many_streams_are_told_in_several_statements(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconciling, "STREAMS_AT_ONCE", 2)
    await world.sichuan.send(*(letter(f"c{number}") for number in range(5)))
    await world.sichuan.exchange.courier.deliver_due()
    told = [signatures.payload_of(each) async for each in world.sichuan.reconciler.heads(CHONGQING)]
    heads = [[head.case for head in msgspec.json.decode(each, type=Statement).heads] for each in told]
    assert heads == [["c0", "c1"], ["c2", "c3"], ["c4"]]


async def test_a_refused_letter_whose_custody_was_never_told_is_compared_too(world: Any) -> None:
    world.chongqing.registrar.rejects = {"case.facts"}
    await world.sichuan.send(letter("c1"))
    await world.sichuan.seal()
    (row,) = await world.sichuan.database.fetch("SELECT envelope FROM tongban_outbox")
    answers = await world.chongqing.exchange.take([bytes(row["envelope"])])
    told = {receipts.read(signatures.payload_of(answer)).kind.value: answer for answer in answers}
    await world.sichuan.exchange.take([told["rejected"]])
    await world.chongqing.database.execute("DELETE FROM tongban_inbox")
    await world.chongqing.database.execute("DELETE FROM tongban_receipt")
    await compare(world)
    await world.sichuan.exchange.courier.deliver_due()
    (held,) = await world.chongqing.database.fetch("SELECT state FROM tongban_inbox")
    assert held["state"] == "rejected"
    assert await world.sichuan.states("c1") == ["rejected"]
    await compare_totals(world)
    assert await codes(world.chongqing) == []


async def test_what_a_restored_peer_lacks_is_sent_again_with_the_same_bytes(world: Any) -> None:
    await world.sichuan.send(letter("c1"), letter("c1"), letter("c2"))
    await world.sichuan.exchange.courier.deliver_due()
    database = world.chongqing.database
    before = {row["digest"] for row in await database.fetch("SELECT digest FROM tongban_inbox")}
    for table, lost in (("tongban_inbox", "seq > 1 OR case_id = 'c2'"), ("effect", "seq > 1 OR case_id = 'c2'")):
        await database.execute(f"DELETE FROM {table} WHERE {lost}")
    await compare(world)
    assert await codes(world.sichuan) == ["peer_lost_letters"]
    await world.sichuan.exchange.courier.deliver_due()
    assert {row["digest"] for row in await database.fetch("SELECT digest FROM tongban_inbox")} == before
    assert sorted(entry[1:3] for entry in await world.chongqing.registrar.effects()) == [
        ("c1", 1),
        ("c1", 2),
        ("c2", 1),
    ]
    assert await world.sichuan.states("c1") == ["applied", "applied"]


@pytest.mark.parametrize("text", ["kept", "erased"])
async def test_a_stream_goes_on_after_a_restore_though_a_refused_letter_was_lost_and_the_refusal_stands(
    world: Any, text: str
) -> None:
    await refuse_the_second_of_three(world)
    if text == "erased":
        await world.sichuan.database.execute("UPDATE tongban_outbox SET body = $1 WHERE seq = 2", b"")
    for lost in ("tongban_inbox WHERE seq > 1", "effect WHERE seq > 1", "tongban_receipt"):
        await world.chongqing.database.execute(f"DELETE FROM {lost}")
    world.chongqing.registrar.rejects.clear()  # it would take the letter today
    await compare(world)
    assert await world.sichuan.states("c1") == ["applied", "rejected", "queued"]
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied", "rejected", "applied"]
    assert not await under_way(world.sichuan)
    assert [entry[1:3] for entry in await world.chongqing.registrar.effects()] == [("c1", 1), ("c1", 3)]
    ((_, code),) = await world.sichuan.registrar.rejections()
    assert code == "business_rule", "told once, and for the reason given at first"
    await compare(world)
    assert not await under_way(world.sichuan)
    assert world.chongqing.registrar.alarms == []
    await compare_totals(world)
    assert await codes(world.chongqing) == []


async def refuse_the_second_of_three(world: Any) -> None:
    world.chongqing.registrar.rejects.add("case.intent")
    await world.sichuan.send(letter("c1"), letter("c1", "case.intent"), letter("c1"))
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied", "rejected", "applied"]


async def test_a_receiver_that_has_lost_nothing_answers_a_refused_letter_sent_again_as_before(world: Any) -> None:
    await refuse_the_second_of_three(world)
    world.pass_time(60)
    lost = Statement(v=1, issuer=CHONGQING, addressee=SICHUAN, at=now_of(world), gaps=(statements.Gap("c1", 1),))
    await world.sichuan.exchange.take([statements.seal(lost, world.chongqing.key)])
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied", "rejected", "applied"]
    assert len(await world.sichuan.registrar.rejections()) == 1
    assert len(await world.chongqing.registrar.effects()) == 2
    assert world.chongqing.registrar.alarms == []


async def test_a_letter_that_is_confirmed_as_applied_after_it_was_refused_is_noted_and_stays_refused(
    world: Any,
) -> None:
    await refuse_the_second_of_three(world)
    refused = await world.sichuan.database.fetch_one("SELECT id, digest FROM tongban_outbox WHERE seq = 2")
    about = {"to": SICHUAN, "letter": refused["id"], "digest": refused["digest"]}
    applied = world.chongqing.exchange.inbox.issuer.applied(**about, now=world.clock.now())
    await world.sichuan.exchange.take([applied.token])
    assert world.sichuan.registrar.taken_back == [("c1", 2)]
    assert await world.sichuan.states("c1") == ["applied", "rejected", "applied"]


@pytest.mark.parametrize("weeks", [2, 9])
async def test_streams_that_went_quiet_long_ago_are_compared_too(world: Any, weeks: int) -> None:
    await world.sichuan.send(letter("c1"))
    await world.sichuan.exchange.courier.deliver_due()
    for table in ("tongban_inbox", "tongban_receipt", "effect"):
        await world.chongqing.database.execute(f"DELETE FROM {table}")
    world.pass_time(weeks * 7 * 24 * 3600)
    for _ in range(weeks):
        await compare(world)
    await world.sichuan.exchange.courier.deliver_due()
    assert len(await world.chongqing.registrar.effects()) == 1


async def test_other_bytes_under_the_same_number_open_an_incident(world: Any) -> None:
    await world.sichuan.send(letter("c1"))
    await world.sichuan.exchange.courier.deliver_due()
    await world.sichuan.database.execute("UPDATE tongban_outbox SET origin = $1", "0" * 64)
    await compare(world)
    await compare(world)
    assert await codes(world.chongqing) == ["heads_differ"]


async def test_totals_that_differ_open_an_incident_that_closes_once_they_agree(world: Any) -> None:
    await world.sichuan.send(letter("c1"), letter("c2", "case.offer"))
    await world.sichuan.exchange.courier.deliver_due()
    row = await world.chongqing.database.fetch_one("SELECT * FROM tongban_inbox WHERE case_id = 'c2'")
    await world.chongqing.database.execute("UPDATE tongban_inbox SET sent_at = 0 WHERE case_id = 'c2'")
    await compare_totals(world)
    (incident,) = await world.chongqing.incidents.all_open()
    assert (incident.code, incident.peer) == ("totals_differ", SICHUAN)
    assert incident.details.startswith(f"{DAY}：对方发出2封，本地收到1封")
    sql = "UPDATE tongban_inbox SET sent_at = $1 WHERE case_id = 'c2'"
    await world.chongqing.database.execute(sql, row["sent_at"])
    world.pass_time(60)
    await compare_totals(world)
    assert await codes(world.chongqing) == []


async def test_totals_are_not_told_while_a_letter_of_the_day_is_not_confirmed(world: Any) -> None:
    await world.sichuan.send(letter("c1"))
    assert await world.sichuan.reconciler.totals(CHONGQING, DAY) == []


async def test_one_process_compares_with_a_peer_in_five_minutes_and_tells_a_day_once(world: Any) -> None:
    comparisons = world.sichuan.reconciler.comparisons
    assert [await comparisons.take_turn(CHONGQING, every=300_000) for _ in range(2)] == [True, False]
    world.pass_time(300)
    assert await comparisons.take_turn(CHONGQING, every=300_000)
    assert [await comparisons.take_night(CHONGQING, DAY) for _ in range(2)] == [True, False]
    await comparisons.give_back_night(CHONGQING)
    assert await comparisons.take_night(CHONGQING, DAY)


async def test_an_old_or_misdirected_statement_is_turned_away(world: Any) -> None:
    world.pass_time(1)
    (told,) = [statements.seal(_statement(world), world.sichuan.key)]
    world.pass_time(25 * 3600)
    assert await refusals(world, told) == ["clock_skew"]
    elsewhere = msgspec.structs.replace(_statement(world), addressee="440000")
    assert await refusals(world, statements.seal(elsewhere, world.sichuan.key)) == ["wrong_receiver"]
    feigned = msgspec.structs.replace(_statement(world), issuer="440000")
    assert await refusals(world, statements.seal(feigned, world.sichuan.key)) == ["sender_mismatch"]


@pytest.mark.parametrize("day", ["2026-99-99", "9999-12-31", "0001-01-01", "2026-11-01", "2026-11-25", "2026-11-23\n"])
async def test_totals_of_no_recent_day_are_turned_away_and_open_nothing(world: Any, day: str) -> None:
    told = statements.seal(msgspec.structs.replace(_statement(world), heads=(), day=day), world.sichuan.key)
    assert await refusals(world, told) == ["schema"]
    assert await codes(world.chongqing) == []


async def test_totals_of_what_is_no_kind_of_letter_are_turned_away(world: Any) -> None:
    day = statements.recent_days(now_of(world))[-1]
    told = msgspec.structs.replace(_statement(world), heads=(), day=day, totals=(Total("\0", 1, "0" * 64),))
    assert await refusals(world, statements.seal(told, world.sichuan.key)) == ["schema"]


async def test_however_often_a_peer_tells_other_totals_of_a_day_one_incident_is_open(world: Any) -> None:
    for count in range(3):
        said = (statements.Total("case.facts", count + 1, "0" * 64),)
        told = msgspec.structs.replace(_statement(world), heads=(), day=DAY, totals=said)
        await world.chongqing.exchange.take([statements.seal(told, world.sichuan.key)])
    assert await codes(world.chongqing) == ["totals_differ"]


@pytest.mark.parametrize(
    "said",
    [
        {"heads": (StreamHead("c1", 1, "0" * 64), StreamHead("c1", 2, "0" * 64))},
        {"gaps": (statements.Gap("c1", 0), statements.Gap("c1", 1))},
    ],
    ids=["heads", "gaps"],
)
async def test_a_statement_that_has_one_stream_looked_at_again_and_again_is_turned_away(
    world: Any, said: dict[str, Any]
) -> None:
    told = msgspec.structs.replace(_statement(world), **{"heads": (), **said})
    assert await refusals(world, statements.seal(told, world.sichuan.key)) == ["schema"]


async def test_totals_of_a_day_are_held_against_its_letters_once_a_minute(world: Any) -> None:
    await world.sichuan.send(letter("c1"))
    await world.sichuan.exchange.courier.deliver_due()
    await compare_totals(world)
    told = statements.seal(msgspec.structs.replace(_statement(world), heads=(), day=DAY), world.sichuan.key)
    await world.chongqing.exchange.take([told])
    assert await codes(world.chongqing) == []
    world.pass_time(60)
    await world.chongqing.exchange.take([told])
    assert await codes(world.chongqing) == ["totals_differ"]


async def test_others_get_on_between_the_statements_of_one_peer(world: Any) -> None:
    gaps = [(statements.Gap(f"c{number}", 0),) for number in range(30)]
    said = [msgspec.structs.replace(_statement(world), heads=(), gaps=some) for some in gaps]
    shares = world.chongqing.exchange.shares
    await world.chongqing.exchange.take([statements.seal(each, world.sichuan.key) for each in said])
    assert shares._had[SICHUAN] >= 2 * len(said), "a piece of work to verify each, and one to hear it"


async def test_a_statement_that_breaks_something_here_holds_up_no_letter_beside_it(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(world.chongqing.incidents), "close", _broken)
    told = msgspec.structs.replace(_statement(world), heads=(), day=DAY)
    await world.sichuan.send(letter("c1"))
    await world.sichuan.seal()
    row = await world.sichuan.database.fetch_one("SELECT envelope FROM tongban_outbox")
    await world.chongqing.exchange.take([statements.seal(told, world.sichuan.key), bytes(row["envelope"])])
    assert len(await world.chongqing.registrar.effects()) == 1


async def _broken(*_: Any, **__: Any) -> None:
    raise OverflowError


async def test_a_repeated_word_of_what_is_missing_makes_nobody_send_again(world: Any) -> None:
    await world.sichuan.send(letter("c1"))
    await world.sichuan.exchange.courier.deliver_due()
    world.pass_time(60)
    at = int(world.clock.now().timestamp() * 1000)
    gap = statements.Gap("c1", 0)
    lost = Statement(v=1, issuer=CHONGQING, addressee=SICHUAN, at=at, gaps=(gap,))
    token = statements.seal(lost, world.chongqing.key)
    for table in ("tongban_inbox", "tongban_receipt", "effect"):
        await world.chongqing.database.execute(f"DELETE FROM {table}")
    world.pass_time(60)
    await world.sichuan.exchange.take([token])
    assert await world.sichuan.states("c1") == ["queued"]
    await world.sichuan.exchange.courier.deliver_due()
    await world.sichuan.exchange.take([token])
    assert await world.sichuan.states("c1") == ["applied"]


async def test_what_was_not_confirmed_in_one_night_is_told_in_the_next(world: Any) -> None:
    await world.sichuan.reconciler.comparisons.take_turn(CHONGQING, every=0)
    world.loopback.unreachable.add(CHONGQING)
    await world.sichuan.send(letter("c1"))
    world.pass_time(24 * 3600)
    assert await told_days(world) == [day for day in statements.recent_days(now_of(world)) if day != DAY]
    world.loopback.unreachable.clear()
    await world.sichuan.exchange.courier.deliver_due()
    assert await told_days(world) == []
    world.pass_time(24 * 3600)
    assert DAY in await told_days(world)


async def test_a_day_on_which_a_letter_waits_for_good_is_told_to_the_operator_when_its_last_night_has_come(
    world: Any,
) -> None:
    await world.sichuan.reconciler.comparisons.take_turn(CHONGQING, every=0)
    world.loopback.unreachable.add(CHONGQING)
    await world.sichuan.send(letter("c1"))
    for _ in range(6):
        world.pass_time(24 * 3600)
        await told_days(world)
    assert await codes(world.sichuan) == [], "it may still be confirmed"
    for _ in range(2):
        world.pass_time(24 * 3600)
        await told_days(world)
    (incident,) = await world.sichuan.incidents.all_open()
    assert (incident.code, incident.peer, incident.details[:10]) == ("day_not_compared", CHONGQING, DAY)


async def test_letters_that_wait_for_days_open_one_incident_that_closes_once_all_are_confirmed(world: Any) -> None:
    await world.sichuan.reconciler.comparisons.take_turn(CHONGQING, every=0)
    world.loopback.unreachable.add(CHONGQING)
    for case in ("c1", "c2", "c3"):
        await world.sichuan.send(letter(case))
        world.pass_time(24 * 3600)
    for _ in range(7):
        world.pass_time(24 * 3600)
        await told_days(world)
    assert await codes(world.sichuan) == ["day_not_compared"]
    world.pass_time(24 * 3600)
    await told_days(world)
    assert await codes(world.sichuan) == ["day_not_compared"], "the last days can be told, but letters still wait"
    world.loopback.unreachable.clear()
    await world.sichuan.exchange.courier.deliver_due()
    world.pass_time(24 * 3600)
    await told_days(world)
    assert await codes(world.sichuan) == []


async def test_letters_of_a_conformance_run_make_no_totals_differ(world: Any) -> None:
    await world.sichuan.send(letter("c1"))
    await world.sichuan.exchange.courier.deliver_due()
    async with httpx.AsyncClient() as client:
        keyring = world.sichuan.exchange.sealer.keyring
        probe = Probe(client=client, url="", peer=CHONGQING, keyring=keyring, clock=world.clock)
        told = [probe.letter("plain"), probe.letter("intent", kind="case.intent")]
    assert len(await world.chongqing.exchange.take(told)) == 4, "custody and an outcome for each"
    await compare_totals(world)
    assert await codes(world.chongqing) == []


async def test_a_letter_about_a_file_that_an_older_node_does_not_know_makes_no_totals_differ(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.chongqing.registrar.unknown = {"file.wanted"}
    await world.sichuan.send(letter("c1"), letter("files:1", kind="file.wanted"))
    await world.sichuan.exchange.courier.deliver_due()
    told = await world.sichuan.reconciler.totals(CHONGQING, DAY)
    with monkeypatch.context() as older:
        older.setattr(compared, "_RECEIVED", compared._RECEIVED.replace(compared._COMPARED, "1 = 1"))
        await world.chongqing.exchange.take(told)
        assert await codes(world.chongqing) == []
    world.pass_time(60)
    await world.chongqing.exchange.take(told)
    assert await codes(world.chongqing) == [], "nor once it is upgraded"


async def told_days(world: Any) -> list[str | None]:
    told = await world.sichuan.reconciler._totals_of_the_night(CHONGQING)
    return [msgspec.json.decode(signatures.payload_of(token), type=Statement).day for token in told]


def now_of(world: Any) -> int:
    return int(world.clock.now().timestamp() * 1000)


async def test_a_peer_that_fetches_is_told_heads_a_statement_at_a_time_and_not_too_often(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.sichuan.send(letter("c1"), letter("c2"))
    await world.sichuan.exchange.courier.deliver_due()
    monkeypatch.setattr(compared, "_HEADS", compared._HEADS.replace("LIMIT 2000", "LIMIT 1"))
    await world.sichuan.reconciler.comparisons.take_turn(CHONGQING, every=0)
    await world.sichuan.reconciler.comparisons.take_night(CHONGQING, DAY)
    world.pass_time(300)
    told = [await world.sichuan.exchange.hand_out(CHONGQING) for _ in range(3)]
    heads = [msgspec.json.decode(signatures.payload_of(token), type=Statement).heads for (token,) in told[:2]]
    assert [head.case for page in heads for head in page] == ["c1", "c2"]
    assert told[2] == []


async def refusals(world: Any, token: bytes) -> list[str]:
    answers = await world.chongqing.exchange.take([token])
    return [receipts.read(signatures.payload_of(answer)).code for answer in answers]


def _statement(world: Any) -> Statement:
    at = int(world.clock.now().timestamp() * 1000)
    head = StreamHead("c1", 1, "0" * 64)
    return Statement(v=1, issuer=SICHUAN, addressee=CHONGQING, at=at, heads=(head,))


def test_totals_do_not_depend_on_order_and_name_every_kind() -> None:
    letters = [("a", "01" * 32), ("b", "02" * 32), ("a", "03" * 32)]
    assert totals(letters) == totals(reversed(letters))
    assert [(total.kind, total.letters, total.digests) for total in totals(letters)] == [
        ("a", 2, "02" * 32),
        ("b", 1, "02" * 32),
    ]


def test_a_stream_is_held_as_far_as_it_has_no_gap() -> None:
    assert [contiguous(numbers) for numbers in ([], [2], [1, 2, 4], [3, 1, 2])] == [0, 0, 2, 3]


class Later(LossyTransport):
    """Answers come as items of their own, as over files and NATS."""

    def __init__(self, world: Any, node: str) -> None:
        super().__init__(world.loopback, random.Random(0), calm=True)
        self.world, self.node = world, node

    def manner(self, peer: str) -> Manner:
        return Manner(answers_within=30_000)

    async def send(self, peer: str, items: Any) -> list[bytes]:
        answers = await super().send(peer, items)
        await self.world.nodes[self.node].exchange.take(answers)
        return []


@pytest.mark.parametrize("answers", ["at once", "later"])
async def test_two_nodes_at_work_find_and_mend_by_themselves_what_one_has_lost(
    world: Any, answers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if answers == "later":
        for node in world.nodes.values():
            world.transports[node.id] = Later(world, node.id)
            await node.restart()
    monkeypatch.setattr(reconciling, "ROUND_SECONDS", 0.02)
    monkeypatch.setattr(reconciling, "HEADS_EVERY_MILLISECONDS", 0)
    await world.sichuan.send(letter("c1"), letter("c1"), letter("c2"))
    await world.sichuan.exchange.courier.deliver_due()
    database = world.chongqing.database
    await database.execute("DELETE FROM tongban_inbox")
    await database.execute("DELETE FROM effect")
    await world.chongqing.restart()  # from the backup, before the letters
    async with at_work(world), asyncio.timeout(60):
        while not await world.chongqing.registrar.effects() or await under_way(world.sichuan):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert sorted(entry[1:3] for entry in await world.chongqing.registrar.effects()) == [
        ("c1", 1),
        ("c1", 2),
        ("c2", 1),
    ]
    assert await codes(world.sichuan) == ["peer_lost_letters"]


async def under_way(node: Any) -> bool:
    return bool(await node.database.fetch("SELECT 1 FROM tongban_outbox WHERE settled_at IS NULL"))


@asynccontextmanager
async def at_work(world: Any) -> AsyncIterator[None]:
    """Couriers and reconcilers of all nodes run, as they do in production."""
    tasks = []
    for node in world.nodes.values():
        node.reconciler.wake = node.exchange.courier.wake
        transport = world.transports[node.id]
        tasks += [spawn(node.exchange.courier.run()), spawn(node.reconciler.run(transport, node.exchange))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
