"""What the registers of this plugin answer with."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class MaritalStatus(StrEnum):
    """婚姻状况 as the registration base keeps it."""

    UNMARRIED = "unmarried"
    MARRIED = "married"
    DIVORCED = "divorced"
    WIDOWED = "widowed"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return STATUS_LABELS[self]


STATUS_LABELS = {
    MaritalStatus.UNMARRIED: "未婚",
    MaritalStatus.MARRIED: "已婚",
    MaritalStatus.DIVORCED: "离异",
    MaritalStatus.WIDOWED: "丧偶",
}


class StatusRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A person's marital status; `since` (ISO date) is empty where the base does not know it."""

    status: MaritalStatus
    since: str = ""


class SlotRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A time slot of a registry on one day as one person sees it.

    `capacity` is in couples, 0 where the registry is closed then; `own` says that the person's own couple holds it.
    """

    capacity: int
    taken: int
    own: bool

    @property
    def full(self) -> bool:
        """Whether no further couple can be taken."""
        return self.taken >= self.capacity
