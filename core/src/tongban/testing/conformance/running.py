"""Runs the suite and the plugin's own specifications, as `tongban verify` does, and keeps what came of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec
import pytest

from tongban.testing.conformance.as_tests import DATABASE, PROPERTY
from tongban.testing.conformance.catalogue import checks
from tongban.testing.conformance.features import files_of
from tongban.testing.conformance.loading import loaded
from tongban.testing.own_run import run_by_ourselves
from tongban.testing.specs.recording import record
from tongban.testing.specs.results import MESSAGE_LINES, ScenarioId, result_of

SUITE: Final = """from tongban.testing.conformance import conformance_of
test_conformance = conformance_of({plugin!r})
"""
ORDER: Final = ("failed", "passed", "skipped")
DATABASES: Final = ("sqlite", "postgresql")
PLACED: Final = re.compile(r"^.+?\.feature:\d+", re.MULTILINE)
"""Where a specification cannot be read: as it lies outside of the run's own folder, pytest has no name for it."""
SIGNS: Final = {"passed": "ok  ", "failed": "no  ", "skipped": "skip"}


class Verdict(msgspec.Struct, frozen=True):
    """What came of one check: passed, failed or skipped, and why."""

    outcome: str
    why: str = ""

    @property
    def summary(self) -> str:
        """The outcome in a line, as a passport has it."""
        reason = self.why.splitlines()[-1] if self.outcome == "skipped" and self.why else ""
        return f"{self.outcome}: {reason}" if reason else self.outcome


@dataclass(slots=True)
class Verification:
    """What came of every check by its id, and of the specifications by their names; `tried` are the databases used.

    `matters` are the ids of what the plugin offers; without one there is nothing to specify.
    """

    matters: tuple[str, ...]
    tried: set[str] = field(default_factory=set)
    checks: dict[str, Verdict] = field(default_factory=dict)
    specifications: dict[str, Verdict] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether every check was made and none failed, and all specifications ran, each as specified."""
        unmade = {check.id for check in checks()} - self.checks.keys()
        failed = any(each.outcome == "failed" for each in self.checks.values())
        specified = {each.outcome for each in self.specifications.values()} == {"passed"}
        return not unmade and not failed and (specified or self.unspecified)

    @property
    def unspecified(self) -> bool:
        """Whether there are no specifications and none are needed."""
        return not self.matters and not self.specifications

    @property
    def skipped(self) -> tuple[str, ...]:
        """The checks that could not be made here."""
        return tuple(check for check, verdict in self.checks.items() if verdict.outcome == "skipped")

    @property
    def databases(self) -> tuple[str, ...]:
        """The databases on which something was really tried."""
        return tuple(each for each in DATABASES if each in self.tried)

    def note(self, into: dict[str, Verdict], name: str, verdict: Verdict) -> None:
        """Keep a verdict, the worse one where a name has two, such as one for each database.

        One that was skipped says nothing: what was tried on a single database is told by `databases`.
        """
        known = into.setdefault(name, verdict)
        if ORDER.index(verdict.outcome) < ORDER.index(known.outcome):
            into[name] = verdict

    def counted(self) -> dict[str, int]:
        """How many specifications ended how."""
        outcomes = [each.outcome for each in self.specifications.values()]
        return {outcome: outcomes.count(outcome) for outcome in ORDER}


class Listening:
    """Hears from pytest how each test ended."""

    def __init__(self, verification: Verification) -> None:
        self.verification = verification

    def pytest_configure(self, config: pytest.Config) -> None:
        """Have the steps of each scenario noted, for the one at which it fails to be told."""
        record(config)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test's call, or whatever kept it from being called."""
        if report.when != "call" and report.outcome == "passed":
            return
        result = result_of(report)
        verdict = Verdict(report.outcome, result.difference if result and not report.passed else _why(report))
        told = dict(report.user_properties)
        check = told.get(PROPERTY)
        if check:
            if told.get(DATABASE) and report.outcome != "skipped":
                self.verification.tried.add(str(told[DATABASE]))
            self.verification.note(self.verification.checks, str(check), verdict)
        else:
            name = _named(result.scenario) if result else report.nodeid
            self.verification.note(self.verification.specifications, name, verdict)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be read."""
        if report.outcome == "failed":
            why = _why(report)
            placed = PLACED.search(why)
            name = placed[0] if placed else report.nodeid
            self.verification.note(self.verification.specifications, name, Verdict("failed", why))

    def pytest_internalerror(self, excrepr: object) -> None:
        """What broke the run itself."""
        self.verification.note(self.verification.specifications, "the run", Verdict("failed", str(excrepr)))


def _why(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return str(report.longrepr or "")


def _named(scenario: ScenarioId) -> str:
    """A scenario as people name it, apart from every other."""
    example = f"（{'，'.join(scenario.example)}）" if scenario.example else ""
    return f"{scenario.path}:{scenario.line} {scenario.name}{example} {scenario.database}".strip()


def verify(plugin: str, *, without: Collection[str] = ()) -> Verification:
    """Every check and every specification of an installed plugin, on new databases of each kind not left out.

    Raises `Misconfigured` and `PluginError` where the plugin does not load, as a node would say it.
    """
    subject = loaded(plugin)
    verification = Verification(tuple(matter.id for matter in subject.current))
    with TemporaryDirectory(prefix="tongban-verify-") as folder:
        Path(folder, "test_conformance.py").write_text(SUITE.format(plugin=plugin), "utf-8")
        wanted = ("--continue-on-collection-errors", "-m", " and ".join(f"not {each}" for each in without))
        run_by_ourselves(Path(folder), [folder, *map(str, files_of(subject)), *wanted], Listening(verification))
    return verification


def tell(verification: Verification, say: Callable[[str], object]) -> None:
    """Say what came of each check with every fault, then of the specifications."""
    for check in checks():
        verdict = verification.checks.get(check.id, Verdict("failed", "it was not made: mend what is told below"))
        say(f"{SIGNS[verdict.outcome]}  {check.id:20} {check.sentence}")
        for line in verdict.why.splitlines():
            say(f"        {line}")
    for name, verdict in verification.specifications.items():
        if verdict.outcome != "passed":
            say(f"{SIGNS[verdict.outcome]}  {name}")
            for line in verdict.why.splitlines()[-MESSAGE_LINES - 1 :]:
                say(f"        {line}")
    _tell_counts(verification, say)


def _tell_counts(verification: Verification, say: Callable[[str], object]) -> None:
    """Say how many specifications ended how, and what was not tried."""
    counted = verification.counted()
    say(
        f"specifications: {', '.join(f'{number} {outcome}' for outcome, number in counted.items() if number) or 'none'}"
    )
    if verification.unspecified:
        say("        none is needed: the plugin offers no matter")
    elif counted["skipped"] or not verification.specifications:
        say("        at least one specification must run, and none be skipped: take @skip and @xfail away;")
        say("        where there is no PostgreSQL, say --without postgresql")
    for left_out in sorted({*DATABASES} - verification.tried):
        say(f"left out: nothing was tried on {left_out}")
