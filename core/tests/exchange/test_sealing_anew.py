"""Letters that wait under a key which is revoked or over are sealed anew, and are still the same letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tongban.clock import milliseconds
from tongban.exchange import envelope, keys, limits, receipts, signatures
from tongban.exchange.encryption import key_id
from tongban.exchange.ids import mint_id
from tongban.exchange.keys import OwnKeys
from tongban.exchange.letters import Letter
from tongban.exchange.signatures import SigningKey
from tongban.exchange.trust import Trust
from tongban.exchange.trust_documents import TrustNode

SICHUAN, CHONGQING = "510000", "500000"


def letter(case: str, body: bytes = b'{"n": 1}') -> Letter:
    return Letter(receiver=CHONGQING, case=case, kind="case.facts", body=body, epoch=0)


@pytest.fixture
def replace_keys(
    world: Any, list_node: Callable[..., TrustNode], make_trust_list: Callable[..., Any]
) -> Callable[..., None]:
    """Give a node new keys that count at once, and let the old ones be revoked or over."""

    def replace(node: str, **gone: Any) -> None:
        entry = world.nodes[node]
        old, newer = entry.own, keys.generate_pair(node)
        entry.own = OwnKeys((*old.signing, *newer.signing), (*old.opening, *newer.opening))
        nodes = {SICHUAN: world.sichuan.own, CHONGQING: world.chongqing.own}
        listed = [list_node(each, *own.all) for each, own in nodes.items()]
        kids = {key.kid for key in old.all}
        changed = [
            msgspec.structs.replace(
                each,
                keys=tuple(msgspec.structs.replace(key, **gone) if key.kid in kids else key for key in each.keys),
            )
            for each in listed
        ]
        version = world.trust.current.document.version + 1
        newest: Trust = world.trust
        newest.current = make_trust_list(*changed, version=version)
        entry.exchange.sealer.keyring.replace(entry.own)

    return replace


def signed_by(token: bytes) -> str:
    return signatures.read_header(token).kid


async def tokens(node: Any) -> list[bytes]:
    rows = await node.database.fetch("SELECT envelope FROM tongban_outbox ORDER BY case_id, seq")
    return [bytes(row["envelope"]) for row in rows]


REVOKED = {"status": "revoked"}


async def test_waiting_letters_under_a_revoked_key_arrive_under_its_successor_once_and_in_order(
    world: Any, replace_keys: Callable[..., None]
) -> None:
    world.loopback.unreachable.add(CHONGQING)
    await world.sichuan.send(letter("c1"), letter("c1"), letter("c2"))
    await world.sichuan.exchange.courier.deliver_due()
    before = await tokens(world.sichuan)
    replace_keys(SICHUAN, **REVOKED)
    world.loopback.unreachable.discard(CHONGQING)
    world.pass_time(600)
    await world.sichuan.exchange.courier.deliver_due()
    after = await tokens(world.sichuan)
    assert {signed_by(token) for token in after} == {world.sichuan.key.kid}
    renewed = [envelope.read(signatures.payload_of(token)).renews for token in after]
    assert renewed == [signatures.digest(token) for token in before]
    effects = [entry[1:3] for entry in await world.chongqing.registrar.effects()]
    assert sorted(effects) == [("c1", 1), ("c1", 2), ("c2", 1)]
    assert effects.index(("c1", 1)) < effects.index(("c1", 2))
    assert await world.sichuan.states("c1") == ["applied", "applied"]


async def test_a_letter_that_arrived_before_its_key_was_revoked_has_no_second_effect(
    world: Any, replace_keys: Callable[..., None]
) -> None:
    await world.sichuan.send(letter("c1"), letter("c1"))
    await world.sichuan.seal()
    first, _ = await tokens(world.sichuan)
    await world.chongqing.exchange.take([first])  # the answer is lost
    replace_keys(SICHUAN, **REVOKED)
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied", "applied"]
    assert [entry[1:3] for entry in await world.chongqing.registrar.effects()] == [("c1", 1), ("c1", 2)]
    assert world.chongqing.registrar.alarms == []
    (statement,) = [each async for each in world.sichuan.reconciler.heads(CHONGQING)]
    assert await world.chongqing.exchange.take([statement]) == []
    assert await world.chongqing.incidents.all_open() == []


async def test_a_letter_is_renewed_as_often_as_keys_change(world: Any, replace_keys: Callable[..., None]) -> None:
    await world.sichuan.send(letter("c1"))
    await world.sichuan.seal()
    for _ in range(3):
        (token,) = await tokens(world.sichuan)
        await world.chongqing.exchange.take([token])
        replace_keys(SICHUAN, **REVOKED)
        world.loopback.unreachable.add(CHONGQING)
        await world.sichuan.exchange.courier.deliver_due()
        world.loopback.unreachable.discard(CHONGQING)
        world.pass_time(600)
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied"]
    assert len(await world.chongqing.registrar.effects()) == 1


async def test_a_key_that_is_over_is_replaced_too_and_one_that_is_still_believed_is_not(
    world: Any, replace_keys: Callable[..., None]
) -> None:
    await world.sichuan.send(letter("c1"))
    await world.sichuan.seal()
    (before,) = await tokens(world.sichuan)
    replace_keys(SICHUAN, exp=milliseconds(world.clock.now()) + 1_000)
    world.loopback.unreachable.add(CHONGQING)
    await world.sichuan.exchange.courier.deliver_due()
    assert await tokens(world.sichuan) == [before]
    world.loopback.unreachable.discard(CHONGQING)
    world.pass_time(600)
    await world.sichuan.exchange.courier.deliver_due()
    (after,) = await tokens(world.sichuan)
    assert signed_by(after) == world.sichuan.key.kid
    assert await world.sichuan.states("c1") == ["applied"]


@pytest.mark.parametrize("tried", ["never", "during an outage", "in vain"])
async def test_nothing_goes_out_under_a_key_of_the_receiver_that_others_know(
    world: Any, replace_keys: Callable[..., None], tried: str
) -> None:
    await world.sichuan.send(letter("c1"))
    await world.sichuan.seal()
    if tried == "during an outage":
        world.loopback.unreachable.add(CHONGQING)
        await world.sichuan.exchange.courier.deliver_due()
        world.loopback.unreachable.discard(CHONGQING)
    elif tried == "in vain":
        takes = world.loopback.takes[CHONGQING]
        world.loopback.takes[CHONGQING] = silent
        await world.sichuan.exchange.courier.deliver_due()
        world.loopback.takes[CHONGQING] = takes
    world.pass_time(600)
    replace_keys(CHONGQING, **REVOKED)
    await world.sichuan.exchange.courier.deliver_due()
    (after,) = await tokens(world.sichuan)
    body = envelope.read(signatures.payload_of(after)).body
    assert key_id(body) == world.chongqing.own.opening[-1].kid
    assert await world.sichuan.states("c1") == ["applied"]


async def silent(_: object) -> list[bytes]:
    return []


async def test_a_receipt_under_a_key_that_its_issuer_has_revoked_is_given_anew_under_its_successor(
    world: Any, replace_keys: Callable[..., None]
) -> None:
    await world.sichuan.send(letter("c1"))
    await world.sichuan.seal()
    (token,) = await tokens(world.sichuan)
    lost = await world.chongqing.exchange.take([token])
    replace_keys(CHONGQING, **REVOKED)
    answers = await world.chongqing.exchange.take([token])
    assert {signed_by(answer) for answer in answers} == {world.chongqing.key.kid}
    assert [receipts.read(signatures.payload_of(answer)) for answer in answers] == [
        receipts.read(signatures.payload_of(answer)) for answer in lost
    ]
    assert await world.chongqing.exchange.take([token]) == answers, "byte for byte from now on"
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied"]


async def test_receipts_to_be_told_under_a_revoked_key_keep_back_none_of_those_behind_them(
    world: Any, replace_keys: Callable[..., None]
) -> None:
    cases = [f"c{number}" for number in range(limits.BATCH_ITEMS + 5)]
    world.chongqing.registrar.fails.update(cases)
    await world.sichuan.send(*map(letter, cases))
    while await world.sichuan.exchange.courier.deliver_due():
        pass
    world.chongqing.registrar.fails.clear()
    world.pass_time(1)
    await world.chongqing.exchange.inbox.store.look_again(now=milliseconds(world.clock.now()))
    while await world.chongqing.exchange.inbox.applier.apply_due():
        pass
    replace_keys(CHONGQING, **REVOKED)
    while await world.chongqing.exchange.courier.deliver_due():
        pass
    assert {state for case in cases for state in await world.sichuan.states(case)} == {"applied"}


async def test_a_refusal_given_before_its_key_was_revoked_ends_the_letter_afterwards_too(
    world: Any, replace_keys: Callable[..., None]
) -> None:
    world.chongqing.registrar.rejects.add("case.facts")
    await world.sichuan.send(letter("c1"))
    await world.sichuan.seal()
    await world.chongqing.exchange.take(await tokens(world.sichuan))
    replace_keys(CHONGQING, **REVOKED)
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["rejected"]


def sealed_again(world: Any, token: bytes, **changes: Any) -> bytes:
    """Sichuan seals a letter of its own anew, with something else in it."""
    before = envelope.read(signatures.payload_of(token))
    fields = {name: getattr(before, name) for name in envelope.Heading.__struct_fields__}
    said = {**fields, "renews": signatures.digest(token), "body": msgspec.Raw(b'{"n": 1}'), **changes}
    to = world.trust.current.sealing_key(CHONGQING, at=milliseconds(world.clock.now()))
    return envelope.seal(envelope.Envelope(**said), key=world.sichuan.key, to=to)


@pytest.mark.parametrize(
    "changes", [{"body": msgspec.Raw(b'{"n": 2}')}, {"kind": "case.offer"}, {"epoch": 7}, {"iat": 1}]
)
async def test_what_says_another_thing_is_not_confirmed_as_the_letter_that_it_claims_to_renew(
    world: Any, changes: dict[str, Any]
) -> None:
    await world.sichuan.send(letter("c1"))
    await world.sichuan.exchange.courier.deliver_due()
    (token,) = await tokens(world.sichuan)
    feigned = sealed_again(world, token, **changes)
    answers = await world.chongqing.exchange.take([feigned])
    said = [receipts.read(signatures.payload_of(answer)) for answer in answers]
    assert [(each.kind.value, each.code) for each in said] == [("rejected", "id_conflict")]
    assert world.chongqing.registrar.alarms == [(SICHUAN, "id_conflict")]
    assert len(await world.chongqing.registrar.effects()) == 1


async def test_a_letter_sealed_anew_whose_first_sealing_cannot_be_opened_any_more_is_put_off(world: Any) -> None:
    await world.sichuan.send(letter("c1"))
    await world.sichuan.exchange.courier.deliver_due()
    (token,) = await tokens(world.sichuan)
    again = sealed_again(world, token)
    keyring = world.chongqing.exchange.sealer.keyring
    keyring._own = OwnKeys(keyring.own.signing, ())
    answers = await world.chongqing.exchange.take([again])
    said = [receipts.read(signatures.payload_of(answer)) for answer in answers]
    assert [(each.kind.value, each.code) for each in said] == [("deferred", "unknown_key")]


@pytest.fixture
def lose_key(world: Any, replace_keys: Callable[..., None]) -> Callable[[], SigningKey]:
    """Others know Sichuan's key from now on; the list says so at once."""

    def lose() -> SigningKey:
        key: SigningKey = world.sichuan.key
        replace_keys(SICHUAN, status="revoked", compromised_at=milliseconds(world.clock.now()))
        return key

    return lose


def forged(world: Any, key: SigningKey, *, seq: int, prev: str | None) -> bytes:
    now = milliseconds(world.clock.now())
    fields = {"v": 1, "sender": SICHUAN, "receiver": CHONGQING, "kind": "case.facts", "epoch": 0, "iat": now}
    content = envelope.Envelope(
        **fields,
        id=mint_id(world.clock.now()),
        case="c1",
        seq=seq,
        prev=prev,
        body=msgspec.Raw(b'{"n": "forged"}'),
    )
    return envelope.seal(content, key=key, to=world.trust.current.sealing_key(CHONGQING, at=now))


async def test_a_forged_letter_that_waits_keeps_no_genuine_one_from_its_place(
    world: Any, lose_key: Callable[[], SigningKey]
) -> None:
    await world.chongqing.exchange.take([forged(world, world.sichuan.key, seq=2, prev="0" * 64)])
    lose_key()
    await world.sichuan.send(letter("c1"), letter("c1"))
    await world.sichuan.seal()
    first, second = await tokens(world.sichuan)
    await world.chongqing.exchange.take([second])
    await world.chongqing.exchange.take([first])
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied", "applied"]
    assert [entry[1:3] for entry in await world.chongqing.registrar.effects()] == [("c1", 1), ("c1", 2)]
    assert world.chongqing.registrar.alarms == []


async def test_a_forged_letter_that_waits_has_no_effect_once_its_key_is_known_to_be_lost(
    world: Any, lose_key: Callable[[], SigningKey]
) -> None:
    world.chongqing.registrar.fails.add("c1")
    await world.chongqing.exchange.take([forged(world, world.sichuan.key, seq=1, prev=None)])
    world.chongqing.registrar.fails.clear()
    lose_key()
    world.pass_time(600)
    await world.chongqing.exchange.inbox.applier.apply_due()
    assert await world.chongqing.registrar.effects() == []
    await world.sichuan.send(letter("c1"))
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied"]


async def test_a_genuine_letter_that_waits_under_a_lost_key_comes_again_by_itself(
    world: Any, lose_key: Callable[[], SigningKey]
) -> None:
    world.chongqing.registrar.fails.add("c1")
    await world.sichuan.send(letter("c1"))
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["custody"]
    world.chongqing.registrar.fails.clear()
    lose_key()
    world.pass_time(600)
    await world.chongqing.exchange.inbox.applier.apply_due()
    assert await world.chongqing.registrar.effects() == []
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied"]
    assert world.chongqing.registrar.alarms == []


async def test_nobody_passes_another_letter_off_as_a_renewed_one(world: Any) -> None:
    await world.sichuan.send(letter("c1"), letter("c2"))
    await world.sichuan.exchange.courier.deliver_due()
    digest = signatures.digest((await tokens(world.sichuan))[0])
    node, now = world.sichuan, milliseconds(world.clock.now())
    fields = {"v": 1, "sender": SICHUAN, "receiver": CHONGQING, "kind": "case.facts", "epoch": 0, "iat": now}
    feigned = envelope.Envelope(
        **fields,
        id="01a20000-0000-7000-8000-000000000001",
        case="c1",
        seq=1,
        renews=digest,
        body=msgspec.Raw(b'{"n": 2}'),
    )
    to = world.trust.current.sealing_key(CHONGQING, at=now)
    answers = await world.chongqing.exchange.take([envelope.seal(feigned, key=node.key, to=to)])
    assert [msgspec.json.decode(signatures.payload_of(answer))["code"] for answer in answers] == ["seq_conflict"]
    assert len(await world.chongqing.registrar.effects()) == 2
