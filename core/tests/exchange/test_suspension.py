"""Nothing about a case reaches a node that the trust list suspends; what waited arrives once it is resumed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest

from tongban.exchange import reconciling
from tongban.exchange.letters import Letter
from tongban.exchange.queries import Inquiry, Unanswered

CHONGQING = "500000"

Turn = Callable[[str], None]


@pytest.fixture
def reached(world: Any) -> list[bytes]:
    """Everything that comes to Chongqing from now on."""
    got: list[bytes] = []
    takes, responds = world.loopback.takes[CHONGQING], world.loopback.responds[CHONGQING]

    async def take(items: Sequence[bytes]) -> list[bytes]:
        got.extend(items)
        return list(await takes(items))

    async def respond(question: bytes) -> bytes:
        got.append(question)
        return bytes(await responds(question))

    world.loopback.takes[CHONGQING], world.loopback.responds[CHONGQING] = take, respond
    return got


@pytest.fixture
def turn(world: Any, list_node: Any, make_trust_list: Any) -> Turn:
    """Put a list into use in which Chongqing has a status."""

    def change(status: str) -> None:
        sichuan, chongqing = (list_node(node.id, *node.own.all) for node in world.nodes.values())
        changed = msgspec.structs.replace(chongqing, status=status)
        version = world.trust.current.document.version + 1
        world.trust.replace(make_trust_list(sichuan, changed, version=version))

    return change


def letter(case: str = "c1") -> Letter:
    return Letter(receiver=CHONGQING, case=case, kind="case.facts", body=b"{}", epoch=0)


async def test_letters_and_receipts_wait_until_the_node_is_resumed(
    world: Any, reached: list[bytes], turn: Turn
) -> None:
    await world.sichuan.send(letter())
    turn("suspended")
    assert await world.sichuan.exchange.courier.deliver_due() == 0
    assert await world.sichuan.exchange.courier.deliver(CHONGQING) == 0, "nor in the midst of delivering"
    assert await world.sichuan.exchange.hand_out(CHONGQING) == [], "nor where it fetches"
    assert reached == []
    turn("active")
    await world.sichuan.exchange.courier.deliver_due()
    assert await world.sichuan.states("c1") == ["applied"]


async def test_no_question_is_asked_of_it(world: Any, reached: list[bytes], turn: Turn) -> None:
    asked = {"purpose": "p", "basis": "b", "application": "a", "sign_in_level": "L2"}
    inquiry = Inquiry(receiver=CHONGQING, register="r", subject=b'"s"', **asked)
    turn("suspended")
    with pytest.raises(Unanswered, match=r"suspended: 与对方省平台的数据交换已暂停，恢复后再核验"):
        await world.sichuan.exchange.queries.ask(inquiry)
    assert reached == []


async def test_it_is_told_no_heads_and_no_totals(
    world: Any, reached: list[bytes], turn: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "HEADS_EVERY_MILLISECONDS", 0)
    await world.sichuan.send(letter())
    await world.sichuan.exchange.courier.deliver_due()
    reached.clear()
    turn("suspended")
    transport = world.transports[world.sichuan.id]
    assert await world.sichuan.reconciler.due(CHONGQING) == []
    await world.sichuan.reconciler.go_round(transport, world.sichuan.exchange)
    assert reached == []
    turn("active")
    await world.sichuan.reconciler.go_round(transport, world.sichuan.exchange)
    assert reached


async def test_what_waits_is_tried_under_a_new_list_though_the_database_was_away_when_it_came(
    world: Any, turn: Turn
) -> None:
    await world.sichuan.send(letter())
    await world.sichuan.seal()
    await world.sichuan.database.execute("UPDATE tongban_outbox SET next_at = next_at + 30000")
    turn("active")
    courier = world.sichuan.exchange.courier
    await world.sichuan.database.stop()
    await courier._round()
    await world.sichuan.database.start()
    await courier._round()
    await asyncio.gather(*courier._serving.values())
    assert len(await world.chongqing.registrar.effects()) == 1
