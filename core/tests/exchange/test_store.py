"""Every store keeps the same promises: in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Protocol

import pytest

from tongban.clock import FixedClock, milliseconds
from tongban.exchange import signatures
from tongban.exchange.comparing import Comparisons
from tongban.exchange.issued import Signed
from tongban.exchange.letters import Letter, Queued, Sealed
from tongban.exchange.outbox import Outbox
from tongban.exchange.receipts import Receipt, ReceiptKind
from tongban.exchange.statements import Gap, StreamHead, totals
from tongban.exchange.store import HELD_MILLISECONDS, Incoming, PeerNote, PutOff, RefusedOfDay, Store, Waiting
from tongban.exchange.stores.compared import ComparedRows
from tongban.exchange.stores.database import DatabaseStore
from tongban.exchange.stores.memory import Disk, MemoryStore
from tongban.exchange.stores.memory_compared import MemoryCompared
from tongban.storage.database import Database
from tongban.storage.engine import NodeEngine
from tongban.storage.opening import open_database
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.migrating import bring_up

HERE, THERE = "510000", "500000"
START = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
NOW = milliseconds(START)


class Put(Protocol):
    async def __call__(self, *letters: Letter) -> list[Queued]: ...


@dataclass
class Subject:
    """A store under test, the clock that it shares with every process, and how an act writes letters into it."""

    store: Store
    put: Put
    clock: FixedClock
    comparisons: Comparisons

    async def sealed(self, *letters: Letter) -> list[Queued]:
        queued = await self.put(*letters)
        last: dict[str, str] = {}
        for letter in queued:
            token = f"bytes of {letter.id}".encode()
            digest = signatures.digest(token)
            sealed = Sealed(id=letter.id, token=token, digest=digest, prev=last.get(letter.case))
            await self.store.keep_sealed([sealed])
            last[letter.case] = digest
        return queued


class TimedDatabase(Database):
    """Its clock is the test's."""

    def __init__(self, engine: NodeEngine, clock: FixedClock) -> None:
        super().__init__(engine)
        self._clock = clock

    @property
    def clock_sql(self) -> str:
        return str(milliseconds(self._clock.now()))


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def database_dialect(request: pytest.FixtureRequest) -> str:
    """As everywhere, and in memory."""
    return str(request.param)


@pytest.fixture
def store_url(database_dialect: str, request: pytest.FixtureRequest) -> str:
    """The database on which the store stands; empty for one in memory."""
    if database_dialect == "memory":
        return ""
    migrated: NewMigratedDatabase = request.getfixturevalue("migrated_database_url")
    return migrated(bring_up, ["tongban.storage.piccolo_app"])


@pytest.fixture
async def subject(store_url: str) -> AsyncIterator[Subject]:
    clock = FixedClock(START)
    if not store_url:
        yield in_memory(clock)
        return
    database = TimedDatabase(open_database(store_url).engine, clock)
    await database.start()
    outbox = Outbox(database, clock=clock)

    async def put(*letters: Letter) -> list[Queued]:
        async with database.transaction("test.act"):
            return await outbox.put(*letters)

    yield Subject(DatabaseStore(database), put, clock, ComparedRows(database))
    await database.stop()


def in_memory(clock: FixedClock) -> Subject:
    disk = Disk()
    store, comparisons = (kind(disk, lambda: milliseconds(clock.now())) for kind in (MemoryStore, MemoryCompared))
    numbers = count(1)

    async def put(*letters: Letter) -> list[Queued]:
        async with store.transaction("test.act"):
            ids = (f"01900000-0000-7000-8000-{next(numbers):012}" for _ in letters)
            return await store.put(letters, ids=ids, now=milliseconds(clock.now()))

    return Subject(store, put, clock, comparisons)


def letter(case: str = "c1", receiver: str = THERE) -> Letter:
    return Letter(receiver=receiver, case=case, kind="case.facts", body=b"{}", epoch=0)


def incoming(seq: int, *, name: str = "a", case: str = "c1", sender: str = THERE) -> Incoming:
    identifier = f"019000{ord(name):02x}-0000-7000-8000-{seq:012}"
    token = f"{name}{case}{seq}".encode()
    named = {"id": identifier, "sender": THERE, "case": case, "seq": seq, "kind": "case.facts"}
    digest = signatures.digest(token)
    return Incoming(**named, digest=digest, origin=digest, token=token, sent_at=NOW, arrived_at=NOW)


async def take(store: Store, *letters: Incoming) -> bool:
    async with store.transaction("test.take"):
        return await store.take_in(letters)


def signed(kind: ReceiptKind, *, to: str = THERE, token: bytes = b"") -> Signed:
    receipt = Receipt(kind=kind, issuer=HERE, addressee=to, letter="x", digest="0" * 64, at=NOW)
    return Signed(receipt, token or kind.value.encode())


def ids(letters: Sequence[Queued]) -> list[str]:
    return [each.id for each in letters]


async def test_letters_are_numbered_within_their_streams(subject: Subject) -> None:
    queued = await subject.put(letter(), letter(), letter("c2"), letter(receiver="440000"))
    assert [each.seq for each in queued] == [1, 2, 1, 1]
    assert [each.seq for each in await subject.put(letter())] == [3]


async def test_only_the_bytes_kept_first_stay(subject: Subject) -> None:
    (one,) = await subject.put(letter())
    for token in (b"first", b"second"):
        await subject.store.keep_sealed([Sealed(id=one.id, token=token, digest=token.hex() * 2, prev=None)])
    assert [each.token for each in await subject.store.claim(THERE, now=NOW)] == [b"first"]


async def test_bytes_that_follow_other_bytes_are_dropped(subject: Subject) -> None:
    one, two = await subject.put(letter(), letter())
    await subject.store.keep_sealed([Sealed(id=one.id, token=b"1", digest="d1", prev=None)])
    await subject.store.keep_sealed([Sealed(id=two.id, token=b"2", digest="d2", prev="other")])
    assert await subject.store.unsealed(THERE) == [(two, "d1")]


async def test_letters_that_cannot_be_sealed_make_nobody_due_until_their_time(subject: Subject) -> None:
    await subject.put(letter())
    await subject.store.put_off_unsealed(THERE, next_at=NOW + 1000, problem="no_encryption_key")
    assert await subject.store.peers_due([THERE], issuer=HERE, now=NOW) == []
    assert await subject.store.peers_due([THERE], issuer=HERE, now=NOW + 1000) == [THERE]


async def test_a_letter_is_held_by_one_process_until_it_is_settled_put_off_or_released(subject: Subject) -> None:
    store = subject.store
    queued = await subject.sealed(letter("c1"), letter("c2"), letter("c3"))
    claimed = await store.claim(THERE, now=NOW)
    assert sorted(each.letter.id for each in claimed) == sorted(ids(queued))
    assert await store.claim(THERE, now=NOW) == []
    one, two, three = ids(queued)
    await store.release([one])
    await store.put_off([PutOff(id=two, attempts=1, next_at=NOW, problem="no_answer")])
    async with store.transaction("test.settle"):
        await store.mark_applied([(three, NOW)])
    assert sorted(each.letter.id for each in await store.claim(THERE, now=NOW)) == sorted([one, two])


@pytest.mark.parametrize("moved", [HELD_MILLISECONDS, -HELD_MILLISECONDS - 1])
async def test_a_hold_ends_by_the_stores_clock_and_also_where_it_was_set_back(subject: Subject, moved: int) -> None:
    (one,) = await subject.sealed(letter())
    assert await subject.store.claim(THERE, now=NOW)
    subject.clock.set(datetime.fromtimestamp((NOW + moved) / 1000, UTC))
    assert [each.letter.id for each in await subject.store.claim(THERE, now=NOW)] == [one.id]


async def test_a_clock_that_is_set_back_a_little_ends_no_hold(subject: Subject) -> None:
    await subject.sealed(letter())
    assert await subject.store.claim(THERE, now=NOW)
    subject.clock.set(datetime.fromtimestamp((NOW - 5) / 1000, UTC))
    assert await subject.store.claim(THERE, now=NOW) == []


async def test_a_hold_that_is_renewed_lasts(subject: Subject) -> None:
    (one,) = await subject.sealed(letter())
    await subject.store.claim(THERE, now=NOW)
    for past in (HELD_MILLISECONDS * 2 // 3, HELD_MILLISECONDS * 4 // 3):
        subject.clock.set(datetime.fromtimestamp((NOW + past) / 1000, UTC))
        assert await subject.store.claim(THERE, now=NOW) == []
        await subject.store.hold([one.id])


async def test_a_settled_letter_stays_so(subject: Subject) -> None:
    (one,) = await subject.sealed(letter())
    async with subject.store.transaction("test.settle"):
        assert await subject.store.mark_rejected(one.id, at=NOW, code="not_served")
        assert not await subject.store.mark_rejected(one.id, at=NOW, code="stale_epoch")
        await subject.store.mark_applied([(one.id, NOW)])
    assert await subject.store.claim(THERE, now=NOW) == []
    assert await subject.store.peers_due([THERE], issuer=HERE, now=NOW) == []


async def test_a_peer_is_due_for_a_letter_or_an_untold_receipt(subject: Subject) -> None:
    await subject.sealed(letter())
    receipt = signed(ReceiptKind.APPLIED, to="440000")
    async with subject.store.transaction("test.receipt"):
        await subject.store.keep_receipts([receipt], now=NOW, told=False)
    due = await subject.store.peers_due([THERE, "440000", "330000"], issuer=HERE, now=NOW)
    assert due == ["440000", THERE]
    told = await subject.store.untold("440000", issuer=HERE)
    assert [token for _, token in told] == [receipt.token]
    await subject.store.mark_told([name for name, _ in told], at=NOW)
    assert await subject.store.untold("440000", issuer=HERE) == []


async def test_the_first_receipt_of_a_kind_stays_and_custody_is_given_first(subject: Subject) -> None:
    applied, custody = signed(ReceiptKind.APPLIED), signed(ReceiptKind.CUSTODY)
    later = signed(ReceiptKind.APPLIED, token=b"later")
    async with subject.store.transaction("test.receipt"):
        await subject.store.keep_receipts([applied], now=NOW, told=True)
        await subject.store.keep_receipts([custody, later], now=NOW, told=True)
    assert await subject.store.receipts_of(HERE, ["0" * 64]) == {"0" * 64: [custody.token, applied.token]}
    assert await subject.store.receipts_of(THERE, ["0" * 64]) == {}


async def test_letters_are_known_by_id_and_by_place(subject: Subject) -> None:
    store, one = subject.store, incoming(1)
    assert await take(store, one)
    same_place, same_id = incoming(1, name="b"), incoming(1, case="c9")
    assert [found.digest for found in await store.known([same_place])] == [one.digest]
    assert [found.digest for found in await store.known([same_id])] == [one.digest]
    assert await store.known([incoming(2, name="b")]) == []


async def test_the_first_letter_that_waits_is_given_with_the_digest_before_it(subject: Subject) -> None:
    store, one, two = subject.store, incoming(1), incoming(2)
    await take(store, two)
    assert (await store.first_parked(THERE, "c1")).before is None
    await take(store, one)
    assert (await store.first_parked(THERE, "c1")).seq == 1
    async with store.transaction("test.apply"):
        assert await store.settle_parked(one.digest, "applied", at=NOW)
        assert not await store.settle_parked(one.digest, "applied", at=NOW)
    assert (await store.first_parked(THERE, "c1")).before == one.digest


async def test_streams_are_claimed_once_wait_without_cause_and_are_looked_at_again(subject: Subject) -> None:
    store = subject.store
    await take(store, incoming(2), incoming(3))
    assert await store.claim_streams(now=NOW) == [(THERE, "c1")]
    assert await store.claim_streams(now=NOW) == []
    subject.clock.set(datetime.fromtimestamp((NOW + HELD_MILLISECONDS) / 1000, UTC))
    assert await store.claim_streams(now=NOW) == [(THERE, "c1")]
    await store.let_wait(THERE, "c1")
    subject.clock.set(datetime.fromtimestamp((NOW + 2 * HELD_MILLISECONDS) / 1000, UTC))
    assert await store.claim_streams(now=NOW) == []
    await store.look_again(now=NOW)
    assert await store.claim_streams(now=NOW) == [(THERE, "c1")]


async def test_a_letter_that_is_settled_waits_for_no_other_attempt(subject: Subject) -> None:
    store, one = subject.store, incoming(1)
    await take(store, one)
    async with store.transaction("test.settle"):
        assert await store.put_off_parked(one.digest, attempts=1, next_at=NOW, problem="StorageError")
        await store.settle_parked(one.digest, "applied", at=NOW)
        assert not await store.put_off_parked(one.digest, attempts=2, next_at=NOW, problem="StorageError")


async def test_a_letter_whose_effect_failed_waits_for_its_time(subject: Subject) -> None:
    store, one = subject.store, incoming(1)
    await take(store, one)
    async with store.transaction("test.park"):
        await store.put_off_parked(one.digest, attempts=1, next_at=NOW + 1000, problem="ZeroDivisionError")
        await store.let_wait(THERE, "c1")
    assert await store.claim_streams(now=NOW) == []
    assert await store.claim_streams(now=NOW + 1000, but=["440000", THERE]) == []
    assert await store.claim_streams(now=NOW + 1000) == [(THERE, "c1")]
    assert (await store.first_parked(THERE, "c1")).attempts == 1


async def test_what_was_planned_by_a_clock_far_ahead_is_due_once_it_is_set_back(subject: Subject) -> None:
    (one,) = await subject.sealed(letter())
    await subject.store.claim(THERE, now=NOW)
    await subject.store.put_off([PutOff(id=one.id, attempts=1, next_at=NOW + 86_400_000, problem="no_answer")])
    assert await subject.store.peers_due([THERE], issuer=HERE, now=NOW) == [THERE]
    assert [each.letter.id for each in await subject.store.claim(THERE, now=NOW)] == [one.id]


@pytest.mark.parametrize("said", ["deferred", "custody"])
async def test_what_is_said_of_a_letter_that_is_not_under_way_postpones_nothing(subject: Subject, said: str) -> None:
    store = subject.store
    (one,) = await subject.sealed(letter())

    async def hear(attempts: int, next_at: int) -> None:
        later = PutOff(id=one.id, attempts=attempts, next_at=next_at, problem=None)
        async with store.transaction("test.settle"):
            await (store.put_off([later]) if said == "deferred" else store.in_custody([(later, NOW)]))

    await store.claim(THERE, now=NOW)
    subject.clock.set(START + timedelta(milliseconds=2 * HELD_MILLISECONDS))
    await hear(1, NOW + 2_000)
    for replayed in range(2, 30):
        await hear(replayed, NOW + 1_000 * replayed)
    assert (await store.outgoing([one.id]))[one.id].attempts == 1
    assert await store.peers_due([THERE], issuer=HERE, now=NOW + 1_999) == []
    assert [each.letter.id for each in await store.claim(THERE, now=NOW + 2_000)] == [one.id]
    await hear(2, NOW + 9_000)
    assert await store.peers_due([THERE], issuer=HERE, now=NOW + 8_999) == [], "the answer to what was under way"


async def test_refusals_are_counted_by_peer_and_day(subject: Subject) -> None:
    store = subject.store
    async with store.transaction("test.refused"):
        await store.add_refused(THERE, "2026-11-23", letters=1, size=100)
        await store.add_refused(THERE, "2026-11-23", letters=1, size=50)
        await store.add_refused(THERE, "2026-11-24", letters=1, size=1)
    assert await store.refused(THERE, "2026-11-23") == RefusedOfDay(letters=2, bytes=150)
    assert await store.refused("440000", "2026-11-23") == RefusedOfDay()


async def test_bytes_taken_are_counted_by_peer_and_day(subject: Subject) -> None:
    store = subject.store
    async with store.transaction("test.taken"):
        await store.add_taken(THERE, "2026-11-23", size=100)
        await store.add_taken(THERE, "2026-11-23", size=2**40)
        await store.add_taken(THERE, "2026-11-24", size=1)
    assert await store.taken(THERE, "2026-11-23") == 100 + 2**40
    assert await store.taken("440000", "2026-11-23") == 0


async def test_of_a_letter_whose_bytes_are_forgotten_the_rest_stays(subject: Subject) -> None:
    store, one = subject.store, incoming(1)
    await take(store, one)
    async with store.transaction("test.forget"):
        await store.settle_parked(one.digest, "rejected", at=NOW, problem="business_rule")
        await store.forget_bytes(one.digest)
    (stored,) = (await store.stored([one.digest])).values()
    assert (stored.token, stored.is_parked) == (b"", False)
    assert [known.digest for known in await store.known([one])] == [one.digest]


@pytest.mark.parametrize(("state", "following"), [("applied", 1), ("rejected", 0)])
async def test_only_what_follows_an_applied_letter_goes_on(subject: Subject, state: Any, following: int) -> None:
    store, one, two = subject.store, incoming(1), incoming(2)
    await take(store, one)
    assert await store.following_applied([one, two]) == set()
    async with store.transaction("test.settle"):
        await store.settle_parked(one.digest, state, at=NOW)
    assert await store.following_applied([one, two]) == set([two.digest] * following)
    assert await store.next_in_line([one, two]) == {one.digest, two.digest}


async def test_letters_are_told_by_whether_this_node_has_written_to_their_sender_in_their_case(
    subject: Subject,
) -> None:
    await subject.put(letter("c1"), letter("c2", receiver="440000"))
    written, elsewhere, unheard = incoming(1), incoming(1, name="b", case="c2"), incoming(1, name="c", case="c3")
    assert await subject.store.in_cases_written_in([written, elsewhere, unheard]) == {written.digest}
    assert await subject.store.in_cases_written_in([]) == set()


async def test_what_fails_in_a_transaction_is_not_kept(subject: Subject) -> None:
    store, one = subject.store, incoming(1)
    with pytest.raises(ZeroDivisionError):
        async with store.transaction("test.fail"):
            await store.take_in([one])
            raise ZeroDivisionError
    assert await store.known([one]) == []
    assert await take(store, one)


async def test_what_is_known_of_a_peer_is_replaced(subject: Subject) -> None:
    for note in (
        PeerNote(node=THERE, failures=3, next_at=NOW, problem="unreachable"),
        PeerNote(node=THERE, seen_at=NOW, not_before=NOW + 1),
    ):
        await subject.store.keep_peer_note(note)
    assert await subject.store.peer_notes() == [PeerNote(node=THERE, seen_at=NOW, not_before=NOW + 1)]


async def test_a_wait_that_one_process_was_asked_for_is_not_forgotten_by_another(subject: Subject) -> None:
    for note in (PeerNote(node=THERE, failures=1, not_before=NOW + 9), PeerNote(node=THERE, seen_at=NOW)):
        await subject.store.keep_peer_note(note)
    assert await subject.store.peer_notes() == [PeerNote(node=THERE, seen_at=NOW, not_before=NOW + 9)]


async def test_of_all_processes_one_probes_a_peer_in_a_while(subject: Subject) -> None:
    store = subject.store
    assert await store.begin_probe(THERE, every=3_600_000)
    assert not await store.begin_probe(THERE, every=3_600_000)
    assert await store.begin_probe(HERE, every=3_600_000), "each peer has its own"
    await store.keep_peer_note(PeerNote(node=THERE, failures=1, next_at=NOW))
    assert not await store.begin_probe(THERE, every=3_600_000), "a note leaves it as it was"
    assert await store.begin_probe(THERE, every=0)


async def test_a_peer_is_compared_with_once_in_a_while_and_told_totals_once_a_night(subject: Subject) -> None:
    comparisons = subject.comparisons
    assert [await comparisons.take_turn(THERE, every=60_000) for _ in range(2)] == [True, False]
    subject.clock.set(START + timedelta(minutes=1))
    assert await comparisons.take_turn(THERE, every=60_000)
    assert [await comparisons.take_night(THERE, "2026-11-23") for _ in range(2)] == [True, False]
    await comparisons.give_back_night(THERE)
    assert await comparisons.take_night(THERE, "2026-11-23")
    assert not await comparisons.take_night("440000", "2026-11-23"), "nobody's turn"


async def test_what_a_peer_confirmed_is_told_and_sent_again_if_it_is_lost(subject: Subject) -> None:
    one, two, three, other = await subject.sealed(letter(), letter(), letter(), letter("c2"))
    comparisons, store = subject.comparisons, subject.store
    span = {"since": NOW - 1, "until": NOW + 1_000}
    assert await comparisons.sent(THERE, **span) is None
    assert await comparisons.is_any_unconfirmed(THERE, until=NOW + 1_000)
    async with store.transaction("test.settle"):
        await store.mark_applied([(one.id, NOW), (three.id, NOW)])
        await store.in_custody([(PutOff(id=two.id, attempts=1, next_at=NOW, problem=None), NOW)])
        await store.mark_rejected(two.id, at=NOW, code="business_rule")
        await store.mark_rejected(other.id, at=NOW, code="seq_conflict")
    sent = await store.outgoing([one.id, two.id, three.id, other.id])
    assert await comparisons.heads(THERE, **span, after="") == [StreamHead("c1", 3, sent[three.id].origin)]
    assert await comparisons.heads(THERE, **span, after="c1") == []
    assert await comparisons.sent(THERE, **span) == totals(("case.facts", each.origin) for each in sent.values())
    assert not await comparisons.is_any_unconfirmed(THERE, until=NOW + 1_000)
    assert await comparisons.oldest(THERE) == one.queued_at
    assert await comparisons.send_again(THERE, [Gap("c1", 1)], told_at=NOW - 1, now=NOW) == 0, "told before"
    assert await comparisons.send_again(THERE, [Gap("c1", 1)], told_at=NOW, now=NOW) == 2
    again = await store.claim(THERE, now=NOW)
    assert [(each.letter.id, each.refused) for each in again] == [(two.id, "business_rule"), (three.id, None)]
    async with store.transaction("test.settle"):
        assert not await store.mark_rejected(two.id, at=NOW, code="refused_before")
    assert (await store.outgoing([two.id]))[two.id].refused == "business_rule"


async def test_letters_of_files_are_neither_compared_nor_sent_again(subject: Subject) -> None:
    one, _ = await subject.sealed(letter("files:1"), letter("files:2"))
    comparisons, span = subject.comparisons, {"since": NOW - 1, "until": NOW + 1_000}
    async with subject.store.transaction("test.settle"):
        await subject.store.mark_applied([(one.id, NOW)])
    await take(subject.store, incoming(1, case="files:3"))
    assert await comparisons.heads(THERE, **span, after="") == []
    assert await comparisons.send_again(THERE, [Gap("files:1", 0)], told_at=NOW, now=NOW) == 0
    assert await comparisons.sent(THERE, **span) == ()
    assert not await comparisons.is_any_unconfirmed(THERE, until=NOW + 1_000)
    assert await comparisons.received(THERE, since=NOW, until=NOW + 1) == ()


async def test_letters_of_files_that_their_receiver_does_not_know_count_at_both_ends(subject: Subject) -> None:
    one, two = await subject.sealed(letter("files:1"), letter("files:2"))
    store, comparisons, came = subject.store, subject.comparisons, incoming(1, case="files:3")
    await take(store, came, incoming(1, name="b", case="files:4"))
    async with store.transaction("test.settle"):
        await store.mark_rejected(one.id, at=NOW, code="not_served")
        await store.mark_rejected(two.id, at=NOW, code="business_rule")
        await store.settle_parked(came.digest, "rejected", at=NOW, problem="not_served")
    origin = (await store.outgoing([one.id]))[one.id].origin
    assert await comparisons.sent(THERE, since=NOW - 1, until=NOW + 1_000) == totals([("case.facts", origin)])
    assert await comparisons.received(THERE, since=NOW, until=NOW + 1) == totals([("case.facts", came.origin)])


async def test_what_a_process_sends_now_no_other_sends_because_the_peer_misses_it(subject: Subject) -> None:
    (one,) = await subject.sealed(letter())
    async with subject.store.transaction("test.settle"):
        await subject.store.in_custody([(PutOff(id=one.id, attempts=1, next_at=NOW, problem=None), NOW)])
    assert [each.letter.id for each in await subject.store.claim(THERE, now=NOW)] == [one.id]
    assert await subject.comparisons.send_again(THERE, [Gap("c1", 0)], told_at=NOW, now=NOW) == 1
    assert await subject.store.claim(THERE, now=NOW) == []


async def test_what_waits_is_counted_with_its_bytes(subject: Subject) -> None:
    store, letters = subject.store, [incoming(seq) for seq in (1, 2, 3)]
    await take(store, *letters)
    assert await store.waiting("440000", up_to=9) == Waiting()
    size = len(letters[0].token)
    assert await store.waiting(THERE, up_to=9) == Waiting(letters=3, bytes=3 * size)
    assert await store.waiting(THERE, up_to=2) == Waiting(letters=2, bytes=2 * size)
    async with store.transaction("test.settle"):
        await store.settle_parked(letters[0].digest, "applied", at=NOW)
        await store.put_off_parked(letters[1].digest, attempts=1, next_at=NOW, problem="ZeroDivisionError")
    assert await store.waiting(THERE, up_to=9) == Waiting(letters=2, bytes=2 * size)
    assert await store.failing(THERE, up_to=9) == Waiting(letters=1, bytes=size)


async def test_what_is_missing_or_differs_is_found(subject: Subject) -> None:
    here = [incoming(1), incoming(3), incoming(1, name="b", case="c2"), incoming(1, name="c", case="check-x")]
    await take(subject.store, *here)
    heads = [StreamHead("c1", 3, here[1].origin), StreamHead("c2", 1, "0" * 64), StreamHead("c3", 1, "0" * 64)]
    found = await subject.comparisons.gaps(THERE, heads)
    assert found == ([Gap("c1", 1), Gap("c3", 0)], [heads[1]])
    counted = totals((each.kind, each.origin) for each in here[:3])
    assert await subject.comparisons.received(THERE, since=NOW, until=NOW + 1) == counted
    late = [StreamHead("c1", 1, "0" * 64), StreamHead("c2", 3, "0" * 64), StreamHead("c4", 1, "0" * 64)]
    await take(subject.store, incoming(2, name="d", case="c4"))
    assert await subject.comparisons.gaps(THERE, late) == ([Gap("c2", 1), Gap("c4", 0)], [late[0]])
