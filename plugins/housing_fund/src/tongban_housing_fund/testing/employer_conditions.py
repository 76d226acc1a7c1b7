"""Steps on when a unit may open its account, and on what is paid each month."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec
import pytest
from pytest_bdd import given, parsers, then, when

from tongban import Calculation, Party, PartyKind, Role, Severity
from tongban.testing.judging import Findings, Judging
from tongban_housing_fund.contributions import clamped_base, monthly
from tongban_housing_fund.employers.opening import EmployerForm
from tongban_housing_fund.records import EmployerAccount, Licence
from tongban_housing_fund.testing.accounts import JINJIANG, TWELVE_PERCENT
from tongban_housing_fund.testing.people import CITIES

TYPED: Final = {
    "city": CITIES["成都"],
    "representative": "王小川",
    "mobile": "13800000000",
    "wage": "8650.00",
    "ratio_unit": "12",
    "ratio_person": "12",
    "first_month": "2026-12",
}


@dataclass(slots=True)
class OpeningTrial:
    """A unit about to register, with what its licence says; 成都锦江 unless said otherwise."""

    on: date = date(2026, 11, 23)
    typed: dict[str, str] = field(default_factory=lambda: dict(TYPED))
    records: dict[str, Licence | EmployerAccount | None] = field(
        default_factory=lambda: {"licence": JINJIANG, "employer": None}
    )
    local: dict[str, str] = field(default_factory=dict)
    allotted: dict[str, dict[str, str]] = field(default_factory=dict)

    def licence(self, **changed: object) -> None:
        """Let the licence say something else."""
        self.records["licence"] = msgspec.structs.replace(JINJIANG, **changed)

    @property
    def judging(self) -> Judging:
        """The registration as it stands, under the place's own values."""
        return Judging(
            plugin="housing_fund",
            matter_id="hf.employer_open",
            applicant=Party(
                role=Role.APPLICANT, kind=PartyKind.ORGANISATION, name=JINJIANG.name, number=JINJIANG.number
            ),
            typed=self.typed,
            records=self.records,
            on=self.on,
            changed=self.local,
            reports=self.allotted,
        )

    @property
    def findings(self) -> Findings:
        """What the rules say, those of the step once it is reported."""
        return self.judging.step_findings("allot") if self.allotted else self.judging.findings

    @property
    def monthly(self) -> Calculation:
        """What is paid each month on the base that the place's limits leave."""
        answers: EmployerForm = self.judging.application.answers
        base = clamped_base(answers.wage, self.judging.parameters)
        return monthly(base, person=answers.ratio_person, unit=answers.ratio_unit)


@pytest.fixture
def opening() -> OpeningTrial:
    """A registration that may be accepted, until a step changes something."""
    return OpeningTrial()


@given(parsers.parse('单位设立于 "{day}"'))
def founded(opening: OpeningTrial, day: str) -> None:
    opening.licence(founded=date.fromisoformat(day))


@given(parsers.parse('单位营业执照状态为 "{status}"'))
def licence_status(opening: OpeningTrial, status: str) -> None:
    opening.licence(status=status)


@given(parsers.parse('所核对的营业执照为 "{number}" 的'))
def licence_of(opening: OpeningTrial, number: str) -> None:
    opening.licence(number=number)


@given(parsers.parse('单位在成都已有住房公积金账户 "{account}"'))
def has_account(opening: OpeningTrial, account: str) -> None:
    opening.records["employer"] = EmployerAccount(
        account=account,
        city=CITIES["成都"],
        name=JINJIANG.name,
        ratio_unit=TWELVE_PERCENT,
        ratio_person=TWELVE_PERCENT,
        base=865_000,
        first_month="2026-11",
        opened_on=date(2026, 11, 9),
    )


@given("营业执照信息暂时查询不到答复")
def licence_silent(opening: OpeningTrial) -> None:
    del opening.records["licence"]


@given(parsers.parse("上年月平均工资 {wage} 元，单位缴存比例为 {unit}、个人缴存比例为 {person}"))
def wage_and_ratios(opening: OpeningTrial, wage: str, unit: str, person: str) -> None:
    opening.typed["wage"] = wage
    declares_ratios(opening, unit, person)


@given(parsers.parse("当地公布的月缴存基数下限为 {least} 元、上限为 {most} 元"))
def local_limits(opening: OpeningTrial, least: str, most: str) -> None:
    opening.local = {"base_min": least, "base_max": most}


@when(parsers.parse('单位于 "{day}" 办理住房公积金缴存登记'))
def registers_on(opening: OpeningTrial, day: str) -> None:
    opening.on = date.fromisoformat(day)


@when("单位办理住房公积金缴存登记")
def registers(opening: OpeningTrial) -> None:
    """On the reference date."""


@when(parsers.parse("单位申报单位缴存比例为 {unit}、个人缴存比例为 {person}"))
def declares_ratios(opening: OpeningTrial, unit: str, person: str) -> None:
    opening.typed |= {"ratio_unit": unit.removesuffix("%"), "ratio_person": person.removesuffix("%")}


@when(parsers.re('单位申报(?P<what>首次汇缴年月|法定代表人)为 "(?P<told>.+)"'))
def declares(opening: OpeningTrial, what: str, told: str) -> None:
    opening.typed[{"首次汇缴年月": "first_month", "法定代表人": "representative"}[what]] = told


@when(parsers.parse("中心核定月缴存基数为 {base} 元"))
def verified_base(opening: OpeningTrial, base: str) -> None:
    opening.allotted = {"allot": {"account": "510100900001", "base": base}}


@then(parsers.parse('单位登记的材料 "{name}" 应为 "{treatment}"，窗口不收存原件'))
def not_taken(opening: OpeningTrial, name: str, treatment: str) -> None:
    found = {each.name: (each.treatment, each.original) for each in opening.judging.matter.materials}
    assert found[name] == (treatment, False)


@then("单位登记应可受理且没有提示")
def no_objection(opening: OpeningTrial) -> None:
    assert opening.findings.objections == ()


@then(parsers.parse('单位登记应可受理，并提示 "{message}"'))
def notice(opening: OpeningTrial, message: str) -> None:
    told = opening.findings.objections
    assert [(each.message, each.severity) for each in told] == [(message, Severity.NOTICE)]


@then(parsers.parse('提示应说明 "{text}"'))
def notice_explains(opening: OpeningTrial, text: str) -> None:
    assert text in opening.findings.objections[0].remedy


@then(parsers.parse('单位登记应被拒绝并提示 "{message}"'))
def refused_with(opening: OpeningTrial, message: str) -> None:
    assert [each.message for each in opening.findings.blocking] == [message]


@then(parsers.parse('申请表应提示 "{message}"'))
def form_objects(opening: OpeningTrial, message: str) -> None:
    assert opening.judging.messages == [message]


@then(parsers.parse("有问题的栏目应为“{labels}”"))
def fields_named(opening: OpeningTrial, labels: str) -> None:
    named = {"ratio_unit": "单位缴存比例", "ratio_person": "个人缴存比例"}
    assert [named[each.field] for each in opening.findings.blocking] == labels.split("、")


@then(parsers.parse('单位登记的结果应为 "{result}"'))
def result_is(opening: OpeningTrial, result: str) -> None:
    assert sorted({each.message for each in opening.findings.blocking}) == ([] if result == "受理" else [result])


@then("单位登记应可以提交，待营业执照信息答复后再核实")
def undetermined(opening: OpeningTrial) -> None:
    assert opening.findings.blocking == ()
    assert {each.register for each in opening.findings.undetermined} == {"housing_fund.licence"}


@then(parsers.parse("个人月缴存额应为 {person} 元，单位应为 {unit} 元，合计 {total} 元"))
def monthly_amounts(opening: OpeningTrial, person: str, unit: str, total: str) -> None:
    stated = [each.value for each in opening.monthly.amounts[1:]]
    assert stated == [Decimal(amount) for amount in (person, unit, total)]


@then(parsers.parse('“{label}”的计算过程应为 "{working}"'))
def working_shown(opening: OpeningTrial, label: str, working: str) -> None:
    assert dict(opening.monthly.lines)[label] == working
