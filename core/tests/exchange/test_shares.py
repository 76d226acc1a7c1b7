"""A peer that has had more than another stands back while the other's letters wait."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from core.tests.exchange.test_delivery import letter

from tongban.exchange import shares as sharing
from tongban.exchange.shares import SLACK, Shares
from tongban.exchange.turns import Turns

HEAVY, LIGHT = "500000", "510000"


async def use(shares: Shares, peer: str, pieces: int, done: list[str], *, letters: int = 1) -> None:
    async with shares.at_work(peer, letters):
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


async def test_who_sends_little_goes_before_a_flood_that_has_had_less() -> None:
    shares, done = Shares(), list[str]()
    await use(shares, LIGHT, 10 * int(SLACK), done)
    done.clear()
    await asyncio.gather(use(shares, HEAVY, 50, done, letters=50), use(shares, LIGHT, 20, done))
    assert done[:20].count(LIGHT) >= 19
    assert done.count(HEAVY) == 50


async def test_two_floods_take_turns() -> None:
    shares, done = Shares(), list[str]()
    floods = [use(shares, peer, 200, done, letters=50) for peer in (HEAVY, LIGHT)]
    await asyncio.gather(*floods)
    assert abs(done[:200].count(HEAVY) - 100) <= SLACK


async def test_nobody_waits_for_a_peer_that_rests() -> None:
    shares, done = Shares(), list[str]()
    await use(shares, HEAVY, 10 * int(SLACK), done)
    async with shares.at_work(LIGHT):
        assert shares._stands_back(HEAVY)
        shares._resting[LIGHT] += 1
        assert not shares._stands_back(HEAVY)


async def test_many_small_deliveries_at_once_are_a_flood_and_a_few_are_not() -> None:
    shares = Shares()
    turns = Turns(at_once=1, waiting=8, queued=shares.queued)
    lines = [asyncio.create_task(stand_in_line(turns, shares)) for _ in range(2)]
    await asyncio.gather(*lines)
    assert not shares._is_flooding(HEAVY)
    lines = [asyncio.create_task(stand_in_line(turns, shares)) for _ in range(6)]
    await asyncio.gather(*lines)
    assert shares._is_flooding(HEAVY)


async def test_who_has_had_little_is_no_flood_because_the_node_is_slow() -> None:
    shares, done = Shares(), list[str]()
    await use(shares, LIGHT, 3, done)
    await use(shares, HEAVY, 10, done)
    for peer in (LIGHT, HEAVY):
        shares.queued(peer, sharing.QUEUED)
    assert (shares._is_flooding(LIGHT), shares._is_flooding(HEAVY)) == (False, True)
    await use(shares, LIGHT, 20, done)
    assert shares._is_flooding(LIGHT), "by now it has had more than the other"


async def stand_in_line(turns: Turns, shares: Shares) -> None:
    async with turns.of(HEAVY), shares.at_work(HEAVY):
        await asyncio.sleep(0)


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


async def test_pieces_are_small_for_the_sake_of_those_who_have_had_less_and_not_for_a_flood() -> None:
    shares, done = Shares(), list[str]()
    await use(shares, LIGHT, 1, done)
    await use(shares, HEAVY, 1, done)
    assert (shares.is_crowded(HEAVY), shares.is_crowded(LIGHT)) == (True, True)
    await use(shares, HEAVY, 10 * int(SLACK), done)
    assert (shares.is_crowded(HEAVY), shares.is_crowded(LIGHT)) == (True, False)


@dataclass
class Timed:
    """Shares under a clock that moves by what each piece of work takes, and how long was rested after each."""

    shares: Shares = field(default_factory=Shares)
    now: float = 100.0
    rests: list[float] = field(default_factory=list)

    async def rest(self, seconds: float) -> None:
        self.rests.append(seconds)

    async def work(self, peer: str, pieces: int = 1, seconds: float = 0.002) -> float:
        """The rest after the last of some pieces."""
        await self.shares.give_way(peer)
        for _ in range(pieces):
            self.now += seconds
            await self.shares.give_way(peer)
        return self.rests[-1]


@pytest.fixture
def timed(monkeypatch: pytest.MonkeyPatch) -> Timed:
    made = Timed()
    monkeypatch.setattr(sharing, "_now", lambda: made.now)
    monkeypatch.setattr(sharing.asyncio, "sleep", made.rest)
    return made


async def test_letters_rest_longer_than_they_work_while_pages_are_asked_for(timed: Timed) -> None:
    assert await timed.work(HEAVY) == 0
    with timed.shares.page():
        pass
    assert await timed.work(HEAVY) == pytest.approx(sharing.REST_FOR_PAGES * 0.002)
    timed.now += 2 * sharing.LATELY_SECONDS
    assert await timed.work(HEAVY) == 0


async def test_a_flood_rests_while_others_are_about_that_send_little_whoever_has_had_more(timed: Timed) -> None:
    async with timed.shares.at_work(LIGHT):
        await timed.work(LIGHT, 10 * int(SLACK))
    async with timed.shares.at_work(HEAVY, letters=50):
        assert await timed.work(HEAVY) == pytest.approx(sharing.MOST_REST * 0.002)
        assert await timed.work(LIGHT) == 0
    timed.now += 2 * sharing.LATELY_SECONDS
    assert await timed.work(HEAVY) == 0, "nobody else is about"


async def test_a_flood_rests_longer_than_it_works_and_of_two_alike_neither_rests(timed: Timed) -> None:
    for peer in (HEAVY, LIGHT):
        async with timed.shares.at_work(peer):
            assert await timed.work(peer, int(SLACK)) == 0
    assert await timed.work(HEAVY, 40 * int(SLACK)) == pytest.approx(sharing.MOST_REST * 0.002)
