"""How many declined questions of another node are written down: each takes 4 kB for ever, and told nobody anything."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import structlog

from tongban.clock import Clock

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DeclinedQuestions:
    """So many of a node in a day, by each process; auditors see by the last that further ones were declined too."""

    clock: Clock
    most: int
    _written: Counter[str] = field(default_factory=Counter)
    """By day and node."""

    def note(self, node: str) -> int:
        """One more; how many more may be written down after it, below 0 if it may not."""
        name = f"{self.clock.today()} {node}"
        if name not in self._written:
            for old in [each for each in self._written if not each.startswith(str(self.clock.today()))]:
                del self._written[old]
        self._written[name] += 1
        left = self.most - self._written[name]
        if left == 0:
            _log.error("questions_not_recorded", peer=node, declined=self.most)
        return left
