"""Steps on when an account may be moved: the rules of `hf.transfer` over given accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec
import pytest
from pytest_bdd import given, parsers, then, when

from tongban.testing.judging import Judging
from tongban_housing_fund.records import Account, AccountStatus, Loan
from tongban_housing_fund.testing import accounts
from tongban_housing_fund.testing.people import CITIES, PEOPLE, party

STATUSES: Final = {"正常": AccountStatus.NORMAL, "封存": AccountStatus.SEALED, "销户": AccountStatus.CLOSED}
CIRCUMSTANCES: Final = {
    "司法冻结": {"frozen": True},
    "在途业务": {"pending": True},
}
SIDES: Final = {"转出地": "out_account", "转入地": "in_account"}
LOAN: Final = Loan(
    contract="GZ2023000001",
    centre="广州住房公积金管理中心",
    borrower="张建国",
    principal=24_530_000,
    rate=Decimal("0.026"),
    interest_from=date(2026, 11, 3),
    granted_on=date(2023, 5, 8),
    home="440106004001GB00001F00010001",
    granted=30_000_000,
)
NOVEMBER: Final = 2026 * 12 + 11


def month_before(months: int) -> str:
    """The month so many months before November 2026."""
    year, month = divmod(NOVEMBER - months - 1, 12)
    return f"{year}-{month + 1:02}"


@dataclass(slots=True)
class TransferTrial:
    """An application for a transfer with what the two centres hold; 张建国 from 广州 to 成都 unless said otherwise."""

    name: str = "张建国"
    on: date = date(2026, 11, 23)
    cities: tuple[str, str] = ("广州", "成都")
    accounts: dict[str, Account | Loan | None] = field(default_factory=dict)
    local: dict[str, bool | int] = field(default_factory=dict)

    def change(self, side: str, **changed: object) -> None:
        """Let the centre of that side hold something else."""
        account = self.accounts[SIDES[side]]
        assert isinstance(account, Account), f"{side}没有账户"
        self.accounts[SIDES[side]] = msgspec.structs.replace(account, **changed)

    @property
    def judging(self) -> Judging:
        """The application as it stands, under the place's own values."""
        out, into = (CITIES[city] for city in self.cities)
        return Judging(
            plugin="housing_fund",
            matter_id="hf.transfer",
            applicant=party(self.name),
            typed={"out_city": out, "in_city": into, "mobile": "13800000000"},
            records=self.accounts,
            on=self.on,
            changed=self.local,
        )

    @property
    def messages(self) -> list[str]:
        """What the applicant is told."""
        return self.judging.messages


@pytest.fixture
def transfer_trial() -> TransferTrial:
    """An application that may be accepted, until a step changes something."""
    who = ("张建国", PEOPLE["张建国"])
    out = accounts.sealed_account("440100000001", who, accounts.GUANGZHOU)
    into = accounts.paying_account("510100000001", who, accounts.CHENGDU)
    return TransferTrial(accounts={"out_account": out, "in_account": into, "out_loan": None})


@given(parsers.parse('"{name}" 在 "{city}" 的住房公积金账户已于 "{month}" 封存'))
def sealed_in(transfer_trial: TransferTrial, name: str, city: str, month: str) -> None:
    transfer_trial.name, transfer_trial.cities = name, (city, transfer_trial.cities[1])
    transfer_trial.change("转出地", status=AccountStatus.SEALED, paid_through=month)


@given(parsers.parse('在 "{city}" 自 "{month}" 起连续缴存住房公积金 {months:d} 个月'))
def paid_since(transfer_trial: TransferTrial, city: str, month: str, months: int) -> None:
    transfer_trial.cities = (transfer_trial.cities[0], city)
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) + months - 2, 12)
    through = f"{year}-{number + 1:02}"
    transfer_trial.change("转入地", paid_from=month, paid_through=through, months_paid=months)


@given(parsers.parse("转入地连续缴存 {months:d} 个月"))
def paid_months(transfer_trial: TransferTrial, months: int) -> None:
    since, through = (month_before(months), "2026-10") if months else ("", "")
    transfer_trial.change("转入地", paid_from=since, paid_through=through, months_paid=months)


@given(parsers.parse("转入地累计缴存 {total:d} 个月，其中最近连续缴存 {months:d} 个月"))
def paid_with_a_gap(transfer_trial: TransferTrial, total: int, months: int) -> None:
    paid_months(transfer_trial, months)
    transfer_trial.change("转入地", months_paid=total)


@given(parsers.parse('{side}账户状态为 "{status}"'))
def status_is(transfer_trial: TransferTrial, side: str, status: str) -> None:
    transfer_trial.change(side, status=STATUSES[status])


@given(parsers.parse('原账户存在 "{circumstance}"'))
def old_account_has(transfer_trial: TransferTrial, circumstance: str) -> None:
    if circumstance == "未结清的公积金贷款":
        transfer_trial.accounts["out_loan"] = LOAN
    else:
        transfer_trial.change("转出地", **CIRCUMSTANCES[circumstance])


@given(parsers.parse('{side}账户登记的姓名为 "{name}"'))
def registered_name(transfer_trial: TransferTrial, side: str, name: str) -> None:
    transfer_trial.change(side, holder=name)


@given(parsers.parse("{side}查询不到该职工的住房公积金账户"))
def no_account(transfer_trial: TransferTrial, side: str) -> None:
    transfer_trial.accounts[SIDES[side]] = None


@given(parsers.parse("{side}的账户信息暂时查询不到答复"))
def no_answer(transfer_trial: TransferTrial, side: str) -> None:
    del transfer_trial.accounts[SIDES[side]]


@given("转入地规定缴存月数按累计计算")
def months_in_total(transfer_trial: TransferTrial) -> None:
    transfer_trial.local["transfer_consecutive"] = False


@given(parsers.parse("转入地规定须连续缴存满 {months:d} 个月"))
def months_wanted(transfer_trial: TransferTrial, months: int) -> None:
    transfer_trial.local["transfer_months"] = months


@given("转入地规定有未结清贷款的也可转移")
def loan_is_agreed(transfer_trial: TransferTrial) -> None:
    transfer_trial.local["loan_blocks_transfer"] = False


@given(parsers.parse('转出城市为 "{out}"，转入城市为 "{into}"'))
def from_to(transfer_trial: TransferTrial, out: str, into: str) -> None:
    transfer_trial.cities = (out, into)


@when(parsers.parse('他于 "{day}" 申请异地转移接续'))
def applies_on(transfer_trial: TransferTrial, day: str) -> None:
    transfer_trial.on = date.fromisoformat(day)


@when("申请异地转移接续")
def applies(transfer_trial: TransferTrial) -> None:
    """On the reference date."""


@then(parsers.parse('应受理转移，业务属地为 "{into}"，协同地为 "{out}"'))
def accepted_at(transfer_trial: TransferTrial, into: str, out: str) -> None:
    assert transfer_trial.messages == []
    judging = transfer_trial.judging
    route = judging.matter.route(judging.application.answers)
    assert (route.competent, route.cooperating) == (CITIES[into], {"out": CITIES[out]})


@then(parsers.parse('转移申请的结果应为 "{result}"'))
def result_is(transfer_trial: TransferTrial, result: str) -> None:
    assert (transfer_trial.messages or ["受理"]) == [result]


@then(parsers.parse('转移申请应被拒绝并提示 "{message}"'))
def refused_with(transfer_trial: TransferTrial, message: str) -> None:
    assert transfer_trial.messages == [message]


@then("转移申请应一次性告知:")
def refused_with_all(transfer_trial: TransferTrial, datatable: list[list[str]]) -> None:
    assert sorted(transfer_trial.messages) == sorted(row[0] for row in datatable[1:])


@then(parsers.parse("转移申请应可以提交，待{side}答复后再核实其余条件"))
def undetermined(transfer_trial: TransferTrial, side: str) -> None:
    findings = transfer_trial.judging.findings
    assert findings.blocking == ()
    assert {f"“{side}住房公积金账户”" in each.message for each in findings.undetermined} == {True}
