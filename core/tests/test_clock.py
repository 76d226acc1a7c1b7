"""A clock gives instants in UTC and days in China."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from tongban.clock import Clock, FixedClock, SystemClock, from_milliseconds, milliseconds


@pytest.mark.parametrize(
    ("at", "now", "today"),
    [
        (date(2026, 11, 23), datetime(2026, 11, 23, 1, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 15, 59, tzinfo=UTC), datetime(2026, 11, 23, 15, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 16, 0, tzinfo=UTC), datetime(2026, 11, 23, 16, 0, tzinfo=UTC), date(2026, 11, 24)),
    ],
)
def test_the_day_is_the_day_in_china(at: date, now: datetime, today: date) -> None:
    assert (FixedClock(at).now(), FixedClock(at).today()) == (now, today)


def test_a_fixed_clock_moves_only_forwards_when_told() -> None:
    clock = FixedClock(date(2026, 12, 31))
    clock.advance(timedelta(hours=16))
    assert clock.today() == date(2027, 1, 1)
    with pytest.raises(ValueError, match="does not go back"):
        clock.advance(timedelta(seconds=-1))


NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001 - it must be refused


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(NAIVE)
    with pytest.raises(ValueError, match="time zone"):
        milliseconds(NAIVE)


def test_milliseconds_come_back_exactly() -> None:
    at = datetime(2026, 11, 23, 1, 2, 3, 999_000, tzinfo=UTC)
    assert from_milliseconds(milliseconds(at)) == at


def test_both_clocks_are_clocks() -> None:
    assert isinstance(SystemClock(), Clock)
    assert isinstance(FixedClock(date(2026, 1, 1)), Clock)
    assert SystemClock().now().tzinfo is UTC


async def test_a_limit_of_a_fixed_clock_ends_what_runs_only_when_the_clock_moves_past_it() -> None:
    clock = FixedClock(date(2026, 11, 23))
    async with clock.limit(3):
        clock.advance(timedelta(seconds=2))
        await asyncio.sleep(0)
    with pytest.raises(TimeoutError):
        async with clock.limit(3):
            clock.advance(timedelta(seconds=3))
            await asyncio.Event().wait()
