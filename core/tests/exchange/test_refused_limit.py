"""What a known peer sends only to have it refused fills no disk, and holds up nothing that is under way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
import pytest

from tongban.audit.alarms import AuditAlarms
from tongban.audit.record import Audit
from tongban.exchange import envelope, keys, receipts, signatures
from tongban.exchange.encryption import SealingKey
from tongban.exchange.ids import mint_id
from tongban.exchange.letters import Letter
from tongban.exchange.refused_limit import KEPT_OF_A_FILE, TIMES_UNDER_WAY, RefusedQuota

SICHUAN, CHONGQING = "510000", "500000"
DAY_SECONDS = 24 * 3600
MOST = 3


def letters(kind: str, *cases: str) -> list[Letter]:
    return [Letter(receiver=CHONGQING, case=case, kind=kind, body=b"{}", epoch=0) for case in cases]


@pytest.fixture
async def strict(world: Any) -> AsyncIterator[Any]:
    """重庆 takes few refusals of a peer a day, and refuses offers of an unknown kind."""
    there = world.chongqing
    before = there.refused_quota
    there.refused_quota = RefusedQuota(letters=MOST)
    await there.restart()
    there.registrar.unknown = {"case.unheard_of"}
    yield world
    there.refused_quota = before


async def sealed(world: Any, *sent: Letter) -> list[bytes]:
    ids = await world.sichuan.send(*sent)
    await world.sichuan.seal()
    rows = await world.sichuan.database.fetch("SELECT id, envelope FROM tongban_outbox")
    tokens = {row["id"]: bytes(row["envelope"]) for row in rows}
    return [tokens[each] for each in ids]


async def answered(world: Any, tokens: Sequence[bytes]) -> list[tuple[str, str]]:
    """The last word on each letter."""
    said = [receipts.read(signatures.payload_of(answer)) for answer in await world.chongqing.take(tokens)]
    last = {receipt.digest: (receipt.kind.value, receipt.code) for receipt in said}
    return [last[signatures.digest(token)] for token in tokens]


async def rows(world: Any, table: str) -> int:
    found = await world.chongqing.database.fetch_one(f"SELECT count(*) AS n FROM tongban_{table}")
    return int(found["n"])


async def refuse(world: Any, count: int) -> list[tuple[str, str]]:
    tokens = await sealed(world, *letters("case.unheard_of", *(f"bad{n}" for n in range(count))))
    return [word for token in tokens for word in await answered(world, [token])]


async def test_above_the_quota_new_cases_wait_and_nothing_more_is_kept(strict: Any) -> None:
    said = await refuse(strict, MOST + 3)
    assert said == [("rejected", "not_served")] * MOST + [("deferred", "unavailable")] * 3
    assert (await rows(strict, "inbox"), await rows(strict, "receipt")) == (MOST, 2 * MOST)


async def test_above_the_quota_a_case_that_is_under_way_goes_on(strict: Any) -> None:
    first, second, third = await sealed(strict, *letters("case.facts", "good", "good", "good"))
    assert await answered(strict, [first]) == [("applied", "ok")]
    await refuse(strict, MOST)
    assert await answered(strict, [second]) == [("applied", "ok")]
    assert await answered(strict, [third]) == [("applied", "ok")]


async def write_in(world: Any, case: str) -> None:
    """重庆 writes to 四川 in a case, as where it has offered that case."""
    await world.chongqing.send(Letter(receiver=SICHUAN, case=case, kind="case.offer", body=b"{}", epoch=0))


async def test_above_the_quota_the_first_answer_in_a_case_that_this_node_has_offered_is_taken(strict: Any) -> None:
    await write_in(strict, "ours")
    await refuse(strict, MOST)
    answer, other = await sealed(strict, *letters("case.facts", "ours", "other"))
    assert await answered(strict, [answer]) == [("applied", "ok")]
    assert await answered(strict, [other]) == [("deferred", "unavailable")]


async def test_above_the_quota_what_mends_a_refused_letter_of_a_case_under_way_is_taken(strict: Any) -> None:
    await write_in(strict, "ours")
    await refuse(strict, MOST)
    bad, better = await sealed(strict, *letters("case.unheard_of", "ours"), *letters("case.facts", "ours"))
    assert await answered(strict, [bad]) == [("rejected", "not_served")]
    assert await answered(strict, [better]) == [("applied", "ok")]


async def test_what_is_refused_in_cases_under_way_has_a_most_too(strict: Any) -> None:
    await write_in(strict, "ours")
    most = TIMES_UNDER_WAY * MOST
    tokens = await sealed(strict, *letters("case.unheard_of", *["ours"] * (most + 2)))
    said = [word for token in tokens for word in await answered(strict, [token])]
    assert said == [("rejected", "not_served")] * most + [("deferred", "unavailable")] * 2


async def test_above_the_quota_what_follows_a_refused_letter_waits_where_this_node_has_not_written(strict: Any) -> None:
    good, bad, worse = await sealed(
        strict, *letters("case.facts", "c1"), *letters("case.unheard_of", "c1"), *letters("case.unheard_of", "c1")
    )
    assert await answered(strict, [good, bad]) == [("applied", "ok"), ("rejected", "not_served")]
    await refuse(strict, MOST)
    assert await answered(strict, [worse]) == [("deferred", "unavailable")]


async def test_the_next_day_what_waited_is_taken(strict: Any) -> None:
    await refuse(strict, MOST)
    tokens = await sealed(strict, *letters("case.facts", "late"))
    assert await answered(strict, tokens) == [("deferred", "unavailable")]
    strict.pass_time(DAY_SECONDS)
    assert await answered(strict, tokens) == [("applied", "ok")]


async def test_few_large_letters_are_as_much_as_many_small_ones(strict: Any) -> None:
    strict.chongqing.refused_quota = RefusedQuota(bytes=2_000)
    await strict.chongqing.restart()
    strict.chongqing.registrar.unknown = {"case.unheard_of"}
    large = Letter(receiver=CHONGQING, case="large", kind="case.unheard_of", body=b'"' + b"x" * 2_000 + b'"', epoch=0)
    tokens = await sealed(strict, large, *letters("case.facts", "small"))
    assert await answered(strict, tokens[:1]) == [("rejected", "not_served")]
    assert await answered(strict, tokens[1:]) == [("deferred", "unavailable")]


async def test_letters_about_files_that_are_refused_keep_no_bytes_and_hold_up_no_new_case(strict: Any) -> None:
    there = strict.chongqing
    there.refused_quota = RefusedQuota(letters=MOST, bytes=3 * MOST * KEPT_OF_A_FILE)
    await there.restart()
    there.registrar.unknown = {"case.unheard_of"}
    body = b'"' + b"x" * 20_000 + b'"'
    pieces = [
        Letter(receiver=CHONGQING, case=f"files:{n % 2}", kind="case.unheard_of", body=body, epoch=0)
        for n in range(3 * MOST - 1)
    ]
    said = [word for token in await sealed(strict, *pieces) for word in await answered(strict, [token])]
    assert said == [("rejected", "not_served")] * len(pieces)
    kept = await there.database.fetch("SELECT length(envelope) AS bytes FROM tongban_inbox")
    assert {row["bytes"] for row in kept} == {0}
    assert await answered(strict, await sealed(strict, *letters("case.facts", "new"))) == [("applied", "ok")]


async def test_of_letters_about_files_so_much_is_refused_as_may_be_kept_of_them(strict: Any) -> None:
    strict.chongqing.refused_quota = RefusedQuota(bytes=100)
    await strict.chongqing.restart()
    strict.chongqing.registrar.unknown = {"case.unheard_of"}
    tokens = await sealed(strict, *letters("case.unheard_of", "files:1", "files:2"))
    assert await answered(strict, tokens[:1]) == [("rejected", "not_served")]
    assert await answered(strict, tokens[1:]) == [("deferred", "unavailable")]


@pytest.mark.parametrize("case", ["c1", "files:1"])
async def test_contradictions_above_the_quota_are_neither_kept_nor_told_of(strict: Any, case: str) -> None:
    genuine, *_ = await sealed(strict, *letters("case.facts", case))
    await answered(strict, [genuine])
    rivals = [rival(strict, genuine) for _ in range(MOST + 3)]
    said = [word for each in rivals for word in await answered(strict, [each])]
    assert said == [("rejected", "seq_conflict")] * MOST + [("deferred", "unavailable")] * 3
    assert await rows(strict, "receipt") == 2 + MOST
    assert strict.chongqing.registrar.alarms.count((SICHUAN, "seq_conflict")) == MOST
    assert await answered(strict, rivals[:1]) == [("rejected", "seq_conflict")], "what was said once stands"


async def test_an_operator_is_told_once_a_day(strict: Any) -> None:
    there = strict.chongqing
    audit = Audit(there.database, secret=b"s" * 32, node=CHONGQING, clock=strict.clock)
    alarms = AuditAlarms(audit, there.incidents)
    for _ in range(3):
        await alarms.on_much_refused(SICHUAN, "2026-11-23")
    assert [(each.code, each.peer) for each in await there.incidents.all_open()] == [("much_refused", SICHUAN)]
    await refuse(strict, MOST + 1)
    assert (SICHUAN, "much_refused") in there.registrar.alarms


async def test_a_letter_for_another_node_is_refused_under_signature_and_not_kept(world: Any) -> None:
    token, *_ = await sealed(world, *letters("case.facts", "c1"))
    astray = rival(world, token, receiver="440000")
    for _ in range(2):
        assert await answered(world, [astray]) == [("rejected", "wrong_receiver")]
    assert (await rows(world, "inbox"), await rows(world, "receipt")) == (0, 0)


def rival(world: Any, token: bytes, **changes: Any) -> bytes:
    """Another letter in the place of this one."""
    there = world.chongqing
    content = envelope.opened(envelope.read(signatures.payload_of(token)), there.exchange.inbox.issuer.keyring)
    opening = there.own.opening[0]
    to = SealingKey(opening.kid, opening.suite, keys.public(opening).jwk)
    other = msgspec.structs.replace(content, id=mint_id(world.clock.now()), **changes)
    return envelope.seal(other, key=world.sichuan.key, to=to)
