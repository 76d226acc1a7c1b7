"""The checks as tests of a plugin: `test_conformance = conformance_of("household", tests=__file__)`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tongban.testing.conformance.check import Check, Fault
    from tongban.testing.conformance.subject import Subject

PROPERTY = "tongban-check"
DATABASE = "tongban-database"


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
    from tongban.testing.conformance.loading import LOADS
    from tongban.testing.conformance.subject import subject_of

    if check.reason:
        pytest.skip(check.reason)
    subject, refused = None, ""
    try:
        subject = subject_of(plugin, tests)
    except TongbanError as error:
        refused = str(error)
    if subject is None:
        if check.id == LOADS.id:
            pytest.fail(refused, pytrace=False)
        pytest.skip("the plugin does not load")
    given = request.getfixturevalue(check.fixture) if check.fixture else None
    faults = _faults(check, subject, given)
    if faults:
        pytest.fail("\n".join(map(str, faults)), pytrace=False)


def _faults(check: Check, subject: Subject, given: Any) -> list[Fault]:
    """What a check finds, or the line of the plugin that keeps it from being made."""
    from tongban.plugin_sources import in_words, origin
    from tongban.testing.conformance.check import Fault

    try:
        return check.faults(subject, given)
    except Exception as error:
        place = origin(error, subject.folder)
        if not place:
            raise
        return [Fault(place, f"{check.id} cannot be looked at: {in_words(error)}", "mend that line, then try again")]
