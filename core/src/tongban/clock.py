"""The one source of time: the clock port of a node."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from time import time as time_of_day
from typing import Final, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
FIRST_DAY: Final = date(1990, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
"""Between these lies whatever another place may date here: every table, term and page can hold it."""


@runtime_checkable
class Clock(Protocol):
    """What a node asks for the time."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...

    def today(self) -> date:
        """The calendar day in China."""
        ...

    def limit(self, seconds: float) -> AbstractAsyncContextManager[object]:
        """Ends what runs inside, with `TimeoutError`, once so many seconds have passed by this clock."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The calendar day in China."""
        return datetime.now(CHINA).date()

    def limit(self, seconds: float) -> AbstractAsyncContextManager[object]:
        """Seconds of the machine."""
        return asyncio.timeout(seconds)


class FixedClock:
    """A clock that stands still until it is told to advance.

    A bare date stands for nine o'clock in the morning of that day in China, when windows open.
    A datetime must be aware; `ValueError` otherwise.
    """

    def __init__(self, at: date | datetime) -> None:
        self._now = _instant(at)
        self._limits: dict[asyncio.Timeout, tuple[datetime, asyncio.AbstractEventLoop]] = {}

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return self._now

    def today(self) -> date:
        """The calendar day in China."""
        return self._now.astimezone(CHINA).date()

    def advance(self, by: timedelta) -> None:
        """Move on by `by`; a clock never goes back (`ValueError`)."""
        if by < timedelta(0):
            raise ValueError(f"a clock does not go back: {by}")
        self._stand(self._now + by)

    def set(self, at: date | datetime) -> None:
        """Stand at another instant, earlier or later."""
        self._stand(_instant(at))

    @asynccontextmanager
    async def limit(self, seconds: float) -> AsyncIterator[None]:
        """However long the machine takes, only moving on ends what runs inside."""
        async with asyncio.timeout(None) as limit:
            self._limits[limit] = (self._now + timedelta(seconds=seconds), asyncio.get_running_loop())
            try:
                yield
            finally:
                del self._limits[limit]

    def _stand(self, at: datetime) -> None:
        self._now = at
        for limit, (end, loop) in self._limits.items():
            if end <= at:
                loop.call_soon_threadsafe(self._end, limit, loop.time())

    def _end(self, limit: asyncio.Timeout, now: float) -> None:
        if limit in self._limits:  # what it limited may have ended since by itself
            limit.reschedule(now)


class RunningClock:
    """A clock that was set to another instant and runs on from there; `ValueError` for one that is not aware.

    `since` is the machine's time (Unix seconds) for which `at` stands, now by default: processes that are given the
    same two agree with one another.
    """

    def __init__(self, at: datetime, since: float | None = None) -> None:
        self._ahead = _instant(at) - datetime.fromtimestamp(time_of_day() if since is None else since, UTC)

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return datetime.now(UTC) + self._ahead

    def today(self) -> date:
        """The calendar day in China."""
        # China has kept one offset since 1991, so its wall clock is moved like any other.
        return (datetime.now(CHINA) + self._ahead).date()

    def limit(self, seconds: float) -> AbstractAsyncContextManager[object]:
        """Seconds of the machine."""
        return asyncio.timeout(seconds)


def milliseconds(instant: datetime) -> int:
    """Unix milliseconds of an aware instant, as every table stores it."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant!r} has no time zone: pass an aware datetime")
    return (instant - _EPOCH) // _MILLISECOND


def milliseconds_of(length: timedelta) -> int:
    """A length of time in milliseconds."""
    return length // _MILLISECOND


@lru_cache(maxsize=1024)
def begin_of(day: date) -> int:
    """Unix milliseconds of the first instant of a legal date in China."""
    return milliseconds(datetime.combine(day, time(0), CHINA))


def from_milliseconds(value: int) -> datetime:
    """The UTC instant of Unix milliseconds."""
    return _EPOCH + value * _MILLISECOND


def _instant(at: date | datetime) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time(9), CHINA)
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone: pass an aware datetime or a date")
    return at.astimezone(UTC)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


FIRST_INSTANT: Final = begin_of(FIRST_DAY)
LAST_INSTANT: Final = begin_of(LAST_DAY)
"""The same in Unix milliseconds."""
