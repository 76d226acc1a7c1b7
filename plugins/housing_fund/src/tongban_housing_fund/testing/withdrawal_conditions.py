"""Steps on what the registers hold about a withdrawal: home, trade, spouse, retirement, end of work, inheritance."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

import msgspec
from pytest_bdd import given, parsers, then

from tongban.testing.judging import matter_of
from tongban_housing_fund.records import AccountStatus, Home, Homes, Lease, Leases, LifeEvent, Loan, Trade
from tongban_housing_fund.testing.accounts import CHENGDU, GUANGZHOU, LI, paying_account
from tongban_housing_fund.testing.fund_trial import FundTrial, cents
from tongban_housing_fund.testing.loan_conditions import open_loan
from tongban_housing_fund.testing.withdrawal_applications import WITHDRAWALS

HOME: Final = "510104004001GB00001F00030001"
EVENTS: Final = {"出境定居": "settled_abroad", "职工死亡": "deceased"}


@given(parsers.parse("所购住房总价 {price} 元、贷款 {loan} 元"))
def trade(fund_trial: FundTrial, price: str, loan: str) -> None:
    """申请表按备案的合同填写"""
    fund_trial.typed |= {"总价": price, "贷款": loan, "首付款": str(Decimal(price) - Decimal(loan))}
    fund_trial.records["trade"] = Trade(
        contract="CDWQ20260001",
        home=HOME,
        city="510100",
        price=cents(price),
        loan=cents(loan),
        signed_on=date(2026, 10, 10),
    )


@given(parsers.parse('购房合同签订于 "{day}"'))
def signed_on(fund_trial: FundTrial, day: str) -> None:
    change_trade(fund_trial, signed_on=date.fromisoformat(day))


@given(parsers.re('出卖人与本人的关系为 "(?P<relation>[^"]*)"'))
def sold_by(fund_trial: FundTrial, relation: str) -> None:
    change_trade(fund_trial, relation=relation)


def change_trade(fund_trial: FundTrial, **changed: object) -> None:
    """Let the contract say something else."""
    if "trade" not in fund_trial.records:
        trade(fund_trial, "1200000.00", "840000.00")
    held = fund_trial.records["trade"]
    assert isinstance(held, Trade)
    fund_trial.records["trade"] = msgspec.structs.replace(held, **changed)


@given(
    parsers.re(
        "(?P<what>购房合同的买受人|住房登记的所有人)只有配偶，民政部门(?P<married>登记双方为夫妻|没有双方的婚姻登记)"
    )
)
def only_the_spouses(fund_trial: FundTrial, what: str, married: str) -> None:
    couple = LifeEvent(kind="married", happened_on=date(2012, 5, 20)) if "为夫妻" in married else None
    own, theirs = ("trade", "spouse_trade") if "合同" in what else ("own_home", "spouse_home")
    fund_trial.records |= {theirs: fund_trial.records[own], own: None, "married": couple}


@given(parsers.parse("配偶的公积金账户余额为 {amount} 元"))
def spouse_balance(fund_trial: FundTrial, amount: str) -> None:
    account = paying_account("510100000002", LI, CHENGDU)
    fund_trial.records["spouse_account"] = msgspec.structs.replace(account, principal=cents(amount), interest=0)


@given(parsers.re('(?P<who>配偶|原房主|他人)已于 "(?P<day>[^"]+)" 为同一(住房|贷款|租约)提取 (?P<amount>[0-9.]+) 元'))
def others_have_drawn(fund_trial: FundTrial, who: str, day: str, amount: str) -> None:
    """用途与本次申请相同；物业费为同一年度的"""
    fund_trial.draw(day, amount, own=False)


@given(parsers.parse('本人已于 "{day}" 为同一用途提取 {amount} 元'))
def have_drawn(fund_trial: FundTrial, day: str, amount: str) -> None:
    fund_trial.draw(day, amount)


@given(parsers.parse('其他 {heirs:d} 名继承人已于 "{day}" 各领取 {amount} 元'))
def others_have_inherited(fund_trial: FundTrial, heirs: int, day: str, amount: str) -> None:
    for _ in range(heirs):
        fund_trial.draw(day, amount, own=False)


@given(parsers.parse('配偶已于 "{day}" 为同一住房 {year:d} 年的物业费提取 {amount} 元'))
def fee_drawn(fund_trial: FundTrial, day: str, year: int, amount: str) -> None:
    fund_trial.draw(day, amount, own=False, of_year=str(year))


@given(parsers.re('本人(?P<purpose>还贷|购房)提取于 "(?P<day>[^"]+)"'))
def other_purpose(fund_trial: FundTrial, purpose: str, day: str) -> None:
    fund_trial.draw(day, "1000.00", purpose={"还贷": "repay", "购房": "purchase"}[purpose])


@given(parsers.parse('本人备案的租约自 "{starts}" 至 "{ends}"'))
def leased(fund_trial: FundTrial, starts: str, ends: str) -> None:
    """申请表填写这一租约的备案号"""
    lease = Lease(number="CDZL20260001", starts=date.fromisoformat(starts), ends=date.fromisoformat(ends))
    others = getattr(fund_trial.records.get("leases"), "leases", ())
    fund_trial.records |= {"lease": lease, "leases": Leases(leases=(lease, *others))}
    fund_trial.typed["租赁备案号"] = lease.number


@given("本人登记有另一套住房")
def owns_another(fund_trial: FundTrial) -> None:
    """另一套住房排在所购住房之前"""
    other = Home(home="510104004001GB00001F00020001", city="510100", address="示例路2号")
    bought = Home(home=HOME, city="510100", address="示例路3号")
    fund_trial.records["homes"] = Homes(homes=(other, bought))


@given("本人在成都登记有自住住房")
def owns_home(fund_trial: FundTrial) -> None:
    fund_trial.records["own_home"] = Home(home=HOME, city="510100", address="成都市锦江区示例路1号")


@given(parsers.parse('本人于 "{day}" 登记为成都一套住房的所有人'))
def owns_home_since(fund_trial: FundTrial, day: str) -> None:
    home = Home(home=HOME, city="510100", address="成都市锦江区示例路1号", registered_on=date.fromisoformat(day))
    fund_trial.records["own_home"] = home


@given(parsers.parse("本人公积金贷款本年已还本息 {amount} 元"))
def repaid(fund_trial: FundTrial, amount: str) -> None:
    open_loan(fund_trial, "245300.00", "2.6", 20)
    loan = fund_trial.records["loan"]
    assert isinstance(loan, msgspec.Struct)
    fund_trial.records["loan"] = msgspec.structs.replace(loan, paid_this_year=cents(amount))


@given(parsers.parse('本人另有公积金贷款 "{contract}"，本年已还本息 {amount} 元，冲还贷签约为 "{signed}"'))
def another_loan(fund_trial: FundTrial, contract: str, amount: str, signed: str) -> None:
    """同在缴存地，放款在后"""
    loan = fund_trial.records["loan"]
    assert isinstance(loan, Loan)
    known = {"contract": contract, "paid_this_year": cents(amount), "offset_contract": signed == "是"}
    fund_trial.more_loans.append(msgspec.structs.replace(loan, **known))


@given(parsers.parse('异地公积金贷款本年已还本息 {amount} 元，冲还贷签约为 "{signed}"'))
def repaid_elsewhere(fund_trial: FundTrial, amount: str, signed: str) -> None:
    repaid(fund_trial, amount)
    loan = fund_trial.records.pop("loan")
    assert isinstance(loan, msgspec.Struct)
    known = {"contract": "GZ2023000004", "offset_contract": signed == "是"}
    fund_trial.records["lent_loan"] = msgspec.structs.replace(loan, **known)


@given(parsers.parse('社保登记本人于 "{day}" 退休'))
def retired(fund_trial: FundTrial, day: str) -> None:
    fund_trial.records["retired"] = LifeEvent(kind="retired", happened_on=date.fromisoformat(day))


@given(parsers.parse('有关部门登记有 "{event}"'))
def happened(fund_trial: FundTrial, event: str) -> None:
    fund_trial.records["event"] = LifeEvent(kind=EVENTS[event], happened_on=date(2026, 4, 30))


@given(parsers.re('劳动能力鉴定的等级登记为 "(?P<detail>[^"]*)"'))
def appraised(fund_trial: FundTrial, detail: str) -> None:
    fund_trial.records["event"] = LifeEvent(kind="disabled", happened_on=date(2026, 9, 1), detail=detail)


@given(parsers.parse('账户已于 "{day}" 封存'))
def sealed(fund_trial: FundTrial, day: str) -> None:
    fund_trial.change(status=AccountStatus.SEALED, sealed_on=date.fromisoformat(day))


@given(parsers.re("本人在广州有正在缴存的账户(，(?P<payer>由单位缴存|由本人缴存))?"))
def pays_elsewhere(fund_trial: FundTrial, payer: str | None) -> None:
    account = paying_account("440100000009", fund_trial.who, GUANGZHOU)
    employer = "" if payer == "由本人缴存" else account.employer
    held = msgspec.structs.replace(account, employer=employer)
    fund_trial.records |= {"account_elsewhere": held, "paid_elsewhere": held}


@given(parsers.parse('本人的亲属关系登记为被继承人的 "{relation}"'))
def kin(fund_trial: FundTrial, relation: str) -> None:
    fund_trial.records["kin"] = LifeEvent(kind="kin", happened_on=date(2004, 11, 24), detail=relation)


@given(parsers.parse("公积金中心按继承公证书或者遗嘱填写本人份额为 {parts:d} 份，共 {whole:d} 份"))
def share_stated(fund_trial: FundTrial, parts: int, whole: int) -> None:
    fund_trial.reports["calculate"] = {"amount": "0.01", "parts": str(parts), "whole": str(whole)}


@then("各种情形提取的材料应为以下各方出具，都不由单位出具:")
def nothing_of_the_employer(datatable: list[list[str]]) -> None:
    """下接两列的表：材料、出具；各种情形提取所列的材料逐一写明"""
    issued_by = dict(datatable[1:])
    matters = (matter_of("housing_fund", each.matter) for each in WITHDRAWALS.values())
    assert {paper.name for matter in matters for paper in matter.materials} == issued_by.keys()
    assert not [paper for paper, issuer in issued_by.items() if "单位" in issuer]


@then(parsers.parse('材料 "{name}" 应为 "{treatment}"'))
def treated(fund_trial: FundTrial, name: str, treatment: str) -> None:
    assert {each.name: each.treatment for each in fund_trial.matter.materials}[name] == treatment
