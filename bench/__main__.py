"""`python -m bench`: private databases, one worker each, interleaved runs, a table; everything ends with it."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from anyio.from_thread import start_blocking_portal

from bench import copies, limit_tables
from bench.measuring import Bench, Runs, Target
from bench.people import people
from bench.report import table
from bench.requests import Work, environment, works
from bench.serve import encode_settings
from bench.stage import TODAY, Stage, officers, set_up
from bench.workers import Worker, rss_mb, serving
from tongban.testing.database_servers import PostgresqlDatabases
from tongban.testing.postgresql_installation import find_installation
from tongban.testing.postgresql_server import PostgresqlServer

DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "256MB"}
COLD_STARTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line asks for."""

    cases: int
    seconds: float
    rounds: int
    only: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where runs happen: a folder, and the database server's pid if it has one."""

    folder: Path
    database: int | None


def wanted() -> Wanted:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="cases present")
    parser.add_argument("--seconds", type=float, default=2.0, help="seconds of each run")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each kind against each worker")
    parser.add_argument("--only", default="", help="part of a title: measure only these")
    return Wanted(**vars(parser.parse_args()))


def main() -> None:
    """Measure and print."""
    asked = wanted()
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as folder, ExitStack() as stack:
        portal = stack.enter_context(start_blocking_portal())
        # Test servers live in memory; this one is to wait for a disk as a province's would.
        home = Path(tempfile.mkdtemp(prefix="tongban-bench-postgresql-"))
        server = stack.enter_context(PostgresqlServer(find_installation(), settings=DURABLE, home=home))
        databases = stack.enter_context(PostgresqlDatabases(server, portal))
        assert server.process is not None
        here = Path(folder)
        limits = on_postgresql(asked, databases.create(), Place(folder=here / "pg", database=server.process.pid))
        on_sqlite(asked, here / "sqlite", limits)


def on_postgresql(asked: Wanted, url: str, place: Place) -> Mapping[tuple[str, str], Runs]:
    """The node beside the limit on one database; the runs, for comparison."""
    with founded(asked, url, place.folder) as (stage, lines):
        stage.portal.call(limit_tables.create, url, asked.cases)
        with (
            running(stage, lines) as node,
            serving("limit", environment=environment(url), probe=lines[0].limit[0]) as limit,
        ):
            bench = Bench(seconds=asked.seconds, rounds=asked.rounds, folder=place.folder, database=place.database)
            targets = (
                Target(name="node", worker=node, requests=lambda work: work.node, counted=True),
                Target(name="limit", worker=limit, requests=lambda work: work.limit),
            )
            runs = bench.compare(lines, targets)
            told("PostgreSQL", table([line.title for line in lines], runs, runs))
            told("", f"RSS after load: node {rss_mb(node.pid):.0f} MB, limit {rss_mb(limit.pid):.0f} MB")
        told("", cold_starts(stage, lines))
        return runs


def on_sqlite(asked: Wanted, folder: Path, limits: Mapping[tuple[str, str], Runs]) -> None:
    """The node on SQLite beside the limit's figures on PostgreSQL."""
    with founded(asked, f"sqlite:///{folder}/node.db", folder) as (stage, lines), running(stage, lines) as node:
        bench = Bench(seconds=asked.seconds, rounds=asked.rounds, folder=folder, database=None)
        target = Target(name="node", worker=node, requests=lambda work: work.node, counted=True)
        runs = bench.compare(lines, [target])
        told("SQLite, beside the limit on PostgreSQL", table([line.title for line in lines], runs, limits))
        told("", f"RSS after load: {rss_mb(node.pid):.0f} MB")


@contextmanager
def founded(asked: Wanted, url: str, folder: Path) -> Iterator[tuple[Stage, tuple[Work, ...]]]:
    """A province with its cases, and the requests that suit it."""
    folder.mkdir()
    with set_up(url, folder) as stage:
        for tables, indexes in (
            (copies.WHOLE, range(min(copies.FILES, asked.cases))),
            (copies.LISTED, range(min(copies.FILES, asked.cases), asked.cases)),
        ):
            made_of = stage.portal.call(copies.original, stage, tables)
            if stage.node.database.dialect == "postgresql":
                stage.portal.call(copies.copy_to_postgresql, url, made_of, indexes)
            else:
                copies.copy_to_sqlite(url, made_of, indexes)
        staff = stage.portal.call(officers, stage.node, copies.offices(min(copies.FILES, asked.cases)))
        yield stage, tuple(each for each in works(stage.applicants, staff, tuple(people())) if asked.only in each.title)


@contextmanager
def running(stage: Stage, lines: tuple[Work, ...]) -> Iterator[Worker]:
    """A worker of the node."""
    settings = {"BENCH_SETTINGS": encode_settings(stage.node.settings), "TONGBAN_CLOCK": TODAY}
    with serving("node", environment=settings, probe=lines[-1].node[0]) as worker:
        yield worker


def cold_starts(stage: Stage, lines: tuple[Work, ...]) -> str:
    """From exec to the first answer out of the database."""
    found = []
    for _ in range(COLD_STARTS):
        with running(stage, lines) as worker:
            found.append(worker.cold)
    return f"cold start: {median(found):.2f} s"


def told(title: str, text: str) -> None:
    """Print a part of the report."""
    print(f"\n{title}\n\n{text}" if title else f"\n{text}", flush=True)


if __name__ == "__main__":
    main()
