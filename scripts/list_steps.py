"""Lists every step that specifications of any matter may use, from the code: `python -m scripts.list_steps`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Final

from pytest_bdd.steps import StepFunctionContext

from tongban.testing.step_texts import loaded_definitions

PAGE: Final = Path(__file__).parents[1] / "docs" / "testers" / "steps.md"
PACKAGE: Final = "tongban.testing.steps"
CHAPTERS: Final = {
    "identity": "身份号码",
    "divisions": "行政区划",
    "clock": "工作日期限",
    "cases": "办件状态",
    "routing": "路由、办理模式与对方未接入",
    "ownership": "办件归属与往来",
    "evidence": "数据核验",
    "time_limits": "办理期限的到期与日历",
    "auditing": "审计",
}
WORDS: Final = {"given": "假如", "when": "当", "then": "那么"}
HEAD: Final = """# 平台步骤一览

本页由 `python -m scripts.list_steps` 从代码生成，有测试保证与代码一致；请不要手工修改。

大括号里的内容由您填写，`{days:d}` 这样带 `:d` 的只能填整数，`{province:w}` 这样带 `:w` 的填一个不含空格和标点的词。
步骤里的引号要照写：`"…"` 是英文引号，`“…”` 是中文引号。`并且`、`但是` 沿用上一行的类型。
"""

_GROUP: Final = re.compile(r"\(\?P<(\w+)>([^)]*)\)")


def steps_page() -> str:
    """docs/testers/steps.md as it should be."""
    chapters = [f"## {title}\n\n{_table(f'{PACKAGE}.{module}')}\n" for module, title in CHAPTERS.items()]
    return "\n".join([HEAD, *chapters])


def modules_of_steps() -> set[str]:
    """The modules of core that hold steps; each must have a chapter."""
    folder = Path(import_module(PACKAGE).__path__[0])
    return {path.stem for path in folder.glob("*.py")} - {"__init__"}


def _table(module: str) -> str:
    import_module(module)
    found = [each for each in loaded_definitions() if each.step_func.__module__ == module]
    rows = sorted({(_line(each), each.type or "", each.parser.name) for each in found})
    lines = [f"| {WORDS[kind]} | `{_readable(text)}` |" for _, kind, text in rows]
    choices = [f"\n`{{{name}}}`：{'、'.join(options)}" for name, options in _choices(text for *_, text in rows)]
    return "\n".join(["| 类型 | 步骤 |", "|---|---|", *lines, *choices])


def _line(definition: StepFunctionContext) -> int:
    return definition.step_func.__code__.co_firstlineno


def _readable(text: str) -> str:
    return _GROUP.sub(lambda group: f"{{{group[1]}}}", text).replace("|", "\\|")


def _choices(texts: Iterator[str]) -> Iterator[tuple[str, list[str]]]:
    groups = sorted({(name, options) for text in texts for name, options in _GROUP.findall(text)})
    for name, found in groupby(groups, key=lambda each: each[0]):
        yield name, next(options for _, options in found).split("|")


if __name__ == "__main__":
    PAGE.write_text(steps_page(), "utf-8")
