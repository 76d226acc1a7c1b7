"""The clock of a node: the machine's, unless a demonstration is told another day."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tongban.clock import Clock, RunningClock, SystemClock
from tongban.errors import Misconfigured
from tongban.settings import Settings

VARIABLE: Final = "TONGBAN_CLOCK"


def clock_of(settings: Settings, environment: Mapping[str, str] = os.environ) -> Clock:
    """`TONGBAN_CLOCK` ("2026-11-23T09:00:00+08:00") sets the clock of a demonstration, which runs on from there.

    With "@1795395600" after it, that is what the clock shows at this machine time, so that several nodes agree. Raises
    `Misconfigured` for an instant that cannot be read, and on a node that is no demonstration.
    """
    written = environment.get(VARIABLE)
    if not written:
        return SystemClock()
    if not settings.demo:
        raise Misconfigured(f"{VARIABLE} is set and node {settings.node} is no demonstration: unset {VARIABLE}")
    instant, _, since = written.partition("@")
    try:
        return RunningClock(datetime.fromisoformat(instant), float(since) if since else None)
    except ValueError as error:
        remedy = "write it like 2026-11-23T09:00:00+08:00"
        raise Misconfigured(f"{VARIABLE} = {written!r} is no instant ({error}); {remedy}") from error
