"""Specifications are collected as they are, and an async step cannot pass unnoticed."""

from __future__ import annotations

import pytest

pytest_plugins = ("pytester",)

FEATURE = """\
# language: zh-CN
@窗口 @P0
功能: 申请
  场景: 正常受理
    当提交申请
    那么已受理"3"件

  @边界
  场景大纲: 件数
    当提交申请
    那么已受理"<件数>"件

    例子:
      | 件数 |
      | 三   |
"""

STEPS = """\
from pytest_bdd import parsers, then, when

@when("提交申请")
def submit():
    pass

@then(parsers.parse('已受理"{number}"件'))
def accepted(number):
    assert number
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeini("[pytest]\ndisable_test_id_escaping_and_forfeit_all_rights_to_community_support = true\n")
    pytester.makeconftest(STEPS)
    (pytester.path / "申请.feature").write_text(FEATURE, encoding="utf-8")
    return pytester


def test_a_specification_runs_without_a_python_file(project: pytest.Pytester) -> None:
    result = project.runpytest_inprocess("--strict-markers", "-v", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*申请.feature::test_正常受理 PASSED*", "*申请.feature::test_件数[[]三[]] PASSED*"])


@pytest.mark.parametrize(("tag", "passed", "deselected"), [("边界", 1, 1), ("窗口 and not 边界", 1, 1), ("P0", 2, 0)])
def test_tags_choose_scenarios(project: pytest.Pytester, tag: str, passed: int, deselected: int) -> None:
    result = project.runpytest_inprocess("--strict-markers", "-m", tag)
    result.assert_outcomes(passed=passed, deselected=deselected)


def test_an_async_step_is_refused_with_its_place(project: pytest.Pytester) -> None:
    project.makeconftest(STEPS.replace("def submit", "async def submit"))
    result = project.runpytest_inprocess()
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*AsyncStepError: *conftest.py:3: the step “提交申请” is async*"])


def test_a_step_without_definition_fails(project: pytest.Pytester) -> None:
    project.makeconftest(STEPS.replace("提交申请", "撤回申请"))
    project.runpytest_inprocess().assert_outcomes(failed=2)


def test_an_uneven_table_is_reported_with_file_and_line(project: pytest.Pytester) -> None:
    broken = FEATURE.replace("| 三   |", "| 三 | 四 |")
    (project.path / "申请.feature").write_text(broken, encoding="utf-8")
    result = project.runpytest_inprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*inconsistent cell count*", "*申请.feature*"])


def test_each_file_finds_the_steps_of_its_own_folder(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\ndisable_test_id_escaping_and_forfeit_all_rights_to_community_support = true\n")
    for folder, worth in (("甲", "4"), ("乙", "3")):
        path = pytester.mkdir(folder)
        (path / "conftest.py").write_text(STEPS.replace("assert number", f"assert number == {worth!r}"), "utf-8")
        (path / f"{folder}.feature").write_text(FEATURE.partition("  @边界")[0], "utf-8")
    result = pytester.runpytest_inprocess("--strict-markers", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, failed=1)
