"""Every step that a specification says has one meaning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_bdd import parsers
from pytest_bdd.steps import StepFunctionContext
from scripts.step_uses import uses

from tongban.testing.step_texts import ambiguous_steps, equal_definitions, loaded_definitions

ROOT = Path(__file__).parents[2]


def definition(kind: str, text: str) -> StepFunctionContext:
    return StepFunctionContext(type=kind, step_func=lambda: None, parser=parsers.parse(text))


@pytest.fixture
def published() -> list[StepFunctionContext]:
    """The steps of core and of the plugins, as opposed to those of one test."""
    return [one for one in loaded_definitions() if one.step_func.__module__.startswith("tongban")]


def specifications() -> Iterator[Path]:
    yield from sorted(ROOT.glob("features/**/*.feature"))
    yield from sorted(ROOT.glob("plugins/*/src/*/features/**/*.feature"))


def test_no_step_text_is_defined_twice(published: list[StepFunctionContext]) -> None:
    assert list(equal_definitions(published)) == []


def test_every_written_step_has_one_definition(published: list[StepFunctionContext]) -> None:
    assert list(ambiguous_steps(specifications(), published)) == []


def test_no_step_of_the_housing_fund_is_unused(published: list[StepFunctionContext]) -> None:
    own = [one for one in published if one.step_func.__module__.startswith("tongban_housing_fund.")]
    counted = uses(specifications(), own)
    assert own
    assert [text for text, number in counted.items() if not number] == []


def test_equal_texts_are_found_whoever_defines_them() -> None:
    one, other = definition("given", "已登录"), definition("given", "已登录")
    assert len(list(equal_definitions([one, other, definition("when", "已登录")]))) == 1


def test_texts_that_answer_to_one_step_are_found(tmp_path: Path) -> None:
    path = tmp_path / "登录.feature"
    path.write_text(
        "# language: zh-CN\n功能: 登录\n  场景大纲: 某人\n    假如<人>已登录\n    例子:\n    | 人 |\n    | 张三 |\n",
        encoding="utf-8",
    )
    definitions = [definition("given", "{name}已登录"), definition("given", "张三{state}"), definition("given", "李四")]
    (found,) = ambiguous_steps([path], definitions)
    assert found.startswith(f"{path}:4: “张三已登录” is answered at ")


def test_uses_are_counted_once_for_each_example(tmp_path: Path) -> None:
    path = tmp_path / "登录.feature"
    path.write_text(
        "# language: zh-CN\n功能: 登录\n  场景大纲: 某人\n    假如<人>已登录\n"
        "    例子:\n    | 人 |\n    | 张三 |\n    | 李四 |\n",
        encoding="utf-8",
    )
    counted = uses(
        [path], [definition("given", "{name}已登录"), definition("then", "{name}已登录"), definition("when", "退出")]
    )
    assert counted == {"{name}已登录": 2, "退出": 0}
