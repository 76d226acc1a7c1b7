"""Steps on opening a unit's account at its centre, in a world of provinces."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pytest
from pytest_bdd import given, parsers, then, when

from tongban import Refused
from tongban.testing.world import Desk, World
from tongban_housing_fund.testing.people import CITIES, OFFICES, PROVINCES, province_of

TYPED: Final = {
    "representative": "王小川",
    "mobile": "13800000000",
    "wage": "8650.00",
    "ratio_unit": "12",
    "ratio_person": "12",
    "first_month": "2026-12",
}


@dataclass(slots=True)
class Opening:
    """One registration on its way."""

    world: World
    case_id: str = ""
    told: list[str] = field(default_factory=list)

    @property
    def desk(self) -> Desk:
        """An officer of the centre in 成都."""
        return self.world.province(province_of("成都")).officer(OFFICES["成都"])

    def allot(self, account: str, base: str) -> None:
        """Report the account allotted; `told` has what the desk objected."""
        try:
            self.desk.report(self.case_id, "allot", "done", {"account": account, "base": base})
            self.told = []
        except Refused as refused:
            self.told = [each.message for each in refused.objections]
        self.world.deliver()


@pytest.fixture
def opening_case(world: World) -> Opening:
    """The registration of a scenario."""
    return Opening(world)


@given(parsers.parse('"{agent}" 受单位 "{code}" 委托，在 "{province}" 提交了单位登记开户申请'))
@when(parsers.parse('"{agent}" 受单位 "{code}" 委托，在 "{province}" 提交单位登记开户申请'))
def agent_hands_in(opening_case: Opening, agent: str, code: str, province: str) -> None:
    agent_names_representative(opening_case, agent, code, TYPED["representative"], province)


@given(
    parsers.parse('"{agent}" 受单位 "{code}" 委托，法定代表人填写为 "{name}"，在 "{province}" 提交了单位登记开户申请')
)
def agent_names_representative(opening_case: Opening, agent: str, code: str, name: str, province: str) -> None:
    answers = {"city": CITIES["成都"], **TYPED, "representative": name}
    handed = opening_case.world.province(PROVINCES[province]).apply(
        "hf.employer_open", by=agent, organisation=code, answers=answers
    )
    opening_case.told = handed.messages
    if not opening_case.told:
        opening_case.case_id = handed.case.id
        opening_case.world.deliver()


@given("成都中心已受理单位登记开户")
@when("成都中心受理单位登记开户")
def accepted(opening_case: Opening) -> None:
    opening_case.desk.accept(opening_case.case_id)


@given(parsers.parse('成都中心核定月缴存基数 {base} 元并分配单位账号 "{account}"'))
@when(parsers.parse('成都中心核定月缴存基数 {base} 元并分配单位账号 "{account}"'))
def allotted(opening_case: Opening, base: str, account: str) -> None:
    opening_case.allot(account, base)


@given("成都中心已准予单位登记开户")
@when("成都中心准予单位登记开户")
def granted(opening_case: Opening) -> None:
    opening_case.desk.grant(opening_case.case_id)
    opening_case.world.deliver()


@then("单位登记开户通知应载明:")
def notice_says(opening_case: Opening, datatable: list[list[str]]) -> None:
    papers = opening_case.world.province(province_of("成都")).view(opening_case.case_id).dossier.papers()
    lines = dict(next(paper.lines for _, paper in papers if paper.kind == "result:opening_notice"))
    assert {label: lines.get(label) for label, _ in datatable[1:]} == dict(datatable[1:])


@then(parsers.parse('分配账号应被拒绝并提示 "{message}"'))
def allotting_refused(opening_case: Opening, message: str) -> None:
    assert opening_case.told == [message]


@then(parsers.parse('单位登记开户应未提交并提示 "{message}"'))
def opening_not_handed_in(opening_case: Opening, message: str) -> None:
    assert opening_case.told == [message]
