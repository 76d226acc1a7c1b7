"""Names that are held against numbers are counted by who asks; whoever is right, or asks the same again, goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tongban.clock import FixedClock
from tongban.errors import Refused
from tongban.identity.guesses import MOST, Guesses
from tongban.identity.names import NameChecks

NUMBER = "500103199208259980"


class Registry:
    """Knows one person."""

    async def name_fits(self, name: str, number: str) -> bool | None:
        return name == "李秋萍" if number == NUMBER else None


@pytest.fixture
def names(clock: FixedClock) -> NameChecks:
    return NameChecks([Registry()], Guesses(clock))


async def _exhaust(names: NameChecks, by: str = "a") -> list[str]:
    tried = [f"李{at}" for at in range(MOST)]
    for name in tried:
        assert await names.fits(name, NUMBER, by=by) is False
    return tried


async def test_after_five_wrong_names_not_even_the_right_one_is_told(names: NameChecks, clock: FixedClock) -> None:
    tried = await _exhaust(names)
    with pytest.raises(Refused, match="多次不一致，请在15分钟后再试"):
        await names.fits("李秋萍", NUMBER, by="a")
    assert await names.fits(tried[0], NUMBER, by="a") is False, "what was told once is told again"
    assert await names.fits("李秋萍", NUMBER, by="b")
    clock.advance(timedelta(minutes=15))
    assert await names.fits("李秋萍", NUMBER, by="a")


async def test_right_names_and_unknown_numbers_neither_count_nor_clear(names: NameChecks) -> None:
    for at in range(3 * MOST):
        assert await names.fits("李秋萍", NUMBER, by="a")
        assert await names.fits(f"王{at}", "510104198503109997", by="a") is None
    for name in await _exhaust(names):
        assert await names.fits(name, NUMBER, by="a") is False
    with pytest.raises(Refused):
        await names.fits("王六", "510104198503109997", by="a")


async def test_whoever_guessed_longest_ago_is_forgotten_where_there_is_no_room_for_all(
    names: NameChecks, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    monkeypatch.setattr("tongban.identity.guesses.MOST_KEYS", 10)
    await _exhaust(names)
    for at in range(9):
        clock.advance(timedelta(seconds=1))
        await names.fits("王五", NUMBER, by=f"other-{at}")
    await _exhaust(names, by="last")
    assert await names.fits("李秋萍", NUMBER, by="a")
    with pytest.raises(Refused):
        await names.fits("李秋萍", NUMBER, by="last")


async def test_a_clerk_who_has_the_card_is_not_counted(names: NameChecks) -> None:
    for at in range(3 * MOST):
        assert await names.fits(f"李{at}", NUMBER) is False
