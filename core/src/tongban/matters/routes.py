"""Where an application belongs: what a matter's route function returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The divisions that decide and cooperate, with a reason a person can read.

    Codes are 6-digit division codes; core finds the office and the node.
    """

    competent: str
    reason: str
    cooperating: Mapping[str, str] = field(default_factory=dict)
