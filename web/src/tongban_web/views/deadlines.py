"""Time limits as badges: 正常, 临近, 超期, 待定, each with the days that are left and why the day is that day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import msgspec

from tongban.cases.calendar import MissingCalendar, WorkingCalendar
from tongban.cases.clock import Deadline, Fixed
from tongban.cases.overview import NEAR_WORKING_DAYS
from tongban.cases.store import UNDATED
from tongban.cases.tasks import PAUSED, UNDETERMINED
from tongban.cases.terms import Unit
from tongban_web import view_data as v
from tongban_web.formatting import long_date, short_date

NO_LIMIT = v.Deadline("normal", "无期限")
UNKNOWN = v.Deadline("undetermined", "待定")
OVER = v.Deadline("normal", "已结束")
STANDING_STILL = v.Deadline("undetermined", "计时暂停")


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Words time limits as seen on one day. Lists are in the order of their days, so that many rows have the same."""

    calendar: WorkingCalendar
    today: date
    _of_lists: dict[tuple[str, str], v.Deadline] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of_clock(self, deadline: Deadline | None) -> v.Deadline:
        """A running clock, with its explanation."""
        if deadline is None:
            return NO_LIMIT
        if deadline.paused:  # no day to keep: the one that is reckoned moves every day
            return v.Deadline("undetermined", "计时暂停", why=deadline.explanation)
        if not isinstance(deadline, Fixed):
            return v.Deadline("undetermined", "待定", why=deadline.explanation)
        return self._of_day(deadline.on, unit=deadline.unit, why=deadline.in_paper)

    def of_turn(self, deadline: Deadline) -> v.Deadline:
        """The same where the day itself is told beside it: only the days that are left, and why."""
        shown = self.of_clock(deadline)
        if isinstance(deadline, Fixed) and not deadline.paused:
            return msgspec.structs.replace(shown, on="", why=deadline.reasons)
        return shown

    def of_list(self, due_on: str | None, unit: str) -> v.Deadline:
        """The last day that a list keeps: an ISO date, 待定, 计时暂停, or none; `unit` as the list keeps it."""
        if due_on is None or due_on == UNDATED:
            return NO_LIMIT
        if due_on == UNDETERMINED:
            return UNKNOWN
        if due_on == PAUSED:
            return STANDING_STILL
        if (due_on, unit) not in self._of_lists:
            self._of_lists[due_on, unit] = self._of_day(date.fromisoformat(due_on), unit=Unit(unit or Unit.WORKING))
        return self._of_lists[due_on, unit]

    def _shown(self, day: date) -> str:
        return short_date(day) if day.year == self.today.year else long_date(day)

    def _of_day(self, day: date, *, unit: Unit, why: str = "") -> v.Deadline:
        shown = self._shown(day)
        if day < self.today:
            return v.Deadline("overdue", f"超期 {self._days(day, self.today, unit)}".rstrip(), shown, why)
        try:
            left = self.calendar.working_days_between(self.today, day)
        except MissingCalendar:
            return v.Deadline("normal", "期限", shown, why)
        text = f"剩 {self._days(self.today, day, unit)}" if day > self.today else "今天到期"
        return v.Deadline("near" if left <= NEAR_WORKING_DAYS else "normal", text, shown, why)

    def _days(self, first: date, last: date, unit: Unit) -> str:
        """How long it is from one day to another, counted as the term is; "" where the calendar is missing."""
        if unit is not Unit.WORKING:
            return f"{(last - first).days} 天"
        try:
            return f"{self.calendar.working_days_between(first, last)} 个工作日"
        except MissingCalendar:
            return ""
