"""What the registers of this plugin answer with."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta


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

    status: Annotated[MaritalStatus, Meta(title="婚姻状况")]
    since: Annotated[str, Meta(title="登记日期")] = ""


class SlotRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A time slot of a registry on one day as one person sees it.

    `capacity` is in couples, 0 where the registry is closed then; `own` says that the person's own couple holds it.
    """

    capacity: Annotated[int, Meta(title="可约对数")]
    taken: Annotated[int, Meta(title="已约对数")]
    own: Annotated[bool, Meta(title="本人已约")]

    @property
    def full(self) -> bool:
        """Whether no further couple can be taken."""
        return self.taken >= self.capacity
