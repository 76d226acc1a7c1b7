"""The address of a database says all there is to set, and a wrong one says what to write."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tongban.storage import StorageError, Unavailable, open_database


@pytest.mark.parametrize(("query", "level"), [("", 2), ("?synchronous=full", 2), ("?synchronous=normal", 1)])
def test_a_commit_is_on_disk_unless_the_address_gives_that_up(tmp_path: Path, query: str, level: int) -> None:
    async def work() -> None:
        database = open_database(f"sqlite:///{tmp_path}/地方 node.db{query}")
        await database.start()
        async with database.transaction("test.look"):
            row = await database.fetch_one("PRAGMA synchronous")
            mode = await database.fetch_one("PRAGMA journal_mode")
        assert row is not None
        assert mode is not None
        assert (row[0], mode[0]) == (level, "wal")
        await database.stop()

    asyncio.run(work())


@pytest.mark.parametrize(
    "url",
    ["mysql://x/y", "sqlite://", "sqlite:///", "sqlite:///a.db?sync=off", "postgresql://h/d?pool_size=x", "node.db"],
)
def test_a_wrong_address_says_what_to_write(url: str) -> None:
    with pytest.raises(StorageError, match=r"settings\.database"):
        open_database(url)


def test_a_server_that_does_not_answer_is_unavailable() -> None:
    with pytest.raises(Unavailable, match=r"settings\.database"):
        asyncio.run(open_database("postgresql://postgres@127.0.0.1:1/none").start())


ADD = """
import asyncio, sys
from tongban.storage import open_database
async def main():
    database = open_database(sys.argv[1])
    await database.start()
    for _ in range(200):
        async with database.transaction("sum.add"):
            row = await database.fetch_one("SELECT n FROM sum")
            await database.execute("UPDATE sum SET n = $1", row["n"] + 1)
    await database.stop()
asyncio.run(main())
"""


def test_processes_that_share_a_file_lose_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/node.db"

    async def create() -> None:
        database = open_database(url)
        await database.start()
        await database.execute("CREATE TABLE sum (n BIGINT)")
        await database.execute("INSERT INTO sum VALUES (0)")
        processes = [await asyncio.create_subprocess_exec(sys.executable, "-c", ADD, url) for _ in range(3)]
        assert [await process.wait() for process in processes] == [0, 0, 0]
        row = await database.fetch_one("SELECT n FROM sum")
        assert row is not None
        assert row["n"] == 600
        await database.stop()

    asyncio.run(create())


def test_a_report_reads_what_is_committed_and_cannot_write(database_url: str) -> None:
    async def work() -> None:
        database = open_database(database_url)
        await database.start()
        await database.execute("CREATE TABLE sum (n BIGINT)")
        await database.execute("INSERT INTO sum VALUES (5)")
        assert [row["n"] for row in await database.report("SELECT n FROM sum WHERE n > $1", 1)] == [5]
        with pytest.raises(StorageError, match="only reads"):
            await database.report("DELETE FROM sum")
        await database.stop()

    asyncio.run(work())
