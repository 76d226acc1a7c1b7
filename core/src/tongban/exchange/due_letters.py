"""What is due to be applied: each peer's letters by themselves, so that nobody waits for what another sends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from tongban.exchange.applying import Applier, Stream
from tongban.faults import trace
from tongban.storage.guard import spawn

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DueLetters:
    """At most one task per peer applies what is due of it; `done` is told when one has."""

    applier: Applier
    done: Callable[[], None]
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    """What was begun and is not done, by peer."""

    async def begin(self) -> None:
        """Starts with what is due now, but for peers of whom something is being applied already."""
        for sender, streams in (await self.applier.due(busy=self.tasks)).items():
            self.tasks[sender] = spawn(self._apply(sender, streams))

    async def _apply(self, sender: str, streams: Sequence[Stream]) -> None:
        try:
            await self.applier.apply_streams(streams)
            self.done()
        except Exception as problem:  # noqa: BLE001 - the courier outlives every failure, such as a database restart
            _log.error("courier_round_failed", peer=sender, trace=trace(problem))
        finally:
            del self.tasks[sender]
