"""The legal clock: every worked deadline, rolling, pauses, extensions and years without a calendar."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.cases.calendar import MissingCalendar, WorkingCalendar
from tongban.cases.calendar_files import load_calendar, read_notices
from tongban.cases.clock import (
    Deadline,
    Fixed,
    Pause,
    Pending,
    Purpose,
    Term,
    Unit,
    deadline,
    has_run_out,
    working_days_used,
)

CALENDAR = load_calendar()
NEXT_YEAR = "2027: [{name: 元旦, from: 2027-01-01, to: 2027-01-03}]"  # a made-up notice
WITH_NEXT_YEAR = CALENDAR.replaced(read_notices(NEXT_YEAR, place="test"))
THIRTY_DAYS = Term(30, Unit.CALENDAR)

days = st.dates(date(2004, 1, 1), date(2026, 12, 31))
lengths = st.integers(0, 60)


def day(text: str) -> date:
    return date.fromisoformat(text)


def last_day(start: str, term: Term, calendar: WorkingCalendar = CALENDAR, *pauses: Pause) -> Fixed:
    found = deadline(day(start), term, calendar, pauses=pauses)
    assert isinstance(found, Fixed), found
    return found


@pytest.mark.parametrize(
    ("start", "length", "explanation"),
    [
        ("2026-09-23", 15, "2026-10-21：9月23日起算，跳过中秋、国庆，10月10日调休上班"),
        ("2026-09-24", 3, "2026-09-30：9月24日起算，跳过中秋"),
        ("2026-09-30", 3, "2026-10-10：9月30日起算，跳过国庆，10月10日调休上班"),
        ("2026-09-18", 1, "2026-09-20：9月18日起算，9月20日调休上班"),
        ("2026-02-13", 5, "2026-02-27：2月13日起算，跳过春节，2月14日调休上班"),
        ("2026-04-30", 5, "2026-05-11：4月30日起算，跳过劳动节，5月9日调休上班"),
        ("2026-11-23", 5, "2026-11-30：11月23日起算"),
        ("2026-11-23", 15, "2026-12-14：11月23日起算"),
        ("2026-11-23", 20, "2026-12-21：11月23日起算"),
        ("2025-12-29", 3, "2026-01-04：2025年12月29日起算，跳过元旦，1月4日调休上班"),
        ("2026-11-23", 0, "2026-11-23：11月23日起算"),
    ],
)
def test_working_day_terms(start: str, length: int, explanation: str) -> None:
    found = last_day(start, Term(length))
    assert found.explanation == explanation
    assert found.text == explanation[:10]


@pytest.mark.parametrize(
    ("application", "cooling_off_ends", "collection_ends"),
    [
        ("2026-06-01", "2026-07-01", "2026-07-31"),
        ("2026-08-26", "2026-09-28", "2026-10-28"),
        ("2026-09-07", "2026-10-08", "2026-11-09"),
        ("2026-09-10", "2026-10-10", "2026-11-09"),
    ],
)
def test_the_two_thirty_day_periods_of_a_divorce(application: str, cooling_off_ends: str, collection_ends: str) -> None:
    cooling_off = last_day(application, THIRTY_DAYS)
    assert cooling_off.text == cooling_off_ends
    assert last_day(cooling_off.text, THIRTY_DAYS).text == collection_ends


def test_a_cooling_off_within_the_year_is_fixed_and_the_collection_after_it_waits_for_the_calendar() -> None:
    assert last_day("2026-11-23", THIRTY_DAYS).text == "2026-12-23"
    found = deadline(day("2026-12-23"), THIRTY_DAYS, CALENDAR)
    assert found == Pending(2027, "待定：自2026年12月23日起30日，缺少2027年度工作日历")
    assert found.text == "待定"
    assert last_day("2026-12-23", THIRTY_DAYS, WITH_NEXT_YEAR).text == "2027-01-22"


@pytest.mark.parametrize(
    ("start", "why"),
    [
        ("2026-08-26", "2026-09-28：8月26日起算，按日历连续计日，期满日9月25日为中秋，顺延至其后第一个工作日"),
        ("2026-10-08", "2026-11-09：10月8日起算，按日历连续计日，期满日11月7日为星期六，顺延至其后第一个工作日"),
        ("2026-09-10", "2026-10-10：9月10日起算，按日历连续计日"),
    ],
)
def test_a_moved_last_day_says_why(start: str, why: str) -> None:
    assert last_day(start, THIRTY_DAYS).explanation == why


@pytest.mark.parametrize(
    ("start", "why"),
    [
        ("2026-11-23", "2026-11-26：11月23日起算，按日历连续计日"),
        ("2026-11-26", "2026-11-30：11月26日起算，按日历连续计日，期满日11月29日为星期日，顺延至其后第一个工作日"),
        ("2026-09-17", "2026-09-20：9月17日起算，按日历连续计日"),
        ("2026-09-30", "2026-10-08：9月30日起算，按日历连续计日，期满日10月3日为国庆，顺延至其后第一个工作日"),
        ("2026-09-22", "2026-09-28：9月22日起算，按日历连续计日，期满日9月25日为中秋，顺延至其后第一个工作日"),
    ],
)
def test_three_days_of_the_wall_calendar_end_on_a_working_day(start: str, why: str) -> None:
    assert last_day(start, Term(3, Unit.CALENDAR)).explanation == why


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("工作日", Unit.WORKING),
        ("日", Unit.CALENDAR),
        ("月", Unit.MONTHS),
    ],
)
def test_a_parameter_says_what_its_values_count(written: str, unit: Unit) -> None:
    assert Unit.of(written) is unit


def test_a_word_that_is_no_unit_is_not_taken_for_one() -> None:
    with pytest.raises(ValueError, match="周"):
        Unit.of("周")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-03-15", 12, "2027-03-15"),
        ("2026-08-25", 1, "2026-09-25"),
    ],
)
def test_validity_in_months_ends_on_the_same_number_and_never_moves(start: str, months: int, end: str) -> None:
    assert last_day(start, Term(months, Unit.MONTHS, Purpose.VALIDITY)).text == end


def test_a_period_for_an_act_in_months_moves_off_a_rest_day() -> None:
    assert last_day("2026-08-25", Term(1, Unit.MONTHS)).text == "2026-09-28"


def test_validity_needs_no_calendar_at_all() -> None:
    empty = WorkingCalendar(())
    found = deadline(day("2026-11-23"), Term(5 * 12, Unit.MONTHS, Purpose.VALIDITY), empty)
    assert found.text == "2031-11-23"


@pytest.mark.parametrize("term", [Term(10), THIRTY_DAYS, Term(1, Unit.MONTHS)])
def test_a_year_without_calendar_leaves_the_deadline_pending(term: Term) -> None:
    found = deadline(day("2026-12-28"), term, CALENDAR)
    assert isinstance(found, Pending)
    assert found.missing_year == 2027
    assert "缺少2027年度工作日历" in found.explanation
    assert not found.is_over(day("2030-01-01"))


def test_a_deadline_is_over_only_after_its_last_day() -> None:
    found = last_day("2026-11-23", Term(5))
    assert [found.is_over(day(text)) for text in ("2026-11-30", "2026-12-01")] == [False, True]


@given(days, lengths, st.sampled_from(Unit), st.sampled_from(Purpose), st.integers(-3, 120))
def test_a_term_has_run_out_by_the_day_after_its_last(
    start: date, length: int, unit: Unit, purpose: Purpose, later: int
) -> None:
    term = Term(length, unit, purpose)
    found = deadline(start, term, CALENDAR)
    if isinstance(found, Fixed):
        by = min(found.on + timedelta(later), date(2026, 12, 31))
        assert has_run_out(start, term, CALENDAR, by=by) is found.is_over(by)


@pytest.mark.parametrize(
    ("start", "term", "by", "over"),
    [
        ("2026-12-08", THIRTY_DAYS, "2027-01-07", False),  # whatever kind of day the last one is
        ("1999-12-01", Term(1, Unit.MONTHS), "2026-01-05", True),  # some day of these years was worked for certain
        ("2026-12-24", Term(3), "2027-01-05", True),
        ("2026-12-31", Term(3), "2027-01-03", False),
    ],
)
def test_a_year_without_calendar_is_missed_only_where_the_answer_hangs_on_it(
    start: str, term: Term, by: str, *, over: bool
) -> None:
    assert has_run_out(day(start), term, CALENDAR, by=day(by)) is over


@pytest.mark.parametrize(
    ("start", "term", "by"),
    [
        ("2026-12-08", THIRTY_DAYS, "2027-01-08"),
        ("2026-12-30", Term(3), "2027-01-08"),
        ("2027-02-01", Term(3), "2027-03-01"),
    ],
)
def test_a_year_without_calendar_is_not_guessed(start: str, term: Term, by: str) -> None:
    with pytest.raises(MissingCalendar, match="缺少2027年度工作日历"):
        has_run_out(day(start), term, CALENDAR, by=day(by))


def test_paused_working_days_do_not_count() -> None:
    pause = Pause(day("2026-10-09"), day("2026-10-13"))
    found = last_day("2026-09-23", Term(15), CALENDAR, pause)
    assert found.explanation == ("2026-10-26：9月23日起算，跳过中秋、国庆，10月9日至10月12日暂停（3个工作日）")


def test_a_pause_over_rest_days_only_changes_nothing() -> None:
    assert last_day("2026-09-23", Term(15), CALENDAR, Pause(day("2026-10-01"), day("2026-10-08"))).text == "2026-10-21"


def test_a_pause_ended_on_its_own_day_changes_nothing() -> None:
    same_day = Pause(day("2026-11-25"), day("2026-11-25"))
    assert last_day("2026-11-23", Term(5), CALENDAR, same_day) == last_day("2026-11-23", Term(5))


def test_overlapping_pauses_count_once() -> None:
    apart = Pause(day("2026-11-24"), day("2026-11-27")), Pause(day("2026-11-25"), day("2026-11-28"))
    whole = Pause(day("2026-11-24"), day("2026-11-28"))
    assert last_day("2026-11-23", Term(5), CALENDAR, *apart) == last_day("2026-11-23", Term(5), CALENDAR, whole)


def test_a_pause_of_a_calendar_period_adds_its_days() -> None:
    found = last_day("2026-06-01", THIRTY_DAYS, CALENDAR, Pause(day("2026-06-10"), day("2026-06-12")))
    assert found.explanation == "2026-07-03：6月1日起算，按日历连续计日，6月10日至6月11日暂停（2日）"


def test_a_running_pause_is_reckoned_as_if_it_ended_today() -> None:
    pause = Pause(day("2026-11-25"))
    found = deadline(day("2026-11-23"), Term(5), CALENDAR, pauses=[pause], today=day("2026-11-27"))
    assert found == Fixed(
        day("2026-12-02"),
        "11月23日起算，11月25日至11月26日暂停（2个工作日），暂停中，按今日恢复推算",
        paused=True,
    )
    assert found.explanation.endswith("暂停中，按今日恢复推算为2026年12月2日")


def test_a_running_pause_without_today_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="2026-11-25 still runs"):
        deadline(day("2026-11-23"), Term(5), CALENDAR, pauses=[Pause(day("2026-11-25"))])


def test_a_pause_that_ended_before_it_began_lasted_no_day() -> None:
    plain = deadline(day("2026-11-23"), Term(5), CALENDAR)
    set_back = Pause(day("2026-11-25"), day("2026-11-24"))
    assert deadline(day("2026-11-23"), Term(5), CALENDAR, pauses=[set_back], today=day("2026-11-26")) == plain


def test_an_extension_adds_its_days_and_is_named() -> None:
    assert last_day("2026-09-23", Term(5).extended(10)).explanation == (
        "2026-10-21：9月23日起算，跳过中秋、国庆，10月10日调休上班，延长10个工作日"
    )


@pytest.mark.parametrize(
    ("until", "used"), [("2026-09-23", 0), ("2026-09-27", 1), ("2026-10-10", 7), ("2026-10-21", 15)]
)
def test_used_working_days(until: str, used: int) -> None:
    assert working_days_used(day("2026-09-23"), day(until), CALENDAR) == used


def test_used_working_days_leave_pauses_out() -> None:
    pauses = [Pause(day("2026-09-28"), day("2026-09-30")), Pause(day("2026-10-12"))]
    assert working_days_used(day("2026-09-23"), day("2026-10-21"), CALENDAR, pauses) == 5


def test_used_working_days_of_a_year_without_calendar_are_not_guessed() -> None:
    with pytest.raises(MissingCalendar, match="缺少2027年度工作日历"):
        working_days_used(day("2026-12-28"), day("2027-01-05"), CALENDAR)


def fixed(found: Deadline) -> date:
    return found.on if isinstance(found, Fixed) else date.max


@given(days, lengths)
def test_a_longer_term_never_ends_earlier(start: date, length: int) -> None:
    ends = [fixed(deadline(start, Term(length + more), CALENDAR)) for more in range(4)]
    assert all(earlier < later or later == date.max for earlier, later in pairwise(ends))


@given(days, st.integers(1, 60))
def test_a_working_term_ends_on_a_working_day_and_used_up(start: date, length: int) -> None:
    found = deadline(start, Term(length), CALENDAR)
    if isinstance(found, Fixed):
        assert CALENDAR.is_working_day(found.on)
        assert working_days_used(start, found.on, CALENDAR) == length


@given(days, st.integers(1, 60))
def test_the_explanation_names_exactly_the_skipped_holidays_and_make_up_days(start: date, length: int) -> None:
    found = deadline(start, Term(length), CALENDAR)
    if isinstance(found, Fixed):
        walked = [start + timedelta(days=n) for n in range(1, (found.on - start).days + 1)]
        skipped = list(dict.fromkeys(name for each in walked if (name := CALENDAR.holiday(each))))
        named = [part.removeprefix("跳过") for part in found.explanation.split("，") if part.startswith("跳过")]
        assert named == (["、".join(skipped)] if skipped else [])
        made_up = [each for each in walked if each.weekday() >= 5 and CALENDAR.is_working_day(each)]
        assert found.explanation.count("调休上班") == bool(made_up)
        assert all(f"{each.month}月{each.day}日" in found.explanation for each in made_up)


@given(days, st.builds(Term, lengths, st.sampled_from(Unit), st.sampled_from(Purpose)))
def test_a_new_calendar_year_fixes_what_was_pending_and_moves_nothing_else(start: date, term: Term) -> None:
    before, after = deadline(start, term, CALENDAR), deadline(start, term, WITH_NEXT_YEAR)
    assert before == after or (isinstance(before, Pending) and before.missing_year == 2027)


@given(days, st.integers(1, 40), st.integers(1, 50), st.integers(0, 30))
def test_a_pause_moves_the_end_by_the_working_days_it_covers(start: date, length: int, after: int, long: int) -> None:
    since = start + timedelta(days=after)
    pause = Pause(since, since + timedelta(days=long))
    plain, paused = (deadline(start, Term(length), WITH_NEXT_YEAR, pauses=given) for given in ((), (pause,)))
    if isinstance(plain, Fixed) and isinstance(paused, Fixed):
        assert paused.on >= plain.on
        assert working_days_used(start, paused.on, WITH_NEXT_YEAR, [pause]) == length
        assert (paused.on == plain.on) == (since > plain.on or not _working_days(pause))


def _working_days(pause: Pause) -> int:
    assert pause.until is not None
    day_before = timedelta(days=1)
    return WITH_NEXT_YEAR.working_days_between(pause.since - day_before, pause.until - day_before)
