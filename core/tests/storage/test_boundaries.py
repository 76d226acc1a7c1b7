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
from tongban.storage.boundaries import died_at

CODE = """
import asyncio, sys
from tongban.storage import open_database
async def main():
    database = open_database(sys.argv[1])
    await database.start()
    await database.execute("CREATE TABLE IF NOT EXISTS note (id BIGINT PRIMARY KEY)")
    for _ in range(4):
        async with database.transaction("note.write"):
            await database.execute("INSERT INTO note (id) SELECT count(*) FROM note")
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


@pytest.fixture
def deaths(tmp_path: Path) -> Path:
    return tmp_path / "deaths"


def test_a_process_dies_once_before_and_once_after_each_commit(database_url: str, deaths: Path) -> None:
    found = []
    while run(database_url, TONGBAN_DEATHS=str(deaths)) == -signal.SIGKILL:
        found.append((deaths.read_text().split()[-1], notes(database_url)))
    assert found == [("note.write:before", 0), ("note.write:after", 1), ("note.look:before", 2), ("note.look:after", 3)]
    assert died_at(deaths) == {place for place, _ in found}


def test_no_process_dies_unless_told_to(database_url: str) -> None:
    assert run(database_url, TONGBAN_DEATHS="") == 0
    assert notes(database_url) == 4
