"""Keeps the provinces of a journey running: what died is started again, as a service manager would do."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from tongban.clock import CHINA
from tongban.demonstration.clock import VARIABLE as CLOCK
from tongban.errors import Misconfigured
from tongban.storage.boundaries import VARIABLE as DEATHS
from tongban_web.demo.processes import Running, end_all
from tongban_web.demo.provinces import Province
from tongban_web.journey.forking import fork

BEGIN: Final = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)
WATCH_SECONDS: Final = 0.05
READY_SECONDS: Final = 120.0
"""Patient, for a start is slow while other journeys share the machine."""


@dataclass(slots=True)
class Watched:
    """One province and how often it was started."""

    running: Running
    starts: int = 0


class Supervisor:
    """Starts provinces at nine o'clock of the journey's day and starts again those that were killed.

    `deaths` is where each province notes the commits at which it has died, to die at each of them once; without it
    nobody dies of itself. `fault` is set when a process ended in any other way than being killed.
    """

    def __init__(self, provinces: Sequence[Province], *, deaths: Path | None = None) -> None:
        self._clock = f"{BEGIN.isoformat()}@{time.time()}"
        self._deaths = deaths
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._lock = threading.Lock()
        self.watched = {province.node: Watched(Running(province, launch=fork)) for province in provinces}
        self.fault = ""
        self._away: set[str] = set()

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Provinces run inside this block, and none outlives it."""
        try:
            for each in self.watched.values():
                self._start(each)
            self._thread.start()
            for each in self.watched.values():
                self._await(each)
            yield
        finally:
            self._stop.set()
            if self._thread.is_alive():
                self._thread.join()
            end_all([each.running for each in self.watched.values()])

    def kill(self, node: str) -> bool:
        """Kill a province's process where it stands; False if it is just not running."""
        with self._lock:
            process = self.watched[node].running.process
            if process is None or process.poll() is not None:
                return False
            process.send_signal(signal.SIGKILL)
            return True

    @contextmanager
    def without(self, node: str) -> Iterator[None]:
        """A province is down as long as this block lasts."""
        with self._lock:
            self._away.add(node)
        self.kill(node)
        try:
            yield
        finally:
            with self._lock:
                self._away.discard(node)
            self._await(self.watched[node])

    def at(self, moment: datetime) -> None:
        """Start every province that runs again, by a clock that shows this moment now."""
        self._clock = f"{moment.isoformat()}@{time.time()}"
        running = [each for node, each in self.watched.items() if node not in self._away]
        before = self.starts
        for each in running:
            self.kill(each.running.province.node)
        while self.starts < before + len(running):
            time.sleep(WATCH_SECONDS)
        for each in running:
            self._await(each)

    @property
    def starts(self) -> int:
        """How many processes were started so far."""
        return sum(watched.starts for watched in self.watched.values())

    def log_of(self, url: str) -> str:
        """The last lines that the province at an address has logged."""
        return next(w.running.last_lines() for w in self.watched.values() if w.running.province.url == url)

    def _await(self, each: Watched) -> None:
        """Wait until a province answers, however often it is killed while it starts."""
        deadline, starts = time.monotonic() + READY_SECONDS, each.starts
        while not each.running.answers():
            if self.fault:
                raise Misconfigured(self.fault)
            if each.starts > starts:
                deadline, starts = time.monotonic() + READY_SECONDS, each.starts
            if time.monotonic() > deadline:
                raise Misconfigured(f"{each.running.province.name} does not answer:\n{each.running.last_lines()}")
            time.sleep(WATCH_SECONDS)

    def _start(self, each: Watched) -> None:
        each.starts += 1
        deaths = str(self._deaths / each.running.province.node) if self._deaths else ""
        each.running.environment = {CLOCK: self._clock, DEATHS: deaths}
        each.running.start()

    def _watch(self) -> None:
        while not self._stop.wait(WATCH_SECONDS):
            for each in self.watched.values():
                with self._lock:
                    self._look_after(each)

    def _look_after(self, each: Watched) -> None:
        status = each.running.ended
        if status is None or each.running.province.node in self._away:
            return
        if status == -signal.SIGKILL:
            self._start(each)
        else:
            self.fault = f"{each.running.province.name} ended with status {status}:\n{each.running.last_lines()}"
