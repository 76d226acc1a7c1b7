"""What came of running a scenario, as it travels from a test process into a file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec
import pytest

from tongban.matters.forms import Form

IDENTITY: Final = "tongban-scenario"
COURSE: Final = "tongban-course"
MESSAGE_LINES: Final = 6


class Outcome(StrEnum):
    """How a step or a scenario ended; a step after a failed one is not run."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    NOT_RUN = "not_run"

    @property
    def label(self) -> str:
        """The Chinese words."""
        return {"passed": "一致", "failed": "不一致", "skipped": "未执行", "not_run": "未执行"}[self.value]


class Verdict(StrEnum):
    """What a rule said of an application."""

    OBJECTED = "objected"
    SATISFIED = "satisfied"
    UNDETERMINED = "undetermined"


class ScenarioId(msgspec.Struct, frozen=True, kw_only=True):
    """Which scenario: `example` are the values of its row, `database` the dialect, both empty where there is none."""

    path: str
    line: int
    feature: str
    name: str
    tags: tuple[str, ...] = ()
    example: tuple[str, ...] = ()
    database: str = ""


class StepResult(msgspec.Struct, frozen=True, kw_only=True):
    """One step as it was said, and how it ended; `definition` is the text that answered to it."""

    keyword: str
    text: str
    line: int
    outcome: Outcome = Outcome.NOT_RUN
    definition: str = ""


class RuleUsed(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that judged an application while the scenario ran; `form` tells of which matter (see `form_name`)."""

    rule: str
    form: str
    verdict: Verdict


def form_name(form: type[Form]) -> str:
    """What tells a matter's applications from those of others that have a rule of the same id."""
    return f"{form.__module__}.{form.__qualname__}"


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """What happened while a scenario ran."""

    steps: tuple[StepResult, ...] = ()
    rules: tuple[RuleUsed, ...] = ()


class ScenarioResult(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario and how it ended; `message` says why it did not pass."""

    scenario: ScenarioId
    outcome: Outcome
    message: str = ""
    course: Course = Course()

    @property
    def broken_step(self) -> StepResult | None:
        """The step at which it failed."""
        return next((step for step in self.course.steps if step.outcome is Outcome.FAILED), None)

    @property
    def difference(self) -> str:
        """Where it did not go as specified, with file, line and step, and the first lines of why."""
        step, file = self.broken_step, self.scenario.path
        place = f"{file}:{step.line} {step.keyword} {step.text}" if step else f"{file}:{self.scenario.line}"
        return f"{place}\n{shortened(self.message)}"


def result_of(report: pytest.TestReport) -> ScenarioResult | None:
    """The scenario's result where this report settles it: its run, or a preparation or an ending that went wrong."""
    properties = dict(report.user_properties)
    if IDENTITY not in properties or (report.when != "call" and report.passed):
        return None
    course = properties.get(COURSE)
    return ScenarioResult(
        scenario=msgspec.json.decode(str(properties[IDENTITY]), type=ScenarioId),
        outcome=Outcome(report.outcome),
        message="" if report.passed else _message(report),
        course=msgspec.json.decode(str(course), type=Course) if course else Course(),
    )


def shortened(text: str) -> str:
    """The first lines of a message."""
    return "\n".join([line for line in text.splitlines() if line.strip()][:MESSAGE_LINES])


def _message(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message if crash else report.longrepr)


def write_results(path: Path, results: list[ScenarioResult]) -> None:
    """Write the results of one run, in the order of the scenarios."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ordered = sorted(results, key=lambda each: msgspec.structs.astuple(each.scenario))
    path.write_bytes(msgspec.json.format(msgspec.json.encode(ordered), indent=1))


def read_results(path: Path) -> list[ScenarioResult]:
    """Read what `write_results` wrote."""
    return msgspec.json.decode(path.read_bytes(), type=list[ScenarioResult])
