"""Steps on applying under the rules of the place, and on what the applicant is told: for any matter."""

from __future__ import annotations

from typing import Final

from pytest_bdd import given, parsers, then, when

from tongban.testing.judging import declared_parameters
from tongban_housing_fund.testing.fund_trial import FundTrial

FLAGS: Final = {"是": True, "否": False}


@given(parsers.parse('当地规定 "{title}" 为 "{value}"'))
def local_rule(fund_trial: FundTrial, title: str, value: str) -> None:
    layer = declared_parameters("housing_fund")
    (name,) = [name for name, parameter in layer.items() if parameter.title == title]
    whole = isinstance(layer[name].values[0].value, int)
    fund_trial.local[name] = FLAGS[value] if value in FLAGS else int(value) if whole else value


@given(parsers.parse('公积金申请的 "{label}" 填写为 "{value}"'))
def typed(fund_trial: FundTrial, label: str, value: str) -> None:
    fund_trial.typed[label] = value


@given(parsers.parse('公积金申请的 "{label}" 不填'))
def left_empty(fund_trial: FundTrial, label: str) -> None:
    fund_trial.typed[label] = ""


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


@then(parsers.parse("公积金申请应可以提交，待载入 {year:d} 年度工作日历后再核实"))
def waits_for_the_calendar(fund_trial: FundTrial, year: int) -> None:
    findings = fund_trial.judging.findings
    assert (findings.blocking, {each.title for each in findings.undetermined}) == ((), {f"{year}年度工作日历"})


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
