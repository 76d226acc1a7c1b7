"""Time limits as badges: counted as the term is, and standing still where it does."""

from __future__ import annotations

from datetime import date

import pytest

from tongban.cases.calendar_files import load_calendar
from tongban.cases.clock import Pause, Term, Unit, deadline
from tongban.cases.tasks import PAUSED
from tongban_web.views.deadlines import Deadlines

CALENDAR = load_calendar()
BEGIN = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("unit", "today", "text", "urgency"),
    [
        (Unit.WORKING, date(2026, 11, 24), "剩 9 个工作日", "normal"),
        (Unit.CALENDAR, date(2026, 11, 24), "剩 9 天", "normal"),
        (Unit.CALENDAR, date(2026, 12, 2), "剩 1 天", "near"),
        (Unit.CALENDAR, date(2026, 12, 3), "今天到期", "near"),
        (Unit.CALENDAR, date(2026, 12, 6), "超期 3 天", "overdue"),
        (Unit.WORKING, date(2026, 12, 8), "超期 1 个工作日", "overdue"),
    ],
)
def test_a_badge_counts_as_the_term_does(unit: Unit, today: date, text: str, urgency: str) -> None:
    badge = Deadlines(CALENDAR, today).of_clock(deadline(BEGIN, Term(10, unit), CALENDAR))
    assert (badge.text, badge.urgency) == (text, urgency)


@pytest.mark.parametrize(("unit", "left"), [("日", "剩 14 天"), ("个工作日", "剩 10 个工作日"), ("", "剩 10 个工作日")])
def test_a_list_counts_as_the_term_does(unit: str, left: str) -> None:
    assert Deadlines(CALENDAR, BEGIN).of_list("2026-12-07", unit).text == left


def test_what_stands_still_is_no_alarm() -> None:
    today = date(2026, 12, 10)
    badges = Deadlines(CALENDAR, today)
    paused = badges.of_clock(deadline(BEGIN, Term(3), CALENDAR, pauses=[Pause(BEGIN)], today=today))
    shown = {(each.text, each.urgency, each.on) for each in (paused, badges.of_list(PAUSED, ""))}
    assert shown == {("计时暂停", "undetermined", "")}
    assert paused.why.endswith("暂停中，按今日恢复推算为2026年12月14日")
