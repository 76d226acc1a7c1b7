"""Names that are held against numbers are counted by who asks; whoever is right, or asks the same again, goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tongban.clock import FixedClock
from tongban.errors import Refused
from tongban.identity.guesses import Guesser, Guesses, at_window
from tongban.identity.names import NameChecks

NUMBER = "500103199208259980"
A, B = Guesser(key="a"), Guesser(key="b")


class Registry:
    """Knows one person."""

    async def name_fits(self, name: str, number: str) -> bool | None:
        return name == "李秋萍" if number == NUMBER else None


@pytest.fixture
def names(clock: FixedClock) -> NameChecks:
    return NameChecks([Registry()], Guesses(clock))


async def _exhaust(names: NameChecks, by: Guesser = A) -> list[str]:
    tried = [f"李{at}" for at in range(by.most)]
    for name in tried:
        assert await names.fits(name, NUMBER, by=by) is False
    return tried


async def test_after_five_wrong_names_not_even_the_right_one_is_told(names: NameChecks, clock: FixedClock) -> None:
    tried = await _exhaust(names)
    with pytest.raises(Refused, match="多次不一致，请在15分钟后再试"):
        await names.fits("李秋萍", NUMBER, by=A)
    assert await names.fits(tried[0], NUMBER, by=A) is False, "what was told once is told again"
    assert await names.fits("李秋萍", NUMBER, by=B)
    clock.advance(timedelta(minutes=15))
    assert await names.fits("李秋萍", NUMBER, by=A)


async def test_right_names_and_unknown_numbers_neither_count_nor_clear(names: NameChecks) -> None:
    for at in range(3 * A.most):
        assert await names.fits("李秋萍", NUMBER, by=A)
        assert await names.fits(f"王{at}", "510104198503109997", by=A) is None
    for name in await _exhaust(names):
        assert await names.fits(name, NUMBER, by=A) is False
    with pytest.raises(Refused):
        await names.fits("王六", "510104198503109997", by=A)


async def test_whoever_guessed_longest_ago_is_forgotten_where_there_is_no_room_for_all(
    names: NameChecks, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    monkeypatch.setattr("tongban.identity.guesses.MOST_KEYS", 10)
    await _exhaust(names)
    for at in range(9):
        clock.advance(timedelta(seconds=1))
        await names.fits("王五", NUMBER, by=Guesser(key=f"other-{at}"))
    await _exhaust(names, by=Guesser(key="last"))
    assert await names.fits("李秋萍", NUMBER, by=A)
    with pytest.raises(Refused):
        await names.fits("李秋萍", NUMBER, by=Guesser(key="last"))


async def test_a_clerk_may_slip_as_often_as_comes_of_many_cards_but_not_guess(names: NameChecks) -> None:
    for at in range(200):
        assert await names.fits("李秋萍", NUMBER, by=at_window("hall-1"))
        assert await names.fits(f"王{at}", "510104198503109997", by=at_window("hall-1")) is None
    assert len(await _exhaust(names, by=at_window("hall-1"))) == 20
    with pytest.raises(Refused, match="多次不一致") as told:
        await names.fits("李秋萍", NUMBER, by=at_window("hall-1"))
    assert "到场人出示的居民身份证" in told.value.objections[0].remedy
    assert await names.fits("李秋萍", NUMBER, by=at_window("hall-2"))
