"""Deadlines in words: how many working days are left, and how the last day was counted."""

from __future__ import annotations

from datetime import date

from tongban.cases.calendar import MissingCalendar, WorkingCalendar
from tongban.cases.clock import Deadline, Fixed
from tongban.cases.state import ENDED, State
from tongban_web import view_data as v
from tongban_web.formatting import short_date

NEAR = 2


def shown_deadline(deadline: Deadline, today: date, calendar: WorkingCalendar) -> v.Deadline:
    """A running deadline with its explanation."""
    if not isinstance(deadline, Fixed):
        return v.Deadline(
            "undetermined", f"期限待定，缺少{deadline.missing_year}年度工作日历", why=deadline.explanation
        )
    urgency, text = _left(deadline.on, today, calendar)
    return v.Deadline(urgency, text, short_date(deadline.on), deadline.explanation)


def deadline_of_row(due_on: str | None, state: str, today: date, calendar: WorkingCalendar) -> v.Deadline:
    """The deadline in a list, where only its day is known."""
    if State(state) in ENDED:
        return v.Deadline("normal", "已结束")
    if not due_on:
        return v.Deadline("normal", "无在计期限")
    urgency, text = _left(date.fromisoformat(due_on), today, calendar)
    return v.Deadline(urgency, text, short_date(due_on))


def _left(last: date, today: date, calendar: WorkingCalendar) -> tuple[v.Urgency, str]:
    try:
        if today > last:
            return "overdue", f"已超期 {calendar.working_days_between(last, today)} 个工作日"
        days = calendar.working_days_between(today, last)
    except MissingCalendar as missing:
        return "undetermined", f"剩余天数待定，缺少{missing.year}年度工作日历"
    if days > NEAR:
        return "normal", f"剩 {days} 个工作日"
    return "near", f"将到期，剩 {days} 个工作日" if days else "今天到期"
