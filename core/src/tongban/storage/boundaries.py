"""Named commit boundaries, at each of which a process can be told to kill itself once."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

Side = Literal["before", "after"]

VARIABLE: Final = "TONGBAN_DEATHS"


@dataclass(slots=True)
class Boundaries:
    """Kills the process at every side of every commit at which none has died yet, as the file `deaths` lists them.

    Started again and again with one file, a node dies once just before and once just after each commit that it comes
    to: the file is then the enumeration of its boundaries.
    """

    deaths: Path
    _died_at: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self._died_at = died_at(self.deaths)

    @classmethod
    def from_environment(cls) -> Boundaries | None:
        """As `TONGBAN_DEATHS`, the path of that file, says; None without it."""
        deaths = os.environ.get(VARIABLE)
        return cls(Path(deaths)) if deaths else None

    def passing(self, boundary: str, side: Side) -> None:
        """Called just before and just after each commit."""
        here = f"{boundary}:{side}"
        if here in self._died_at:
            return
        with self.deaths.open("a", encoding="utf-8") as file:
            file.write(f"{here}\n")
        os.kill(os.getpid(), signal.SIGKILL)


def died_at(deaths: Path) -> frozenset[str]:
    """Where processes have died so far, as "case.submit:before"."""
    return frozenset(deaths.read_text("utf-8").split()) if deaths.exists() else frozenset()
