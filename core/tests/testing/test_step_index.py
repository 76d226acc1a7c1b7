"""Testers find the steps there are, and are told the nearest where they write one that there is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tongban.cli import main
from tongban.testing.specs.step_index import load_steps, searched, step_index

pytest_plugins = ("pytester",)

FEATURE = """\
# language: zh-CN
功能: 号码
  场景: 写错的步骤
    {step}
"""


@pytest.fixture
def failure(pytester: pytest.Pytester, request: pytest.FixtureRequest) -> str:
    """What the tester reads of a specification with that step."""
    pytester.makefile(".feature", 号码=FEATURE.format(step=request.param))
    ran = pytester.runpytest_subprocess("-p", "tongban", "--import-mode=importlib", "--tb=line")
    return ran.stdout.str()


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        ('假如 填写的身份证号码为 "110101199003079999"', '  假如 填写的公民身份号码为 "{number}"（身份号码）'),
        ('当 填写的公民身份号码为 "110101199003079999"', "这句话只能作“假如”，这里用作了“当”"),
        ("当 今天下雨", "没有相近的步骤；用 tongban specs steps 加一两个字查找"),
    ],
    indirect=["failure"],
    ids=["nearly right", "of another kind", "like nothing"],
)
def test_a_step_that_matches_nothing_is_told_with_its_place_and_what_to_write(failure: str, told: str):
    assert "号码.feature:4: 没有这样的步骤：" in failure
    assert told in failure


def test_steps_are_found_by_every_word_in_text_or_noun():
    load_steps()
    found = {entry.text for entry in searched(step_index(), ["身份号码", "出生日期"])}
    assert '填写的出生日期为 "{day}"' in found
    assert "核验统一社会信用代码" not in found


def test_every_step_of_core_says_what_it_is_about():
    load_steps()
    unsaid = {entry.module for entry in step_index() if entry.is_core and entry.chapter == "tongban"}
    assert unsaid == set()


def test_the_command_lists_steps_with_their_noun():
    found = CliRunner().invoke(main, ["specs", "steps", "工作日", "暂停"])
    assert found.exit_code == 0
    assert "工作日期限\n  假如 自 " in found.output


def test_the_command_says_that_there_is_no_such_step():
    found = CliRunner().invoke(main, ["specs", "steps", "天气预报"])
    assert found.exit_code == 1
    assert "没有含“天气预报”的步骤" in found.output


def test_a_tag_of_a_clause_that_does_not_exist_stops_the_reading_of_its_file(pytester: pytest.Pytester):
    text = FEATURE.replace("  场景", "  @35-9.9-9\n  场景").format(step="当 核验公民身份号码")
    path = Path(pytester.makefile(".feature", 号码=text))
    ran = pytester.runpytest_subprocess("-p", "tongban", "--import-mode=importlib")
    assert f"{path}:3: 标签 @35-9.9-9 没有对应的政策条款" in ran.stdout.str()
