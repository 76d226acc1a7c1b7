"""The specifications as they are written, each scenario with what came of it in the last run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pytest_bdd.feature import get_feature
from pytest_bdd.parser import Examples, ScenarioTemplate, Step
from pytest_bdd.parser import Feature as Parsed

from tongban.testing.specs.results import Outcome, RuleUsed, ScenarioResult

Runs = Mapping[tuple[str, int], Sequence[ScenarioResult]]

WORST_FIRST = (Outcome.FAILED, Outcome.SKIPPED, Outcome.NOT_RUN, Outcome.PASSED)


@dataclass(frozen=True)
class Scenario:
    """One scenario or outline; `runs` are its runs, one for each example and database."""

    written: ScenarioTemplate
    anchor: str
    page: str
    tags: frozenset[str]
    runs: tuple[ScenarioResult, ...]

    @property
    def name(self) -> str:
        """Its sentence."""
        return self.written.name

    @property
    def link(self) -> str:
        """Where it stands on the site."""
        return f"{self.page}#{self.anchor}"

    @property
    def outcome(self) -> Outcome:
        """The worst of its runs; not run where there is none."""
        found = {run.outcome for run in self.runs}
        return next((each for each in WORST_FIRST if each in found), Outcome.NOT_RUN)

    @property
    def databases(self) -> list[str]:
        """On which databases it ran."""
        return sorted({run.scenario.database for run in self.runs} - {""})

    @property
    def steps(self) -> list[Step]:
        """Its own steps; those of the background stand before all scenarios."""
        return [step for step in self.written.steps if step.background is None]

    @property
    def examples(self) -> list[Examples]:
        """The tables of an outline."""
        return [table for table in self.written.examples if table]

    @property
    def rules(self) -> set[RuleUsed]:
        """The rules that judged in any of its runs that went as specified."""
        return {used for run in self.runs if run.outcome is Outcome.PASSED for used in run.course.rules}

    @property
    def broken(self) -> list[ScenarioResult]:
        """The runs that did not pass."""
        return [run for run in self.runs if run.outcome is not Outcome.PASSED]


@dataclass(frozen=True)
class Feature:
    """One specification."""

    written: Parsed
    path: str
    anchor: str
    scenarios: tuple[Scenario, ...]

    @property
    def name(self) -> str:
        """What it is about."""
        return self.written.name or Path(self.path).stem

    @property
    def tags(self) -> set[str]:
        """Its tags and those of its scenarios."""
        return self.written.tags.union(*(scenario.tags for scenario in self.scenarios))

    @property
    def background(self) -> list[Step]:
        """The steps before each scenario."""
        return list(self.written.background.steps) if self.written.background else []

    @cached_property
    def outcome(self) -> Outcome:
        """The worst of its scenarios."""
        found = {each.outcome for each in self.scenarios}
        return next(each for each in WORST_FIRST if each in found)


def read_features(files: Iterable[Path], *, root: Path, page: str, results: Iterable[ScenarioResult]) -> list[Feature]:
    """The specifications of one page, in the order of their names."""
    runs: defaultdict[tuple[str, int], list[ScenarioResult]] = defaultdict(list)
    for result in results:
        runs[result.scenario.path, result.scenario.line].append(result)
    shown = [path.relative_to(root) if path.is_relative_to(root) else path for path in sorted(files)]
    return [
        _feature(path, number, page, runs, get_feature(str(root), str(path)))
        for number, path in enumerate(shown, start=1)
    ]


def _feature(path: Path, number: int, page: str, runs: Runs, written: Parsed) -> Feature:
    scenarios = tuple(
        Scenario(
            written=each,
            anchor=f"f{number}s{place}",
            page=page,
            tags=frozenset(each.tags | written.tags),
            runs=tuple(runs.get((str(path), each.line_number), ())),
        )
        for place, each in enumerate(written.scenarios.values(), start=1)
    )
    return Feature(written=written, path=str(path), anchor=f"f{number}", scenarios=scenarios)
