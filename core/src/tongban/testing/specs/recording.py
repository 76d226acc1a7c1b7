"""Notes for each scenario which steps ran and which rules judged; `--spec-results FILE` keeps it, also under xdist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tongban.matters.rules import Findings, Rule
from tongban.testing.specs.results import (
    COURSE,
    IDENTITY,
    Course,
    Outcome,
    RuleUsed,
    ScenarioId,
    ScenarioResult,
    StepResult,
    Verdict,
    form_name,
    result_of,
    write_results,
)

if TYPE_CHECKING:
    from pytest_bdd.parser import Feature, Scenario, ScenarioTemplate, Step

    from tongban.matters.application import Application

Judge = Callable[[Rule, "Application[Any]"], Findings]


class Recording:
    """Attaches to each scenario's report who it is and what happened; one scenario runs at a time in a process."""

    def __init__(self) -> None:
        self.steps: list[StepResult] = []
        self.rules: list[RuleUsed] = []

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Say which scenario this test is, for it may end before its first step."""
        from pytest_bdd.scenario import scenario_wrapper_template_registry

        if isinstance(item, pytest.Function):
            template = scenario_wrapper_template_registry.get(item.obj)
            if template is not None:
                identity = msgspec.json.encode(scenario_id(item, template)).decode()
                item.user_properties.append((IDENTITY, identity))

    def pytest_bdd_before_scenario(self, request: pytest.FixtureRequest, feature: Feature, scenario: Scenario) -> None:
        """Begin with every step not run."""
        self.rules = []
        self.steps = [
            StepResult(keyword=step.keyword, text=step.name, line=step.line_number) for step in scenario.steps
        ]

    def pytest_bdd_after_step(self, scenario: Scenario, step: Step, step_func: Callable[..., object]) -> None:
        """Note a step that went as said."""
        self._ended(scenario, step, Outcome.PASSED, _definition(step_func, step))

    def pytest_bdd_step_error(self, scenario: Scenario, step: Step, step_func: Callable[..., object]) -> None:
        """Note the step at which the scenario failed."""
        self._ended(scenario, step, Outcome.FAILED, _definition(step_func, step))

    def pytest_bdd_step_func_lookup_error(self, scenario: Scenario, step: Step) -> None:
        """Note the step that nothing answers to."""
        self._ended(scenario, step, Outcome.FAILED, "")

    def pytest_bdd_after_scenario(self, request: pytest.FixtureRequest) -> None:
        """Hand over what was noted."""
        course = Course(steps=tuple(self.steps), rules=tuple(dict.fromkeys(self.rules)))
        request.node.user_properties.append((COURSE, msgspec.json.encode(course).decode()))

    def _ended(self, scenario: Scenario, step: Step, outcome: Outcome, definition: str) -> None:
        place = next(index for index, each in enumerate(scenario.steps) if each is step)
        self.steps[place] = msgspec.structs.replace(self.steps[place], outcome=outcome, definition=definition)

    @contextmanager
    def listening_to_rules(self) -> Iterator[None]:
        """Note every rule that judges."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Rule, "findings", self._listening(Rule.findings))
            yield

    def _listening(self, judge: Judge) -> Judge:
        def heard(rule: Rule, application: Application[Any]) -> Findings:
            found = judge(rule, application)
            form = form_name(type(application.answers))
            self.rules.append(RuleUsed(rule=rule.id, form=form, verdict=_verdict(found)))
            return found

        return heard


def _verdict(found: Findings) -> Verdict:
    if found.objections:
        return Verdict.OBJECTED
    return Verdict.UNDETERMINED if found.undetermined else Verdict.SATISFIED


class ResultsFile:
    """Gathers the results of all processes and writes them at the end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.results: dict[ScenarioId, ScenarioResult] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep a result; an ending that went wrong replaces a run that did not."""
        result = result_of(report)
        if result is not None:
            self.results[result.scenario] = result

    def pytest_sessionfinish(self) -> None:
        """Write the file."""
        write_results(self.path, list(self.results.values()))


def scenario_id(item: pytest.Function, template: ScenarioTemplate) -> ScenarioId:
    """Which scenario a test is, with its example and its database."""
    chosen: Mapping[str, Any] = item.callspec.params if hasattr(item, "callspec") else {}
    rule_tags = template.rule.tags if template.rule else set()
    path = Path(template.feature.filename)
    root = item.config.rootpath
    return ScenarioId(
        path=str(path.relative_to(root) if path.is_relative_to(root) else path),
        line=template.line_number,
        feature=template.feature.name or path.stem,
        name=template.name,
        tags=tuple(sorted(template.tags | template.feature.tags | rule_tags)),
        example=tuple(chosen.get("_pytest_bdd_example", {}).values()),
        database=str(chosen.get("database_dialect", "")),
    )


def _definition(step_func: Callable[..., object], step: Step) -> str:
    from tongban.testing.step_texts import definition_of

    return definition_of(step_func, step)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the option."""
    group = parser.getgroup("tongban", "specifications of Tongban")
    group.addoption("--spec-results", metavar="FILE", default="", help="write what came of every scenario, as JSON")


def pytest_configure(config: pytest.Config) -> None:
    """Record in every process where results are asked for; write them in the one that has all reports."""
    path = config.getoption("spec_results")
    if path:
        record(config)
        if not hasattr(config, "workerinput"):
            config.pluginmanager.register(ResultsFile(Path(path)), "tongban-spec-results")


def record(config: pytest.Config) -> None:
    """Let this process note what happens in its scenarios."""
    recording = Recording()
    listening = ExitStack()
    listening.enter_context(recording.listening_to_rules())
    config.add_cleanup(listening.close)
    config.pluginmanager.register(recording, "tongban-spec-recording")
