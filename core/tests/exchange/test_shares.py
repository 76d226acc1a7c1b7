"""A peer that has had more than another stands back while the other's letters wait."""

from __future__ import annotations

import asyncio
from typing import Any

from core.tests.exchange.test_delivery import letter

from tongban.exchange.shares import SLACK, Shares

HEAVY, LIGHT = "500000", "510000"


async def use(shares: Shares, peer: str, pieces: int, done: list[str]) -> None:
    async with shares.at_work(peer):
        for _ in range(pieces):
            await shares.give_way(peer)
            done.append(peer)


async def test_who_has_had_less_is_done_before_a_flood_goes_on() -> None:
    shares, done = Shares(), list[str]()
    await use(shares, HEAVY, 10 * int(SLACK), done)
    done.clear()
    await asyncio.gather(use(shares, HEAVY, 100, done), use(shares, LIGHT, 20, done))
    assert done[:20].count(LIGHT) >= 19
    assert done.count(HEAVY) == 100


async def test_two_that_send_as_much_take_turns() -> None:
    shares, done = Shares(), list[str]()
    await asyncio.gather(use(shares, HEAVY, 200, done), use(shares, LIGHT, 200, done))
    assert abs(done[:200].count(HEAVY) - 100) <= SLACK


async def test_who_is_at_work_and_does_nothing_holds_nobody_up_for_long() -> None:
    shares, done = Shares(), list[str]()
    await use(shares, HEAVY, 10 * int(SLACK), done)
    async with shares.at_work(LIGHT):
        await use(shares, HEAVY, 1, done)
    assert len(done) == 10 * SLACK + 1


async def test_letters_of_several_streams_share_a_commit_and_one_that_is_refused_spoils_no_other(world: Any) -> None:
    world.chongqing.registrar.rejects.add("intent.pay")
    await world.sichuan.send(letter("a"), letter("b", kind="intent.pay"), letter("c"), letter("c", n=1))
    await world.sichuan.exchange.courier.deliver_due()
    assert [await world.sichuan.states(case) for case in ("a", "b", "c")] == [
        ["applied"],
        ["rejected"],
        ["applied", "applied"],
    ]
    assert sorted(entry[1:3] for entry in await world.chongqing.registrar.effects()) == [("a", 1), ("c", 1), ("c", 2)]


async def test_a_page_is_done_before_letters_go_on_and_one_that_never_ends_holds_none_up() -> None:
    shares, done = Shares(), list[str]()
    await use(shares, HEAVY, 2 * int(SLACK), done)
    done.clear()
    letters = asyncio.create_task(use(shares, HEAVY, 3, done))
    with shares.page():
        for _ in range(20):
            await asyncio.sleep(0)
        assert done == []
    await letters
    assert len(done) == 3
    with shares.page():
        await use(shares, HEAVY, 3, done)
    assert len(done) == 6


async def test_while_pages_are_asked_for_letters_come_in_small_pieces() -> None:
    shares = Shares()
    assert not shares.is_crowded(HEAVY)
    with shares.page():
        assert shares.is_crowded(HEAVY)
    assert shares.is_crowded(HEAVY)
