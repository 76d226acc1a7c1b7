"""What a known peer sends to good effect has a most in a day too: it is kept for ever, and would fill the disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
import pytest

from tongban.audit.alarms import AuditAlarms
from tongban.audit.record import Audit
from tongban.clock import milliseconds
from tongban.exchange import envelope, keys, receipts, signatures, taken_limit
from tongban.exchange.encryption import SealingKey
from tongban.exchange.letters import Letter
from tongban.exchange.receipts import Receipt, ReceiptKind
from tongban.exchange.taken_limit import KEPT_BESIDE
from tongban.storage.errors import StorageError

SICHUAN, CHONGQING = "510000", "500000"
DAY_SECONDS = 24 * 3600
FILLER = 20_000
"""In a letter of 41 kB, with what is kept beside it."""
TAKEN, WAITS = ("applied", "ok"), ("deferred", "unavailable")


@pytest.fixture
async def strict(world: Any) -> AsyncIterator[Any]:
    """重庆 takes two letters of that size of a peer in a day."""
    there = world.chongqing
    before = there.taken_a_day
    there.taken_a_day = 50_000
    await there.restart()
    yield world
    there.taken_a_day = before


async def sealed(world: Any, count: int, *, case: str = "c1", size: int = FILLER) -> list[bytes]:
    body = b'"' + b"x" * size + b'"'
    ids = await world.sichuan.send(
        *[Letter(receiver=CHONGQING, case=case, kind="case.facts", body=body, epoch=0) for _ in range(count)]
    )
    await world.sichuan.seal()
    rows = await world.sichuan.database.fetch("SELECT id, envelope FROM tongban_outbox")
    tokens = {row["id"]: bytes(row["envelope"]) for row in rows}
    return [tokens[each] for each in ids]


async def answered(world: Any, tokens: Sequence[bytes], *, by: Any = None) -> list[tuple[str, str]]:
    """The last word on each letter, delivered one after the other."""
    process = by or world.chongqing.exchange
    said = []
    for token in tokens:
        last = receipts.read(signatures.payload_of((await process.inbox.take([token]))[-1]))
        assert last.digest == signatures.digest(token)
        said.append((last.kind.value, last.code))
    return said


async def kept(world: Any) -> tuple[int, int]:
    found = [
        await world.chongqing.database.fetch_one(f"SELECT count(*) AS n FROM tongban_{each}")
        for each in ("inbox", "receipt")
    ]
    return found[0]["n"], found[1]["n"]


async def test_above_the_quota_letters_of_cases_under_way_wait_too_and_nothing_more_is_kept(strict: Any) -> None:
    tokens = await sealed(strict, 5)
    assert await answered(strict, tokens) == [TAKEN] * 2 + [WAITS] * 3
    assert await kept(strict) == (2, 4)
    assert set(strict.chongqing.registrar.alarms) == {(SICHUAN, "much_taken")}


async def test_the_next_day_what_waited_is_taken_by_itself(strict: Any) -> None:
    await sealed(strict, 3)
    await strict.sichuan.exchange.courier.deliver_due()
    await strict.sichuan.exchange.courier.deliver_due()
    assert await strict.sichuan.states("c1") == ["applied"] * 3, "one delivery is taken whole"
    await sealed(strict, 1)
    await strict.sichuan.exchange.courier.deliver_due()
    assert (await strict.sichuan.states("c1"))[-1] != "applied"
    strict.pass_time(DAY_SECONDS)
    await strict.sichuan.exchange.courier.deliver_due()
    assert await strict.sichuan.states("c1") == ["applied"] * 4


async def test_above_the_quota_what_is_known_already_has_the_receipt_that_it_had(strict: Any) -> None:
    tokens = await sealed(strict, 3)
    await answered(strict, tokens)
    assert await answered(strict, tokens[:2]) == [TAKEN] * 2


async def test_what_one_peer_has_sent_holds_up_no_other(strict: Any) -> None:
    store, day = strict.chongqing.exchange.inbox.store, _today(strict)
    await store.add_taken("440000", day, size=2**40)
    assert await answered(strict, await sealed(strict, 1)) == [TAKEN]
    await store.add_taken(SICHUAN, day, size=2**40)
    await strict.chongqing.restart()
    assert await answered(strict, await sealed(strict, 1)) == [WAITS]


async def test_what_one_process_has_taken_counts_for_the_others_and_for_the_next_one(strict: Any) -> None:
    first, second, third, fourth = await sealed(strict, 4)
    other = strict.chongqing.process()
    assert await answered(strict, [first]) == [TAKEN]
    assert await answered(strict, [second, third]) == [TAKEN, WAITS]
    assert await answered(strict, [third], by=other) == [WAITS]
    await strict.chongqing.restart()
    assert await answered(strict, [third, fourth]) == [WAITS, WAITS]


async def test_small_letters_count_with_what_is_kept_beside_them(strict: Any) -> None:
    strict.chongqing.taken_a_day = 2 * KEPT_BESIDE + 1
    await strict.chongqing.restart()
    said = await answered(strict, await sealed(strict, 4, size=1))
    assert said == [TAKEN] * 2 + [WAITS] * 2


async def test_one_letter_that_is_sealed_anew_without_end_fills_no_disk(strict: Any) -> None:
    (token,) = await sealed(strict, 1, size=1)
    assert await answered(strict, [token]) == [TAKEN]
    said = await answered(strict, [_sealed_anew(strict, token) for _ in range(40)])
    assert said[:10] == [TAKEN] * 10
    assert said[-10:] == [WAITS] * 10


async def test_what_was_sealed_anew_and_confirmed_is_confirmed_for_ever_and_counts_once(strict: Any) -> None:
    (token,) = await sealed(strict, 1, size=1)
    anew = _sealed_anew(strict, token)
    assert await answered(strict, [token, *[anew] * 40]) == [TAKEN] * 41
    await strict.chongqing.exchange.inbox.store.add_taken(SICHUAN, _today(strict), size=2**40)
    await strict.chongqing.restart()
    assert await answered(strict, [token, anew]) == [TAKEN] * 2


async def test_what_is_rolled_back_makes_nothing_uncounted(strict: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox, taken = strict.chongqing.exchange.inbox, 0
    for token in await sealed(strict, 12, size=6_000):
        with monkeypatch.context() as broken:
            broken.setattr(type(inbox.store), "take_in", _fail)
            with pytest.raises(StorageError):
                await inbox.take([token])
        taken += await answered(strict, [token]) == [TAKEN]
    assert taken == 4


async def test_what_two_processes_are_brought_at_once_is_counted(strict: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taken_limit, "WRITTEN_EVERY", 10_000)
    processes = [strict.chongqing.exchange, strict.chongqing.process()]
    waiting = 0
    for token in await sealed(strict, 20, size=3_000):
        said = await asyncio.gather(*(answered(strict, [token], by=each) for each in processes))
        waiting += [WAITS] in said
    assert waiting >= 12


async def test_a_letter_that_was_under_way_when_the_day_was_full_opens_it_to_no_other(strict: Any) -> None:
    await answered(strict, await sealed(strict, 3))
    await strict.chongqing.exchange.inbox.limits.taken.note(SICHUAN, size=1)
    assert await answered(strict, await sealed(strict, 1)) == [WAITS]


async def test_receipts_are_kept_and_so_may_not_be_long(world: Any) -> None:
    await sealed(world, 1, size=1)
    row = await world.sichuan.database.fetch_one("SELECT id, digest FROM tongban_outbox")
    at = milliseconds(world.clock.now())
    about = {"issuer": CHONGQING, "addressee": SICHUAN, "letter": row["id"], "digest": row["digest"], "at": at}
    receipt = msgspec.to_builtins(Receipt(kind=ReceiptKind.APPLIED, **about))
    padded = msgspec.json.encode({**receipt, "filler": "x" * 40_000})
    (answer,) = await world.sichuan.take([signatures.sign(padded, key=world.chongqing.key, typ=receipts.TYP)])
    assert receipts.read(signatures.payload_of(answer)).code == "too_large"
    assert await world.sichuan.states("c1") == ["queued"]


async def test_a_process_writes_what_it_took_every_so_often(strict: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taken_limit, "WRITTEN_EVERY", 10_000)
    await answered(strict, await sealed(strict, 4, size=6_000))
    assert await strict.chongqing.exchange.inbox.store.taken(SICHUAN, _today(strict)) > 10_000


async def test_an_operator_is_told_once_a_day(strict: Any) -> None:
    there = strict.chongqing
    audit = Audit(there.database, secret=b"s" * 32, node=CHONGQING, clock=strict.clock)
    alarms = AuditAlarms(audit, there.incidents)
    for _ in range(3):
        await alarms.on_much_taken(SICHUAN, "2026-11-23")
    assert [(each.code, each.peer) for each in await there.incidents.all_open()] == [("much_taken", SICHUAN)]


def _today(world: Any) -> str:
    return str(world.clock.now().date().isoformat())


async def _fail(_store: Any, _letters: Any) -> bool:
    raise StorageError("the disk is full")


def _sealed_anew(world: Any, token: bytes) -> bytes:
    """The same letter, its body encrypted once more."""
    there = world.chongqing
    content = envelope.opened(envelope.read(signatures.payload_of(token)), there.exchange.inbox.issuer.keyring)
    opening = there.own.opening[0]
    to = SealingKey(opening.kid, opening.suite, keys.public(opening).jwk)
    renewed = msgspec.structs.replace(content, renews=signatures.digest(token))
    return envelope.seal(renewed, key=world.sichuan.key, to=to)
