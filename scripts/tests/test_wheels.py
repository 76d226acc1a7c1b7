"""A wheel holds all that its plugin or core needs at work: every file of the package that is in Git, data included."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MEMBERS = sorted(
    manifest.parent for pattern in ("core", "web", "plugins/*") for manifest in ROOT.glob(f"{pattern}/pyproject.toml")
)
# What a matter's plugin cannot be without at work, and no import would miss.
DATA = ("features/", "guides.yaml", "rules.yaml", "parameters/", "demo/")
EXPECTED = {
    "core": ("template/copier.yml", "template/plugin/pyproject.toml.jinja", "template/plugin/.gitignore", "py.typed"),
    "web": ("templates/", "static/", "py.typed"),
    "plugins/household": ("features/", "guides.yaml", "parameters/"),
    "plugins/housing_fund": DATA,
    "plugins/marriage": ("features/", "guides.yaml", "parameters/"),
}


def contents(member: Path, into: Path) -> set[str]:
    """The files of a member's wheel, built anew."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)]
    subprocess.run(command, cwd=member, check=True, capture_output=True)
    (wheel,) = into.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def in_git(member: Path) -> set[str]:
    """The files of the member's package under version control, as they lie in a wheel."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "src"], cwd=member, check=True, capture_output=True, text=True
    ).stdout
    return {path.removeprefix("src/") for path in listed.split("\0") if path}


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: str(member.relative_to(ROOT)))
def test_a_wheel_holds_every_file_of_its_package(member: Path, tmp_path: Path) -> None:
    found = contents(member, tmp_path)
    assert in_git(member) - found == set()
    (package,) = {path.partition("/")[0] for path in found if ".dist-info/" not in path}
    for wanted in EXPECTED.get(str(member.relative_to(ROOT)), ()):
        assert any(path.startswith(f"{package}/{wanted}") for path in found), wanted
