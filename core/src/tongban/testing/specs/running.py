"""Runs the specifications that a plugin brings as a node is set up, and tells in Chinese what came of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tongban.settings import Settings
from tongban.testing.own_run import run_by_ourselves
from tongban.testing.specs.at_a_node import without_strangers
from tongban.testing.specs.recording import record
from tongban.testing.specs.results import Outcome, ScenarioResult, result_of, shortened

KINDS: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
SIGNS: Final = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.SKIPPED: "○"}

Say = Callable[[str], object]


def run_specs(plugin: str, features: Path, *, settings: Settings, file: Path, say: Say) -> bool:
    """Run every scenario under a folder; whether all of them ran and went as specified.

    Scenarios between provinces use new databases of the node's kind and leave nothing behind.
    """
    kind = settings.database_kind
    say(f"插件 {plugin} 自带的规格，按节点 {settings.node} {settings.name} 的设置（{file}）运行")
    say(f"规格：{features}")
    say(f"数据库：新建的 {KINDS[kind]} 临时库，不动节点的数据")
    telling = Telling(say)
    other = next(each for each in KINDS if each != kind)
    wanted = ("--continue-on-collection-errors", "-m", f"not {other}", "--node-settings", str(file.absolute()))
    run_by_ourselves(features, [str(features), *wanted, *without_strangers(settings)], telling)
    say(telling.summary)
    return telling.as_specified


class Telling:
    """Says each scenario as it ends."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.ended: Counter[Outcome] = Counter()
        self.broken_files = 0
        self.feature = ""

    def pytest_configure(self, config: pytest.Config) -> None:
        """Have the steps of each scenario noted."""
        record(config)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Say which file cannot be read."""
        if report.failed:
            self.broken_files += 1
            self.say(f"✗ 不能读取 {report.nodeid}：{shortened(str(report.longrepr))}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Say how a scenario ended."""
        result = result_of(report)
        if result is not None:
            self.ended[result.outcome] += 1
            self._tell(result)

    def pytest_internalerror(self, excrepr: object) -> None:
        """Say what broke the run itself."""
        self.broken_files += 1
        self.say(f"✗ 运行中断：{shortened(str(excrepr))}")

    @property
    def as_specified(self) -> bool:
        """Whether at least one scenario ran, and every one as specified."""
        return set(self.ended) == {Outcome.PASSED} and not self.broken_files

    @property
    def summary(self) -> str:
        """How many ended how."""
        counts = [f"{outcome.label} {self.ended[outcome]}" for outcome in SIGNS if self.ended[outcome]]
        unread = [f"不能读取的文件 {self.broken_files}"] if self.broken_files else []
        total = sum(self.ended.values())
        return f"\n共 {total} 个场景：{'，'.join([*counts, *unread])}" if total or unread else "\n没有一个场景"

    def _tell(self, result: ScenarioResult) -> None:
        scenario = result.scenario
        if scenario.feature != self.feature:
            self.feature = scenario.feature
            self.say(f"\n功能: {scenario.feature}")
        example = f"（{'，'.join(scenario.example)}）" if scenario.example else ""
        self.say(f"  {SIGNS[result.outcome]} {scenario.name}{example}")
        if result.outcome is not Outcome.PASSED:
            for line in result.difference.splitlines():
                self.say(f"      {line}")
