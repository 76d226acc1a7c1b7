"""Processes of provinces: started, waited for until they answer, ended by their own ids."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Protocol

import httpx

from tongban.errors import Misconfigured
from tongban_web.demo.provinces import Province

READY_SECONDS = 120.0
"""Patient, for a start is slow on a machine that has much else to do."""
END_SECONDS = 10.0
POLL_SECONDS = 0.05
LOG_LINES = 15


class Process(Protocol):
    """A province's process, as `subprocess.Popen` has it."""

    @property
    def stdin(self) -> IO[bytes] | None:
        """What it ends with, if that is its standard input."""
        ...

    def poll(self) -> int | None:
        """Its exit status, or None while it runs."""
        ...

    def send_signal(self, sig: int, /) -> None:
        """Send a signal, unless it has ended."""
        ...

    def wait(self, timeout: float | None = None, /) -> int:
        """Its exit status once it has ended; raises `subprocess.TimeoutExpired`."""
        ...


Launch = Callable[[Province, Mapping[str, str]], Process]


def launch(province: Province, environment: Mapping[str, str]) -> Process:
    """A new interpreter, with what is added to our environment, in a session that Ctrl-C does not reach."""
    with province.log_file.open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own module, run by the same interpreter
            [sys.executable, "-m", "tongban_web.demo.province", str(province.settings_file)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
            start_new_session=True,
        )


@dataclass(slots=True)
class Running:
    """The process of one province; `environment` is added to ours, `launch` is how it is started."""

    province: Province
    environment: Mapping[str, str] = field(default_factory=dict)
    launch: Launch = launch
    process: Process | None = None

    def start(self) -> None:
        """Start it, or start it again."""
        self._let_go()
        self.process = self.launch(self.province, self.environment)

    @property
    def ended(self) -> int | None:
        """Its exit status, or None while it runs."""
        return self.process.poll() if self.process else None

    def wait_until_ready(self, deadline: float) -> None:
        """Wait until it answers; raises `Misconfigured` with the last lines of its log if it ends or takes too long."""
        for _ in _polling(deadline):
            if self.ended is not None:
                raise Misconfigured(
                    f"{self.province.name} ended at once with status {self.ended}:\n{self.last_lines()}"
                )
            if self.answers():
                return
        raise Misconfigured(f"{self.province.name} does not answer at {self.province.url}:\n{self.last_lines()}")

    def answers(self) -> bool:
        """Whether the node can serve people now."""
        try:
            return httpx.get(f"{self.province.url}/readyz", timeout=1.0, trust_env=False).is_success
        except httpx.HTTPError:
            return False

    def last_lines(self) -> str:
        """The end of its log, with the file's name."""
        log = self.province.log_file
        lines = log.read_text("utf-8", "replace").splitlines()[-LOG_LINES:] if log.exists() else []
        return "\n".join([f"({log})", *lines])

    def ask_to_end(self) -> None:
        """Send SIGTERM; no wait."""
        if self.process and self.ended is None:
            self.process.send_signal(signal.SIGTERM)

    def wait_until_ended(self, deadline: float) -> None:
        """Wait until it has ended, and kill it at the deadline."""
        if self.process is None:
            return
        try:
            self.process.wait(max(deadline - time.monotonic(), 0.0))
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self._let_go()

    def _let_go(self) -> None:
        if self.process and self.process.stdin:
            self.process.stdin.close()


def start_all(running: Sequence[Running]) -> None:
    """Start every process and wait until all answer; if one does not, all are ended and its `Misconfigured` raised."""
    try:
        for each in running:
            each.start()
        deadline = time.monotonic() + READY_SECONDS
        for each in running:
            each.wait_until_ready(deadline)
    except BaseException:
        end_all(running)
        raise


def end_all(running: Sequence[Running]) -> None:
    """End every process."""
    for each in running:
        each.ask_to_end()
    deadline = time.monotonic() + END_SECONDS
    for each in running:
        each.wait_until_ended(deadline)


def _polling(deadline: float) -> Iterator[None]:
    while time.monotonic() < deadline:
        yield
        time.sleep(POLL_SECONDS)
