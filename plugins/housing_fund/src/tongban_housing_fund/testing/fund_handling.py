"""Steps on handling the case of any matter between applicant and centre, in a world of provinces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from tongban import Assurance, Matter, Refused, Step
from tongban.testing.judging import fields_of
from tongban.testing.world import Desk, World
from tongban_housing_fund.testing.accounts import register
from tongban_housing_fund.testing.applications import APPLICATIONS
from tongban_housing_fund.testing.fund_conditions import coded
from tongban_housing_fund.testing.people import CITIES, PEOPLE, PROVINCES, province_of


@dataclass(slots=True)
class FundCase:
    """One case on its way: what it is about, whose, and what the desks said."""

    world: World
    name: str = ""
    province: str = ""
    matter_id: str = ""
    case_id: str = ""
    told: list[str] = field(default_factory=list)

    @property
    def matter(self) -> Matter:
        """The matter of the case."""
        return self.world.province(PROVINCES["四川"]).node.plugins.matter(self.matter_id)

    def apply(self, name: str, province: str, short_name: str, typed: Mapping[str, str]) -> None:
        """Hand in; `told` has everything that was in the way."""
        applied = APPLICATIONS[short_name]
        self.name, self.province, self.matter_id = name, province, applied.matter
        own = {"card_holder": name} if "card_holder" in applied.typed else {}
        more = coded(self.matter, typed)
        handed = self.world.province(PROVINCES[province]).apply(
            applied.matter,
            by=name,
            answers={**applied.typed, **own, **more},
            pledges=applied.pledges,
            organisation=applied.organisation,
        )
        self.told = handed.messages
        if not self.told:
            self.case_id = handed.case.id
            self.world.deliver()

    @property
    def desk(self) -> Desk:
        """An officer of the centre that decides."""
        return self.desk_at("competent")

    def desk_at(self, role: str) -> Desk:
        """An officer of the place that has a role in the case."""
        place = self.world.province(PROVINCES[self.province]).case(self.case_id).places()[role]
        return self.world.province(place.node).officer(place.office)

    def attempt(self, act: Callable[[], object]) -> None:
        """One act of the desk; `told` has what it objected."""
        try:
            act()
            self.told = []
        except Refused as refused:
            self.told = [each.message for each in refused.objections]
        self.world.deliver()

    def step(self, title: str) -> Step:
        """The step of that title."""
        return next(step for step in self.matter.procedure.steps if step.title == title)

    def report(self, title: str, typed: Mapping[str, str]) -> None:
        """Report a step done, with what was entered by label."""
        step = self.step(title)
        names = {bound.field.label: bound.name for bound in fields_of(step.form)} if step.form else {}
        entered = {names[label]: value for label, value in typed.items()}
        self.attempt(lambda: self.desk_at(step.at).report(self.case_id, step.name, "done", entered))

    def held(self, name: str, city: str, **criteria: object) -> dict[str, Any]:
        """What a register of the city's centre answers about the applicant."""
        registry = register(self.world.province(province_of(city)).node.database, name)
        found = self.world.run(registry.look_up, subject=PEOPLE[self.name], criteria={"city": CITIES[city], **criteria})
        assert found is not None, f"{city}没有{self.name}的记录"
        return dict(found)


@pytest.fixture
def fund_case(world: World) -> FundCase:
    """The case of a scenario."""
    return FundCase(world)


@given(parsers.parse('"{name}" 在 "{province}" 提交了公积金业务 "{short_name}"'))
@when(parsers.parse('"{name}" 在 "{province}" 提交公积金业务 "{short_name}"'))
def hands_in(fund_case: FundCase, name: str, province: str, short_name: str) -> None:
    fund_case.apply(name, province, short_name, {})


@given(parsers.parse('"{name}" 在 "{province}" 提交了公积金业务 "{short_name}"，填写:'))
@when(parsers.parse('"{name}" 在 "{province}" 提交公积金业务 "{short_name}"，填写:'))
def hands_in_with(fund_case: FundCase, name: str, province: str, short_name: str, datatable: list[list[str]]) -> None:
    fund_case.apply(name, province, short_name, dict(datatable[1:]))


@when(parsers.parse('认证等级为 "{level}" 的 "{name}" 在 "{province}" 提交公积金业务 "{short_name}"'))
def hands_in_at_a_level(fund_case: FundCase, level: str, name: str, province: str, short_name: str) -> None:
    applied = APPLICATIONS[short_name]
    handed = fund_case.world.province(PROVINCES[province]).apply(
        applied.matter, by=name, answers=applied.typed, assurance=Assurance[level]
    )
    fund_case.told = handed.messages


@given("公积金中心已受理该业务")
@when("公积金中心受理该业务")
def accepted(fund_case: FundCase) -> None:
    fund_case.attempt(lambda: fund_case.desk.accept(fund_case.case_id))


@given(parsers.parse("公积金中心已放行“{title}”"))
@when(parsers.parse("公积金中心放行“{title}”"))
def cleared(fund_case: FundCase, title: str) -> None:
    fund_case.attempt(lambda: fund_case.desk.clear(fund_case.case_id, fund_case.step(title).name))


@given(parsers.parse("公积金中心已填报“{title}”:"))
@when(parsers.parse("公积金中心填报“{title}”:"))
def reported(fund_case: FundCase, title: str, datatable: list[list[str]]) -> None:
    fund_case.report(title, dict(datatable[1:]))


@given(parsers.parse("公积金中心已办理“{title}”"))
@when(parsers.parse("公积金中心办理“{title}”"))
def step_done(fund_case: FundCase, title: str) -> None:
    fund_case.report(title, {})


@when(parsers.parse("公积金中心报告“{title}”失败，原因为“{reason}”"))
def failed(fund_case: FundCase, title: str, reason: str) -> None:
    step = fund_case.step(title).name
    fund_case.attempt(lambda: fund_case.desk.report(fund_case.case_id, step, "failed", {}, reason))


@given("公积金中心已准予该业务")
@when("公积金中心准予该业务")
def granted(fund_case: FundCase) -> None:
    fund_case.attempt(lambda: fund_case.desk.grant(fund_case.case_id))


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


@then(parsers.parse('公积金业务应未提交，提示包括 "{message}"'))
def refused_among_others(fund_case: FundCase, message: str) -> None:
    assert fund_case.case_id == ""
    assert message in fund_case.told


@then(parsers.parse('"{city}" 的公积金账户余额应为 {amount} 元，状态为 "{status}"'))
def account_left(fund_case: FundCase, city: str, amount: str, status: str) -> None:
    account = fund_case.held("account", city)
    shown = "在途" if account["pending"] else {"normal": "正常", "sealed": "封存", "closed": "销户"}[account["status"]]
    assert (account["principal"] + account["interest"], shown) == (int(Decimal(amount) * 100), status)


@then(parsers.re(r'"(?P<name>\w+)" 在 "(?P<city>\w+)" 的公积金(?P<what>账户|贷款)应由 "(?P<centre>\w+)" 管理'))
def kept_by(fund_case: FundCase, name: str, city: str, what: str, centre: str) -> None:
    fund_case.name = name
    assert fund_case.held({"账户": "account", "贷款": "loan"}[what], city)["centre"] == centre


@then(parsers.parse('"{city}" 应登记为 "{purpose}" 提取了 {amount} 元'))
def withdrawn(fund_case: FundCase, city: str, purpose: str, amount: str) -> None:
    assert fund_case.held("withdrawal", city, purpose=purpose)["amount"] == int(Decimal(amount) * 100)


@then(parsers.parse('"{city}" 的公积金贷款应于 "{day}" 结清'))
def settled(fund_case: FundCase, city: str, day: str) -> None:
    loan = fund_case.held("loan", city)
    assert (loan["principal"], loan["settled_on"]) == (0, date.fromisoformat(day).isoformat())


@then(parsers.parse('"{city}" 的公积金贷款剩余本金应为 {amount} 元'))
def principal_left(fund_case: FundCase, city: str, amount: str) -> None:
    assert fund_case.held("loan", city)["principal"] == int(Decimal(amount) * 100)


@then(
    parsers.re(
        r'职工 "(?P<name>\w+)" 在成都的公积金账户应为 "(?P<status>\w+)"，'
        r'余额 (?P<amount>[\d.]+) 元，缴至 "(?P<month>[\d-]*)"'
    )
)
def worker_account(fund_case: FundCase, name: str, status: str, amount: str, month: str) -> None:
    fund_case.name = name
    account = fund_case.held("account", "成都")
    found = (account["status"], account["principal"] + account["interest"], account["paid_through"])
    assert found == ({"正常": "normal", "封存": "sealed"}[status], int(Decimal(amount) * 100), month)


@then(parsers.parse("公积金业务的“{title}”应载明:"))
def paper_says(fund_case: FundCase, title: str, datatable: list[list[str]]) -> None:
    papers = fund_case.desk.view(fund_case.case_id).dossier.papers()
    (paper,) = [paper for _, paper in papers if paper.title == title]
    lines = dict(paper.lines)
    assert {label: lines.get(label) for label, _ in datatable[1:]} == dict(datatable[1:])


@then(parsers.parse('公积金业务的办理期限应为 "{day}"'))
def due_on(fund_case: FundCase, day: str) -> None:
    case = fund_case.world.province(PROVINCES[fund_case.province]).case(fund_case.case_id)
    desk = fund_case.world.province(case.competent.node)
    lines = desk.officer(case.competent.office).queue()
    assert [line.due_on for line in lines if line.case_id == case.id] == [day]


@then(parsers.parse('"{province}" 看到的公积金业务状态应为 "{state}"'))
def state_seen(fund_case: FundCase, province: str, state: str) -> None:
    assert fund_case.world.province(PROVINCES[province]).case(fund_case.case_id).state.label == state
