"""Money is collected once, on the base and from the month that the law and the unit say, up to the day agreed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest

from tongban import Application, Cleared, Database, Event, Granted, StepReported, insert, update
from tongban import StepOutcome as Outcome
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.effects import effect_of, written
from tongban.testing.judging import Judging, matter_of
from tongban.testing.plugin_tables import migrated_database, run_statements
from tongban_housing_fund.contributions import YEAR
from tongban_housing_fund.plugin import tongban_demo_records
from tongban_housing_fund.records import Account, Contributions, Worker
from tongban_housing_fund.tables import AccountRow, ContributionRow, PastPayerRow, WithdrawalRow
from tongban_housing_fund.testing.accounts import SUN, WANG, WU, ZHENG, register
from tongban_housing_fund.testing.applications import APPLICATIONS
from tongban_housing_fund.testing.employer_applications import UNIT
from tongban_housing_fund.testing.people import party, unit

APP = "tongban_housing_fund.piccolo_app"
NOT_DUE = "应缴金额已有变动，或已有办件正在收取、已经入账，不能再收取"
DUE = 505_200
ARRIVED = {"arrive": {"amount": DUE, "arrived_on": "2026-11-23"}}


@pytest.fixture
async def database(migrated_database_url: NewMigratedDatabase) -> AsyncIterator[Database]:
    async with migrated_database(migrated_database_url, APP) as opened:
        await run_statements(opened, tongban_demo_records("510000", date(2026, 11, 23)))
        yield opened


def judging_of(short_name: str, *, reports: Mapping[str, Mapping[str, str]] | None = None, **typed: str) -> Judging:
    applied = APPLICATIONS[short_name]
    needs = matter_of("housing_fund", applied.matter).needs
    applicant = unit(applied.organisation) if applied.organisation else party("张建国")
    return Judging(
        plugin="housing_fund",
        matter_id=applied.matter,
        applicant=applicant,
        typed={**applied.typed, **typed},
        records={need.key: applied.records.get(need.key) for need in needs},
        reports=reports or {},
    )


def case_of(short_name: str, case_id: str, *, amount: int = DUE, **typed: str) -> tuple[Judging, Application[Any]]:
    judging = judging_of(short_name, **typed)
    return judging, replace(judging.application, id=case_id, reports={"calculate": {"amount": amount}, **ARRIVED})


async def happens(database: Database, case: tuple[Judging, Application[Any]], event: Event) -> list[str]:
    judging, application = case
    return await run_statements(database, written(judging.matter, effect_of(application, event)))


async def due(database: Database, month: str) -> tuple[object, object]:
    applied = APPLICATIONS["单位汇缴"]
    criteria = {"city": "510100", "month": month}
    found = await register(database, "payroll").look_up(subject=applied.organisation, criteria=criteria)
    assert found is not None
    return found["headcount"], found["person"]


async def account(database: Database, number: str) -> Mapping[str, Any]:
    found = await register(database, "account").look_up(subject=number, criteria={"city": "510100"})
    assert found is not None
    return found


def test_what_was_cleared_before_each_worker_was_told_of_is_receipted_without_them() -> None:
    arrived = {"amount": "5052.00", "arrived_on": "2026-11-23"}
    judging = judging_of("单位汇缴", reports={"calculate": {"amount": "5052.00"}, "arrive": arrived})
    asked_then = {key: record for key, record in judging.records.items() if key != "dues"}
    [receipt] = judging.matter.results
    lines = dict(receipt.lines(replace(judging, records=asked_then).application))
    assert lines["应缴总额"].endswith("= 5,052.00元")
    assert "其余职工" not in lines


PAY = Cleared(step="pay")
DONE = StepReported(step="arrive", outcome=Outcome.DONE)


async def test_a_month_that_one_case_collects_is_not_collected_by_another(database: Database) -> None:
    first, second = case_of("单位汇缴", "first"), case_of("单位汇缴", "second")
    assert await happens(database, first, PAY) == []
    assert await happens(database, second, PAY) == [NOT_DUE]
    assert (await due(database, "2026-11"))[0] == 0
    assert await happens(database, first, DONE) == []
    assert await happens(database, second, PAY) == [NOT_DUE]


async def test_months_paid_back_are_not_collected_twice_either(database: Database) -> None:
    first, second = (case_of("单位补缴", name, amount=415_200) for name in ("first", "second"))
    later = case_of("单位补缴", "later", from_month="2026-04", to_month="2026-05", amount=415_200)
    assert await happens(database, first, PAY) == []
    assert await happens(database, second, PAY) == [NOT_DUE]
    assert await happens(database, later, PAY) == [NOT_DUE]


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.REFUSED, Outcome.RECALLED])
async def test_what_was_not_collected_is_due_again(database: Database, outcome: Outcome) -> None:
    first, second = case_of("单位汇缴", "first"), case_of("单位汇缴", "second")
    await happens(database, first, PAY)
    await happens(database, first, StepReported(step="pay", outcome=outcome))
    assert await happens(database, second, PAY) == []


async def test_an_amount_that_is_no_longer_due_is_not_collected(database: Database) -> None:
    await happens(database, case_of("职工离职", "left"), Granted())
    assert await happens(database, case_of("单位汇缴", "first"), PAY) == [NOT_DUE]


async def test_what_is_only_reserved_is_not_in_the_account_and_is_booked_once(database: Database) -> None:
    case, before = case_of("单位汇缴", "first"), (await account(database, SUN[1]))["principal"]
    await happens(database, case, PAY)
    assert (await account(database, SUN[1]))["principal"] == before
    held, asked = register(database, "statement"), {"city": "510100", **YEAR}
    statement = await held.look_up(subject=WU[1], criteria=asked)
    assert msgspec.convert(statement, Contributions).months[0].month == "2026-10"
    await happens(database, case, DONE)
    after = await account(database, SUN[1])
    assert (after["principal"] - before, after["paid_through"]) == (207_600, "2026-11")
    statement = await held.look_up(subject=WU[1], criteria=asked)
    assert msgspec.convert(statement, Contributions).months[0].month == "2026-11"


@pytest.mark.parametrize(("wage", "base"), [("1500.00", 200_000), ("6000.00", 600_000), ("99999.00", 3_000_000)])
async def test_a_new_workers_base_stays_between_the_limits(database: Database, wage: str, base: int) -> None:
    judging, known = case_of("新增职工", "hired", wage=wage)
    hired = (judging, replace(known, reports={"register": {"account": "510100000099"}}))
    assert await happens(database, hired, Granted()) == []
    assert (await account(database, ZHENG[1]))["base"] == base


NOT_AS_FOUND = "职工的缴存单位或者缴存基数在核对以后有变动，不能据以调整"


async def test_of_two_changes_of_a_base_that_were_judged_at_once_one_is_granted(database: Database) -> None:
    assert await happens(database, case_of("调整缴存基数", "first"), Granted()) == []
    assert await happens(database, case_of("调整缴存基数", "second", wage="2000.00"), Granted()) == [NOT_AS_FOUND]
    assert (await account(database, SUN[1]))["base"] == 910_000


async def test_of_a_worker_who_has_left_meanwhile_it_is_not_said_that_the_base_was_changed(database: Database) -> None:
    await happens(database, case_of("职工离职", "left"), Granted())
    assert await happens(database, case_of("调整缴存基数", "late"), Granted()) == [NOT_AS_FOUND]


async def test_whoever_takes_over_a_worker_may_change_the_base_that_year(database: Database) -> None:
    await happens(database, case_of("调整缴存基数", "changed"), Granted())
    await happens(database, case_of("职工离职", "left"), Granted())
    judging, known = case_of("调入职工", "hired", worker_name=SUN[0], worker_number=SUN[1])
    hired = (judging, replace(known, reports={"register": {"account": "510100000009"}}))
    assert await happens(database, hired, Granted()) == []
    asked = {"city": "510100", "worker": SUN[1], "paid": "now"}
    told = await register(database, "worker").look_up(subject=UNIT, criteria=asked)
    assert told is not None
    assert told["base_since"] is None


async def test_months_paid_back_are_reserved_on_the_base_that_was_worked_out(database: Database) -> None:
    assert await happens(database, case_of("单位补缴", "high", base="99999.00", amount=1_440_000), PAY) == []
    rows = await database.fetch("SELECT base, person FROM housing_fund_contribution WHERE case_id = 'high'")
    assert [(row["base"], row["person"]) for row in rows] == [(3_000_000, 360_000)] * 2


NOT_YOURS = "该个人账号已被使用，或本人在该市已有账户"
HIRES_WANG = {"worker_name": WANG[0], "worker_number": WANG[1]}  # who pays voluntarily


@pytest.mark.parametrize(
    ("since", "told"),
    [
        ({}, []),
        ({"frozen": 1}, []),
        ({"frozen": 1, "status": "sealed"}, []),
        ({"employer": "915101040000001239"}, [NOT_YOURS]),
        ({"pending": 1, "held_by": "drawing"}, [NOT_YOURS]),
    ],
    ids=["paid voluntarily", "frozen", "frozen and sealed", "paid by another unit", "just drawn on"],
)
async def test_a_unit_goes_on_with_the_account_of_whom_it_hires_unless_another_pays_into_it(
    database: Database, since: dict[str, object], told: list[str]
) -> None:
    if since:
        await run_statements(database, [update(AccountRow, since, holder_number=WANG[1])])
    judging, known = case_of("调入职工", "hired", **HIRES_WANG)
    hired = (judging, replace(known, reports={"register": {"account": "510100000003"}}))
    before = await account(database, WANG[1])
    assert await happens(database, hired, Granted()) == told
    after = await account(database, WANG[1])
    assert (after["principal"], after["paid_through"]) == (before["principal"], before["paid_through"])
    paid_by_unit = (after["status"], after["employer"], after["base"]) == ("normal", UNIT, 600_000)
    assert paid_by_unit == (not told)


async def test_whoever_pays_voluntarily_does_not_open_the_same_account_again(database: Database) -> None:
    judging, known = case_of("自愿缴存开户", "again")
    again = (judging, replace(known, reports={"allot": {"account": "510100000001"}}))
    assert await happens(database, again, Granted()) == [NOT_YOURS]


@pytest.mark.parametrize(
    ("name", "number", "told"),
    [(*ZHENG, {"number": ZHENG[1]}), ("x", ZHENG[1], None), (ZHENG[0], SUN[1], None), ("", "", None)],
)
async def test_name_and_number_of_a_worker_agree_or_nothing_is_told(
    database: Database, name: str, number: str, told: dict[str, str] | None
) -> None:
    criteria = {"name": name, "number": number}
    assert await register(database, "identity").look_up(subject=UNIT, criteria=criteria) == told


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("Jean{}Luc Martin", "JEAN·Luc　martin"),
        ("Jean·Luc　MARTIN", "jean{}lucMartin"),
        ("Jean{}Luc Martin", "Ｊｅａｎ·ＬＵＣ　Ｍａｒｔｉｎ"),
        ("ＪＥＡＮ·Ｌｕｃ　Ｍａｒｔｉｎ", "Jean{}Luc Martin"),
    ],
)
async def test_a_name_is_the_persons_with_whichever_letters_dot_and_blanks_it_is_written(
    database: Database, kept: str, typed: str
) -> None:
    for dot in "·•‧∙⋅・･.．":
        name = ("UPDATE housing_fund_person SET name = $1 WHERE number = $2", (kept.format(dot), ZHENG[1]))
        await run_statements(database, [name])
        criteria = {"name": typed.format(dot), "number": ZHENG[1]}
        found = await register(database, "identity").look_up(subject=UNIT, criteria=criteria)
        assert found == {"number": ZHENG[1]}, dot


@pytest.mark.parametrize("short_name", ["职工离职", "单位补缴"])
def test_an_account_that_has_no_name_is_nobodys_by_whatever_name_is_typed(short_name: str) -> None:
    judging = judging_of(short_name)
    assert judging.broken == ()
    nameless = msgspec.structs.replace(APPLICATIONS[short_name].records["worker"], holder="")
    assert replace(judging, records={**judging.records, "worker": nameless}).broken == ("HF-EM-25",)


async def test_the_account_of_a_new_worker_bears_the_name_without_blanks(database: Database) -> None:
    judging, known = case_of("新增职工", "hired", worker_name=" 郑  月 ")
    await happens(database, (judging, replace(known, reports={"register": {"account": "510100000099"}})), Granted())
    row = await database.fetch_one("SELECT holder FROM housing_fund_account WHERE number = $1", "510100000099")
    assert row is not None
    assert row["holder"] == ZHENG[0]


async def test_a_new_worker_counts_from_the_month_after_that_of_coming(database: Database) -> None:
    judging, known = case_of("新增职工", "hired", day="2026-12-02", start_month="2027-01")
    await happens(database, (judging, replace(known, reports={"register": {"account": "510100000099"}})), Granted())
    assert [(await due(database, month))[0] for month in ("2026-11", "2026-12", "2027-01")] == [2, 2, 3]


async def test_months_paid_before_the_centre_kept_rows_stay_paid_after_a_gap(database: Database) -> None:
    await database.execute("DELETE FROM housing_fund_contribution")
    for month in ("2026-12", "2027-02"):
        after_a_gap = case_of("单位汇缴", month, month=month)
        assert await happens(database, after_a_gap, PAY) == []
        assert await happens(database, after_a_gap, DONE) == []
    assert [(await due(database, month))[0] for month in ("2026-06", "2026-10", "2026-11")] == [0, 0, 2]
    worker = msgspec.convert(await account(database, SUN[1]), Account, strict=False)
    back = judging_of("单位补缴", from_month="2026-06", to_month="2026-06")
    assert list(replace(back, records={**back.records, "worker": worker}).broken) == ["HF-BP-03"]


async def test_a_run_of_months_is_as_long_as_what_was_really_paid_whenever_it_was(database: Database) -> None:
    """A month apart from the run joins it once the one between is paid, over New Year too."""
    begun = []
    for first, last, months in (("2026-03", "2026-03", 1), ("2026-04", "2026-04", 1), ("2025-12", "2026-02", 3)):
        back = case_of("单位补缴", first, from_month=first, to_month=last, amount=months * 207_600)
        assert await happens(database, back, PAY) == []
        assert await happens(database, back, DONE) == []
        begun.append((await account(database, SUN[1]))["paid_from"])
    assert begun == ["2026-05", "2026-03", "2025-12"]


async def test_months_before_an_earlier_run_belong_to_it_once_the_gap_after_it_is_paid(database: Database) -> None:
    """The earlier run is known by the account alone: there are no rows of its months that the months before it join."""
    runs = "earlier_from = '2025-10', earlier_through = '2025-12', paid_from = '2026-02', paid_through = '2026-10'"
    sql = f"UPDATE housing_fund_account SET {runs} WHERE holder_number = $1"
    await run_statements(database, [(sql, (SUN[1],))])
    begun = []
    for month in ("2025-09", "2026-01"):
        back = case_of("单位补缴", month, from_month=month, to_month=month, amount=207_600)
        assert await happens(database, back, PAY) == []
        assert await happens(database, back, DONE) == []
        begun.append((await account(database, SUN[1]))["paid_from"])
    assert begun == ["2026-02", "2025-09"]


ELSEWHERE = {"employer": "915101040000001239", "status": "normal", "ratio_unit": "0.05", "ratio_person": "0.05"}
MOVED_OUT = {"pending": 1, "held_by": "moving-out"}
DRAWN_ON = {"pending": 1, "held_by": "drawing"}


async def after_leaving(database: Database, **since: object) -> None:
    """孙静 leaves; what has become of the account since, where a case draws on it with the withdrawal."""
    assert await happens(database, case_of("职工离职", "left"), Granted()) == []
    drawn = {"city": "510100", "purpose": "rent", "calculated": 1, "amount": 1, "paid_on": ""}
    rent = insert(WithdrawalRow, case_id="drawing", holder_number=SUN[1], **drawn)
    changed = update(AccountRow, since, holder_number=SUN[1]) if since else None
    await run_statements(database, [rent, *([changed] if changed else [])])


@pytest.mark.parametrize("since", [{}, ELSEWHERE, DRAWN_ON], ids=["sealed", "elsewhere", "drawn on"])
async def test_what_is_owed_for_a_worker_is_paid_back_after_leaving_at_the_ratios_of_who_owes_it(
    database: Database, since: dict[str, object]
) -> None:
    before = (await account(database, SUN[1]))["principal"]
    await after_leaving(database, **since)
    back = case_of("单位补缴", "back", amount=415_200)
    assert await happens(database, back, PAY) == []
    assert await happens(database, back, DONE) == []
    after = await account(database, SUN[1])
    assert (after["principal"] - before, after["paid_from"]) == (415_200, "2026-03")
    rows = await database.fetch("SELECT payer, person, unit FROM housing_fund_contribution WHERE case_id = 'back'")
    owing = APPLICATIONS["单位补缴"].organisation
    assert [(row["payer"], row["person"], row["unit"]) for row in rows] == [(owing, 103_800, 103_800)] * 2


@pytest.mark.parametrize("since", [MOVED_OUT, {"status": "closed"}], ids=["being moved out", "closed"])
async def test_nothing_is_collected_for_an_account_that_goes_away(database: Database, since: dict[str, object]) -> None:
    await after_leaving(database, **since)
    assert await happens(database, case_of("单位补缴", "back", amount=415_200), PAY) == [NOT_DUE]


async def test_a_unit_is_told_of_who_works_or_worked_there_and_not_what_is_in_the_account(database: Database) -> None:
    ours, another = APPLICATIONS["单位补缴"].organisation, "915101040000001239"
    asked = {"city": "510100", "worker": SUN[1]}
    workers = register(database, "worker")

    async def known(unit: str, paid: str) -> Mapping[str, Any] | None:
        return await workers.look_up(subject=unit, criteria={**asked, "paid": paid})

    now = await known(ours, "now")
    assert now == await known(ours, "ever")
    assert now is not None
    assert {"principal", "interest", "base", "employer"}.isdisjoint(now)
    await after_leaving(database, **ELSEWHERE)
    assert [bool(await known(ours, paid)) for paid in ("now", "ever")] == [False, True]
    assert [bool(await known(another, paid)) for paid in ("now", "ever")] == [True, True]
    assert await known("91510104000000999X", "ever") is None


LEFT_IN_MARCH = "UPDATE housing_fund_past_payer SET left_on = '2026-03-20'"
LEFT_SOME_DAY = "UPDATE housing_fund_past_payer SET left_on = NULL"


async def told_to_who_was_left(database: Database) -> Mapping[str, Any]:
    criteria = {"city": "510100", "worker": SUN[1], "paid": "ever"}
    told = await register(database, "worker").look_up(subject=APPLICATIONS["单位补缴"].organisation, criteria=criteria)
    assert told is not None
    return told


async def test_no_month_after_a_worker_left_is_paid_back_by_who_was_left(database: Database) -> None:
    await after_leaving(database)
    await run_statements(database, [(LEFT_IN_MARCH, ())])
    back = case_of("单位补缴", "late", from_month="2026-04", to_month="2026-04", amount=207_600)
    assert await happens(database, back, PAY) == [NOT_DUE]


@pytest.mark.parametrize("earlier", ["2025-03-20", None], ids=["known", "unknown"])
async def test_a_worker_who_left_twice_left_a_unit_the_last_time(database: Database, earlier: str | None) -> None:
    """The account that was paid into until the first time is closed, and the worker has another."""
    whom = {"employer": APPLICATIONS["单位补缴"].organisation, "holder_number": SUN[1], "city": "510100"}
    await run_statements(database, [insert(PastPayerRow, id="before", **whom, left_on=earlier)])
    await after_leaving(database)
    _, left = case_of("职工离职", "left")
    assert (await told_to_who_was_left(database))["left_on"] == str(left.answers.day)
    assert await happens(database, case_of("单位补缴", "back", amount=415_200), PAY) == []


PAID_TO_JUNE = "UPDATE housing_fund_account SET paid_through = '2026-06' WHERE holder_number = $1"
NOTHING_SINCE = "DELETE FROM housing_fund_contribution WHERE holder_number = $1 AND month > '2026-06'"


@pytest.mark.parametrize(
    ("payer", "month", "amount", "told"),
    [
        ("915101040000001239", "2026-10", 622_800, []),
        ("915101040000001239", "2026-08", 622_798, [NOT_DUE]),
        (APPLICATIONS["单位补缴"].organisation, "2026-08", 622_798, []),
    ],
    ids=["none of them paid", "the rest of what another paid", "the rest of what it paid itself"],
)
async def test_where_nobody_knows_when_a_worker_left_what_nobody_has_paid_may_be_paid_back(
    database: Database, payer: str, month: str, amount: int, told: list[str]
) -> None:
    await after_leaving(database)
    row = {"account": (await account(database, SUN[1]))["number"], "holder_number": SUN[1], "city": "510100"}
    paid = {"month": month, "base": 1, "person": 1, "unit": 1, "payer": payer, "paid_on": "2026-11-02", "case_id": ""}
    stopped = [(PAID_TO_JUNE, (SUN[1],)), (NOTHING_SINCE, (SUN[1],)), (LEFT_SOME_DAY, ())]
    await run_statements(database, [*stopped, insert(ContributionRow, id="short", **row, **paid)])
    months = {"from_month": "2026-07", "to_month": "2026-09"}
    known = msgspec.convert(await told_to_who_was_left(database), Worker, strict=False)
    back = judging_of("单位补缴", **months)
    assert list(replace(back, records={**back.records, "worker": known}).broken) == []
    assert await happens(database, case_of("单位补缴", "back", **months, amount=amount), PAY) == told


async def test_a_unit_is_told_nothing_of_what_came_after_it_was_left(database: Database) -> None:
    await after_leaving(database, **ELSEWHERE, earlier_from="2025-07", earlier_through="2026-04")
    await run_statements(database, [(LEFT_IN_MARCH, ())])
    told = await told_to_who_was_left(database)
    assert "status" not in told
    runs = ("paid_from", "paid_through", "earlier_from", "earlier_through", "left_on")
    assert [told[name] for name in runs] == ["", "", "2025-07", "2026-03", "2026-03-20"]


async def test_a_share_that_was_paid_in_full_takes_nothing_from_the_other(database: Database) -> None:
    number = (await account(database, SUN[1]))["number"]
    row = {"account": number, "holder_number": SUN[1], "city": "510100", "month": "2026-03", "base": 865_000}
    more = {"payer": APPLICATIONS["单位补缴"].organisation, "paid_on": "2026-04-02", "case_id": "earlier"}
    await run_statements(database, [insert(ContributionRow, id="earlier", **row, **more, person=120_000, unit=60_000)])
    assert await happens(database, case_of("单位补缴", "rest", amount=251_400), PAY) == []
    sql = "SELECT month, person, unit FROM housing_fund_contribution WHERE case_id = 'rest' ORDER BY month"
    rows = [(each["month"], each["person"], each["unit"]) for each in await database.fetch(sql)]
    assert rows == [("2026-03", 0, 43_800), ("2026-04", 103_800, 103_800)]


@pytest.mark.parametrize(
    ("step", "typed", "told"),
    [
        ("pay", {"amount": "245654.32", "paid_on": "2026-11-23", "voucher": "P1"}, []),
        (
            "pay",
            {"amount": "245672.04", "paid_on": "2026-11-24", "voucher": "P1"},
            ["HF-PAY-04", "HF-SF-05"],
        ),
        ("pay", {"amount": "245654.32", "paid_on": "2025-11-23", "voucher": "P1"}, ["HF-PAY-04"]),
        ("arrive", {"amount": "245654.32", "arrived_on": "2026-11-23"}, []),
        ("arrive", {"amount": "245654.32", "arrived_on": "2026-11-22"}, ["HF-PAY-05"]),
        ("arrive", {"amount": "245654.32", "arrived_on": "2026-11-24"}, ["HF-PAY-05"]),
    ],
)
def test_money_that_comes_before_acceptance_or_after_the_day_that_interest_is_charged_to_settles_nothing(
    step: str, typed: dict[str, str], told: list[str]
) -> None:
    findings = judging_of("提前还清贷款", reports={step: typed}).step_findings(step)
    assert [each.rule for each in findings.objections] == told
