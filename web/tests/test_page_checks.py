"""Each of the page checks of the conformance suite names the fault that is planted for it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from spoilt_plugins import Planted, install

from tongban.cli import main
from tongban_web.testing.browser import MISSING, find_chromium

WITH_A_BLANK = 'Material(key="own words", name="本人说明", sources=(Upload(),), reason="说明用途"),\n        '
SILENT_OPTION = 'Choice("用途", options=(("本人出行", "本人出行"), ("other", ""))'
FAULTS = (
    Planted(
        "pages",
        (
            ("matters.py", "        Material(", f"        {WITH_A_BLANK}Material("),
            ("matters.py", "    Route,\n", "    Route,\n    Upload,\n"),
        ),
        "aria-describedby names words-hint, which is not there",
    ),
    Planted(
        "pages-in-browser",
        (("forms.py", 'Field("用途"', SILENT_OPTION), ("forms.py", "import Field,", "import Choice,")),
        'label: <input type="radio"',
    ),
)
PLACES = {"pages": r"matters\.py:\d+: ", "pages-in-browser": r"forms\.py:14: /"}


# A field that bears the name of one of the site's own: whoever fills it in chooses no way of delivery.
STOPPED = Planted(
    "pages",
    (
        ("forms.py", "", '    delivery: Annotated[str, Field("送达说明")] = ""\n'),
        ("testing.py", '"mobile": "13800000000"', '"mobile": "13800000000", "delivery": "放在门口"'),
    ),
    r"matters\.py:\d+: nobody gets further than /drafts/\S+ of permit.apply: the sample's answers are not taken: 请",
    "stopped",
    besides=(r"forms\.py:16: /drafts/\S+ of permit.apply: id field-delivery 2 times",),
)
BROKEN = Planted(
    "pages",
    (("matters.py", "    route=route,", "    route=route,\n    calculation=lambda application: 1 / 0,"),),
    r"matters\.py:52: /drafts/\S+ of permit.apply breaks: ZeroDivisionError: division by zero; let that line bear what",
    "broken",
)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated") / "permit"
    result = CliRunner().invoke(main, ["new", str(folder), "--defaults"])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def told(generated: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the checks of pages say of a plugin with every one of the faults."""
    return said_of(generated, tmp_path_factory.mktemp("spoilt") / "site", FAULTS)


def said_of(generated: Path, site: Path, faults: Sequence[Planted]) -> str:
    install(generated, site, lambda package: [fault.spoil(package) for fault in faults])
    command = [sys.executable, "-m", "pytest", str(generated / "tests" / "test_conformance.py"), "-rA", "-q"]
    done = subprocess.run(
        [*command, "-c", str(generated / "pyproject.toml"), "-k", "pages and sqlite"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(site)},
    )
    return done.stdout + done.stderr


def outcome(told: str, check: str) -> str:
    """How a check ended, in pytest's word."""
    # Where CI is set, pytest adds the reason to the line; elsewhere only if the line is short enough.
    lines = (line.partition(" - ")[0] for line in told.splitlines())
    return next(line.split(" ", 1)[0] for line in lines if line.endswith(f"::test_conformance[{check}-sqlite]"))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.check)
def test_a_planted_fault_is_named_with_file_and_line(fault: Planted, told: str) -> None:
    if fault.check == "pages-in-browser" and not find_chromium():
        pytest.skip(MISSING)
    assert outcome(told, fault.check) == "FAILED", told
    said = [line for line in told.splitlines() if fault.told in line]
    assert any(re.search(f"/site/tongban_permit/{PLACES[fault.check]}", line) for line in said), told


@pytest.mark.parametrize("fault", [STOPPED, BROKEN], ids=lambda fault: fault.way)
def test_what_stops_a_round_is_told_with_its_line(fault: Planted, generated: Path, tmp_path: Path) -> None:
    told = said_of(generated, tmp_path / "site", [fault])
    assert outcome(told, fault.check) == "FAILED", told
    said = [line for line in told.splitlines() if "/site/tongban_permit/" in line]
    for each in (fault.told, *fault.besides):
        assert any(re.search(f"/site/tongban_permit/{each}", line) for line in said), told
