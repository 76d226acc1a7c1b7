"""Lists every step that specifications of any matter may use, from the code: `python -m scripts.list_steps`."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Final

from tongban.testing.specs.step_index import StepEntry, load_steps, step_index

PAGE: Final = Path(__file__).parents[1] / "docs" / "testers" / "steps.md"
HEAD: Final = """# 平台步骤一览

本页由 `python -m scripts.list_steps` 从代码生成，有测试保证与代码一致；请不要手工修改。

大括号里的内容由您填写，`{days:d}` 这样带 `:d` 的只能填整数，`{province:w}` 这样带 `:w` 的填一个不含空格和标点的词。
步骤里的引号要照写：`"…"` 是英文引号，`“…”` 是中文引号。`并且`、`但是` 沿用上一行的类型。
"""


def steps_page() -> str:
    """docs/testers/steps.md as it should be."""
    load_steps()
    shared = [entry for entry in step_index() if entry.is_core]
    chapters = [f"## {title}\n\n{_table(list(entries))}\n" for title, entries in groupby(shared, lambda e: e.chapter)]
    return "\n".join([HEAD, *chapters])


def _table(entries: list[StepEntry]) -> str:
    rows = [f"| {entry.keyword} | {' '.join(filter(None, (_code(entry.text), entry.note)))} |" for entry in entries]
    listed = sorted({choice for entry in entries for choice in entry.choices})
    choices = [f"\n`{{{name}}}`：{'、'.join(options)}" for name, options in listed]
    return "\n".join(["| 类型 | 步骤 |", "|---|---|", *rows, *choices])


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(steps_page(), "utf-8")
