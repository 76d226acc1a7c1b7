"""What the migrations check says of a column that is not as its table declares it, on both databases."""

from __future__ import annotations

import asyncio

import pytest
from piccolo.columns import BigInt, Boolean, Bytea, Date, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from tongban.testing.conformance.columns import columns_of, create_as_declared, differences, write_a_row
from tongban.testing.databases import NewDatabase
from tongban.testing.migrating import opened


class Declared(Table, tablename="permit_holder"):
    """As its class has it."""

    number = Varchar(18, primary_key=True)
    status = Varchar(20)
    months = BigInt(default=0)
    until = Varchar(10, null=True, default=None)


MADE = """number VARCHAR(18) PRIMARY KEY NOT NULL, status VARCHAR(20) NOT NULL DEFAULT '',
months BIGINT NOT NULL DEFAULT 0"""
UNTIL = "until VARCHAR(10)"


async def told(url: str, made: str) -> list[str]:
    async with opened(url) as database:
        await create_as_declared(database, [Declared])
        declared = await columns_of(database, "permit_holder")
        await database.execute(f"CREATE TABLE other ({made})")
        return [f"{name} {what}" for name, what in differences(await columns_of(database, "other"), declared)]


@pytest.mark.parametrize(
    ("made", "what"),
    [
        (f"{MADE}, {UNTIL}", []),
        (f"{MADE}, {UNTIL}, old VARCHAR(9) NOT NULL DEFAULT ''", []),
        (f"{MADE}, {UNTIL}, old VARCHAR(9) NOT NULL", ["old is not declared, and without a value no row"]),
        (MADE, ["until is declared, and the migrations do not make it"]),
        (f"{MADE}, {UNTIL} NOT NULL", ["until is declared as "]),
        (f"{MADE.replace('VARCHAR(20)', 'TEXT')}, {UNTIL}", ["status is declared as "]),
        (f"{MADE.replace('(20)', '(9)')}, {UNTIL}", ["status is declared as "]),
    ],
    ids=["as declared", "a column left behind", "one that asks for a value", "missing", "null", "type", "length"],
)
def test_a_column_that_is_not_as_declared_is_told(new_database_url: NewDatabase, made: str, what: list[str]):
    found = asyncio.run(told(new_database_url(), made))
    assert len(found) == len(what)
    assert all(each.startswith(begins) for each, begins in zip(found, what, strict=True)), found


class Every(Table, tablename="every_kind"):
    """A column of each kind that is no text."""

    day = Date()
    moment = Timestamptz()
    data = Bytea()
    number = Integer()
    words = Text()
    yes = Boolean()


def test_a_row_can_be_written_whatever_its_columns_are(new_database_url: NewDatabase):
    async def write() -> int:
        async with opened(new_database_url()) as database:
            await create_as_declared(database, [Every])
            return len(await write_a_row(database, "every_kind"))

    assert asyncio.run(write()) == 7
