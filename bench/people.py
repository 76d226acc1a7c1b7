"""Fictitious applicants with records in the registers of the node under measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from tongban.identity.people import Assurance, Person
from tongban.storage import Database
from tongban_housing_fund.tables import AccountRow

PEOPLE = 1000
FIRST_BIRTHDAY = date(1970, 1, 1)
HOME = "510104"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

POPULATION = "INSERT INTO household_population (name, number, hukou_place, address) VALUES ($1, $2, $3, $4)"
MEMBER = "INSERT INTO household_member (name, number, hukou_place, address, booklet) VALUES ($1, $2, $3, $4, $5)"
ENTRY = """INSERT INTO household_entry (id, number, kind, fact, source, recorded_on)
VALUES ($1, $2, 'origin', $3, $4, '1990-01-01')"""


def people() -> Iterator[Person]:
    """Applicants by the convention of the test persons: their sequence numbers are 990 to 999."""
    for index in range(PEOPLE):
        born = FIRST_BIRTHDAY + timedelta(days=7 * index)
        number = _checked(f"{HOME}{born:%Y%m%d}99{index % 10}")
        yield Person(name=f"测试{index:04}", number=number, assurance=Assurance.L3, mobile="13800000000")


async def settle(database: Database, them: Sequence[Person]) -> None:
    """Put them into the registers, in the caller's transaction."""
    address = "四川省成都市锦江区示例街"
    await database.execute_many(POPULATION, [(each.name, each.number, HOME, address) for each in them])
    await database.execute_many(MEMBER, [(each.name, each.number, HOME, address, each.number) for each in them])
    entries = [(f"{each.number}:origin", each.number, "籍贯四川省乐山市，出生地成都市", "示例登记表") for each in them]
    await database.execute_many(ENTRY, entries)
    # What is transferred to another province is an account here.
    with database.bind():
        await AccountRow.insert(*(_account(each) for each in them)).run()


def _account(person: Person) -> AccountRow:
    return AccountRow(
        number=person.number,
        city="510100",
        centre="成都住房公积金管理中心",
        holder=person.name,
        holder_number=person.number,
        status="sealed",
        principal=5_000_000,
        opened="2020-01-01",
        months_paid=60,
        paid_from="2020-01",
        paid_through="2026-05",
        sealed_on="2026-06-01",
    )


def _checked(digits: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]
