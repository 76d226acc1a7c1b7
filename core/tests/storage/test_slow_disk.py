"""SQLite on a disk that takes its time: whoever does not write is served meanwhile, and nobody leaves half a commit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tongban.storage import Database, Unavailable, open_database
from tongban.storage.sqlite import SqliteEngine

LONGEST_SECONDS = 20
MORE_THAN_ANY_POOL = 64


@dataclass
class Disk:
    """Stops each commit until it is let go on."""

    database: Database
    is_reached: threading.Event = field(default_factory=threading.Event)
    may_go_on: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        engine = self.database.engine
        assert isinstance(engine, SqliteEngine)
        assert engine._writer is not None
        engine._writer.set_trace_callback(self._wait)

    def _wait(self, sql: str) -> None:
        if sql.startswith(("COMMIT", "UPDATE")):
            self.is_reached.set()
            self.may_go_on.wait(LONGEST_SECONDS)

    async def reached(self) -> None:
        await asyncio.to_thread(self.is_reached.wait, LONGEST_SECONDS)

    async def ids(self) -> list[int]:
        return [row["id"] for row in await self.database.fetch("SELECT id FROM note ORDER BY id")]


@pytest.fixture
async def disk(tmp_path: Path) -> AsyncIterator[Disk]:
    database = open_database(f"sqlite:///{tmp_path}/node.db")
    await database.start()
    await database.execute("CREATE TABLE note (id INTEGER)")
    await database.execute("INSERT INTO note VALUES (1)")
    made = Disk(database)
    made.watch()
    yield made
    made.may_go_on.set()
    await database.stop()


async def add(database: Database, number: int) -> None:
    async with database.transaction("note.add"):
        await database.execute("INSERT INTO note VALUES ($1)", number)


async def test_others_are_served_while_a_commit_waits_for_the_disk(disk: Disk) -> None:
    writing = [asyncio.create_task(add(disk.database, number)) for number in (2, 3)]
    await disk.reached()
    assert await disk.ids() == [1]
    assert not any(task.done() for task in writing)
    disk.may_go_on.set()
    await asyncio.gather(*writing)
    assert await disk.ids() == [1, 2, 3]


async def test_others_are_served_while_a_statement_by_itself_waits_for_the_disk(disk: Disk) -> None:
    writing = asyncio.create_task(disk.database.execute("UPDATE note SET id = 5"))
    await disk.reached()
    assert not writing.done()
    assert await disk.ids() == [1]
    disk.may_go_on.set()
    assert await writing == 1
    assert await disk.ids() == [5]


@pytest.fixture
async def hanging() -> AsyncIterator[list[asyncio.Future[bool]]]:
    """All threads of the process taken, as by names that nobody answers for."""
    answered = threading.Event()
    loop = asyncio.get_running_loop()
    made = [loop.run_in_executor(None, answered.wait, LONGEST_SECONDS) for _ in range(MORE_THAN_ANY_POOL)]
    yield made
    answered.set()
    await asyncio.gather(*made)


async def test_what_is_written_waits_for_nothing_else_that_hangs(
    disk: Disk, hanging: list[asyncio.Future[bool]]
) -> None:
    disk.may_go_on.set()
    await add(disk.database, 2)
    await disk.database.execute("UPDATE note SET id = id + 10")
    assert not any(each.done() for each in hanging)
    assert await disk.ids() == [11, 12]


async def test_when_all_tasks_are_cancelled_a_commit_on_its_way_is_whole_and_the_database_serves_on(disk: Disk) -> None:
    others = asyncio.all_tasks()
    writing = asyncio.create_task(add(disk.database, 2))
    await disk.reached()
    for _ in range(3):
        for task in asyncio.all_tasks() - others:
            task.cancel()
        await asyncio.sleep(0)
    assert not writing.done()
    disk.may_go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await add(disk.database, 3)
    assert await disk.ids() == [1, 2, 3]


async def test_who_is_cancelled_while_its_commit_waits_leaves_a_whole_one_and_frees_the_next(disk: Disk) -> None:
    writing = asyncio.create_task(add(disk.database, 2))
    await disk.reached()
    following = asyncio.create_task(add(disk.database, 3))
    for _ in range(3):
        writing.cancel()
        await asyncio.sleep(0)
    assert not writing.done(), "nobody else may write before it is known what became of it"
    disk.may_go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await following
    assert await disk.ids() == [1, 2, 3]


async def test_a_database_is_closed_only_after_what_waits_for_the_disk(disk: Disk) -> None:
    writing = asyncio.create_task(add(disk.database, 2))
    await disk.reached()
    stopping = asyncio.create_task(disk.database.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    disk.may_go_on.set()
    await asyncio.gather(writing, stopping)
    await disk.database.start()
    assert await disk.ids() == [1, 2]


async def test_a_transaction_that_is_open_when_the_database_stops_is_rolled_back_and_opens_nothing(disk: Disk) -> None:
    disk.may_go_on.set()
    is_open, is_stopped = asyncio.Event(), asyncio.Event()

    async def act() -> None:
        async with disk.database.transaction("test.open"):
            await disk.database.execute("INSERT INTO note (id) VALUES (11)")
            is_open.set()
            await is_stopped.wait()
            await disk.database.execute("INSERT INTO note (id) VALUES (12)")

    acting = asyncio.create_task(act())
    await is_open.wait()
    behind_it = asyncio.create_task(disk.database.execute("INSERT INTO note (id) VALUES (13)"))
    await asyncio.sleep(0)
    await disk.database.stop()
    is_stopped.set()
    ended = await asyncio.gather(acting, behind_it, return_exceptions=True)
    assert all(isinstance(each, Exception) for each in ended)
    with pytest.raises(Unavailable, match="not started"):
        async with disk.database.transaction("test.stopped"):
            pass
    await disk.database.start()
    async with disk.database.transaction("test.anew"):
        await disk.database.execute("INSERT INTO note (id) VALUES (14)")
    assert await disk.ids() == [1, 14]


async def test_who_waits_for_the_turn_of_a_database_that_starts_anew_does_not_write_beside_others(disk: Disk) -> None:
    disk.may_go_on.set()

    async def act(number: int) -> None:
        async with disk.database.transaction("test.act"):
            await asyncio.sleep(0)
            await disk.database.execute(f"INSERT INTO note (id) VALUES ({number})")

    acting = [asyncio.create_task(act(number)) for number in range(10, 13)]
    await asyncio.sleep(0)
    await disk.database.stop()
    await disk.database.start()
    later = [asyncio.create_task(act(number)) for number in range(13, 16)]
    await asyncio.gather(*acting, return_exceptions=True)
    await asyncio.gather(*later)
    assert await disk.ids() == [1, 13, 14, 15]
