"""Several processes on one PostgreSQL: no letter is sent twice at once, none is lost with the process that held it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest
from anyio.from_thread import BlockingPortal
from core.tests.exchange.one_process import HERE, TABLES, THERE

from tongban.audit.record import Audit
from tongban.audit.verify import verify
from tongban.clock import SystemClock
from tongban.exchange import keys
from tongban.exchange.letters import Letter
from tongban.exchange.outbox import Outbox
from tongban.storage import Database, open_database
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.migrating import bring_up

LETTERS, PROCESSES, PATIENCE = 3600, 4, 240
APPS = ["tongban.storage.piccolo_app"]


@pytest.fixture(params=["postgresql"])
def database_dialect(request: pytest.FixtureRequest) -> str:
    """SQLite stays on one host with one process."""
    return str(request.param)


@pytest.fixture
def database(migrated_database_url: NewMigratedDatabase, database_portal: BlockingPortal):
    opened = open_database(migrated_database_url(bring_up, APPS))
    database_portal.call(opened.start)
    for table in TABLES:
        database_portal.call(opened.execute, table)
    yield opened
    database_portal.call(opened.stop)


@pytest.fixture
def start(database: Database, tmp_path: Path):
    for node in (HERE, THERE):
        keys.save(keys.generate_pair(node), tmp_path / f"{node}.key")
    running: list[subprocess.Popen[bytes]] = []

    def start_one(script: str = "one_process.py") -> subprocess.Popen[bytes]:
        url = database.engine.config["dsn"]
        name = f"p{len(running)}"
        with (tmp_path / f"{name}.log").open("wb") as log:
            command = [sys.executable, str(Path(__file__).with_name(script)), url, str(tmp_path), name]
            running.append(subprocess.Popen(command, stdout=log, stderr=log, env=os.environ))
        return running[-1]

    yield start_one
    for process in running:
        process.kill()
        process.wait()


def kill_at_work(process: subprocess.Popen[bytes], held: Callable[[], set[str]]) -> None:
    """`kill -9` while letters are under way."""
    while True:
        until(lambda: bool(held()))
        process.send_signal(signal.SIGSTOP)
        if held() and held():  # what it had asked of the database before it stopped is done by then
            break
        process.send_signal(signal.SIGCONT)
    process.kill()
    process.wait()


def until(met: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE
    while not met():
        assert monotonic() < deadline, "the processes did not get there"


def test_processes_share_the_outbox_and_outlive_one_another(
    database: Database, database_portal: BlockingPortal, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    def fetch(sql: str) -> list[str]:
        return [str(row["found"]) for row in database_portal.call(database.fetch, sql)]

    def count(what: str) -> int:
        return int(fetch(f"SELECT count(*) AS found FROM {what}")[0])

    def held(name: str) -> set[str]:
        return set(fetch(f"SELECT letter AS found FROM under_way WHERE process = '{name}'"))

    database_portal.call(write, database)
    processes = [start() for _ in range(PROCESSES)]
    until(lambda: count("sending") > LETTERS // 20)
    left = set[str]()
    for process, name in zip(processes[:2], ("p0", "p1"), strict=True):
        kill_at_work(process, lambda name=name: held(name))
        left |= held(name)
    start()
    until(lambda: count("tongban_outbox WHERE state = 'applied'") == LETTERS)
    until(lambda: count("tongban_audit WHERE position IS NULL") == 0)
    assert count("overlap") == 0
    assert count("(SELECT DISTINCT letter FROM sending) AS sent") == LETTERS
    again = set(fetch("SELECT letter AS found FROM sending GROUP BY letter HAVING count(*) > 1"))
    by_the_dead = set(fetch("SELECT letter AS found FROM sending WHERE process IN ('p0', 'p1')"))
    assert left, "whoever was killed was sending"
    assert left <= again <= by_the_dead, "what a killed process held another sent; everything else was sent once"
    assert count("(SELECT DISTINCT process FROM sending) AS busy") > 2
    assert database_portal.call(verified, database)


def test_processes_whose_holds_do_not_count_are_found_out(
    database: Database, database_portal: BlockingPortal, start: Callable[[str], subprocess.Popen[bytes]]
) -> None:
    database_portal.call(write, database, 100)
    for _ in range(2):
        start("planted_process.py")
    overlaps = "SELECT letter FROM overlap LIMIT 1"
    until(lambda: bool(database_portal.call(database.fetch, overlaps)))


async def write(database: Database, cases: int = LETTERS // 3) -> None:
    outbox, clock = Outbox(database, clock=SystemClock()), SystemClock()
    audit = Audit(database, secret=b"s" * 32, node=HERE, clock=clock)
    for case in range(cases):
        letters = [Letter(receiver=THERE, case=f"c{case}", kind="case.facts", body=b"{}", epoch=0)] * 3
        async with database.transaction("test.act"):
            await outbox.put(*letters)
            await audit.record(actor="a", role="officer", act="test", purpose="test")


async def verified(database: Database) -> bool:
    return (await verify(database, secret=b"s" * 32)).is_intact
