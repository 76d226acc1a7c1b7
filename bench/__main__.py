"""`python -m bench`: private databases, one worker each, interleaved runs, a table; everything ends with it."""

from __future__ import annotations

import argparse
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from anyio.from_thread import start_blocking_portal

from bench import flows
from bench.measuring import Bench
from bench.report import Report
from bench.runs import Asked, on_postgresql, on_sqlite
from tongban.testing.database_servers import PostgresqlDatabases
from tongban.testing.postgresql_installation import find_installation
from tongban.testing.postgresql_server import PostgresqlServer

FLOWS = "Flows between two nodes"
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "256MB"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLine:
    """What the command line asks for."""

    cases: int
    seconds: float
    rounds: int
    only: str
    million: bool
    save: Path | None


def command_line() -> CommandLine:
    """Read it."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="cases present")
    parser.add_argument("--seconds", type=float, default=2.0, help="seconds of each run")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each kind against each worker")
    parser.add_argument("--only", default="", help="part of a title: measure only these")
    parser.add_argument("--million", action="store_true", help="measure the queue at 1,000,000 cases too")
    parser.add_argument("--save", type=Path, help="put the figures into this page, such as docs/bench.md")
    return CommandLine(**vars(parser.parse_args()))


def main() -> None:
    """Measure, print, and save where that is asked for."""
    line, report = command_line(), Report()
    asked = Asked(cases=line.cases, only=line.only, million=line.million)
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as folder, ExitStack() as stack:
        here = Path(folder)
        portal = stack.enter_context(start_blocking_portal())
        # Test servers live in memory; this one waits for a disk as a province's would.
        home = Path(tempfile.mkdtemp(prefix="tongban-bench-postgresql-"))
        server = stack.enter_context(PostgresqlServer(find_installation(), settings=DURABLE, home=home))
        databases = stack.enter_context(PostgresqlDatabases(server, portal))
        assert server.process is not None
        bench = Bench(seconds=line.seconds, rounds=line.rounds, folder=here, database=server.process.pid)
        limits = on_postgresql(asked, bench, databases.create(), report)
        on_sqlite(asked, bench, f"sqlite:///{here}/node.db", report, limits)
    if not line.only or line.only in FLOWS:
        report.tell(FLOWS, "\n".join(f"- {figures.line()}" for figures in flows.run(tuple(flows.AIMS))))
    if line.save is not None:
        report.save(line.save)


if __name__ == "__main__":
    main()
