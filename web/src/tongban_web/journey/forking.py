"""Provinces of a journey as forks of one process that has imported everything: who dies often starts at once."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

from tongban_web.demo.provinces import Province

_FORKING: Final = get_context("forkserver")
_FORKING.set_forkserver_preload(["tongban_web.journey.imported"])


class Forked:
    """A process that the server of forks started for us, spoken to as to one of `subprocess`."""

    stdin = None

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process

    def poll(self) -> int | None:
        """Its exit status, or None while it runs."""
        return self._process.exitcode

    def send_signal(self, sig: int, /) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None and self._process.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, sig)

    def wait(self, timeout: float | None = None, /) -> int:
        """Its exit status once it has ended; raises `subprocess.TimeoutExpired`."""
        self._process.join(timeout)
        status = self.poll()
        if status is None:
            raise subprocess.TimeoutExpired("a forked province", timeout or 0.0)
        return status


def fork(province: Province, environment: Mapping[str, str]) -> Forked:
    """A new process, with what is added to our environment, in a session that Ctrl-C does not reach."""
    arguments = (province.settings_file, province.log_file, dict(environment))
    process = _FORKING.Process(target=_serve, args=arguments, daemon=True)
    process.start()
    return Forked(process)


def _serve(settings: Path, log: Path, environment: Mapping[str, str]) -> None:
    from tongban_web.demo import province

    os.setsid()
    os.environ.update(environment)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    starter = parent_process()
    assert starter is not None, "forked by nobody"  # noqa: S101
    province.main(settings, starter_ends=starter.join)
