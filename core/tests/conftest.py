<<<<<<< HEAD
"""Databases for the tests of this folder, until the shared fixture comes."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

BINARIES = Path("/usr/lib/postgresql/15/bin")


def _as_postgres(*command: object) -> None:
    subprocess.run(["runuser", "-u", "postgres", "--", *map(str, command)], check=True, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    root = Path(tempfile.mkdtemp(prefix="tongban-pg-"))
    shutil.chown(root, "postgres", "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    _as_postgres(BINARIES / "initdb", "-D", root / "data", "-A", "trust", "-U", "postgres")
    options = f"-k {root} -p {port} -c listen_addresses=127.0.0.1"
    _as_postgres(BINARIES / "pg_ctl", "-D", root / "data", "-w", "-l", root / "log", "-o", options, "start")
    yield f"postgresql://postgres@127.0.0.1:{port}"
    _as_postgres(BINARIES / "pg_ctl", "-D", root / "data", "-m", "immediate", "stop")
    shutil.rmtree(root)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/node.db"
    server = request.getfixturevalue("postgresql_server")
    name = f"t_{uuid.uuid4().hex}"
    asyncio.run(_create(server, name))
    return f"{server}/{name}"


async def _create(server: str, name: str) -> None:
    connection = await asyncpg.connect(f"{server}/postgres")
    await connection.execute(f'CREATE DATABASE "{name}"')
    await connection.close()
=======
"""What the tests of core share."""

from __future__ import annotations

import pytest
from tongban.routing.divisions import Divisions, load_divisions


@pytest.fixture(scope="session")
def divisions() -> Divisions:
    """All built-in divisions, read once."""
    return load_divisions()
>>>>>>> numbers
