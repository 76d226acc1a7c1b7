"""The registers of 户籍 on their own tables, seeded with the demo's people, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import msgspec
import pytest

from tongban import Database
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.plugin_tables import migrated_database, register_context, run_statements
from tongban_household import demo
from tongban_household.demo import POPULATION
from tongban_household.records import HouseholdRecord
from tongban_household.registers import HouseholdArchive, PopulationBase
from tongban_household.testing import PEOPLE

FATHER, WIFE, MOTHER = "51010419580206991X", "500103199208259980", "510104196008179905"
ZHANG = PEOPLE["张建国"][0]


@pytest.fixture
async def database(migrated_database_url: NewMigratedDatabase) -> AsyncIterator[Database]:
    async with migrated_database(migrated_database_url, "tongban_household.piccolo_app") as opened:
        await run_statements(opened, demo.records("510000"))
        yield opened


@pytest.fixture
def archive(database: Database) -> HouseholdArchive:
    return HouseholdArchive(database)


@pytest.fixture
def base(database: Database) -> PopulationBase:
    return PopulationBase(register_context(database, date(2026, 11, 23)))


async def test_the_population_base_knows_people_of_other_provinces(base: PopulationBase):
    found = await base.look_up(subject=PEOPLE["赵敏"][0], criteria={})
    assert (found["hukou_place"], found["hukou_place_name"]) == ("330106", "浙江省杭州市西湖区")


async def test_the_population_base_has_no_record_of_a_stranger(base: PopulationBase):
    assert await base.look_up(subject="510104198503109990", criteria={}) is None


async def test_the_archive_tells_an_own_fact_with_its_record(archive: HouseholdArchive):
    found = await archive.look_up(subject=ZHANG, criteria={"cert_kind": "former_name"})
    assert found["relation"] == "本人"
    assert found["fact"].startswith("曾用名张小军")
    assert (found["source"], found["recorded_on"]) == ("姓名变更登记表〔锦江〕2003-0901", "2003-09-01")


async def test_an_entry_without_a_date_fits_the_record(archive: HouseholdArchive, database: Database):
    await database.execute("UPDATE household_entry SET recorded_on = '' WHERE number = $1", ZHANG)
    found = await archive.look_up(subject=ZHANG, criteria={"cert_kind": "former_name"})
    assert msgspec.convert(found, HouseholdRecord, strict=False).recorded_on is None


async def test_the_archive_knows_the_person_but_not_the_fact(archive: HouseholdArchive):
    found = await archive.look_up(subject=ZHANG, criteria={"cert_kind": "change"})
    assert found == {"name": "张建国", "address": "四川省成都市锦江区书院街 1 号", "relation": "本人"}


@pytest.mark.parametrize(
    ("relative", "name", "relation", "booklet"),
    [
        (FATHER, "张德福", "父亲", "另户"),
        (WIFE, "李秋萍", "配偶", "另户"),
        ("510104202006019922", "张小雨", "女儿", "同户"),
    ],
)
async def test_the_archive_tells_kinship(
    archive: HouseholdArchive, relative: str, name: str, relation: str, booklet: str
):
    found = await archive.look_up(subject=ZHANG, criteria={"cert_kind": "kinship", "relative_number": relative})
    related = (found["relative_name"], found["relation"], found["same_booklet"])
    assert related == (name, relation, booklet == "同户")
    assert found["fact"] == f"{name}系张建国的{relation}"


async def test_a_near_relative_learns_of_the_cancelled_hukou(archive: HouseholdArchive):
    found = await archive.look_up(subject=ZHANG, criteria={"cert_kind": "cancellation", "relative_number": MOTHER})
    assert found["fact"] == "陈桂英因死亡于2019年4月12日注销户口"


async def test_of_somebody_who_is_no_relative_nothing_is_told(archive: HouseholdArchive):
    criteria = {"cert_kind": "cancellation", "relative_number": MOTHER}
    found = await archive.look_up(subject=FATHER, criteria=criteria)
    assert (found["relation"], found.get("relative_name"), found.get("fact")) == ("", None, None)


async def test_of_a_relative_who_is_not_near_nothing_is_told(archive: HouseholdArchive, database: Database):
    await database.execute("UPDATE household_relation SET relation = $1 WHERE relative = $2", "舅父", FATHER)
    found = await archive.look_up(subject=ZHANG, criteria={"cert_kind": "kinship", "relative_number": FATHER})
    assert (found["relation"], found.get("fact")) == ("", None)


async def test_the_archive_of_one_province_knows_nobody_of_another(archive: HouseholdArchive):
    assert await archive.look_up(subject=PEOPLE["李秋萍"][0], criteria={"cert_kind": "origin"}) is None


@pytest.mark.parametrize("node", ["440000", "500000", "510000"])
def test_each_demo_node_holds_all_people_and_the_archive_of_its_own(node: str):
    rows = [sql.split()[2] for sql, _ in demo.records(node)]
    own = [person for person in POPULATION if person[2][:2] == node[:2]]
    assert rows.count("household_population") == len(POPULATION)
    assert rows.count("household_member") == len(own) > 0
    assert rows.count("household_entry") > 0
