"""The list of checks: each says what it does, what it expects, and tells what it saw."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from tongban.conformance.probe import Probe

Act: TypeAlias = Callable[[Probe], Awaitable[str]]


class Nature(StrEnum):
    """Whether a check does what a good peer does, or what an attacker would."""

    ORDINARY = "ordinary"
    ATTACK = "attack"


@dataclass(frozen=True, slots=True)
class Check:
    """One check; it passes if `act` sees one of `expected`."""

    nature: Nature
    does: str
    expected: tuple[str, ...]
    act: Act


def ordinary(does: str, act: Act, *expected: str) -> Check:
    """A check of what a node must do."""
    return Check(Nature.ORDINARY, does, expected, act)


def attack(does: str, act: Act, *expected: str) -> Check:
    """A check of what a node must not be made to do."""
    return Check(Nature.ATTACK, does, expected, act)
