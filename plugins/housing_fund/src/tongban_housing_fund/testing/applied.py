"""An application that specifications start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Applied:
    """The matter, what is typed, and which materials are pledged or uploaded."""

    matter: str
    typed: Mapping[str, str]
    pledges: tuple[str, ...] = ()
    uploads: tuple[str, ...] = ()
