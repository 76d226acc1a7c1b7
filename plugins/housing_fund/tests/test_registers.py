"""The registers, and what cases write to them, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tongban import (
    COMPETENT,
    Application,
    ArrivedForm,
    Cleared,
    Database,
    Effect,
    Event,
    Form,
    Granted,
    Party,
    PartyKind,
    RefusedByPlace,
    Role,
    StepReported,
    Written,
    insert,
    months_between,
)
from tongban import StepOutcome as Outcome
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.effects import effect_of, written
from tongban.testing.judging import evidence_of, parameters_of
from tongban.testing.plugin_tables import migrated_database, run_statements
from tongban_housing_fund.contributions import YEAR
from tongban_housing_fund.employers.opening import EMPLOYER_OPEN, AllotForm, EmployerForm
from tongban_housing_fund.loans.proofs import LOAN_PROOF
from tongban_housing_fund.plugin import tongban_demo_records
from tongban_housing_fund.records import Account, Contributions, EmployerAccount, Home, Homes, Licence, Withdrawals
from tongban_housing_fund.tables import ContributionRow, HomeRow, LoanRow, WithdrawalRow
from tongban_housing_fund.testing.accounts import LI, ZHANG, ZHAO, register
from tongban_housing_fund.transfer.forms import OUT, PayOutForm, TransferForm
from tongban_housing_fund.transfer.matter import TRANSFER

APP = "tongban_housing_fund.piccolo_app"
CITIES = TransferForm(out_city="440106", in_city="510104", mobile="13800000000")
PAID = PayOutForm(
    letter="5101002026112301",
    principal=5_234_018,
    interest=41_266,
    opened=date(2015, 7, 1),
    paid_through="2026-04",
    six_months="1",
    loan="2",
    fraud="1",
    banned_until=date(2029, 10, 12),
)
BOOKED = ArrivedForm(amount=5_275_284, arrived_on=date(2026, 11, 25))
ALLOTTED = AllotForm(account="510100900001", base=865_000)


@pytest.fixture
async def database(migrated_database_url: NewMigratedDatabase) -> AsyncIterator[Database]:
    async with migrated_database(migrated_database_url, APP) as opened:
        for node in ("440000", "500000", "510000"):
            await run_statements(opened, tongban_demo_records(node, date(2026, 11, 23)))
        yield opened


async def account(database: Database, city: str, who: tuple[str, str] = ZHANG) -> Account:
    found = await register(database, "account").look_up(subject=who[1], criteria={"city": city})
    return msgspec.convert(found, Account)


def effect(
    event: Event, roles: set[str], *, case_id: str = "case-1", party: Party | None = None, **more: Any
) -> Effect[Any]:
    applicant = party or Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name=ZHANG[0], number=ZHANG[1])
    reports: dict[str, Form] = more.get("reports", {})
    day = date(2026, 11, 25)
    answers: Form = more.get("answers", CITIES)
    evidence = more.get("evidence", {})
    known = Application(id=case_id, answers=answers, parties=(applicant,), on=day, today=day, evidence=evidence)
    entered = {name: msgspec.to_builtins(report) for name, report in reports.items()}
    return effect_of(known, event, roles=roles, reports=entered)


def moved(effect: Effect[Any]) -> list[Written]:
    return written(TRANSFER, effect)


def kept(effect: Effect[Any]) -> list[Written]:
    return written(EMPLOYER_OPEN, effect)


def reported(step: str, outcome: Outcome = Outcome.DONE) -> StepReported:
    return StepReported(step=step, outcome=outcome)


async def test_a_register_answers_with_the_record_that_the_rules_read(database: Database) -> None:
    held = await account(database, "440100")
    assert (held.holder, held.balance, held.opened) == ("张建国", 5_275_284, date(2015, 7, 1))


async def test_the_account_of_a_city_is_found_from_any_of_its_districts(database: Database) -> None:
    assert (await account(database, "510104")).number == "510100000001"
    assert (await account(database, "500103")).number == "500000000001"


async def test_a_typed_number_that_is_not_the_holders_finds_nothing(database: Database) -> None:
    held = register(database, "account")
    criteria = {"city": "440100", "account": "440100000002"}
    assert await held.look_up(subject=ZHANG[1], criteria=criteria) is None
    assert await held.look_up(subject="330106198812019978", criteria={"city": "440100"}) is None


async def test_a_licence_is_found_by_its_credit_code(database: Database) -> None:
    found = await register(database, "licence").look_up(subject="915101040000001239", criteria={})
    assert msgspec.convert(found, Licence).founded == date(2026, 11, 2)


@pytest.mark.parametrize(("proof_months", "first", "rows"), [(12, "2025-11", 13), (3, "2026-08", 4)])
async def test_a_proof_lists_as_many_months_as_the_place_states_though_one_was_paid_in_two_parts(
    database: Database, proof_months: int, first: str, rows: int
) -> None:
    row = {"account": "510100000001", "holder_number": ZHANG[1], "city": "510100", "base": 865_000, "payer": "x"}
    earlier = [f"2025-{month}" for month in (10, 11, 12)] + [f"2026-0{month}" for month in range(1, 5)]
    for month in (*earlier, "2026-10"):
        part = {"person": 100, "unit": 100, "paid_on": "2026-11-02"}
        paid = insert(ContributionRow, id=f"more-{month}", month=month, case_id=f"case-{month}", **row, **part)
        assert await run_statements(database, [paid]) == []
    law = parameters_of("housing_fund", LOAN_PROOF.id, date(2026, 11, 23), proof_months=proof_months)
    criteria = LOAN_PROOF.need("statement").narrowed({"city": "510100"}, (), law)
    found = await register(database, "statement").look_up(subject=ZHANG[1], criteria=criteria)
    months = [each.month for each in msgspec.convert(found, Contributions).months]
    assert (months[:3], months[-1], len(months)) == (["2026-10", "2026-10", "2026-09"], first, rows)


async def test_what_is_counted_of_a_demo_account_is_what_it_lists(database: Database) -> None:
    """Every month up to twelve, of the run that the account is in, at its base and ratios."""
    rows = await database.fetch("SELECT holder_number, city FROM housing_fund_account")
    assert len(rows) > 20
    for row in rows:
        criteria = {"city": row["city"], **YEAR}
        held = await register(database, "account").look_up(subject=row["holder_number"], criteria=criteria)
        listed = await register(database, "statement").look_up(subject=row["holder_number"], criteria=criteria)
        account, months = msgspec.convert(held, Account), msgspec.convert(listed, Contributions).months
        run = months_between(account.paid_from, account.paid_through)
        assert account.months_paid == len(run), account.number
        assert [each.month for each in reversed(months)] == list(run[-12:]), account.number
        assert {(each.base, each.person) for each in months} == {(account.base, int(account.base * Decimal("0.12")))}


async def test_clearing_holds_the_account_so_that_no_second_case_can(database: Database) -> None:
    assert await run_statements(database, moved(effect(Cleared(step="pay_out"), {OUT}))) == []
    assert (await account(database, "440100")).pending
    second = moved(effect(Cleared(step="pay_out"), {OUT}, case_id="case-2"))
    assert await run_statements(database, second) == ["原账户存在冻结或在途业务"]


async def test_a_frozen_account_is_not_held_for_a_transfer(database: Database) -> None:
    await run_statements(database, [("UPDATE housing_fund_account SET frozen = 1 WHERE city = '440100'", ())])
    refused = await run_statements(database, moved(effect(Cleared(step="pay_out"), {OUT})))
    assert refused == ["原账户存在冻结或在途业务"]


async def test_what_arrives_for_a_closed_account_is_not_booked(database: Database) -> None:
    await run_statements(database, [("UPDATE housing_fund_account SET status = 'closed' WHERE city = '510100'", ())])
    booked = effect(reported("book"), {COMPETENT}, reports={"pay_out": PAID, "book": BOOKED})
    assert await run_statements(database, moved(booked)) == ["转入账户已销户，不能入账"]
    assert await register(database, "ban").look_up(subject=ZHANG[1], criteria={}) is None


async def test_paying_out_empties_and_closes_the_account_of_its_own_case_only(database: Database) -> None:
    await run_statements(database, moved(effect(Cleared(step="pay_out"), {OUT})))
    foreign = effect(reported("pay_out"), {OUT}, case_id="case-2", reports={"pay_out": PAID})
    await run_statements(database, moved(foreign))
    assert (await account(database, "440100")).balance == 5_275_284
    await run_statements(database, moved(effect(reported("pay_out"), {OUT}, reports={"pay_out": PAID})))
    held = await account(database, "440100")
    assert (held.balance, held.status, held.pending) == (0, "closed", False)


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.FAILED, Outcome.RECALLED])
async def test_a_transfer_not_made_lets_go_of_the_account(database: Database, outcome: Outcome) -> None:
    await run_statements(database, moved(effect(Cleared(step="pay_out"), {OUT})))
    await run_statements(database, moved(effect(reported("pay_out", outcome), {OUT})))
    held = await account(database, "440100")
    assert (held.balance, held.status, held.pending) == (5_275_284, "sealed", False)


async def test_booking_credits_what_arrived_and_takes_over_the_ban(database: Database) -> None:
    before = await account(database, "510100")
    booked = effect(reported("book"), {COMPETENT}, reports={"pay_out": PAID, "book": BOOKED})
    await run_statements(database, moved(booked))
    after = await account(database, "510100")
    assert after.principal - before.principal == 5_275_284
    ban = await register(database, "ban").look_up(subject=ZHANG[1], criteria={})
    assert ban is not None
    assert (ban["until"], ban["decided_on"]) == ("2029-10-12", "2026-11-25")


async def test_each_place_writes_its_own_account_only(database: Database) -> None:
    everywhere = [Cleared(step="pay_out"), reported("pay_out"), reported("book")]
    reports = {"pay_out": PAID, "book": BOOKED}
    assert [moved(effect(event, {"receiving"}, reports=reports)) for event in everywhere] == [[], [], []]
    assert moved(effect(reported("book"), {OUT}, reports=reports)) == []
    assert moved(effect(reported("pay_out"), {COMPETENT}, reports=reports)) == []


THE_HOME = "510104004001GB00001F00030001"


async def drawn(database: Database, name: str, who: tuple[str, str], **criteria: str) -> list[tuple[str, bool, str]]:
    found = await register(database, name).look_up(subject=who[1], criteria=criteria)
    held = msgspec.convert(found, Withdrawals) if found else Withdrawals(drawn=())
    return [(each.number, each.own, f"{each.drawn_on}") for each in held.drawn]


async def test_withdrawals_are_told_with_their_days_and_what_is_only_held_since_it_is_held(database: Database) -> None:
    assert await drawn(database, "drawn_for", ZHANG, drawn_for=THE_HOME) == []
    for case_id, who, home, days in (
        ("case-1", LI, THE_HOME, {"paid_on": "2026-10-12", "held_on": "2026-10-11"}),
        ("case-2", LI, "510104004001GB00001F00090001", {"paid_on": "2026-11-02"}),
        ("case-3", ZHANG, THE_HOME, {"paid_on": "", "held_on": "2026-11-20"}),
    ):
        row = {"case_id": case_id, "holder_number": who[1], "city": "510100", "purpose": "purchase", "drawn_for": home}
        written_row = insert(WithdrawalRow, **row, calculated=1, amount=1, **days)
        assert await run_statements(database, [written_row]) == []
    for_it = [("case-1", False, "2026-10-12"), ("case-3", True, "2026-11-20")]
    assert await drawn(database, "drawn_for", ZHANG, drawn_for=THE_HOME) == for_it
    assert await drawn(database, "drawn_for", ZHANG, drawn_for=f" {THE_HOME[:6]} {THE_HOME[6:].lower()}") == for_it
    assert await drawn(database, "withdrawals", LI) == [("case-1", True, "2026-10-12"), ("case-2", True, "2026-11-02")]
    assert await drawn(database, "withdrawals", ZHANG) == [("case-3", True, "2026-11-20")]


async def test_all_homes_of_a_person_are_told(database: Database) -> None:
    second = ("INSERT INTO housing_fund_home (id, owner_number, home, city, address) VALUES ($1, $2, $3, $4, $5)",)
    owner = ("another", ZHAO[1], "500103004001GB00001F00990001", "500000", "重庆市渝中区示例路9号")
    assert await run_statements(database, [(*second, owner)]) == []
    found = await register(database, "homes").look_up(subject=ZHAO[1], criteria={})
    homes = msgspec.convert(found, Homes)
    bought = "500103002001GB00001F00070001"
    seen = [each.home for each in homes.homes]
    assert seen == [bought, "500103004001GB00001F00990001", "510104004001GB00001F00050001"]
    assert homes.besides("510104004001GB00001F00050001")
    assert await register(database, "homes").look_up(subject=LI[1], criteria={}) is None


@pytest.mark.parametrize(
    ("registered", "since"),
    [(["2026-06-01"], "2026-06-01"), (["2026-06-01", "2015-05-20"], "2015-05-20"), (["2026-06-01", None], "None")],
    ids=["alone", "with who owned it before", "with who owned it since nobody knows when"],
)
async def test_since_when_a_home_is_its_present_owners(
    database: Database, registered: list[str | None], since: str
) -> None:
    for (_, number), day in zip((LI, ZHANG), registered, strict=False):
        home = {"home": "510104004001GB00001F00970001", "city": "510100", "address": "成都市锦江区示例路9号"}
        row = insert(HomeRow, id=number, owner_number=number, **home, registered_on=day)
        assert await run_statements(database, [row]) == []
    found = await register(database, "home").look_up(subject=LI[1], criteria={"city": "510104"})
    assert str(msgspec.convert(found, Home).registered_on) == since


async def test_an_open_loan_is_told_before_a_later_one_that_is_settled(database: Database) -> None:
    settled = insert(
        LoanRow,
        contract="CD2024000009",
        city="510100",
        centre="成都住房公积金管理中心",
        borrower=ZHANG[0],
        borrower_number=ZHANG[1],
        principal=0,
        rate="0.026",
        interest_from="2026-01-05",
        granted_on="2024-06-15",
        home=THE_HOME,
        settled_on="2026-01-05",
    )
    assert await run_statements(database, [settled]) == []
    loans = register(database, "loan")
    for criteria, contract in (({}, "CD2022000001"), ({"contract": "CD2024000009"}, "CD2024000009")):
        found = await loans.look_up(subject=ZHANG[1], criteria={"city": "510100", **criteria})
        assert found is not None
        assert found["contract"] == contract


UNIT = Party(role=Role.APPLICANT, kind=PartyKind.ORGANISATION, name="示例单位", number="915101040000001239")
ANSWERS = EmployerForm(
    city="510104",
    mobile="13800000000",
    representative="王小川",
    wage=865_000,
    ratio_unit=Decimal("0.12"),
    ratio_person=Decimal("0.0725"),
    first_month="2026-12",
)


def unit_effect(event: Event, case_id: str = "case-1", unit: Party = UNIT) -> Effect:
    return effect(event, {COMPETENT}, case_id=case_id, party=unit, answers=ANSWERS, reports={"allot": ALLOTTED})


async def employer(database: Database) -> EmployerAccount | None:
    found = await register(database, "employer").look_up(subject=UNIT.number, criteria={"city": "510100"})
    return None if found is None else msgspec.convert(found, EmployerAccount)


async def test_an_account_is_the_units_from_the_grant_on(database: Database) -> None:
    await run_statements(database, kept(unit_effect(reported("allot"))))
    assert await employer(database) is None
    await run_statements(database, kept(unit_effect(Granted())))
    held = await employer(database)
    assert held is not None
    assert (held.account, held.opened_on) == ("510100900001", date(2026, 11, 25))
    row = await database.fetch_one(
        "SELECT ratio_unit, ratio_person, base FROM housing_fund_employer WHERE number = $1", UNIT.number
    )
    assert row is not None
    assert (row["ratio_unit"], row["ratio_person"], row["base"]) == ("0.12", "0.0725", 865_000)


@pytest.mark.parametrize(
    ("licensed", "kept_as"),
    [("阿依古丽·买买提", "阿依古丽·买买提"), ("", "阿依古丽 • 买买提"), (None, "阿依古丽 • 买买提")],
)
async def test_the_representative_is_kept_as_the_licence_writes_the_name(
    database: Database, licensed: str | None, kept_as: str
) -> None:
    answers = msgspec.structs.replace(ANSWERS, representative="阿依古丽 • 买买提")
    what = {"name": UNIT.name, "division": "510104", "status": "存续", "founded": "2026-11-02"}
    licence = None if licensed is None else {"number": UNIT.number, "representative": licensed, **what}
    evidence = {"licence": evidence_of(EMPLOYER_OPEN.need("licence"), licence)}
    party = {"party": UNIT, "answers": answers, "evidence": evidence}
    given = effect(reported("allot"), {COMPETENT}, **party, reports={"allot": ALLOTTED})
    assert await run_statements(database, kept(given)) == []
    row = await database.fetch_one("SELECT representative FROM housing_fund_employer WHERE number = $1", UNIT.number)
    assert row is not None
    assert row["representative"] == kept_as


async def test_a_number_that_is_taken_is_not_given_to_another_unit(database: Database) -> None:
    await run_statements(database, kept(unit_effect(reported("allot"))))
    other = msgspec.structs.replace(UNIT, number="93510112000C005894")
    second = kept(unit_effect(reported("allot"), "case-2", other))
    assert await run_statements(database, second) == ["该单位账号已被使用，或该单位在本市已开户"]


async def test_a_refused_registration_gives_the_number_back(database: Database) -> None:
    await run_statements(database, kept(unit_effect(reported("allot"))))
    await run_statements(database, kept(unit_effect(RefusedByPlace())))
    assert await run_statements(database, kept(unit_effect(reported("allot"), "case-2"))) == []


async def test_a_person_has_one_account_in_a_city(database: Database) -> None:
    rows = await database.fetch("SELECT count(*) AS n FROM housing_fund_account GROUP BY holder_number, city")
    assert {row["n"] for row in rows} == {1}
    begun = tongban_demo_records("440000", date(2026, 11, 23))
    accounts = [each for each in begun if "INTO housing_fund_account " in each[0]]
    (doubled,) = [each for each in accounts if "440100000001" in each[1]]
    again = (doubled[0], ("449999999999", *doubled[1][1:]))
    with pytest.raises(Exception, match="housing_fund_account"):
        await run_statements(database, [again])
