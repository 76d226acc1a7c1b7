"""Named commit boundaries, at which a process can be told to kill itself."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass, field
from typing import Literal

Side = Literal["before", "after"]


@dataclass(slots=True)
class Boundaries:
    """What to do at the commits of one database.

    `log` is a file that gets one line with the name of each boundary passed; `crash` is (boundary, before or
    after the commit, n-th time) at which the process sends itself SIGKILL.
    """

    log: str | None = None
    crash: tuple[str, str, int] | None = None
    _passed: int = field(default=0, init=False)

    @classmethod
    def from_environment(cls) -> Boundaries | None:
        """As `TONGBAN_BOUNDARY_LOG` and `TONGBAN_CRASH_AT` ("case.submit:before:3") say; None without them."""
        log, crash = os.environ.get("TONGBAN_BOUNDARY_LOG"), os.environ.get("TONGBAN_CRASH_AT")
        if not log and not crash:
            return None
        return cls(log=log, crash=_parse(crash) if crash else None)

    def passing(self, boundary: str, side: Side) -> None:
        """Called just before and just after each commit."""
        if self.log and side == "before":
            _append(self.log, boundary)
        if self.crash and self.crash[:2] == (boundary, side):
            self._passed += 1
            if self._passed == self.crash[2]:
                os.kill(os.getpid(), signal.SIGKILL)


def _append(path: str, boundary: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(descriptor, f"{boundary}\n".encode())
    finally:
        os.close(descriptor)


def _parse(text: str) -> tuple[str, str, int]:
    boundary, side, count = [*text.rsplit(":", 2), "", ""][:3]
    if side not in ("before", "after") or not count.isdigit() or int(count) < 1:
        raise ValueError(f"TONGBAN_CRASH_AT={text!r}: write boundary:before|after:n, such as case.submit:before:1")
    return boundary, side, int(count)
