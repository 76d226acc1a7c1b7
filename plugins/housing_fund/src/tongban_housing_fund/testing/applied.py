"""An application that specifications start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec

CONTRACTS: Final = {"陈志远": "CD2022000003", "刘大勇": "CD2022000005"}


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

    def typed_by(self, name: str) -> dict[str, str]:
        """What somebody types: the card is in the own name, the contract that of the own loan."""
        own = {"card_holder": name, "contract": CONTRACTS.get(name, self.typed.get("contract", ""))}
        return {field: own.get(field, typed) for field, typed in self.typed.items()}
