"""Passports: a node that requires them takes in a plugin only as it was signed, and says why it leaves one out."""

from __future__ import annotations

import py_compile
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import msgspec
import pytest
from spoilt_plugins import write_record

from tongban.errors import PluginError
from tongban.exchange import keys
from tongban.exchange.signatures import SigningKey
from tongban.passports.admission import Admission
from tongban.passports.needed import NEEDED
from tongban.passports.passport import passport_of, signed
from tongban.plugin_sources import installed
from tongban.plugins import load_plugins
from tongban.testing.conformance.catalogue import checks

Install = Callable[..., Path]
QUIET = "from __future__ import annotations\n"
NOW = datetime(2026, 11, 25, tzinfo=UTC)
TELLS_NOTHING: dict[str, Any] = {"matters": (), "checks": {}, "specifications": {}, "databases": (), "now": NOW}


class Wheel:
    """A plugin as a wheel leaves it, its passport folder, and the signer."""

    def __init__(self, package: Path, folder: Path) -> None:
        self.package, self.folder = package, folder
        self.key: SigningKey = keys.generate("testers")
        self.needed = NEEDED
        self.record()

    def record(self) -> None:
        write_record(self.package.parent)

    def sign(self, **changed: object) -> None:
        passport = passport_of(
            "quiet",
            distribution("tongban-quiet"),
            matters=("quiet.apply",),
            checks=dict.fromkeys(NEEDED, "passed"),
            specifications={"passed": 3},
            databases=("sqlite", "postgresql"),
            now=NOW,
        )
        passport = msgspec.structs.replace(passport, **changed)
        (self.folder / "quiet.passport").write_bytes(signed(passport, self.key) + b"\n")

    @property
    def refusal(self) -> str:
        signers = {self.key.kid: keys.verifying(self.key)}
        return str(Admission(self.folder, signers, self.needed).refusal(installed()["quiet"]) or "")


@pytest.fixture
def wheel(install_plugin: Install, tmp_path: Path) -> Wheel:
    return Wheel(install_plugin("quiet", QUIET), tmp_path)


def test_a_plugin_as_it_was_signed_is_taken_in(wheel: Wheel):
    wheel.sign()
    assert wheel.refusal == ""


def test_a_plugin_without_a_passport_is_told_how_to_get_one(wheel: Wheel):
    assert wheel.refusal.startswith("it has no passport: put it at ")
    assert "tongban verify quiet --sign KEY" in wheel.refusal


def test_a_stranger_signs_in_vain(wheel: Wheel):
    wheel.sign()
    stranger, wheel.key = wheel.key, keys.generate("others")
    assert wheel.refusal == f"its passport is signed by {stranger.kid}, who is not among passport_signers"


def test_a_key_that_only_bears_the_name_of_a_signer_signs_in_vain(wheel: Wheel):
    trusted, false = wheel.key, keys.generate("testers")
    wheel.key = SigningKey(trusted.kid, false.suite, false.private)
    wheel.sign()
    wheel.key = trusted
    assert wheel.refusal == "its passport is damaged: have it written anew"


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (lambda package: (package / "plugin.py").write_text("evil = 1\n"), "plugin.py was changed since"),
        (lambda package: (package / "__init__.py").unlink(), "__init__.py is gone since"),
        (lambda package: (package / "more.py").write_text(""), "more.py was added since"),
        (
            lambda package: (package / "parameters").mkdir() or (package / "parameters/a.yaml").write_text(""),
            "was added",
        ),
    ],
)
def test_a_file_tampered_with_after_signing_is_found(wheel: Wheel, tamper: Callable[[Path], object], told: str):
    wheel.sign()
    tamper(wheel.package)
    assert told in wheel.refusal
    assert "install its wheel anew" in wheel.refusal


def test_a_folder_that_is_a_link_is_found(wheel: Wheel, tmp_path: Path):
    (wheel.package / "more").mkdir()
    (wheel.package / "more" / "__init__.py").write_text("")
    wheel.record()
    wheel.sign()
    (wheel.package / "more").rename(tmp_path / "elsewhere")
    (wheel.package / "more").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert "more was made a link to another folder since it was installed" in wheel.refusal


def test_a_compiled_file_that_was_not_made_of_its_source_is_found(wheel: Wheel):
    wheel.sign()
    source = wheel.package / "plugin.py"
    py_compile.compile(str(source), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    assert wheel.refusal == ""
    original = source.read_bytes()
    source.write_text("evil = 1\n")
    py_compile.compile(str(source), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    source.write_bytes(original)
    assert ".pyc was changed or is stale since it was installed" in wheel.refusal


def test_a_package_that_hides_the_installed_one_is_found(wheel: Wheel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    wheel.sign()
    other = tmp_path / "before" / "tongban_quiet"
    other.mkdir(parents=True)
    (other / "__init__.py").touch()
    (other / "plugin.py").touch()
    monkeypatch.syspath_prepend(str(other.parent))
    assert wheel.refusal.startswith(f"tongban_quiet would be imported from {other}")
    assert "tongban_quiet" not in sys.modules


def test_a_wheel_that_does_not_hold_its_entry_point_is_found(wheel: Wheel):
    (about,) = wheel.package.parent.glob("*.dist-info")
    (about / "entry_points.txt").write_text("[tongban]\nquiet = json.tool\n")
    wheel.record()
    wheel.sign()
    assert wheel.refusal.startswith("its entry point names json.tool, which its wheel does not hold")


def test_a_helper_in_another_version_than_the_one_tried_is_found(wheel: Wheel):
    wheel.sign(dependencies=("helper==1.0",))
    assert wheel.refusal.startswith("it was tried with other versions of what it stands on (helper==1.0)")
    wheel.sign(dependencies=(f"msgspec=={distribution('msgspec').version}.1",))
    assert wheel.refusal == ""


def test_a_record_written_anew_over_changed_files_is_found(wheel: Wheel):
    wheel.sign()
    (wheel.package / "plugin.py").write_text("evil = 1\n")
    wheel.record()
    assert wheel.refusal.startswith("another wheel is installed than its passport names")


def test_a_passport_for_another_version_or_plugin_does_not_count(wheel: Wheel):
    wheel.sign(version="0.9")
    assert wheel.refusal.startswith("its passport is for version 0.9, installed is 1.0")
    wheel.sign(distribution="tongban-other")
    assert wheel.refusal.startswith("its passport is that of tongban-other")


def test_a_passport_that_tells_of_failures_does_not_count(wheel: Wheel):
    wheel.sign(checks={"bases": "failed"})
    assert wheel.refusal.startswith("its passport says it fails bases")
    wheel.sign(specifications={"failed": 1})
    assert wheel.refusal.startswith("its passport says it fails specifications")


def test_a_passport_of_a_plugin_whose_specifications_did_not_all_run_does_not_count(wheel: Wheel):
    wheel.sign(specifications={})
    assert wheel.refusal.startswith("its passport tells of no specification that ran")
    wheel.sign(specifications={"passed": 3, "failed": 0, "skipped": 1})
    assert wheel.refusal.startswith("its passport tells that specifications were skipped")
    wheel.sign(specifications={"passed": 0, "failed": 0, "skipped": 0})
    assert wheel.refusal.startswith("its passport tells of no specification that ran")


def test_a_passport_of_a_plugin_that_offers_no_matter_tells_of_no_specification(wheel: Wheel):
    wheel.sign(matters=(), specifications={"passed": 0, "failed": 0, "skipped": 0})
    assert wheel.refusal == ""
    wheel.sign(matters=(), specifications={"passed": 3, "failed": 0, "skipped": 1})
    assert wheel.refusal.startswith("its passport tells that specifications were skipped")


def test_a_passport_that_leaves_a_check_out_does_not_count(wheel: Wheel):
    wheel.sign(checks={})
    assert wheel.refusal.startswith("its passport does not tell of answers-prefilled, bases, ")
    wheel.sign(checks=dict.fromkeys(NEEDED - {"uninstall"}, "passed"))
    assert wheel.refusal.startswith("its passport does not tell of uninstall: `tongban verify quiet --sign KEY`")


def test_a_check_that_was_skipped_does_not_count_unless_the_node_says_so(wheel: Wheel):
    why = "skipped: the pages cannot be looked at: pip install 'tongban-web[testing]'"
    wheel.sign(checks={**dict.fromkeys(NEEDED, "passed"), "pages": why})
    assert wheel.refusal.startswith(f"its passport says pages was {why}: get one that tells of it")
    assert wheel.refusal.endswith("or add it to passports_may_skip")
    wheel.needed = NEEDED - {"pages"}
    assert wheel.refusal == ""


def test_a_passport_tells_of_the_database_that_the_node_uses(wheel: Wheel):
    wheel.needed = NEEDED | {"postgresql"}
    wheel.sign(databases=("sqlite",))
    assert wheel.refusal.startswith("its passport does not tell of postgresql: ")
    wheel.sign()
    assert wheel.refusal == ""


def test_a_passport_must_tell_of_every_check_there_is():
    assert {check.id for check in checks()} == NEEDED


def test_a_passport_names_what_the_plugin_stands_on(wheel: Wheel):
    (about,) = wheel.package.parent.glob("*.dist-info")
    about.joinpath("METADATA").write_text(
        "Metadata-Version: 2.1\nName: tongban-quiet\nVersion: 1.0\nRequires-Dist: msgspec\n"
        'Requires-Dist: pytest; extra == "testing"\n'
    )
    wheel.record()
    passport = passport_of("quiet", distribution("tongban-quiet"), **TELLS_NOTHING)
    assert passport.dependencies == (f"msgspec=={distribution('msgspec').version}",)


def test_an_installation_from_a_source_folder_gets_no_passport(install_plugin: Install):
    install_plugin("quiet", QUIET)
    with pytest.raises(PluginError, match=r"source folder.*pip wheel"):
        passport_of("quiet", distribution("tongban-quiet"), **TELLS_NOTHING)


def test_what_is_refused_is_left_out_and_runs_no_code(wheel: Wheel):
    (wheel.package / "plugin.py").write_text("raise SystemExit('ran')\n")
    wheel.record()
    plugins = load_plugins(["quiet"], refusal=Admission(wheel.folder, {}).refusal)
    assert "tongban_quiet.plugin" not in sys.modules
    (row,) = [each for each in plugins.describe() if each.name == "quiet"]
    assert str(row.refused).startswith("it has no passport: put it at ")
    assert [each.name for each in plugins.loaded] == ["tongban"]
