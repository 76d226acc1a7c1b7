"""Steps on whether an application may be made: an account, a loan, a ban, local rules; the rules of any matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec
import pytest
from pytest_bdd import given, parsers, then, when

from tongban import Choice, Field, Matter, Needs
from tongban.testing.judging import Judging, Record, Scalar, declared_parameters, fields_of, matter_of
from tongban_housing_fund.records import (
    Account,
    AccountStatus,
    Ban,
    Contribution,
    Contributions,
    Home,
    Homes,
    Loan,
    Payroll,
    Withdrawal,
    Withdrawals,
)
from tongban_housing_fund.testing.accounts import CHENGDU, paying_account
from tongban_housing_fund.testing.applications import APPLICATIONS
from tongban_housing_fund.testing.employer_applications import RECORDS as UNIT_RECORDS
from tongban_housing_fund.testing.loan_applications import HOME as LENT_FOR
from tongban_housing_fund.testing.people import PEOPLE, party, unit

STATUSES: Final = {"正常": AccountStatus.NORMAL, "封存": AccountStatus.SEALED, "销户": AccountStatus.CLOSED}
CIRCUMSTANCES: Final = {"司法冻结": {"frozen": True}, "在途业务": {"pending": True}}
FLAGS: Final = {"是": True, "否": False}
THINGS: Final = ("house_id", "contract", "deceased_number", "lease_no")


def cents(amount: str) -> int:
    """An amount of yuan in 分."""
    return int(Decimal(amount) * 100)


def coded(matter: Matter, typed: Mapping[str, str]) -> dict[str, str]:
    """What is typed by the labels of a form, as the form has it: by name, and of a choice its code."""
    by_label = {bound.field.label: bound for bound in fields_of(matter.form)}
    return {by_label[label].name: _code(by_label[label].field, value) for label, value in typed.items()}


def _code(field: Field, value: str) -> str:
    labels = {label: code for code, label in field.options} if isinstance(field, Choice) else {}
    return labels.get(value, value)


@dataclass(slots=True)
class FundTrial:
    """An application by 张建国 at 成都 on 2026-11-23, with what the registers hold, until a step says otherwise.

    A register that no step speaks of holds nothing; one in `silent` has not answered.
    """

    name: str = "张建国"
    on: date = date(2026, 11, 23)
    short_name: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    silent_titles: set[str] = field(default_factory=set)
    local: dict[str, Scalar] = field(default_factory=dict)
    reports: dict[str, dict[str, str]] = field(default_factory=dict)
    withdrawn: list[Withdrawal] = field(default_factory=list)

    @property
    def matter(self) -> Matter:
        """The matter that the application is for."""
        return matter_of("housing_fund", APPLICATIONS[self.short_name].matter)

    @property
    def account(self) -> Account:
        """The applicant's account in 成都."""
        held = self.records.get("account")
        return held if isinstance(held, Account) else paying_account("510100000001", self.who, CHENGDU)

    @property
    def who(self) -> tuple[str, str]:
        """Name and number of the applicant."""
        return self.name, PEOPLE[self.name]

    def change(self, **changed: object) -> None:
        """Let the centre hold something else about the account."""
        self.records["account"] = msgspec.structs.replace(self.account, **changed)

    @property
    def judging(self) -> Judging:
        """The application as it stands."""
        applied = APPLICATIONS[self.short_name]
        applicant = unit(applied.organisation) if applied.organisation else party(self.name)
        bare = Judging(plugin="housing_fund", matter_id=applied.matter, applicant=applicant, typed={})
        held: dict[str, Record] = {"account": self.account, **applied.records, **self.records}
        asked = [need.key for need in bare.matter.needs if self._answers(need)]
        typed = {**applied.typed_by(self.name), **self._by_name(bare)}
        held |= self._withdrawals(applied.matter, typed)
        return Judging(
            plugin="housing_fund",
            matter_id=applied.matter,
            applicant=applicant,
            typed=typed,
            records={key: held.get(key) for key in asked},
            on=self.on,
            changed=self.local,
            reports=self.reports,
        )

    def draw(self, day: str, amount: str, *, own: bool = True, purpose: str = "", of_year: str = "") -> None:
        """Let somebody have withdrawn before, for the purpose of this application and the same thing if not said."""
        withdrawal = Withdrawal(
            number=f"earlier-{len(self.withdrawn)}",
            own=own,
            purpose=purpose,
            amount=cents(amount),
            drawn_on=date.fromisoformat(day),
            of_year=of_year,
        )
        self.withdrawn.append(withdrawal)

    def _withdrawals(self, matter: str, typed: Mapping[str, str]) -> dict[str, Record]:
        purpose, thing = matter.partition(".")[2], next((typed[name] for name in THINGS if typed.get(name)), "")
        drawn = tuple(
            msgspec.structs.replace(
                each,
                purpose=each.purpose or purpose,
                drawn_for=thing,
                of_year=each.of_year or typed.get("fee_year", ""),
            )
            for each in self.withdrawn
        )
        return {
            "past": Withdrawals(drawn=tuple(each for each in drawn if each.own)),
            "drawn_for": Withdrawals(drawn=drawn),
        }

    def _answers(self, need: Needs[Any]) -> bool:
        return need.key not in self.silent and need.title not in self.silent_titles

    def _by_name(self, bare: Judging) -> dict[str, str]:
        return coded(bare.matter, self.typed)


@pytest.fixture
def fund_trial() -> FundTrial:
    """The application of a scenario."""
    return FundTrial()


@given(parsers.parse('公积金业务的申请人为 "{name}"'))
def applicant(fund_trial: FundTrial, name: str) -> None:
    fund_trial.name = name


@given(parsers.parse('公积金业务的受理日期为 "{day}"'))
def accepted_on(fund_trial: FundTrial, day: str) -> None:
    fund_trial.on = date.fromisoformat(day)


@given(parsers.parse("本人公积金账户余额为 {amount} 元"))
def balance(fund_trial: FundTrial, amount: str) -> None:
    fund_trial.change(principal=cents(amount), interest=0)


@given(parsers.parse('本人公积金账户现为 "{status}"'))
def status_is(fund_trial: FundTrial, status: str) -> None:
    fund_trial.change(status=STATUSES[status])


@given(parsers.re('本人公积金账户存在 "(?P<circumstance>司法冻结|在途业务)"'))
def held_back(fund_trial: FundTrial, circumstance: str) -> None:
    fund_trial.change(**CIRCUMSTANCES[circumstance])


@given("中心没有本人的公积金账户")
def no_account(fund_trial: FundTrial) -> None:
    fund_trial.records["account"] = None


@given(parsers.re("本人的公积金(?P<what>账户|贷款|限制期)信息暂无答复"))
def no_answer(fund_trial: FundTrial, what: str) -> None:
    fund_trial.silent.add({"账户": "account", "贷款": "loan", "限制期": "ban"}[what])


@given(parsers.parse('登记库 "{title}" 暂无答复'))
def silent_register(fund_trial: FundTrial, title: str) -> None:
    fund_trial.silent_titles.add(title)


@given(parsers.parse('本人于 "{day}" 被认定{kind}并限制 {years:d} 年'))
def banned(fund_trial: FundTrial, day: str, kind: str, years: int) -> None:
    decided = date.fromisoformat(day)
    until = decided.replace(year=decided.year + years)
    fund_trial.records["ban"] = Ban(kind=kind, decided_on=decided, until=until)


@given(parsers.parse("本人公积金贷款剩余本金 {principal} 元、年利率 {rate}%、距上次还款 {days:d} 天"))
def open_loan(fund_trial: FundTrial, principal: str, rate: str, days: int) -> None:
    fund_trial.records["loan"] = Loan(
        contract="CD2022000001",
        centre=CHENGDU[1],
        borrower=fund_trial.name,
        principal=cents(principal),
        rate=Decimal(rate) / 100,
        interest_from=date.fromordinal(fund_trial.on.toordinal() - days),
        granted_on=date(2022, 6, 15),
        home="510104004001GB00001F00010001",
        granted=40_000_000,
    )


@given(parsers.re("本人公积金贷款(?P<state>存在逾期|已签约冲还贷|已结清)"))
def loan_state(fund_trial: FundTrial, state: str) -> None:
    if "loan" not in fund_trial.records:
        open_loan(fund_trial, "245300.00", "2.6", 20)
    loan = fund_trial.records["loan"]
    assert isinstance(loan, Loan)
    states: dict[str, dict[str, object]] = {
        "存在逾期": {"overdue": 283_400},
        "已签约冲还贷": {"offset_contract": True},
        "已结清": {"principal": 0, "settled_on": date(2026, 10, 9)},
    }
    fund_trial.records["loan"] = msgspec.structs.replace(loan, **states[state])


@given(parsers.parse("本人公积金账户自 {first} 起连续缴存至 {last}，基数 {base} 元、比例 {ratio}%"))
def paid_without_gap(fund_trial: FundTrial, first: str, last: str, base: str, ratio: str) -> None:
    part = Decimal(ratio) / 100
    fund_trial.change(paid_from=first, paid_through=last, base=cents(base), ratio_unit=part, ratio_person=part)


@given(parsers.re("中心没有(?P<what>单位的缴存账户|该职工由本单位缴存的账户|所购住房的网签备案)"))
def nothing_on_file(fund_trial: FundTrial, what: str) -> None:
    keys = {"单位的缴存账户": "employer", "该职工由本单位缴存的账户": "worker", "所购住房的网签备案": "trade"}
    fund_trial.records[keys[what]] = None


@given(parsers.parse('单位已为该职工缴存 "{month}"，个人 {person} 元、单位 {unit} 元'))
def paid_for_a_month(fund_trial: FundTrial, month: str, person: str, unit: str) -> None:
    paid = Contribution(month=month, base=1, person=cents(person), unit=cents(unit), payer="", paid_on=fund_trial.on)
    fund_trial.records["paid"] = Contributions(months=(paid,))


@given("单位名下没有正常缴存的职工")
def nobody_to_pay_for(fund_trial: FundTrial) -> None:
    fund_trial.records["payroll"] = Payroll(headcount=0, person=0, unit=0)


@given(parsers.parse('单位经批准缓缴至 "{month}"'))
def deferred(fund_trial: FundTrial, month: str) -> None:
    change_unit(fund_trial, deferred_to=month)


@given(parsers.parse('单位于 "{day}" 办理了缴存登记'))
def unit_registered(fund_trial: FundTrial, day: str) -> None:
    change_unit(fund_trial, opened_on=date.fromisoformat(day))


@given(parsers.parse('单位的营业执照状态为 "{status}"'))
def licence_is(fund_trial: FundTrial, status: str) -> None:
    fund_trial.records["licence"] = msgspec.structs.replace(UNIT_RECORDS["licence"], status=status)


def change_unit(fund_trial: FundTrial, **changed: object) -> None:
    """Let the centre hold something else about the unit."""
    fund_trial.records["employer"] = msgspec.structs.replace(UNIT_RECORDS["employer"], **changed)


@given("本人公积金账户不由单位缴存")
def pays_alone(fund_trial: FundTrial) -> None:
    fund_trial.change(employer="")


@given(parsers.parse('本人上次为同一用途提取于 "{day}"'))
def withdrawn_before(fund_trial: FundTrial, day: str) -> None:
    fund_trial.draw(day, "1000.00")


@given(parsers.parse('当地规定 "{title}" 为 "{value}"'))
def local_rule(fund_trial: FundTrial, title: str, value: str) -> None:
    layer = declared_parameters("housing_fund")
    (name,) = [name for name, parameter in layer.items() if parameter.title == title]
    whole = isinstance(layer[name].values[0].value, int)
    fund_trial.local[name] = FLAGS[value] if value in FLAGS else int(value) if whole else value


@given(parsers.parse('公积金申请的 "{label}" 填写为 "{value}"'))
def typed(fund_trial: FundTrial, label: str, value: str) -> None:
    fund_trial.typed[label] = value


@given("本人在贷款地有未结清的公积金贷款")
def borrows_there(fund_trial: FundTrial) -> None:
    open_loan(fund_trial, "245300.00", "2.6", 20)
    fund_trial.records["lent_loan"] = fund_trial.records.pop("loan")


@given(parsers.parse('贷款地于 "{day}" 认定本人{kind}并限制 {years:d} 年'))
def banned_there(fund_trial: FundTrial, day: str, kind: str, years: int) -> None:
    banned(fund_trial, day, kind, years)
    fund_trial.records["lent_ban"] = fund_trial.records.pop("ban")


@given(parsers.re("登记库中本人(?P<owned>没有住房|只有所购的住房|另有一套住房)"))
def owns(fund_trial: FundTrial, owned: str) -> None:
    """另一套住房排在所购住房之前"""
    other = Home(home="510104004001GB00001F00020001", city="510100", address="示例路2号")
    bought = Home(home=LENT_FOR.home, city=LENT_FOR.city, address="示例路1号")
    homes = {"没有住房": None, "只有所购的住房": Homes(homes=(bought,)), "另有一套住房": Homes(homes=(other, bought))}
    fund_trial.records["homes"] = homes[owned]


@when(parsers.parse("贷款地中心批准 {amount} 元、年利率 {rate}%"))
def approves(fund_trial: FundTrial, amount: str, rate: str) -> None:
    fund_trial.reports = {"approve": {"amount": amount, "rate": rate, "contract": "CQ2026000001"}}


@then(parsers.parse('审批的结果应为 "{result}"'))
def approval_is(fund_trial: FundTrial, result: str) -> None:
    assert (fund_trial.judging.step_messages("approve") or ["批准"]) == [result]


@when(parsers.re(r'他?申请 "(?P<short_name>[^"]+)"(?: (?P<amount>[\d.]+) 元)?'))
def applies(fund_trial: FundTrial, short_name: str, amount: str | None) -> None:
    fund_trial.short_name = short_name
    if amount:
        fund_trial.typed["申请提取金额"] = amount


@then("公积金申请应可以提交")
def accepted(fund_trial: FundTrial) -> None:
    findings = fund_trial.judging.findings
    assert (list(findings.objections), list(findings.undetermined)) == ([], [])


@then(parsers.parse('公积金申请应被拒绝并提示 "{message}"'))
def refused(fund_trial: FundTrial, message: str) -> None:
    assert fund_trial.judging.messages == [message]


@then(parsers.parse('公积金申请的结果应为 "{result}"'))
def result_is(fund_trial: FundTrial, result: str) -> None:
    assert (fund_trial.judging.messages or ["受理"]) == [result]


@then("公积金申请应一次性告知:")
def refused_with_all(fund_trial: FundTrial, datatable: list[list[str]]) -> None:
    assert sorted(fund_trial.judging.messages) == sorted(row[0] for row in datatable[1:])


@then(parsers.parse('公积金申请应可以提交，并提示 "{message}"'))
def accepted_with_a_notice(fund_trial: FundTrial, message: str) -> None:
    findings = fund_trial.judging.findings
    assert (findings.blocking, [each.message for each in findings.objections]) == ((), [message])


@then(parsers.parse('公积金申请应可以提交，待 "{title}" 答复后再核实'))
def undetermined(fund_trial: FundTrial, title: str) -> None:
    findings = fund_trial.judging.findings
    assert findings.blocking == ()
    assert findings.undetermined
    assert all(f"“{title}”" in each.message for each in findings.undetermined)


@then(parsers.parse('算得的 "{label}" 应为 {amount} 元'))
def worked_out(fund_trial: FundTrial, label: str, amount: str) -> None:
    calculation = fund_trial.judging.calculation
    assert calculation is not None
    assert {each.label: str(each.value) for each in calculation.amounts}[label] == amount


@then("计算过程应为:")
def working_is(fund_trial: FundTrial, datatable: list[list[str]]) -> None:
    calculation = fund_trial.judging.calculation
    assert calculation is not None
    assert [list(line) for line in calculation.lines] == datatable[1:]
