from __future__ import annotations

import subprocess
import sys

import pytest

import tongban

HEAVY = ("tongban.storage", "tongban_web", "piccolo", "litestar", "jinja2", "asyncpg", "sqlite3", "httpx", "uvicorn")
WITH_STORAGE = {
    "Database",
    "Key",
    "LookUp",
    "NameRegister",
    "QueryRegister",
    "TableRegister",
    "Register",
    "RegisterContext",
    "StorageError",
    "Unavailable",
    "outside_transaction",
}


def loaded_by(program: str) -> set[str]:
    shown = f"{program}\nimport sys\nprint('\\n'.join(sys.modules))"
    return set(subprocess.run([sys.executable, "-c", shown], check=True, capture_output=True, text=True).stdout.split())


def test_importing_tongban_loads_neither_storage_nor_web():
    assert not loaded_by("import tongban") & set(HEAVY)


def test_what_rules_forms_and_matters_need_loads_neither_storage_nor_web():
    names = ", ".join(sorted(set(tongban.__all__) - WITH_STORAGE))
    assert not loaded_by(f"from tongban import {names}") & set(HEAVY)


@pytest.mark.parametrize("name", tongban.__all__)
def test_every_public_name_can_be_imported(name: str):
    assert getattr(tongban, name) is not None
    assert name in dir(tongban)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Mater'"):
        _ = tongban.Mater
