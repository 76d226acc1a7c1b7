"""How far each planned step of a case is."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tongban.cases.facts import PlannedStep


class StepStatus(StrEnum):
    """Where a step stands."""

    WAITING = "waiting"
    ASKED = "asked"
    CLEARED = "cleared"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    RECALLED = "recalled"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return STEP_LABELS[self]


STEP_LABELS = {
    StepStatus.WAITING: "未开始",
    StepStatus.ASKED: "待办理",
    StepStatus.CLEARED: "已放行，办理中",
    StepStatus.DONE: "已完成",
    StepStatus.REFUSED: "驳回",
    StepStatus.FAILED: "未成功",
    StepStatus.RECALLED: "已撤销",
}
PENDING = frozenset({StepStatus.ASKED, StepStatus.CLEARED})
BEGUN = frozenset({StepStatus.CLEARED, StepStatus.DONE})
STOPPED = frozenset({StepStatus.REFUSED, StepStatus.RECALLED})


class StepState(msgspec.Struct, frozen=True, kw_only=True):
    """A planned step and how far it is; dates are ISO legal dates.

    `awaited` says that its place reports when it arrived there, `last_day` what followed by the calendar there.
    """

    plan: PlannedStep
    status: StepStatus = StepStatus.WAITING
    asked_on: str = ""
    awaited: bool = False
    arrived_on: str = ""
    last_day: str = ""
    ended_on: str = ""

    @property
    def runs_since(self) -> str:
        """From when its days run: its arrival where another node reports that; until the word comes, the asking.

        So it is overdue one day even where its place is never heard of again.
        """
        return self.arrived_on or self.asked_on

    @property
    def is_on_its_way(self) -> bool:
        """Whether it was asked for and its place has not reported yet that it arrived there."""
        return self.awaited and self.status in PENDING and not self.arrived_on

    @property
    def may_return(self) -> bool:
        """Whether it is done and what was done may still come back."""
        return bool(self.plan.returned) and self.status is StepStatus.DONE
