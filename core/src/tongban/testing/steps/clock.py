"""Steps on 工作日期限."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import pytest
from pytest_bdd import given, parsers, then, when

from tongban.cases.calendar import WorkingCalendar
from tongban.cases.calendar_files import read_notices
from tongban.cases.clock import Deadline, Pause, Purpose, Term, Unit, deadline
from tongban.testing.specs.values import calendar

CHAPTER: Final = "工作日期限"


@dataclass(slots=True)
class TimeLimit:
    """A time limit in the making: calendar, first day, standstills, and what was reckoned."""

    calendar: WorkingCalendar
    start: date | None = None
    today: date | None = None
    term: Term | None = None
    pauses: list[Pause] = field(default_factory=list)

    @property
    def result(self) -> Deadline:
        """The last day as the clock reckons it."""
        assert self.start is not None, "先写受理日期"
        assert self.term is not None, "先写期限"
        return deadline(self.start, self.term, self.calendar, pauses=self.pauses, today=self.today)


@pytest.fixture
def time_limit() -> TimeLimit:
    """The time limit that a scenario reckons."""
    return TimeLimit(calendar())


@given(parsers.parse('受理日期为 "{day}"'))
def accepted_on(time_limit: TimeLimit, day: str) -> None:
    time_limit.start = date.fromisoformat(day)


@given(parsers.parse('系统未加载 "{year:d}" 年度工作日历'))
def calendar_missing(time_limit: TimeLimit, year: int) -> None:
    assert year not in time_limit.calendar.years


@when(parsers.parse('加载 "{year:d}" 年度工作日历，其中元旦自 "{first}" 至 "{last}" 放假'))
def calendar_loaded(time_limit: TimeLimit, year: int, first: str, last: str) -> None:
    notice = f"{year}: [{{name: 元旦, from: {first}, to: {last}}}]"
    time_limit.calendar = time_limit.calendar.replaced(read_notices(notice, place="场景"))


@given(parsers.parse('自 "{since}" 起暂停计时，"{until}" 恢复'))
def paused(time_limit: TimeLimit, since: str, until: str) -> None:
    time_limit.pauses.append(Pause(date.fromisoformat(since), date.fromisoformat(until)))


@given(parsers.parse('自 "{since}" 起暂停计时，至 "{today}" 尚未恢复'))
def still_paused(time_limit: TimeLimit, since: str, today: str) -> None:
    time_limit.pauses.append(Pause(date.fromisoformat(since)))
    time_limit.today = date.fromisoformat(today)


@when(parsers.parse("法定期限为 {length:d} 个工作日"))
def working_term(time_limit: TimeLimit, length: int) -> None:
    time_limit.term = Term(length)


@when(parsers.parse('计算自 "{start}" 起 {length:d} 个工作日的期限'))
def working_term_from(time_limit: TimeLimit, start: str, length: int) -> None:
    time_limit.start, time_limit.term = date.fromisoformat(start), Term(length)


@when(parsers.parse("办理期限为 {length:d} 日"))
def calendar_term(time_limit: TimeLimit, length: int) -> None:
    time_limit.term = Term(length, Unit.CALENDAR)


@when(parsers.parse("有效期为 {length:d} 个月"))
def validity(time_limit: TimeLimit, length: int) -> None:
    time_limit.term = Term(length, Unit.MONTHS, Purpose.VALIDITY)


@when(parsers.parse("经批准延长 {days:d} 个工作日"))
def extended(time_limit: TimeLimit, days: int) -> None:
    assert time_limit.term is not None, "先写期限"
    time_limit.term = time_limit.term.extended(days)


@then(parsers.parse('办理截止日期应为 "{day}"'))
def ends_on(time_limit: TimeLimit, day: str) -> None:
    assert time_limit.result.text == day


@then(parsers.parse('期限说明应为 "{explanation}"'))
def explained(time_limit: TimeLimit, explanation: str) -> None:
    assert time_limit.result.explanation == explanation


@then(parsers.parse('期限应显示为 "{text}"'))
def shown_as(time_limit: TimeLimit, text: str) -> None:
    assert time_limit.result.text == text


@then(parsers.parse('期限计算应提示 "{message}"'))
def clock_message(time_limit: TimeLimit, message: str) -> None:
    assert message in time_limit.result.explanation


@then("期限应标明暂停中")
def shown_paused(time_limit: TimeLimit) -> None:
    assert time_limit.result.paused
