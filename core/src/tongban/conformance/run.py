"""Running the checks one after another, and telling of each what it did, expected and saw."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final

from tongban.conformance import floods, forged, ordinary
from tongban.conformance.checks import Check
from tongban.conformance.probe import Probe

CHECKS: Final[tuple[Check, ...]] = (
    *ordinary.CHECKS,
    *forged.SIGNATURES,
    *forged.STREAMS,
    *forged.BODIES,
    *floods.CHECKS,
)


@dataclass(frozen=True, slots=True)
class Result:
    """What a check saw."""

    check: Check
    seen: str

    @property
    def passed(self) -> bool:
        """Whether it is one of what was expected."""
        return self.seen in self.check.expected

    def __str__(self) -> str:
        verdict = "ok" if self.passed else "NO"
        expected = " or ".join(self.check.expected)
        return f"{verdict}  {self.check.nature.value}: {self.check.does}; expected {expected}; saw {self.seen}"


async def run(probe: Probe, checks: Sequence[Check] = CHECKS) -> AsyncIterator[Result]:
    """The checks in order; a node that does not answer at all fails the check and not the run."""
    for check in checks:
        try:
            seen = await check.act(probe)
        except Exception as problem:  # noqa: BLE001 - whatever a node does, the next check is made
            seen = f"{type(problem).__name__}: {problem}"
        yield Result(check, seen)
