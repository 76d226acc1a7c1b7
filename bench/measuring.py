"""Interleaved runs against the node and the limit, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.load import Measured
from bench.requests import Work
from bench.workers import Worker, cpu_ms, load

CONNECTIONS = 16
WARM_UP_SECONDS = 0.5


@dataclass(slots=True)
class Runs:
    """Every run of one kind of request against one worker; CPU in milliseconds per request."""

    measured: list[Measured] = field(default_factory=list)
    worker_cpu: list[float] = field(default_factory=list)
    database_cpu: list[float] = field(default_factory=list)
    statements: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests per second, median."""
        return median(run.rate for run in self.measured)

    @property
    def cpu(self) -> float:
        """CPU milliseconds of worker and database together per request, median."""
        return median(worker + database for worker, database in zip(self.worker_cpu, self.database_cpu, strict=True))

    @property
    def p50(self) -> float:
        """Milliseconds, median of the runs' medians."""
        return median(run.p50 for run in self.measured)

    @property
    def p99(self) -> float:
        """Milliseconds, median of the runs' 99th percentiles."""
        return median(run.p99 for run in self.measured)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A worker, which of the requests are for it, and how its statements are counted."""

    name: str
    worker: Worker
    requests: Callable[[Work], list[bytes]]
    counted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """How runs are made: seconds, rounds, a folder for the load's files, the database server's pid if it has one."""

    seconds: float
    rounds: int
    folder: Path
    database: int | None

    def compare(self, works: Sequence[Work], targets: Sequence[Target]) -> dict[tuple[str, str], Runs]:
        """Every work against every target in turn, round after round; by (title, target)."""
        found: dict[tuple[str, str], Runs] = {}
        for work, target in self._pairs(works, targets):
            self._load(target, work, WARM_UP_SECONDS)
        for _ in range(self.rounds):
            for work, target in self._pairs(works, targets):
                self._run(target, work, found.setdefault((work.title, target.name), Runs()))
        return found

    @staticmethod
    def _pairs(works: Sequence[Work], targets: Sequence[Target]) -> Iterator[tuple[Work, Target]]:
        return ((work, target) for work in works for target in targets)

    def _load(self, target: Target, work: Work, seconds: float) -> Measured:
        requests = target.requests(work)
        return load(target.worker, requests, seconds=seconds, connections=CONNECTIONS, folder=self.folder)

    def _run(self, target: Target, work: Work, runs: Runs) -> None:
        with self._spent(target) as spent:
            measured = self._load(target, work, self.seconds)
        answers = sum(measured.statuses.values())
        runs.measured.append(measured)
        runs.worker_cpu.append(spent[0] / answers)
        runs.database_cpu.append(spent[1] / answers)
        runs.statements.append(spent[2] / answers)

    @contextmanager
    def _spent(self, target: Target) -> Iterator[list[float]]:
        spent: list[float] = []
        before = self._meters(target)
        yield spent
        spent += [after - start for start, after in zip(before, self._meters(target), strict=True)]

    def _meters(self, target: Target) -> tuple[float, float, float]:
        database = cpu_ms(self.database) if self.database else 0.0
        statements = target.worker.statements() if target.counted else 0
        return cpu_ms(target.worker.pid), database, statements
