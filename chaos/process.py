"""A process of a node: started, killed, stopped and let go on, and left without room on its disk."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

import httpx

from chaos import node
from chaos.layout import Place, url_of
from tongban.exchange.http_transport import HEALTH_PATH

START_SECONDS: Final = 60.0
POLL_SECONDS: Final = 0.05
UNLIMITED: Final = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
LOG_LINES: Final = 20
COULD_NOT_START: Final = 3
"""Uvicorn's status where a node could not start, as with a full disk: whoever supervises it starts it again."""

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["chaos.node"])  # a process that is killed every other second must start at once


class Ended(Exception):
    """A process ended by itself, which no fault excuses; the message holds its last words."""


Main = Callable[[Path, Path, int], None]
"""What a process does, given the node's settings, the file for its log and the port to listen on."""


class NodeProcess:
    """At most one process at a time on one port of a node."""

    def __init__(self, place: Place, port: int, *, main: Main = node.main) -> None:
        self.place = place
        self.port = port
        self.main = main
        self.starts = 0
        self.turn = asyncio.Lock()
        """Who holds it kills and starts the process."""
        self._process: ForkServerProcess | None = None

    def start(self) -> None:
        """Start it; no wait."""
        self.starts += 1
        arguments = (self.place.settings_file, self.place.log_file, self.port)
        self._process = _context.Process(target=self.main, args=arguments, daemon=True)
        self._process.start()

    def kill(self) -> None:
        """`kill -9`, and wait for the end."""
        if self._process:
            self._process.kill()
            self._process.join()

    def pause(self) -> None:
        """Stop it where it stands."""
        self._send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._send(signal.SIGCONT)

    def leave_no_room(self) -> None:
        """Refuse every write to a file, its log too, as a full disk would."""
        self._limit((0, resource.RLIM_INFINITY))

    def make_room(self) -> None:
        """Let it write again."""
        self._limit(UNLIMITED)

    def check(self) -> None:
        """Raises Ended if it ended though nobody killed it."""
        if self._process and self._process.exitcode not in {None, -signal.SIGKILL, COULD_NOT_START}:
            log = self.place.log_file
            lines = log.read_text("utf-8", "replace").splitlines()[-LOG_LINES:] if log.exists() else []
            raise Ended("\n".join([f"{self.place.node} ended with {self._process.exitcode}:", *lines]))

    async def wait_until_ready(self) -> None:
        """Wait until it answers, however often it is killed meanwhile; raises Ended if it ends or never does."""
        deadline, starts = time.monotonic() + START_SECONDS, self.starts
        async with httpx.AsyncClient(trust_env=False, timeout=1.0) as client:
            while time.monotonic() < deadline:
                if self._process and self._process.exitcode == COULD_NOT_START:
                    self.start()
                self.check()
                with suppress(httpx.HTTPError):
                    if (await client.get(url_of(self.port) + HEALTH_PATH)).is_success:
                        return
                if self.starts > starts:
                    deadline, starts = time.monotonic() + START_SECONDS, self.starts
                await asyncio.sleep(POLL_SECONDS)
        raise Ended(f"{self.place.node} did not answer within {START_SECONDS:.0f} s, see {self.place.log_file}")

    def _send(self, number: signal.Signals) -> None:
        if (pid := self._pid()) is not None:
            os.kill(pid, number)

    def _limit(self, limits: tuple[int, int]) -> None:
        if (pid := self._pid()) is not None:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)

    def _pid(self) -> int | None:
        return self._process.pid if self._process and self._process.is_alive() else None
