"""What a run of the suite amounts to: nothing is held that was not tried, and what cannot run is told."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Literal

import pytest
from spoilt_plugins import install

from tongban.errors import Misconfigured, PluginError, TongbanError
from tongban.testing.conformance.as_tests import DATABASE, PROPERTY, examine
from tongban.testing.conformance.catalogue import checks
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.running import Listening, Verdict, Verification

MATTERS = ("permit.apply",)
SQLITE = ("--without", "postgresql")


def test_a_plugin_holds_only_to_what_was_tried():
    verdicts = {check.id: Verdict("passed") for check in checks()}
    ran = {"停车证.feature:8": Verdict("passed")}
    assert Verification(MATTERS, checks=verdicts, specifications=ran).holds
    without_one = {name: each for name, each in verdicts.items() if name != "uninstall"}
    assert not Verification(MATTERS, checks=without_one, specifications=ran).holds
    assert not Verification(MATTERS, checks=verdicts).holds
    skipped = {**ran, "停车证.feature:12": Verdict("skipped")}
    assert not Verification(MATTERS, checks=verdicts, specifications=skipped).holds
    assert not Verification(MATTERS).holds


def test_what_offers_no_matter_needs_no_specification():
    verdicts = {check.id: Verdict("passed") for check in checks()}
    assert Verification((), checks=verdicts).holds
    assert not Verification((), checks=verdicts, specifications={"套件.feature:3": Verdict("failed")}).holds
    assert not Verification(()).holds


def test_a_check_that_code_of_the_plugin_breaks_names_its_line(request: pytest.FixtureRequest):
    results = "tongban_household.results"
    check = Check(id="ids", sentence="", find=lambda _: import_module(results).compose_certificate(None))
    with pytest.raises(
        pytest.fail.Exception, match=r"results\.py:\d+: ids cannot be looked at: AttributeError: .*mend"
    ):
        examine("household", check, request, None)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Misconfigured("a matter needs register 'household.record', which nobody offers: name it alike"),
         r"records\.py:\d+: ids cannot be looked at: a matter needs register .*: name it alike"),
        (PluginError("household", "/a/b.py:3: its table is named otherwise; rename it"),
         r"^/a/b\.py:3: ids cannot be looked at: its table is named otherwise; rename it"),
    ],
    ids=["a name", "a place"],
)  # fmt: skip
def test_a_check_that_an_error_of_ours_keeps_from_being_made_is_told_with_place_and_remedy(
    request: pytest.FixtureRequest, error: TongbanError, told: str
):
    def raising(_: object) -> Iterable[Fault]:
        raise error

    with pytest.raises(pytest.fail.Exception, match=told):
        examine("household", Check(id="ids", sentence="", find=raising), request, None)


def reported(outcome: Literal["passed", "failed", "skipped"], database: str) -> pytest.TestReport:
    told: list[tuple[str, object]] = [(PROPERTY, "round-trip"), (DATABASE, database)]
    return pytest.TestReport("round-trip", ("", 1, ""), {}, outcome, None, "call", user_properties=told)


def test_a_database_on_which_everything_was_skipped_was_not_tried():
    verification = Verification(MATTERS)
    listening = Listening(verification)
    listening.pytest_runtest_logreport(reported("passed", "sqlite"))
    listening.pytest_runtest_logreport(reported("skipped", "postgresql"))
    assert verification.databases == ("sqlite",)


def test_what_could_not_be_tried_is_named_and_what_was_tried_once_is_not():
    verification = Verification(MATTERS)
    listening = Listening(verification)
    listening.pytest_runtest_logreport(reported("skipped", "postgresql"))
    assert verification.skipped == ("round-trip",)
    listening.pytest_runtest_logreport(reported("passed", "sqlite"))
    assert verification.skipped == ()


def test_a_difference_from_a_specification_is_told_with_the_line_of_its_step(generated: Path, tmp_path: Path):
    def spoil(package: Path) -> None:
        feature = package / "features" / "残疾人机动车停车证.feature"
        feature.write_text(feature.read_text("utf-8").replace("（现为“已失效”）", "（现为“已注销”）"), "utf-8")

    site = install(generated, tmp_path / "site", spoil)
    command = [sys.executable, "-c", "from tongban.cli import main; main()", "verify", "permit", *SQLITE]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(site)}
    )
    assert done.returncode == 1
    place = site / "tongban_permit" / "features" / "残疾人机动车停车证.feature"
    assert f"no    {place}:10 登记失效的先更新登记\n        {place}:12 那么 残疾人机动车停车证应提示" in done.stdout
    assert "AssertionError" in done.stdout


def test_a_specification_that_cannot_be_read_is_told_with_its_line_and_all_else_is_tried(
    generated: Path, tmp_path: Path
):
    def spoil(package: Path) -> None:
        (package / "features" / "附加.feature").write_text("# language: zh-CN\n这不是规格\n", "utf-8")

    site = install(generated, tmp_path / "site", spoil)
    command = [sys.executable, "-c", "from tongban.cli import main; main()", "verify", "permit", *SQLITE]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(site)}
    )
    assert done.returncode == 1
    place = site / "tongban_permit" / "features" / "附加.feature"
    assert f"{place}:2: it is no Gherkin" in done.stdout
    assert f"no    {place}:2\n        {place}:2: Unexpected token" in done.stdout
    assert "it was not made" not in done.stdout
    assert "specifications: 1 failed, 3 passed" in done.stdout


def test_a_broken_module_for_tests_is_told_with_file_and_line(generated: Path, tmp_path: Path):
    site = install(generated, tmp_path / "site", lambda package: (package / "testing.py").write_text("\nbroken\n"))
    command = [sys.executable, "-c", "from tongban.cli import main; main()", "verify", "permit"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(site)}
    )
    assert done.returncode == 1
    place = site / "tongban_permit" / "testing.py"
    assert f"{place}:2: NameError: name 'broken' is not defined; mend it" in done.stderr
