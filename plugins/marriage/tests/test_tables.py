"""What the facts of a marriage write, and what the registers then answer, on both databases."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tongban import (
    Corrected,
    Database,
    Declined,
    Event,
    Lapsed,
    Party,
    Received,
    RefusedByPlace,
    StepReported,
    Submitted,
    Withdrawn,
    insert,
)
from tongban import StepOutcome as Outcome
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.effects import COMPETENT, written
from tongban.testing.plugin_tables import migrated_database, register_context, run_statements
from tongban_marriage.demo import REGISTRIES, demo_records
from tongban_marriage.matters import marry
from tongban_marriage.registers import MaritalStatusRegister, SlotRegister
from tongban_marriage.registration import REGISTER
from tongban_marriage.tables import Slot
from tongban_marriage.testing.builders import NUMBERS, TODAY, couple, effect_of

APP = "tongban_marriage.piccolo_app"
ONE_PLACE = "11:00"
SATURDAY = date(2026, 11, 28)
NATIONAL_DAY = date(2026, 10, 1)
DOCUMENT = Path(__file__).parents[3] / "docs" / "matters" / "marriage.md"
WORKING_WEEK_ONLY = ("DELETE FROM marriage_opening WHERE weekday IN (0, 6, 7)", ())
SUBMITTED = Submitted(
    number="KS-1",
    matter="mr.marry",
    matter_name="结婚登记",
    edition="2026-11",
    channel="online",
    modes=("anywhere",),
    receiving=COMPETENT,
    competent=COMPETENT,
    cooperating={},
    route_reason="",
    roles=("applicant", "co_applicant"),
    delivery="window",
)
REGISTERED = StepReported(step=REGISTER, outcome=Outcome.DONE)
Work = Callable[[Database], Awaitable[None]]


@pytest.fixture
def new(migrated_database_url: NewMigratedDatabase) -> NewMigratedDatabase:
    return migrated_database_url


def at_registry(new: NewMigratedDatabase, work: Work, node: str = "500000") -> None:
    async def session() -> None:
        async with migrated_database(new, APP) as database:
            await run_statements(database, demo_records(node))
            await work(database)

    asyncio.run(session())


async def happen(
    database: Database, event: Event, parties: tuple[Party, Party], case_id: str, **changed: Any
) -> list[str]:
    return await run_statements(database, written(marry, effect_of(event, parties, case_id=case_id, **changed)))


def slots(database: Database) -> SlotRegister:
    return SlotRegister(register_context(database, TODAY))


async def slot(
    database: Database, slot: str = ONE_PLACE, subject: str = "", day: date = TODAY, division: str = "500103"
) -> tuple[Any, ...]:
    criteria = {"office_division": division, "day": day.isoformat(), "slot": slot}
    found = await slots(database).look_up(subject=subject, criteria=criteria)
    return tuple(found.values()) if found else ()


async def status(database: Database, name: str) -> Any:
    return await MaritalStatusRegister(database).look_up(subject=NUMBERS[name], criteria={})


@pytest.mark.parametrize("node", sorted(REGISTRIES))
def test_every_demo_province_has_people_and_one_open_registry(new: NewMigratedDatabase, node: str) -> None:
    async def work(database: Database) -> None:
        assert await status(database, "吴浩") == {"status": "unmarried", "since": ""}
        assert await status(database, "赵敏") == {"status": "married", "since": "2015-05-20"}
        criteria = {"office_division": REGISTRIES[node], "day": "2026-11-23", "slot": ONE_PLACE}
        found = await slots(database).look_up(subject="", criteria=criteria)
        assert found == {"capacity": 1, "taken": 0, "own": False}

    at_registry(new, work, node)


def test_nobody_is_known_who_is_not_on_record(new: NewMigratedDatabase) -> None:
    async def work(database: Database) -> None:
        assert await MaritalStatusRegister(database).look_up(subject="110101199001019990", criteria={}) is None

    at_registry(new, work)


def test_registries_are_closed_at_the_weekend_and_on_other_days_take_couples_without_an_appointment(
    new: NewMigratedDatabase,
) -> None:
    async def work(database: Database) -> None:
        await run_statements(database, [WORKING_WEEK_ONLY])
        assert await slot(database, day=SATURDAY) == (0, 0, False)
        assert await slot(database, "walk_in") == (1, 0, False)
        assert await slot(database, "walk_in", day=SATURDAY) == (0, 0, False)
        incomplete = {"office_division": "500103", "day": None, "slot": ONE_PLACE}
        assert await slots(database).look_up(subject="", criteria=incomplete) is None

    at_registry(new, work)


def test_a_holiday_is_closed_unless_the_registry_opens_that_very_day(new: NewMigratedDatabase) -> None:
    async def work(database: Database) -> None:
        await run_statements(database, [WORKING_WEEK_ONLY])
        assert await slot(database, day=NATIONAL_DAY) == (0, 0, False)
        assert await slot(database, "walk_in", day=NATIONAL_DAY) == (0, 0, False)
        opened = {"division": "500103", "day": NATIONAL_DAY.isoformat(), "slot": ONE_PLACE, "capacity": 2, "taken": 0}
        await run_statements(database, [insert(Slot, **opened)])
        assert await slot(database, day=NATIONAL_DAY) == (2, 0, False)
        assert await slot(database, "walk_in", day=NATIONAL_DAY) == (1, 0, False)

    at_registry(new, work)


@pytest.mark.parametrize("day", [SATURDAY, date(2026, 11, 29), NATIONAL_DAY, date(2026, 10, 10)])
def test_the_registry_of_the_demo_takes_a_couple_on_any_day(new: NewMigratedDatabase, day: date) -> None:
    async def work(database: Database) -> None:
        assert await slot(database, day=day) == (1, 0, False)
        assert await slot(database, "walk_in", day=day) == (1, 0, False)
        assert await happen(database, SUBMITTED, couple(), "a", slot=ONE_PLACE, day=day.isoformat()) == []
        assert await slot(database, day=day) == (1, 1, False)

    at_registry(new, work)


def test_a_holiday_opens_what_is_open_on_holidays_and_on_its_weekday(new: NewMigratedDatabase) -> None:
    async def work(database: Database) -> None:
        on_holidays = "DELETE FROM marriage_opening WHERE weekday = 0 AND slot <> $1"
        await run_statements(database, [(on_holidays, ("10:00",))])
        assert await slot(database, "10:00", day=NATIONAL_DAY) == (3, 0, False)
        assert await slot(database, "14:00", day=NATIONAL_DAY) == (0, 0, False)
        assert await slot(database, "walk_in", day=NATIONAL_DAY) == (1, 0, False)

    at_registry(new, work)


@pytest.mark.skipif(not DOCUMENT.exists(), reason="the document for operators lies in the repository only")
def test_the_operators_statements_open_a_registry_close_a_day_and_open_a_holiday(new: NewMigratedDatabase) -> None:
    weekday, closed, holiday = statements_for_operators()

    async def work(database: Database) -> None:
        await run_statements(database, [(sql, ()) for sql in weekday])
        assert await slot(database, "09:00", division="510104") == (4, 0, False)
        await run_statements(database, [(sql, ()) for sql in closed])
        assert await slot(database, "09:00", division="510104", day=date(2026, 12, 31)) == (0, 0, False)
        await run_statements(database, [(sql, ()) for sql in holiday])
        assert await slot(database, "09:00", division="510104", day=date(2027, 5, 20)) == (10, 0, False)

    at_registry(new, work)


def statements_for_operators() -> list[list[str]]:
    found = re.findall(r"```sql\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    return [[sql.strip() for sql in block.split(";") if sql.strip()] for block in found]


def test_an_appointment_takes_a_place_that_its_couple_sees_as_its_own(
    new: NewMigratedDatabase,
) -> None:
    async def work(database: Database) -> None:
        await happen(database, SUBMITTED, couple(), "a", slot=ONE_PLACE)
        assert await slot(database, subject=NUMBERS["吴浩"]) == (1, 1, True)
        assert await slot(database, subject=NUMBERS["梁晓雯"]) == (1, 1, True)
        assert await slot(database, subject=NUMBERS["王小川"]) == (1, 1, False)

    at_registry(new, work)


def test_a_closed_slot_cannot_be_taken(new: NewMigratedDatabase) -> None:
    async def work(database: Database) -> None:
        await run_statements(database, [WORKING_WEEK_ONLY])
        assert await happen(database, SUBMITTED, couple(), "a", slot=ONE_PLACE, day="2026-11-28") == ["预约时间已满"]

    at_registry(new, work)


def test_of_two_couples_one_gets_the_last_place(new: NewMigratedDatabase) -> None:
    async def work(database: Database) -> None:
        couples = {"a": couple(), "b": couple("王小川", "郑月")}
        outcomes = await asyncio.gather(
            *(happen(database, SUBMITTED, pair, case, slot=ONE_PLACE) for case, pair in couples.items()),
        )
        assert sorted(outcomes) == [[], ["预约时间已满"]]
        assert await slot(database) == (1, 1, False)
        rows = await database.fetch("SELECT case_id FROM marriage_appointment")
        engaged = await database.fetch("SELECT DISTINCT case_id FROM marriage_engaged")
        assert [row["case_id"] for row in rows] == [row["case_id"] for row in engaged]

    at_registry(new, work)


def test_a_full_registry_is_never_overbooked(new: NewMigratedDatabase) -> None:
    async def work(database: Database) -> None:
        singles = [("吴浩", "梁晓雯"), ("王小川", "郑月"), ("张建国", "许诺"), ("刘大勇", "周雅琴"), ("陈志远", "孙静")]
        outcomes = await asyncio.gather(
            *(happen(database, SUBMITTED, couple(*names), f"case-{n}") for n, names in enumerate(singles)),
        )
        assert sorted(outcomes) == [[], [], [], ["预约时间已满"], ["预约时间已满"]]
        assert await slot(database, "10:00") == (3, 3, False)

    at_registry(new, work)


@pytest.mark.parametrize("other", [("吴浩", "梁晓雯"), ("吴浩", "郑月"), ("王小川", "梁晓雯")])
def test_a_second_appointment_of_either_disagrees_with_the_first(
    new: NewMigratedDatabase, other: tuple[str, str]
) -> None:
    async def work(database: Database) -> None:
        await happen(database, SUBMITTED, couple(), "a")
        assert set(await happen(database, SUBMITTED, couple(*other), "b", slot="14:00")) == {"双方预约不一致"}
        assert await slot(database, "14:00") == (3, 0, False)

    at_registry(new, work)


@pytest.mark.parametrize("event", [Withdrawn(), Lapsed(why="共同申请人未在期限内确认"), Declined(), RefusedByPlace()])
def test_what_comes_to_nothing_gives_the_place_back(new: NewMigratedDatabase, event: Event) -> None:
    async def work(database: Database) -> None:
        await happen(database, SUBMITTED, couple(), "a", slot=ONE_PLACE)
        await happen(database, event, couple(), "a", slot=ONE_PLACE)
        assert await slot(database, subject=NUMBERS["吴浩"]) == (1, 0, False)
        await happen(database, SUBMITTED, couple("吴浩", "郑月"), "b", slot=ONE_PLACE)
        assert await slot(database) == (1, 1, False)

    at_registry(new, work)


def test_a_corrected_appointment_moves_its_place(new: NewMigratedDatabase) -> None:
    async def work(database: Database) -> None:
        await happen(database, SUBMITTED, couple(), "a", slot=ONE_PLACE)
        await happen(database, Corrected(), couple(), "a", slot="14:00")
        assert (await slot(database), await slot(database, "14:00")) == ((1, 0, False), (3, 1, False))

    at_registry(new, work)


def test_a_couple_is_received_from_the_day_of_its_appointment_on(new: NewMigratedDatabase) -> None:
    async def work(database: Database) -> None:
        await happen(database, SUBMITTED, couple(), "a", day="2026-11-25")
        assert await happen(database, Received(), couple(), "a", on=date(2026, 11, 24)) == ["尚未到预约日期，不能收件"]
        await happen(database, Received(), couple(), "a", on=date(2026, 11, 25))
        row = await database.fetch_one("SELECT arrived_on FROM marriage_appointment")
        assert row is not None
        assert row["arrived_on"] == "2026-11-25"

    at_registry(new, work)


def test_registration_marries_both_from_that_day_on(new: NewMigratedDatabase) -> None:
    async def work(database: Database) -> None:
        await happen(database, SUBMITTED, couple(), "a")
        await happen(database, REGISTERED, couple(), "a")
        married = {"status": "married", "since": "2026-11-23"}
        assert [await status(database, name) for name in ("吴浩", "梁晓雯")] == [married, married]
        row = await database.fetch_one("SELECT * FROM marriage_registration")
        assert row is not None
        assert (row["certificate_number"], row["man_name"], row["woman_name"]) == ("测试字号-1", "吴浩", "梁晓雯")
        assert await database.fetch("SELECT number FROM marriage_engaged") == []

    at_registry(new, work)


def test_who_is_not_on_record_is_married_all_the_same(new: NewMigratedDatabase) -> None:
    async def work(database: Database) -> None:
        await database.execute("DELETE FROM marriage_status")
        await happen(database, REGISTERED, couple(), "a")
        assert await status(database, "吴浩") == {"status": "married", "since": "2026-11-23"}

    at_registry(new, work)


def test_nobody_is_married_twice_even_at_the_same_moment(new: NewMigratedDatabase) -> None:
    async def work(database: Database) -> None:
        both = [("a", couple("吴浩", "梁晓雯"), "字号-1"), ("b", couple("吴浩", "郑月"), "字号-2")]
        outcomes = await asyncio.gather(
            *(happen(database, REGISTERED, pair, case, number=number) for case, pair, number in both),
        )
        assert sorted(outcomes) == [[], ["吴浩已有配偶，不予登记"]]
        married = await database.fetch("SELECT number FROM marriage_status WHERE since = '2026-11-23'")
        assert len(married) == 2

    at_registry(new, work)


def test_a_certificate_number_serves_one_couple(new: NewMigratedDatabase) -> None:
    async def work(database: Database) -> None:
        await happen(database, REGISTERED, couple(), "a")
        refused = await happen(database, REGISTERED, couple("王小川", "郑月"), "b")
        assert refused == ["结婚证字号已用于另一对当事人的登记"]
        assert await status(database, "郑月") == {"status": "unmarried", "since": ""}

    at_registry(new, work)


def test_only_the_registry_that_decides_writes() -> None:
    effect = effect_of(SUBMITTED, couple(), case_id="a")
    assert written(marry, replace(effect, roles=frozenset({"receiving"}))) == []
