"""Steps on handling the case of any matter between applicant and centre, in a world of provinces."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from pytest_bdd import given, parsers, then, when

from tongban import Assurance
from tongban_housing_fund.testing.fund_case import FundCase
from tongban_housing_fund.testing.people import PEOPLE

STATUSES: Final = {"normal": "正常", "sealed": "封存", "closed": "销户"}
PURPOSES: Final = {
    "租房": "rent",
    "购房": "purchase",
    "还贷": "repay",
    "装修": "renovate",
    "物业费": "property_fee",
    "退休": "retire",
    "销户": "close",
}


@given(parsers.parse('"{name}" 在 "{province}" 提交了公积金业务 "{short_name}"'))
@when(parsers.parse('"{name}" 在 "{province}" 提交公积金业务 "{short_name}"'))
def hands_in(fund_case: FundCase, name: str, province: str, short_name: str) -> None:
    """业务写简称，如“租房提取”，申请表的内容由简称带出"""
    fund_case.apply(name, province, short_name, {})


@given(parsers.parse('"{name}" 在 "{province}" 提交了公积金业务 "{short_name}"，填写:'))
@when(parsers.parse('"{name}" 在 "{province}" 提交公积金业务 "{short_name}"，填写:'))
def hands_in_with(fund_case: FundCase, name: str, province: str, short_name: str, datatable: list[list[str]]) -> None:
    """下接两列的表：项目、内容；只写与简称带出的内容不同的"""
    fund_case.apply(name, province, short_name, dict(datatable[1:]))


@when(parsers.parse('认证等级为 "{level}" 的 "{name}" 在 "{province}" 提交公积金业务 "{short_name}"'))
def hands_in_at_a_level(fund_case: FundCase, level: str, name: str, province: str, short_name: str) -> None:
    fund_case.apply(name, province, short_name, {}, Assurance[level])


@when(parsers.parse('"{name}" 以本人身份登录确认共同提取'))
def spouse_confirms(fund_case: FundCase, name: str) -> None:
    fund_case.let(lambda: fund_case.followed.home.confirm(fund_case.case_id, by=name))


@given(parsers.parse("公积金中心已放行“{title}”"))
@when(parsers.parse("公积金中心放行“{title}”"))
def cleared(fund_case: FundCase, title: str) -> None:
    fund_case.followed.clear(title)


@when(parsers.parse("公积金中心放行前一件的“{title}”"))
def cleared_the_earlier(fund_case: FundCase, title: str) -> None:
    """前一件是同一场景中上一次提交的办件"""
    step = fund_case.step(title)
    fund_case.let(lambda: fund_case.followed.taking(step).clear(fund_case.handed_in[-2], step.name))


@given(parsers.parse("公积金中心已填报“{title}”:"))
@when(parsers.parse("公积金中心填报“{title}”:"))
def reported(fund_case: FundCase, title: str, datatable: list[list[str]]) -> None:
    """下接两列的表：项目、内容"""
    fund_case.report(title, dict(datatable[1:]))


@given(parsers.parse("公积金中心已办理“{title}”"))
@when(parsers.parse("公积金中心办理“{title}”"))
def step_done(fund_case: FundCase, title: str) -> None:
    """没有填报内容的环节"""
    fund_case.report(title, {})


@given(parsers.re(r"公积金中心已核定并(?P<moved>付款|收款) (?P<amount>[\d.]+) 元"))
@when(parsers.re(r"公积金中心核定并(?P<moved>付款|收款) (?P<amount>[\d.]+) 元"))
def calculated_and_paid(fund_case: FundCase, moved: str, amount: str) -> None:
    """一次写明核定、放行和当日付款（收款）都按同一金额完成"""
    calculate, pay, _ = fund_case.matter.procedure.steps
    today = fund_case.world.clock.today().isoformat()
    fund_case.report(calculate.title, {"核定金额": amount})
    assert fund_case.told == []
    cleared(fund_case, pay.title)
    assert fund_case.told == []
    entered = {f"{moved}金额": amount, f"{moved}日期": today, f"{moved}凭证号": "P20261123"}
    fund_case.report(pay.title, entered)
    assert fund_case.told == []


@given(parsers.parse("公积金中心已核对到账 {amount} 元"))
@when(parsers.parse("公积金中心核对到账 {amount} 元"))
def arrived(fund_case: FundCase, amount: str) -> None:
    """到账日期为当日"""
    *_, arrive = fund_case.matter.procedure.steps
    today = fund_case.world.clock.today().isoformat()
    fund_case.report(arrive.title, {"到账金额": amount, "到账日期": today})


@when(parsers.parse("公积金中心报告“{title}”失败，原因为“{reason}”"))
def failed(fund_case: FundCase, title: str, reason: str) -> None:
    fund_case.followed.fail(title, reason)


@when(parsers.parse("公积金中心驳回“{title}”，理由为“{reason}”"))
def turned_down(fund_case: FundCase, title: str, reason: str) -> None:
    fund_case.followed.turn_down(title, reason)


@given(parsers.parse('公积金中心已登记“{title}”款项于 "{day}" 退回，原因为“{reason}”'))
@when(parsers.parse('公积金中心登记“{title}”款项于 "{day}" 退回，原因为“{reason}”'))
def came_back(fund_case: FundCase, title: str, day: str, reason: str) -> None:
    """付款、收款环节已报告完成，银行又把款项退回的"""
    fund_case.followed.come_back(title, day, reason)


@when(parsers.parse("公积金中心以“{rule}”核对出的问题不予受理"))
def declined_on_a_finding(fund_case: FundCase, rule: str) -> None:
    """写规则的编号，如 HF-CM-01"""
    decider, about = fund_case.followed.decider, f"rule-{rule}"
    fund_case.let(lambda: decider.decline(fund_case.case_id, "未查询到住房公积金账户", about=about))


@when("公积金中心重新核验")
def asked_anew(fund_case: FundCase) -> None:
    fund_case.let(lambda: fund_case.followed.decider.refresh(fund_case.case_id))


@then("公积金业务应已提交")
def handed_in(fund_case: FundCase) -> None:
    assert (fund_case.told, bool(fund_case.case_id)) == ([], True)


@then("公积金中心的操作应已完成")
def done(fund_case: FundCase) -> None:
    assert fund_case.told == []


@then(parsers.parse('公积金业务应未提交并提示 "{message}"'))
@then(parsers.parse('公积金中心的操作应被拒绝并提示 "{message}"'))
def refused(fund_case: FundCase, message: str) -> None:
    assert fund_case.told == [message]


@then(parsers.parse('公积金中心应被告知 "{remedy}"'))
def advised(fund_case: FundCase, remedy: str) -> None:
    """上一步被拒绝时所告知的处理办法包括这一句"""
    assert [each for each in fund_case.followed.advised if remedy in each], fund_case.followed.advised


@then(parsers.parse('未查询过 "{name}" 的任何登记信息'))
def never_asked(fund_case: FundCase, name: str) -> None:
    """各省都没有查过"""
    looked_up = [fund_case.world.run(node.lookups.about, PEOPLE[name]) for node in fund_case.world.nodes]
    assert [rows for rows in looked_up if rows] == []


@then(parsers.parse('公积金业务应未提交，提示包括 "{message}"'))
@then(parsers.parse('公积金中心的操作应被拒绝，提示包括 "{message}"'))
def refused_among_others(fund_case: FundCase, message: str) -> None:
    assert message in fund_case.told


@then(parsers.parse('"{name}" 在 "{city}" 的公积金账户余额应为 {amount} 元，状态为 "{status}"'))
def account_left(fund_case: FundCase, name: str, city: str, amount: str, status: str) -> None:
    """状态写正常、封存、销户；被一件业务占用的写在途"""
    account = fund_case.held(name, "account", city)
    shown = "在途" if account["pending"] else STATUSES[account["status"]]
    assert (account["principal"] + account["interest"], shown) == (int(Decimal(amount) * 100), status)


@then(parsers.parse('"{name}" 在 "{city}" 的公积金账户应有本金 {principal} 元、利息 {interest} 元'))
def account_is_made_of(fund_case: FundCase, name: str, city: str, principal: str, interest: str) -> None:
    account = fund_case.held(name, "account", city)
    parts = (account["principal"], account["interest"])
    assert parts == (int(Decimal(principal) * 100), int(Decimal(interest) * 100))


@then(parsers.re(r'"(?P<name>\w+)" 在 "(?P<city>\w+)" 的公积金(?P<what>账户|贷款)应由 "(?P<centre>\w+)" 管理'))
def kept_by(fund_case: FundCase, name: str, city: str, what: str, centre: str) -> None:
    kinds = {"账户": "account", "贷款": "loan"}
    assert fund_case.held(name, kinds[what], city)["centre"] == centre


@then(parsers.parse('"{city}" 应登记 "{name}" 为{purpose}提取了 {amount} 元'))
def withdrawn(fund_case: FundCase, city: str, name: str, purpose: str, amount: str) -> None:
    drawn = fund_case.held(name, "withdrawals", city)["drawn"]
    assert [each["amount"] for each in drawn if each["purpose"] == PURPOSES[purpose]][-1] == int(Decimal(amount) * 100)


@then(parsers.parse('"{city}" 的公积金贷款应于 "{day}" 结清'))
def settled(fund_case: FundCase, city: str, day: str) -> None:
    loan = fund_case.held(fund_case.followed.by, "loan", city)
    assert (loan["principal"], loan["settled_on"]) == (0, date.fromisoformat(day).isoformat())


@then(parsers.parse('"{city}" 的公积金贷款剩余本金应为 {amount} 元'))
def principal_left(fund_case: FundCase, city: str, amount: str) -> None:
    assert fund_case.held(fund_case.followed.by, "loan", city)["principal"] == int(Decimal(amount) * 100)


@then(parsers.parse('"{city}" 的公积金贷款应自 "{day}" 起计息'))
def interest_runs(fund_case: FundCase, city: str, day: str) -> None:
    loan = fund_case.held(fund_case.followed.by, "loan", city)
    assert (loan["interest_from"], loan["granted_on"]) == (day, day)


@then(parsers.parse('"{name}" 在 "{city}" 应没有公积金贷款'))
def no_loan(fund_case: FundCase, name: str, city: str) -> None:
    assert fund_case.found(name, "loan", city) is None


@then(parsers.parse('"{name}" 在 "{city}" 的公积金账户累计缴存 {months:d} 个月'))
def months_paid(fund_case: FundCase, name: str, city: str, months: int) -> None:
    assert fund_case.held(name, "account", city)["months_paid"] == months


@then(parsers.parse('"{name}" 在 "{city}" 的公积金账户应缴至 "{month}"'))
def paid_through(fund_case: FundCase, name: str, city: str, month: str) -> None:
    assert fund_case.held(name, "account", city)["paid_through"] == month


@then(parsers.parse('"{name}" 在 "{city}" 的公积金账户应自 "{first}" 起连续缴存至 "{last}"'))
def paid_without_a_gap(fund_case: FundCase, name: str, city: str, first: str, last: str) -> None:
    account = fund_case.held(name, "account", city)
    assert (account["paid_from"], account["paid_through"], account["earlier_from"]) == (first, last, "")


@then(parsers.parse("公积金业务的“{title}”应载明:"))
def paper_says(fund_case: FundCase, title: str, datatable: list[list[str]]) -> None:
    """下接两列的表：项目、内容；文书上其他各项不看"""
    papers = fund_case.followed.seen.dossier.papers()
    (paper,) = [paper for _, paper in papers if paper.title == title]
    lines = dict(paper.lines)
    assert {label: lines.get(label) for label, _ in datatable[1:]} == dict(datatable[1:])
