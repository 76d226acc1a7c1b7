"""A process can be told to die at a named commit."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tongban.storage import open_database

CODE = """
import asyncio, sys
from tongban.storage import open_database
async def main():
    database = open_database(sys.argv[1])
    await database.start()
    await database.execute("CREATE TABLE note (id BIGINT PRIMARY KEY)")
    for number in range(4):
        async with database.transaction("note.write"):
            await database.execute("INSERT INTO note (id) VALUES ($1)", number)
        async with database.transaction("note.look"):
            await database.fetch("SELECT id FROM note")
    await database.stop()
asyncio.run(main())
"""


def run(url: str, **environment: str) -> int:
    return subprocess.run(
        [sys.executable, "-c", CODE, url], check=False, env={**os.environ, **environment}, timeout=60
    ).returncode


def notes(url: str) -> int:
    async def count() -> int:
        database = open_database(url)
        await database.start()
        rows = await database.fetch("SELECT id FROM note")
        await database.stop()
        return len(rows)

    return asyncio.run(count())


@pytest.mark.parametrize(("side", "kept"), [("before", 1), ("after", 2)])
def test_the_process_dies_at_the_nth_commit_of_that_name(database_url: str, side: str, kept: int) -> None:
    assert run(database_url, TONGBAN_CRASH_AT=f"note.write:{side}:2") == -signal.SIGKILL
    assert notes(database_url) == kept


def test_every_boundary_passed_is_logged(database_url: str, tmp_path: Path) -> None:
    log = tmp_path / "boundaries"
    assert run(database_url, TONGBAN_BOUNDARY_LOG=str(log)) == 0
    assert log.read_text().split() == ["note.write", "note.look"] * 4


def test_a_crash_setting_that_is_not_understood_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TONGBAN_CRASH_AT", "case.submit:during:1")
    with pytest.raises(ValueError, match="TONGBAN_CRASH_AT"):
        open_database(f"sqlite:///{tmp_path}/node.db")
