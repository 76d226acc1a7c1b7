"""The settings of the workspace name every member, and nothing of one machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
MEMBERS = sorted(
    manifest.parent for pattern in ("core", "web", "plugins/*") for manifest in ROOT.glob(f"{pattern}/pyproject.toml")
)
WITH_MATTERS = sorted(
    hooks.parents[2]
    for pattern in ("plugins/*", "examples/*")
    for hooks in ROOT.glob(f"{pattern}/src/*/plugin.py")
    if "tongban_register_matters" in hooks.read_text("utf-8")
)
PACKAGES = {package.parent.name for member in MEMBERS for package in member.glob("src/*/__init__.py")}


def read(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture
def workspace() -> dict[str, Any]:
    return read(ROOT)


def test_every_member_is_under_the_import_contracts(workspace: dict[str, Any]) -> None:
    assert set(workspace["tool"]["importlinter"]["root_packages"]) == PACKAGES


def test_core_and_the_matters_are_kept_apart_from_every_member(workspace: dict[str, Any]) -> None:
    contracts = {contract["id"]: contract for contract in workspace["tool"]["importlinter"]["contracts"]}
    assert set(contracts["core"]["forbidden_modules"]) >= PACKAGES - {"tongban"}
    assert set(contracts["independence"]["modules"]) == PACKAGES - {"tongban"}


def test_every_member_is_type_checked_and_sorted_as_ours(workspace: dict[str, Any]) -> None:
    assert set(workspace["tool"]["mypy"]["mypy_path"]) == {f"{member.relative_to(ROOT)}/src" for member in MEMBERS}
    assert set(workspace["tool"]["ruff"]["lint"]["isort"]["known-first-party"]) == PACKAGES


def test_installing_the_root_brings_core_and_the_site_and_offers_each_matter(workspace: dict[str, Any]) -> None:
    named = set(workspace["project"]["dependencies"]) | set(workspace["project"]["optional-dependencies"]["all"])
    assert named == {read(member)["project"]["name"] for member in MEMBERS}


@pytest.mark.parametrize("folder", WITH_MATTERS, ids=lambda folder: folder.name)
def test_a_plugin_with_matters_has_its_tests_looked_at_too(folder: Path) -> None:
    line = re.compile(r"^test_conformance = conformance_of\(\"\w+\", tests=__file__\)$", re.MULTILINE)
    assert line.search((folder / "tests" / "test_conformance.py").read_text("utf-8"))


def test_the_lock_names_no_address_no_path_and_no_member() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|^-|^[./]", lock, re.MULTILINE)
    assert not re.search(r"^tongban", lock, re.MULTILINE)


def test_every_locked_package_has_a_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = re.findall(r"^[a-z0-9][^\n]*==[^\n]*$", lock, re.MULTILINE)
    assert packages
    assert [line for line in packages if not line.endswith("\\")] == []


@pytest.mark.parametrize(
    "member", [member for member in MEMBERS if [*member.glob("src/*/features")]], ids=lambda path: path.name
)
def test_a_plugin_publishes_its_matters_and_its_steps(member: Path) -> None:
    entry_points = read(member)["project"]["entry-points"]
    (package,) = (init.parent.name for init in member.glob("src/*/__init__.py"))
    assert entry_points["pytest11"] == {package: f"{package}.testing"}
    assert entry_points["tongban"] == {member.name: f"{package}.plugin"}


def test_each_dependency_has_its_reason() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs" / "dependencies.md").read_text("utf-8"), re.MULTILINE)
    reasoned = {name for row in rows for name in re.findall(r"[\w-]+", row)}
    assert sorted(_third_party() - reasoned) == []


def _third_party() -> set[str]:
    """Every distribution that a member or the development group names, without our own."""
    manifests = [read(folder) for folder in (ROOT, *MEMBERS)]
    ours = {manifest["project"]["name"] for manifest in manifests}
    named = [
        requirement
        for manifest in manifests
        for group in (
            manifest["project"].get("dependencies", []),
            *manifest["project"].get("optional-dependencies", {}).values(),
            *manifest.get("dependency-groups", {}).values(),
        )
        for requirement in group
    ]
    return {re.split(r"[^\w.-]", requirement)[0] for requirement in named} - ours
