"""No command of a node that requires passports runs code of a plugin without one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tongban.cli import main
from tongban.settings import load_settings
from tongban.settings_page import EXAMPLE
from tongban.testing.specs.at_a_node import without_strangers

Install = Callable[..., Path]
LEAVES_A_TRACE = "from pathlib import Path\nPath(__file__).with_name('ran').touch()\n"
ENABLED = 'plugins = ["housing_fund", "household", "marriage"]'


@pytest.fixture
def package(install_plugin: Install) -> Path:
    """An installed plugin that leaves a file behind when any of it is imported."""
    installed = install_plugin("quiet", LEAVES_A_TRACE, **{"testing.py": LEAVES_A_TRACE})
    (about,) = installed.parent.glob("*.dist-info")
    with (about / "entry_points.txt").open("a") as points:
        points.write("[pytest11]\ntongban_quiet = tongban_quiet.testing\n")
    return installed


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """The settings of a node that names the plugin and requires passports."""
    assert ENABLED in EXAMPLE
    made = CliRunner().invoke(main, ["keys", "new", "testers", str(tmp_path / "testers.key")])
    assert made.exit_code == 0, made.output
    strict = 'plugins = ["quiet"]\nrequire_passports = true\npassport_signers = ["testers.key.public"]'
    path = tmp_path / "tongban.toml"
    path.write_text(EXAMPLE.replace(ENABLED, strict).partition("[[overlays]]")[0], "utf-8")
    return path


@pytest.mark.parametrize(
    "words",
    [
        ("trust", "rotate-key", "--to", "request.json"),
        ("join", "--to", "request.json"),
        ("trust", "publish", "list.json"),
        ("trust", "check", "440000"),
        ("specs", "run", "quiet"),
        ("plugins",),
        ("check",),
    ],
    ids=" ".join,
)
def test_a_command_runs_no_code_of_a_refused_plugin(
    package: Path, settings: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(settings.parent)
    Path("list.json").write_text("{}")
    CliRunner().invoke(main, ["--settings", str(settings), *words])
    assert not (package / "ran").exists()


def test_specifications_of_a_node_are_not_run_while_it_refuses_a_plugin(package: Path, settings: Path):
    done = CliRunner().invoke(main, ["--settings", str(settings), "specs", "run", "quiet"])
    assert done.exit_code == 1
    assert "this node does not take it in, and so runs no specifications: it has no passport" in done.output


def test_pytest_loads_no_kit_of_an_installed_plugin_that_the_node_would_refuse(package: Path, settings: Path):
    words = without_strangers(load_settings(settings, {}))
    assert "no:tongban_quiet" in words
    assert not (package / "ran").exists()
