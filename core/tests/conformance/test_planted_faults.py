"""Every check of the conformance suite can fail: each has a fault planted in a sound plugin that trips it alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from spoilt_plugins import LIVE, POSTGRESQL, SQLITE, STATIC, Planted, install

from tongban.testing.conformance.catalogue import checks, checks_of_tests
from tongban.testing.postgresql_installation import PostgresqlUnavailableError, find_installation

# Each site is examined in a process forked from one that has everything of ours imported.
EXAMINE = """
import json, os, sys
from pathlib import Path
import tongban.testing.plugin, tongban.node
from tongban.testing.conformance.catalogue import checks, checks_of_tests
from tongban.testing.conformance.ids import others_than
from tongban.testing.conformance.as_tests import faults_of
from tongban.testing.conformance.loading import loaded
from importlib import import_module
from tongban.errors import TongbanError

def examined(site):
    sys.path.insert(0, site)
    try:
        subject = loaded("permit", Path(site, "tests"))
    except TongbanError as error:
        return {"loads": [str(error)]}
    import_module("tongban_permit.testing")
    static = [check for check in (*checks(), *checks_of_tests()) if not check.fixture]
    found = {check.id: [str(each) for each in faults_of(check, subject)] for check in static}
    return {id: faults for id, faults in found.items() if faults}

for module in tongban.testing.plugin.pytest_plugins:
    import_module(module)
checks()
others_than("permit")
for site in sys.argv[1:]:
    told, telling = os.pipe()
    if os.fork() == 0:
        with os.fdopen(telling, "w") as answer:
            answer.write(json.dumps(examined(site)))
        os._exit(0)
    os.close(telling)
    print(os.fdopen(told).read(), flush=True)
    os.wait()
"""


PLACE = re.compile(r"/(tongban_permit|tests)/\S+\.(py|yaml|feature):\d+: ")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, generated: Path) -> dict[str, dict[str, list[str]]]:
    """What the checks that need no node say of each planted plugin, and of the sound one."""
    base = tmp_path_factory.mktemp("planted")
    sites = {"": install(generated, base / "sound", lambda _: None)}
    sites |= {each.key: install(generated, base / each.key, each.spoil) for each in (*STATIC, *LIVE)}
    command = [sys.executable, "-c", EXAMINE, *map(str, sites.values())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    answers = done.stdout.splitlines()
    assert len(answers) == len(sites), done.stderr
    return {key: json.loads(answer) for key, answer in zip(sites, answers, strict=True)}


def test_every_check_has_a_planted_fault():
    own = {check.id for check in (*checks(), *checks_of_tests()) if not check.id.startswith("pages")}
    assert own == {each.check for each in (*STATIC, *LIVE)}


def test_the_generated_plugin_has_no_fault(found: dict[str, Any]):
    assert found[""] == {}


@pytest.mark.parametrize("fault", STATIC, ids=lambda fault: fault.key)
def test_a_fault_trips_its_check_alone(fault: Planted, found: dict[str, dict[str, list[str]]]):
    assert list(found[fault.key]) == [fault.check], found[fault.key]
    for words in (fault.told, *fault.besides):
        (told,) = {each for each in found[fault.key][fault.check] if words in each}
        assert PLACE.search(told), told


@pytest.mark.parametrize("fault", LIVE, ids=lambda fault: fault.key)
def test_a_fault_that_only_nodes_show_trips_its_check_alone(
    fault: Planted, found: dict[str, Any], tmp_path: Path, generated: Path
):
    assert found[fault.key] == {}
    databases = [each for each in fault.databases if each in available()]
    if not databases:
        pytest.skip("there is no PostgreSQL")
    site = install(generated, tmp_path / "site", fault.spoil)
    command = [sys.executable, "-m", "pytest", str(site / "tests" / "test_conformance.py"), "-rf", "-q"]
    done = subprocess.run(
        [*command, "-c", str(generated / "pyproject.toml"), "-m", " or ".join(databases), "-k", "not pages"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(site)},
    )
    failed = [line.split("[", 1)[1].split("]")[0] for line in done.stdout.splitlines() if line.startswith("FAILED")]
    assert failed == [f"{fault.check}-{database}" for database in databases], done.stdout + done.stderr
    told = {line for line in done.stdout.splitlines() if fault.told in line and not line.startswith("FAILED")}
    assert told, done.stdout
    assert all(PLACE.search(line) for line in told), told


def available() -> tuple[str, ...]:
    """The databases that can be tried on this machine."""
    try:
        find_installation()
    except PostgresqlUnavailableError:
        return (SQLITE,)
    return (SQLITE, POSTGRESQL)
