"""Background work that breaks off is begun anew, and whoever asks is told of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tongban import background
from tongban.background import Background
from tongban.storage import open_database


@pytest.fixture
async def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Background]:
    monkeypatch.setattr(background, "FIRST_REST_SECONDS", 0.01)
    monkeypatch.setattr(background, "LONGEST_REST_SECONDS", 0.02)
    made = Background(open_database(f"sqlite:///{tmp_path / 'node.db'}"))
    yield made
    await made.stop()


class Work:
    """Breaks off as often as it has problems, then goes on until it is ended."""

    def __init__(self, *problems: BaseException) -> None:
        self.problems, self.begun, self.ended = list(problems), 0, False
        self.goes_on = asyncio.Event()

    async def run(self) -> None:
        self.begun += 1
        if self.problems:
            raise self.problems.pop(0)
        self.goes_on.set()
        try:
            await asyncio.Future()
        finally:
            self.ended = True


async def test_what_breaks_off_is_begun_anew_whatever_it_was(kept: Background) -> None:
    work = Work(ZeroDivisionError(), asyncio.CancelledError(), MemoryError())
    kept.start("the courier", work.run)
    async with asyncio.timeout(30):
        await work.goes_on.wait()
    assert work.begun == 4
    assert kept.problems() == []
    await kept.stop()
    assert work.ended


async def test_work_that_is_down_is_told_of_beside_work_that_goes_on(
    kept: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "FIRST_REST_SECONDS", 3600.0)
    broken, sound = Work(ZeroDivisionError()), Work()
    kept.start("the courier", broken.run)
    kept.start("the timer", sound.run)
    async with asyncio.timeout(30):
        await sound.goes_on.wait()
        while not kept.problems():  # noqa: ASYNC110 - the other task has its turn
            await asyncio.sleep(0)
    assert kept.problems() == [
        "the courier broke off (ZeroDivisionError): look for background_work_broke_off in the log"
    ]


async def test_the_log_tells_where_work_broke_off_and_nothing_that_the_error_says(kept: Background) -> None:
    work = Work(ValueError("张建国 13800000000"))
    with capture_logs() as told:
        kept.start("the courier", work.run)
        async with asyncio.timeout(30):
            await work.goes_on.wait()
    [event] = told
    assert (event["work"], "ValueError" in event["trace"]) == ("the courier", True)
    assert "张建国" not in repr(told)


async def test_work_that_is_done_is_not_begun_anew(kept: Background) -> None:
    done: list[int] = []

    async def once() -> None:
        done.append(1)

    kept.start("the receiving", once)
    await asyncio.gather(*kept._tasks)
    assert (done, kept.problems()) == ([1], [])
