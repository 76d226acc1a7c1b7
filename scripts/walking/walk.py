"""What a walk is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tongban_web.journey.people import People
from tongban_web.journey.stories import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Somebody's way through the pages; `who` goes it to which `end`, and `go` tells of the case made, if any."""

    name: str
    title: str
    who: str
    end: str
    go: Callable[[People], Told | None]
