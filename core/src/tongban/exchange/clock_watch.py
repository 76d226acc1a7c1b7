"""Noticing that the clock was set back: whatever was planned by it before would wait too long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongban.clock import Clock

LEAST_SECONDS: Final = 1.0


@dataclass(slots=True)
class ClockWatch:
    """Holds the calendar's clock against one that only runs on."""

    clock: Clock
    _apart: float | None = None

    def was_set_back(self, steady: float) -> bool:
        """Whether the clock has fallen back since the last look; `steady` is the other clock, in seconds."""
        apart = self.clock.now().timestamp() - steady
        before, self._apart = self._apart, apart
        return before is not None and apart < before - LEAST_SECONDS
