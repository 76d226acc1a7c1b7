"""A Table class works on the database of the node at hand, and holds none."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from piccolo.columns import UUID, BigInt, Timestamptz, Varchar
from piccolo.table import Table

from tongban.storage import Database, Duplicate, StorageError, open_database


class Shelf(Table, tablename="test_shelf"):
    id = UUID(primary_key=True)
    name = Varchar(unique=True)
    size = BigInt()
    at = Timestamptz(null=True, default=None)


async def opened(url: str) -> Database:
    database = open_database(url)
    await database.start()
    with database.bind():
        await Shelf.create_table()
    return database


def test_two_nodes_in_one_process_keep_their_rows_apart(database_url: str, tmp_path: Path) -> None:
    async def work() -> None:
        one, two = await opened(database_url), await opened(f"sqlite:///{tmp_path}/other.db")

        async def fill(database: Database, name: str) -> list[str]:
            with database.bind():
                await Shelf.insert(Shelf(name=name, size=2**60)).run()
                await asyncio.sleep(0)
                return [row["name"] for row in await Shelf.select(Shelf.name)]

        assert list(await asyncio.gather(fill(one, "甲"), fill(two, "乙"))) == [["甲"], ["乙"]]
        await one.stop()
        await two.stop()

    asyncio.run(work())


def test_a_table_belongs_to_the_named_transaction(database_url: str) -> None:
    async def work() -> None:
        database = await opened(database_url)
        with database.bind():
            with pytest.raises(ValueError, match="stop"):
                async with database.transaction("shelf.add"):
                    await Shelf.insert(Shelf(name="a")).run()
                    assert await Shelf.count() == 1
                    raise ValueError("stop")
            assert await Shelf.count() == 0
            async with Shelf._meta.db.transaction():
                await database.execute("INSERT INTO test_shelf (id, name, size) VALUES ($1, 'raw', 1)", _id(database))
            shelf = await Shelf.objects().first()
            assert shelf is not None
            assert (shelf.name, shelf.size) == ("raw", 1)
            assert await Shelf.exists().where(Shelf.at.is_null())
        await database.stop()

    asyncio.run(work())


def test_a_table_raises_the_same_errors(database_url: str) -> None:
    async def work() -> None:
        database = await opened(database_url)
        with database.bind():
            await Shelf.insert(Shelf(name="a")).run()
            with pytest.raises(Duplicate):
                await Shelf.insert(Shelf(name="a")).run()
        await database.stop()

    asyncio.run(work())


def test_without_a_bound_database_a_table_says_what_to_do(tmp_path: Path) -> None:
    async def work() -> None:
        database = await opened(f"sqlite:///{tmp_path}/node.db")
        with pytest.raises(StorageError, match=r"with database\.bind\(\)"):
            await Shelf.count()
        await database.stop()

    asyncio.run(work())


def _id(database: Database) -> object:
    import uuid

    return str(uuid.UUID(int=7)) if database.dialect == "sqlite" else uuid.UUID(int=7)
