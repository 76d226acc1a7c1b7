"""The checks as tests of a plugin: `test_conformance = conformance_of("household", tests=__file__)`."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from tongban.testing.conformance.check import Check, Fault
    from tongban.testing.conformance.subject import Subject

PROPERTY = "tongban-check"
DATABASE = "tongban-database"
PLACED: Final = re.compile(r"(.+?:\d+): (.*)", re.DOTALL)
QUOTED: Final = re.compile(r"'([^']+)'")
"""What an error of ours names in its message: what stands so in the plugin is where it comes from."""


def conformance_of(plugin: str, *, tests: str = "") -> Callable[..., None]:
    """A test function with one test for each check; those that touch storage run on both databases.

    `tests` is `__file__`: the tests beside that file are looked at too.
    """
    from tongban.testing.conformance.catalogue import checks, checks_of_tests
    from tongban.testing.databases import DIALECTS

    folder = Path(tests).parent if tests else None
    cases = [
        pytest.param(check, dialect.values[0], marks=dialect.marks, id=f"{check.id}-{dialect.values[0]}")
        for check in checks()
        if check.fixture
        for dialect in (DIALECTS if check.both_databases else DIALECTS[:1])
    ]
    without_fixture = [*checks(), *(checks_of_tests() if tests else ())]
    plain = [pytest.param(check, "", id=check.id) for check in without_fixture if not check.fixture]

    def test_conformance(
        check: Check, database_dialect: str, request: pytest.FixtureRequest, record_property: Callable[..., None]
    ) -> None:
        record_property(PROPERTY, check.id)
        record_property(DATABASE, database_dialect)
        examine(plugin, check, request, folder)

    parametrized: Callable[..., None] = pytest.mark.parametrize(("check", "database_dialect"), [*plain, *cases])(
        test_conformance
    )
    return parametrized


def examine(plugin: str, check: Check, request: pytest.FixtureRequest, tests: Path | None) -> None:
    """Fail with every fault, or skip with the reason where the check cannot be made."""
    from tongban.errors import TongbanError
    from tongban.testing.conformance.loading import LOADS, loaded

    if check.reason:
        pytest.skip(check.reason)
    subject, refused = None, ""
    try:
        subject = loaded(plugin, tests)
    except TongbanError as error:
        refused = str(error)
    if subject is None:
        if check.id == LOADS.id:
            pytest.fail(refused, pytrace=False)
        pytest.skip("the plugin does not load")
    given = request.getfixturevalue(check.fixture) if check.fixture else None
    faults = faults_of(check, subject, given)
    if faults:
        pytest.fail("\n".join(map(str, faults)), pytrace=False)


def faults_of(check: Check, subject: Subject, given: Any = None) -> list[Fault]:
    """What a check finds, or what of the plugin keeps it from being made."""
    from tongban.errors import TongbanError
    from tongban.plugin_sources import in_words, origin
    from tongban.testing.conformance.check import Fault

    try:
        return check.faults(subject, given)
    except Exception as error:
        place, what = origin(error, subject.folder), in_words(error)
        if not place and isinstance(error, TongbanError):
            place, what = _told(subject, str(error).removeprefix(f"plugin {subject.name!r}: "))
        if not place:
            raise
        return [Fault(place, f"{check.id} cannot be looked at: {what}", "mend that, then try again")]


def _told(subject: Subject, message: str) -> tuple[str, str]:
    """Where what an error of ours says has its place in the plugin, and what it says."""
    placed = PLACED.match(message)
    return (placed[1], placed[2]) if placed else (subject.place(*QUOTED.findall(message)), message)
