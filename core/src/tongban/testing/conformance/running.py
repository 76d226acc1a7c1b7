"""Runs the suite and the plugin's own specifications, as `tongban verify` does, and keeps what came of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec
import pytest

from tongban.testing.conformance.as_tests import PROPERTY
from tongban.testing.conformance.catalogue import checks

SUITE: Final = """from tongban.testing.conformance import conformance_of
test_conformance = conformance_of({plugin!r})
"""
ORDER: Final = ("failed", "skipped", "passed")
DATABASES: Final = ("sqlite", "postgresql")
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
    """What came of every check by its id, and of the specifications by their names, on which databases."""

    databases: tuple[str, ...] = DATABASES
    checks: dict[str, Verdict] = field(default_factory=dict)
    specifications: dict[str, Verdict] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether nothing failed."""
        return not any(each.outcome == "failed" for each in (*self.checks.values(), *self.specifications.values()))

    def note(self, into: dict[str, Verdict], name: str, verdict: Verdict) -> None:
        """Keep a verdict, the worse one where a name has two, such as one for each database."""
        known = into.setdefault(name, verdict)
        if ORDER.index(verdict.outcome) < ORDER.index(known.outcome):
            into[name] = verdict

    def counted(self) -> dict[str, int]:
        """How many specifications ended how."""
        outcomes = [each.outcome for each in self.specifications.values()]
        return {outcome: outcomes.count(outcome) for outcome in ORDER}


class _Listening:
    """Hears from pytest how each test ended."""

    def __init__(self, verification: Verification) -> None:
        self.verification = verification

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test's call, or whatever kept it from being called."""
        if report.when != "call" and report.outcome == "passed":
            return
        verdict = Verdict(report.outcome, _why(report))
        check = dict(report.user_properties).get(PROPERTY)
        if check:
            self.verification.note(self.verification.checks, str(check), verdict)
        else:
            self.verification.note(self.verification.specifications, report.nodeid, verdict)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be read."""
        if report.outcome == "failed":
            self.verification.note(self.verification.specifications, report.nodeid, Verdict("failed", _why(report)))


def _why(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return str(report.longrepr or "")


def verify(plugin: str, *, without: Collection[str] = ()) -> Verification:
    """Every check and every specification of an installed plugin, on new databases of each kind not left out."""
    verification = Verification(tuple(each for each in DATABASES if each not in without))
    with TemporaryDirectory(prefix="tongban-verify-") as folder:
        Path(folder, "test_conformance.py").write_text(SUITE.format(plugin=plugin), "utf-8")
        pytest.main(
            [
                folder,
                *_features(plugin),
                *("-p", "tongban", "-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:xdist"),
                *("-m", " and ".join(f"not {each}" for each in without)),
                *("-c", os.devnull, f"--rootdir={folder}", "--import-mode=importlib"),
                *("-o", "disable_test_id_escaping_and_forfeit_all_rights_to_community_support=true"),
            ],
            plugins=[_Listening(verification)],
        )
    return verification


def _features(plugin: str) -> list[str]:
    from tongban.errors import TongbanError
    from tongban.testing.conformance.features import files_of
    from tongban.testing.conformance.subject import subject_of

    try:
        return [str(path) for path in files_of(subject_of(plugin))]
    except TongbanError:
        return []


def tell(verification: Verification, say: Callable[[str], object]) -> None:
    """Say what came of each check with every fault, then of the specifications."""
    for check in checks():
        verdict = verification.checks.get(check.id, Verdict("failed", "it was not made: see the output of pytest"))
        say(f"{SIGNS[verdict.outcome]}  {check.id:20} {check.sentence}")
        for line in verdict.why.splitlines():
            say(f"        {line}")
    for name, verdict in verification.specifications.items():
        if verdict.outcome != "passed":
            say(f"{SIGNS[verdict.outcome]}  {name}")
            for line in verdict.why.splitlines()[-6:]:
                say(f"        {line}")
    counted = verification.counted()
    say(
        f"specifications: {', '.join(f'{number} {outcome}' for outcome, number in counted.items() if number) or 'none'}"
    )
    for left_out in sorted({*DATABASES} - {*verification.databases}):
        say(f"left out: nothing was tried on {left_out}")
