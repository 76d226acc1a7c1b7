"""Keeps the provinces of a journey running: what died is started again, as a service manager would do."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from tongban.clock import CHINA
from tongban.demonstration.clock import VARIABLE
from tongban.errors import Misconfigured
from tongban_web.demo.processes import READY_SECONDS, Running, end_all
from tongban_web.demo.provinces import Province

BEGIN: Final = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)
WATCH_SECONDS: Final = 0.05


@dataclass(slots=True)
class Watched:
    """One province with the crashes it is still to suffer, each armed at a start, and what has come of it."""

    running: Running
    crashes: list[str] = field(default_factory=list)
    armed: str = ""
    hit: list[str] = field(default_factory=list)
    killed: int = 0
    starts: int = 0


class Supervisor:
    """Starts provinces at nine o'clock of the journey's day and starts again those that were killed.

    `fault` is set when a process ended in any other way than being killed.
    """

    def __init__(self, provinces: Sequence[Province], *, log_boundaries: bool = False) -> None:
        self._clock = f"{BEGIN.isoformat()}@{time.time()}"
        self._log_boundaries = log_boundaries
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._lock = threading.Lock()
        self.watched = {province.node: Watched(Running(province)) for province in provinces}
        self.fault = ""

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
            watched = self.watched[node]
            process = watched.running.process
            if process is None or process.poll() is not None:
                return False
            process.send_signal(signal.SIGKILL)
            watched.killed += 1
            return True

    @property
    def starts(self) -> int:
        """How many processes were started so far."""
        return sum(watched.starts for watched in self.watched.values())

    def boundaries(self, node: str) -> list[str]:
        """The names of the commit boundaries that a province has passed, in their order."""
        path = self._boundary_log(self.watched[node].running.province)
        return path.read_text("utf-8").split() if path.exists() else []

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
        province = each.running.province
        each.armed = each.crashes[0] if each.crashes else ""
        each.starts += 1
        each.running.environment = {
            VARIABLE: self._clock,
            "TONGBAN_CRASH_AT": each.armed,
            "TONGBAN_BOUNDARY_LOG": str(self._boundary_log(province)) if self._log_boundaries else "",
        }
        each.running.start()

    def _watch(self) -> None:
        while not self._stop.wait(WATCH_SECONDS):
            for each in self.watched.values():
                with self._lock:
                    self._look_after(each)

    def _look_after(self, each: Watched) -> None:
        status = each.running.ended
        if status is None:
            return
        if status != -signal.SIGKILL:
            self.fault = f"{each.running.province.name} ended with status {status}:\n{each.running.last_lines()}"
            return
        if each.killed:
            each.killed -= 1
        elif each.armed:
            each.hit.append(each.crashes.pop(0))
        self._start(each)

    def _boundary_log(self, province: Province) -> Path:
        return province.folder / "boundaries.log"
