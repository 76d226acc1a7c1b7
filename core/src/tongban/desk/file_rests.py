"""How long a file rests whose work has failed, and when it is given up: kept by each process for itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, NamedTuple

from tongban.clock import Clock, milliseconds, milliseconds_of

ATTEMPTS: Final = 5
FIRST_REST: Final = timedelta(minutes=1)
"""After a failure; twice as long after each further one."""


class Failures(NamedTuple):
    """How often a file has failed, and until when it rests."""

    times: int
    rest_until: int


NONE_YET: Final = Failures(0, 0)


@dataclass(frozen=True, slots=True)
class FileRests:
    """Counts failures by the id of what is asked for."""

    clock: Clock
    _failures: dict[str, Failures] = field(default_factory=dict)

    def is_resting(self, file: str) -> bool:
        """Whether it is too early for another attempt."""
        return self._now() < self._failures.get(file, NONE_YET).rest_until

    def has_failed_for_good(self, file: str) -> bool:
        """Notes a failure; whether it was the last attempt."""
        before = self._failures.pop(file, NONE_YET).times
        if before + 1 == ATTEMPTS:
            return True
        self._failures[file] = Failures(before + 1, self._now() + milliseconds_of(FIRST_REST * 2**before))
        return False

    def went_well(self, file: str) -> None:
        """Forgets its failures."""
        self._failures.pop(file, None)

    def _now(self) -> int:
        return milliseconds(self.clock.now())
