from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import msgspec
import pytest
from piccolo.columns import SmallInt, Varchar
from piccolo.table import Table

from tongban.errors import Misconfigured
from tongban.evidence.query_register import QueryRegister
from tongban.evidence.table_register import LookUp, TableRegister
from tongban.seed_rows import demo_rows
from tongban.storage import Database, open_database
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.migrating import bring_up


class LeaseRow(Table, tablename="example_lease"):
    number = Varchar(20, primary_key=True)
    tenant = Varchar(18)
    city = Varchar(6)
    starts = Varchar(10)
    filed = SmallInt()


class Lease(msgspec.Struct, frozen=True):
    number: str
    filed: bool


@pytest.fixture
async def database(migrated_database_url: NewMigratedDatabase) -> AsyncIterator[Database]:
    opened = open_database(migrated_database_url(bring_up, ["tongban.storage.piccolo_app"]))
    await opened.start()
    await opened.execute(
        "CREATE TABLE example_lease (number VARCHAR(20), tenant VARCHAR(18), city VARCHAR(6), "
        "starts VARCHAR(10), filed SMALLINT)"
    )
    for row in (("L1", "P1", "510100", "2025-01-01", 1), ("L2", "P1", "510100", "2026-01-01", 0)):
        await opened.execute("INSERT INTO example_lease VALUES ($1, $2, $3, $4, $5)", *row)
    yield opened
    await opened.stop()


def register(database: Database, only: str = "") -> TableRegister:
    looked_up = LookUp(
        LeaseRow,
        "tenant",
        by=("city",),
        narrowed_by={"lease_no": "number"},
        read={"city": lambda division: division[:4] + "00"},
        latest="starts",
        only=only,
    )
    return TableRegister("example.lease", "租赁备案", Lease, looked_up, database=database, issuer="住房城乡建设部门")


async def test_a_table_is_indexed_as_it_is_looked_up(database: Database):
    index = register(database).looked_up.index
    await database.execute(index)
    assert index == "CREATE INDEX example_lease_by_tenant ON example_lease (tenant, city)"


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({"city": "510104"}, {"number": "L2", "filed": False}),
        ({"city": "510104", "lease_no": "L1"}, {"number": "L1", "filed": True}),
        ({"city": "510104", "lease_no": ""}, {"number": "L2", "filed": False}),
        ({"city": "510104", "lease_no": "L3"}, None),
        ({"city": "440100"}, None),
        ({}, None),
    ],
)
async def test_the_row_about_the_subject_is_found(database: Database, criteria: dict[str, object], found: object):
    assert await register(database).look_up(subject="P1", criteria=criteria) == found


async def test_nobody_elses_row_is_found_nor_one_that_the_condition_leaves_out(database: Database):
    assert await register(database).look_up(subject="P2", criteria={"city": "510104"}) is None
    filed = await register(database, only="filed = 1").look_up(subject="P1", criteria={"city": "510104"})
    assert filed == {"number": "L1", "filed": True}


class Leases(msgspec.Struct, frozen=True):
    leases: tuple[Lease, ...]


class Filed(msgspec.Struct, frozen=True):
    filed: int


def found_by(database: Database, record: type[msgspec.Struct], sql: str, listed: str = "") -> QueryRegister:
    return QueryRegister(
        "example.leases",
        "租赁备案清单",
        record,
        sql,
        by=("city",),
        read={"city": lambda division: division[:4] + "00"},
        listed=listed,
        database=database,
        issuer="住房城乡建设部门",
    )


async def test_a_statement_answers_with_all_its_rows_as_one_list(database: Database):
    sql = "SELECT number, filed FROM example_lease WHERE tenant = $1 AND city = $2 ORDER BY starts DESC"
    leases = found_by(database, Leases, sql, listed="leases")
    found = await leases.look_up(subject="P1", criteria={"city": "510104"})
    assert msgspec.convert(found, Leases).leases == (Lease("L2", filed=False), Lease("L1", filed=True))
    assert await leases.look_up(subject="P2", criteria={"city": "510104"}) is None
    assert await leases.look_up(subject="P1", criteria={}) is None


async def test_a_statement_answers_with_a_sum(database: Database):
    sql = "SELECT CAST(sum(filed) AS BIGINT) AS filed FROM example_lease WHERE tenant = $1 AND city = $2"
    found = await found_by(database, Filed, sql).look_up(subject="P1", criteria={"city": "510104"})
    assert found == {"filed": 1}


def test_a_demonstration_reads_the_rows_of_its_province(tmp_path: Path):
    (tmp_path / "510000").mkdir()
    (tmp_path / "510000" / "leases.yaml").write_text(
        ".base: [&base {city: '510100', starts: 2026-01-01}]\n"
        "example_lease:\n  - {<<: *base, number: L1, filed: true}\n"
    )
    ((sql, arguments),) = demo_rows(tmp_path, "510000")
    assert sql == "INSERT INTO example_lease (city, starts, number, filed) VALUES ($1, $2, $3, $4)"
    assert arguments == ("510100", "2026-01-01", "L1", 1)
    assert list(demo_rows(tmp_path, "440000")) == []


@pytest.mark.parametrize(
    ("on", "starts", "paid", "at_the_end"),
    [
        (date(2026, 9, 1), "2026-01-31", "2026-10", "A-2026-10"),
        (date(2026, 12, 22), "2026-01-31", "2026-10", "A-2026-10"),
        (date(2027, 1, 1), "2026-02-28", "2026-11", "A-2026-11"),
        (date(2028, 2, 29), "2027-04-30", "2028-01", "A-2028-01"),
    ],
)
def test_a_demonstration_that_begins_later_has_its_days_so_many_whole_months_later(
    tmp_path: Path, on: date, starts: str, paid: str, at_the_end: str
):
    (tmp_path / "510000").mkdir()
    (tmp_path / "510000" / "leases.yaml").write_text(
        "example_lease:\n  - {starts: 2026-01-31, spoken: '2026-01-31', paid: '2026-10', id: A-2026-10,"
        " contract: CD2026-10, holder: '510104198503109997', number: 0816-0000051, year: '2026', days: 20}\n"
    )
    ((_, arguments),) = demo_rows(tmp_path, "510000", on=on)
    same = ("CD2026-10", "510104198503109997", "0816-0000051", "2026", 20)
    assert arguments == (starts, starts, paid, at_the_end, *same)


def test_a_demo_file_that_cannot_be_read_is_named(tmp_path: Path):
    (tmp_path / "510000").mkdir()
    (tmp_path / "510000" / "leases.yaml").write_text("example_lease: 5\n")
    with pytest.raises(Misconfigured, match=r"leases\.yaml:\d+: .*cannot be read"):
        list(demo_rows(tmp_path, "510000"))
