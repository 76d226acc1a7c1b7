"""Steps on handling a transfer between two centres, in a world of provinces."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

import pytest
from pytest_bdd import given, parsers, then, when

from tongban import NotFound, Refused
from tongban.testing.judging import fields_of
from tongban.testing.world import Desk, World
from tongban_housing_fund.testing.accounts import register
from tongban_housing_fund.testing.people import CITIES, OFFICES, PEOPLE, PROVINCES, province_of
from tongban_housing_fund.transfer.forms import YES_NO, PayOutForm

LETTER: Final = "5101002026112301"
STATUSES: Final = {"normal": "正常", "sealed": "封存", "closed": "销户"}


@dataclass(slots=True)
class Transfer:
    """One transfer on its way: whose, between which cities, and what the desks said."""

    world: World
    name: str = ""
    out: str = ""
    into: str = ""
    case_id: str = ""
    before: int = 0
    told: list[str] = field(default_factory=list)

    def apply(self, name: str, province: str, out: str, into: str) -> None:
        """Hand the application in; `told` has everything that was in the way."""
        self.name, self.out, self.into = name, out, into
        self.before = self.amount(into, "principal")
        handed = self.world.province(PROVINCES[province]).apply(
            "hf.transfer",
            by=name,
            answers={"out_city": CITIES[out], "in_city": CITIES[into], "mobile": "13800000000"},
            pledges=("one_account",),
        )
        self.told = [each.message for each in handed.objections if each.severity == "blocking"]
        if not self.told:
            self.case_id = handed.case.id
            self.world.deliver()

    def desk(self, city: str) -> Desk:
        """An officer of a city's centre."""
        return self.world.province(province_of(city)).officer(OFFICES[city])

    def account(self, city: str) -> dict[str, object]:
        """The applicant's account as the centre's register answers."""
        held = register(self.world.province(province_of(city)).node.database, "account")
        found = self.world.run(held.look_up, subject=PEOPLE[self.name], criteria={"city": CITIES[city]})
        assert found is not None, f"{city}没有{self.name}的账户"
        return dict(found)

    def amount(self, city: str, *parts: str) -> int:
        """The parts of an account, in 分."""
        account = self.account(city)
        return sum(int(str(account[part])) for part in parts)

    def report(self, city: str, step: str, typed: dict[str, str], *, outcome: str = "done", reason: str = "") -> None:
        """Report a step; `told` has what the desk objected."""
        try:
            self.desk(city).report(self.case_id, step, outcome, typed, reason)
            self.told = []
        except Refused as refused:
            self.told = [each.message for each in refused.objections]
        except NotFound as unknown:
            self.told = [str(unknown)]
        self.world.deliver()

    def pay_out(self, principal: str, interest: str, *, city: str = "", **more: str) -> None:
        """Report what the old centre paid out, or what another one says it did."""
        flags = {"six_months": "1", "loan": "2", "fraud": "2"}
        entered = {"letter": LETTER, "principal": principal, "interest": interest, "opened": "2015-07-01"}
        self.report(city or self.out, "pay_out", {**entered, "paid_through": "2026-04", **flags, **more})

    @property
    def notice(self) -> dict[str, str]:
        """The lines of the closing notice."""
        papers = self.world.province(province_of(self.into)).view(self.case_id).dossier.papers()
        return dict(next(paper.lines for _, paper in papers if paper.kind == "result:transfer_notice"))


@pytest.fixture
def transfer(world: World) -> Transfer:
    """The transfer of a scenario."""
    return Transfer(world)


@given(parsers.parse('"{name}" 在 "{province}" 提交了从 "{out}" 到 "{into}" 的转移接续申请'))
@when(parsers.parse('"{name}" 在 "{province}" 提交从 "{out}" 到 "{into}" 的转移接续申请'))
def hands_in(transfer: Transfer, name: str, province: str, out: str, into: str) -> None:
    transfer.apply(name, province, out, into)


@given("转入地已受理转移并发出联系函")
@when("转入地受理转移并发出联系函")
def letter_sent(transfer: Transfer) -> None:
    transfer.desk(transfer.into).accept(transfer.case_id)
    transfer.report(transfer.into, "contact_letter", {"letter": LETTER})
    assert transfer.told == []


@given("转出地已放行转账")
@when("转出地放行转账")
def cleared(transfer: Transfer) -> None:
    transfer.desk(transfer.out).clear(transfer.case_id, "pay_out")
    transfer.world.deliver()


@given(parsers.parse("转出地已转出本金 {principal} 元、利息 {interest} 元"))
@when(parsers.parse("转出地转出本金 {principal} 元、利息 {interest} 元"))
def paid_out(transfer: Transfer, principal: str, interest: str) -> None:
    transfer.pay_out(principal, interest)


@when(parsers.parse('"{city}" 的中心越权报告已转出本金 {principal} 元、利息 {interest} 元'))
def paid_out_by_another(transfer: Transfer, city: str, principal: str, interest: str) -> None:
    transfer.pay_out(principal, interest, city=city)


@when(parsers.parse('转出地填报的联系函编号为 "{letter}"'))
def paid_on_another_letter(transfer: Transfer, letter: str) -> None:
    transfer.pay_out("52340.18", "412.66", letter=letter)


@when("转出地转账时填报:")
def paid_with(transfer: Transfer, datatable: list[list[str]]) -> None:
    """下接两列的表：项目、内容；只写与原账户登记不同的，本金、利息照原账户"""
    names = {bound.field.label: bound.name for bound in fields_of(PayOutForm)}
    flags = {label: code for code, label in YES_NO}
    transfer.pay_out("52340.18", "412.66", **{names[label]: flags.get(text, text) for label, text in datatable[1:]})


@given(parsers.parse('转出地转账时标明骗提骗贷，限制期至 "{day}"'))
def paid_with_a_ban(transfer: Transfer, day: str) -> None:
    transfer.pay_out("52340.18", "412.66", fraud="1", banned_until=day)


@when(parsers.parse("转出地以“{reason}”驳回"))
def rejected(transfer: Transfer, reason: str) -> None:
    transfer.report(transfer.out, "pay_out", {}, outcome="refused", reason=reason)


@when(parsers.parse("转出地报告转账失败，原因为“{reason}”"))
def failed(transfer: Transfer, reason: str) -> None:
    transfer.report(transfer.out, "pay_out", {}, outcome="failed", reason=reason)


@when(parsers.parse('转出地登记转出的款项于 "{day}" 退回，原因为“{reason}”'))
def came_back(transfer: Transfer, day: str, reason: str) -> None:
    transfer.report(transfer.out, "pay_out", {"returned_on": day}, outcome="failed", reason=reason)


@when(parsers.parse('转入地于 "{day}" 按到账 {amount} 元入账'))
def booked(transfer: Transfer, day: str, amount: str) -> None:
    transfer.world.today(day)
    transfer.report(transfer.into, "book", {"amount": amount, "arrived_on": day})


@when(parsers.parse('转入地今日填报入账日期 "{day}"'))
def booked_ahead(transfer: Transfer, day: str) -> None:
    transfer.report(transfer.into, "book", {"amount": "52752.84", "arrived_on": day})


@when("转入地准予转移")
def granted(transfer: Transfer) -> None:
    transfer.desk(transfer.into).grant(transfer.case_id)
    transfer.world.deliver()


@when("转入地据此作出不予决定")
def refused(transfer: Transfer) -> None:
    transfer.desk(transfer.into).refuse(transfer.case_id, "转出地驳回")
    transfer.world.deliver()


@then("转移申请应已提交")
def handed_in(transfer: Transfer) -> None:
    assert transfer.told == []
    assert transfer.case_id


@then(parsers.parse('转移申请应未提交并提示 "{message}"'))
def not_handed_in(transfer: Transfer, message: str) -> None:
    assert transfer.told == [message]


@then(parsers.parse('该环节应被拒绝并提示 "{message}"'))
def step_refused(transfer: Transfer, message: str) -> None:
    assert transfer.told == [message]


@then("该环节应一次性告知:")
def step_refused_with_all(transfer: Transfer, datatable: list[list[str]]) -> None:
    assert sorted(transfer.told) == sorted(row[0] for row in datatable[1:])


@then(parsers.parse("转入金额应为 {amount} 元"))
def credited(transfer: Transfer, amount: str) -> None:
    assert transfer.told == []
    assert transfer.amount(transfer.into, "principal") - transfer.before == int(Decimal(amount) * 100)


@then(parsers.parse("原账户余额应为 {amount} 元"))
def left(transfer: Transfer, amount: str) -> None:
    assert transfer.amount(transfer.out, "principal", "interest") == int(Decimal(amount) * 100)


@then(parsers.parse('原账户应为 "{status}"'))
def old_status(transfer: Transfer, status: str) -> None:
    account = transfer.account(transfer.out)
    assert ("转移在途" if account["pending"] else STATUSES[str(account["status"])]) == status


@then(parsers.parse('转入地应登记骗提骗贷限制期至 "{day}"'))
def banned(transfer: Transfer, day: str) -> None:
    bans = register(transfer.world.province(province_of(transfer.into)).node.database, "ban")
    ban = transfer.world.run(bans.look_up, subject=PEOPLE[transfer.name], criteria={})
    assert ban is not None
    assert ban["until"] == day


@then(parsers.parse('转移办结通知应载明“{label}”为 "{text}"'))
def notice_says(transfer: Transfer, label: str, text: str) -> None:
    assert transfer.notice[label] == text


@then(parsers.parse('"{province}" 看到的转移办件状态应为 "{state}"'))
def state_seen(transfer: Transfer, province: str, state: str) -> None:
    assert transfer.world.province(PROVINCES[province]).case(transfer.case_id).state.label == state
