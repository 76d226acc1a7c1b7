"""How long PostgreSQL may take: a statement that hangs, or a server that has gone silent, holds up nobody for ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

STATEMENT_SECONDS: Final = 60
SILENT_SECONDS: Final = 5.0
"""After the server should have ended a statement by itself: then it is not there, or the network to it is not."""


@dataclass(frozen=True, slots=True)
class Patience:
    """For one statement, and for a transaction in which nothing is asked; 0 seconds are without end."""

    seconds: int = STATEMENT_SECONDS

    @property
    def server_settings(self) -> dict[str, str]:
        """What the server is told for each connection.

        It ends what takes too long itself, and gives free what a process holds that stands still or whose machine is
        gone: the locks of a transaction would else keep cases from everybody for hours.
        """
        limit = str(self.seconds * 1000)
        alive = {"tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}
        return {"statement_timeout": limit, "idle_in_transaction_session_timeout": limit, **alive}

    @property
    def for_an_answer(self) -> float | None:
        """Seconds after which nobody waits for the server any more."""
        return self.seconds + SILENT_SECONDS if self.seconds else None
