"""An event loop whose time passes only when nothing is left to do, and a source of chance that one seed decides."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from tongban.chance import draw_anew
from tongban.storage.errors import StorageError


class Stuck(Exception):
    """Every task waits for another: the code under simulation cannot go on."""


class _Skip:
    """In the place of a selector: instead of waiting, time jumps."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise Stuck("every task waits for another")
        self._loop.now += timeout
        return []


class VirtualLoop(asyncio.BaseEventLoop):
    """`now` is seconds since the start of the simulation; `leaped` are those by which all calendars are further."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.leaped = 0.0
        self.failures: list[str] = []
        self._selector = _Skip(self)
        self.set_exception_handler(_note_failure)

    def time(self) -> float:
        """The seconds that have passed."""
        return self.now

    def run_in_executor(  # type: ignore[override] # the work of threads is done at once
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Do the work at once: no thread may decide an order."""
        done: asyncio.Future[Any] = self.create_future()
        done.set_result(func(*args))
        return done

    def _process_events(self, event_list: list[Any]) -> None:
        """No file is ever waited for."""

    def _write_to_self(self) -> None:
        """Nothing outside wakes the loop."""


@contextmanager
def decided_by(seed: int) -> Iterator[random.Random]:
    """Inside, ids, salts and nonces come from the seed too."""
    chance, secret = random.Random(seed), random.Random(~seed)  # noqa: S311 - simulated chance
    with patch.object(os, "urandom", secret.randbytes), patch.object(random, "_urandom", secret.randbytes):
        draw_anew()
        try:
            yield chance
        finally:
            draw_anew()


def _note_failure(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    if isinstance(error, StorageError):
        return  # whoever asked was told to come again
    if isinstance(loop, VirtualLoop) and (error is None or isinstance(error, Exception)):
        loop.failures.append(f"{context.get('message')}: {error!r}")
