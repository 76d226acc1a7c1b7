"""Background work that goes on for as long as a node runs: what breaks off is started again and told of."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from time import monotonic
from typing import Final, TypeAlias

import structlog

from tongban.faults import trace
from tongban.storage import Database

FIRST_REST_SECONDS: Final = 1.0
LONGEST_REST_SECONDS: Final = 60.0
SOUND_SECONDS: Final = 60.0
"""Work that went on for so long before it broke off is started again as soon as the first time."""

Work: TypeAlias = Callable[[], Coroutine[object, object, None]]

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Background:
    """The background work of one process. Work that returns is done; work that raises is begun anew."""

    database: Database
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _broken: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, work: Work) -> None:
        """Keeps work going until `stop`; `name` is how operators are told of it."""
        with self.database.bind():
            self._tasks.append(self.database.spawn(self._keep(name, work)))

    def problems(self) -> list[str]:
        """A sentence for each piece of work that has broken off and is not begun anew yet."""
        told = ((name, problem) for name, problem in sorted(self._broken.items()))
        return [
            f"{name} broke off ({problem}): look for background_work_broke_off in the log" for name, problem in told
        ]

    async def stop(self) -> None:
        """End all of it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _keep(self, name: str, work: Work) -> None:
        rest = FIRST_REST_SECONDS
        while True:
            began = monotonic()
            problem = await _outcome(name, work)
            if not problem:
                return
            if monotonic() - began >= SOUND_SECONDS:
                rest = FIRST_REST_SECONDS
            self._broken[name] = problem
            try:
                await asyncio.sleep(rest)
            finally:
                del self._broken[name]
            rest = min(2 * rest, LONGEST_REST_SECONDS)


async def _outcome(name: str, work: Work) -> str:
    """What work broke off with; empty if it is done. Only who ends this task ends the work."""
    try:
        await work()
    except asyncio.CancelledError as problem:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        return _told(name, problem)
    except Exception as problem:  # noqa: BLE001 - whatever it is, letters, times and keys must not stand still
        return _told(name, problem)
    return ""


def _told(name: str, problem: BaseException) -> str:
    _log.error("background_work_broke_off", work=name, trace=trace(problem))
    return type(problem).__name__
