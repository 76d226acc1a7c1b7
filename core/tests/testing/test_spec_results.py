"""What a run writes of its scenarios, from one process or several."""

from __future__ import annotations

from pathlib import Path

import pytest

from tongban.testing.specs.results import Outcome, RuleUsed, ScenarioResult, Verdict, read_results

pytest_plugins = ("pytester",)

FEATURE = """\
# language: zh-CN
@窗口
功能: 申请
  场景大纲: 件数
    当提交申请
    那么已受理"<件数>"件
    并且没有别的

    例子:
      | 件数 |
      | 一   |
      | 三   |

  场景: 没有人写过的步骤
    当提交申請
"""
STEPS = """
from pytest_bdd import given, parsers, then, when
from tongban.matters.rules import Breach, MissingEvidence, evaluate, rule
from datetime import date
from tongban import COMPETENT, Application, Form, Needs, Parameters

class Asked(Form):
    pass

NEED = Needs(key="r", register="x.r", title="登记", at=COMPETENT, record=dict, purpose="核验")

@rule("X-1", "不行")
def objects(application):
    yield Breach()

@rule("X-2", "不行")
def agrees(application):
    yield from ()

@rule("X-3", "不行")
def waits(application):
    raise MissingEvidence(NEED)
    yield

@when("提交申请")
def submit():
    day = date(2026, 11, 23)
    application = Application(id="1", answers=Asked(), parties=(), on=day, today=day, parameters=Parameters({}))
    evaluate((objects, agrees, waits), application)

@then(parsers.parse('已受理"{number}"件'))
def accepted(number):
    assert number == "一", "只受理一件"

@then("没有别的")
def nothing_else():
    pass
"""


@pytest.fixture
def results(pytester: pytest.Pytester, request: pytest.FixtureRequest) -> list[ScenarioResult]:
    """The results of a run in as many processes as the test says."""
    pytester.makefile(".feature", 申请=FEATURE)
    pytester.makeconftest(STEPS)
    options = ("-n", str(request.param)) if request.param else ()
    pytester.runpytest_subprocess("-p", "tongban", "--import-mode=importlib", "--spec-results", "got.json", *options)
    return read_results(pytester.path / "got.json")


one_process_and_two = pytest.mark.parametrize("results", [0, 2], indirect=True, ids=["one process", "two processes"])


@one_process_and_two
def test_a_run_tells_of_each_example_how_each_step_ended_and_which_rules_judged(results: list[ScenarioResult]):
    passed, failed, unknown = results
    assert [(each.scenario.name, each.scenario.example) for each in results] == [
        ("件数", ("一",)),
        ("件数", ("三",)),
        ("没有人写过的步骤", ()),
    ]
    assert passed.scenario.tags == ("窗口",)
    assert {step.outcome for step in passed.course.steps} == {Outcome.PASSED}
    assert passed.course.steps[1].definition == '已受理"{number}"件'
    assert passed.course.rules == (
        RuleUsed(rule="X-1", form="conftest.Asked", verdict=Verdict.OBJECTED),
        RuleUsed(rule="X-2", form="conftest.Asked", verdict=Verdict.SATISFIED),
        RuleUsed(rule="X-3", form="conftest.Asked", verdict=Verdict.UNDETERMINED),
    )
    assert [step.outcome for step in failed.course.steps] == [Outcome.PASSED, Outcome.FAILED, Outcome.NOT_RUN]
    assert failed.broken_step
    assert failed.broken_step.line == 6
    assert "只受理一件" in failed.message
    assert unknown.outcome is Outcome.FAILED


def test_a_scenario_that_cannot_begin_is_told_with_its_reason(pytester: pytest.Pytester):
    pytester.makefile(".feature", 申请=FEATURE.partition("  场景大纲")[0] + "  场景: 一件\n    当提交申请\n")
    skipping = "import pytest\n@pytest.fixture(autouse=True)\ndef none():\n    pytest.skip('没有数据库')\n"
    pytester.makeconftest(STEPS + skipping)
    pytester.runpytest_subprocess("-p", "tongban", "--import-mode=importlib", "--spec-results", "got.json")
    (only,) = read_results(Path(pytester.path / "got.json"))
    assert (only.outcome, only.message) == (Outcome.SKIPPED, "没有数据库")
