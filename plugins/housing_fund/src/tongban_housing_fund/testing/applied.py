"""An application that specifications start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec


@dataclass(frozen=True, slots=True)
class Applied:
    """The matter, what is typed, and which materials are pledged or uploaded.

    `organisation` is the credit code of the unit for which an agent applies; `records` are what registers hold by key
    of the need, where a rule alone is tried.
    """

    matter: str
    typed: Mapping[str, str]
    pledges: tuple[str, ...] = ()
    uploads: tuple[str, ...] = ()
    organisation: str = ""
    records: Mapping[str, msgspec.Struct] = field(default_factory=dict)
