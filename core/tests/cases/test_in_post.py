"""While an original that the matter asks for is in the post to the competent place, its time does not run."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from tongban.cases import acts as a
from tongban.cases.clock import Pause
from tongban.cases.derive import derive, end_of
from tongban.cases.due import clocks
from tongban.cases.in_post import in_post
from tongban.matters.parameters import LONGEST
from tongban.testing.case_file import CLERK, OFF_EXCHANGE, OFFICER, PARTNER, PARTNER_OFFICER, CaseFile, at_window

TAKEN = a.TakeOriginal(original="mandate", name="授权委托书", condition="完好", required=True)
SENT = a.SendOriginal(original="mandate", to="competent", waybill="SF1")
ARRIVED = a.ReceiveOriginal(original="mandate", condition="完好")


def in_custody(*taken: a.TakeOriginal) -> CaseFile:
    """Received on Monday 2026-11-23: five working days for acceptance or the correction notice."""
    file = at_window()
    for each in taken:
        file.take(each, CLERK)
    return file.take(a.Receive(), CLERK).open()


def notice(file: CaseFile) -> str:
    [clock] = clocks(file.case, file.calendar, file.today)
    return clock.deadline.text


def deeming(file: CaseFile) -> tuple[tuple[str, int], ...]:
    return derive(file.case, file.calendar, file.today, node="510000").timers


def test_the_days_in_the_post_do_not_count() -> None:
    file = in_custody(TAKEN).on("2026-11-24").take(SENT, CLERK).on("2026-11-27").take(ARRIVED, OFFICER)
    assert notice(file) == "2026-12-03"
    assert deeming(file) == (("notice", end_of(date(2026, 12, 3))),)


LATEST = date(2026, 12, 15)
"""The last day of what was sent on 2026-11-24 and never confirmed: fifteen days on, time runs again."""


def test_of_an_arrival_that_nobody_confirms_time_stands_still_for_its_longest_and_then_runs() -> None:
    file = in_custody(TAKEN).on("2026-11-24").take(SENT, CLERK)
    assert deeming(file) == (("notice", end_of(LATEST)),)
    [clock] = clocks(file.case, file.calendar, file.today)
    assert "原件尚未登记寄达，最迟按2026年12月9日寄达推算" in clock.deadline.explanation
    assert notice(file.on("2026-12-20")) == "2026-12-15"


def test_an_arrival_that_is_confirmed_late_moves_the_last_day_no_further() -> None:
    file = in_custody(TAKEN).on("2026-11-24").take(SENT, CLERK).on("2026-12-14").take(ARRIVED, OFFICER)
    [clock] = clocks(file.case, file.calendar, file.today)
    assert (clock.deadline.text, "推算" in clock.deadline.explanation) == ("2026-12-15", False)


def test_how_long_it_may_stand_still_is_what_the_sending_says() -> None:
    file = in_custody(TAKEN).on("2026-11-24").take(replace(SENT, days=3), CLERK)
    assert notice(file.on("2026-12-20")) == "2026-12-03"


def test_what_another_node_says_stops_time_no_longer_than_any_place_may_say() -> None:
    file = in_custody(TAKEN).on("2026-11-24").take(SENT, CLERK)
    [span] = file.case.posted
    assert in_post(replace(file.case, posted=(replace(span, days=LONGEST),))) == (
        Pause(date(2026, 11, 24), date(2027, 1, 23)),
    )


def test_who_accepts_while_it_is_on_its_way_has_the_time_from_then_and_no_more() -> None:
    file = in_custody(TAKEN).on("2026-11-24").take(SENT, CLERK).take(a.Accept(term_days=10), OFFICER)
    assert notice(file.on("2026-12-20")) == "2026-12-08"
    assert notice(file.take(ARRIVED, OFFICER)) == "2026-12-08"


def test_a_paper_of_ones_own_stops_nothing() -> None:
    file = in_custody(replace(TAKEN, required=False)).take(SENT, CLERK).on("2026-11-27")
    assert notice(file) == "2026-11-30"
    assert deeming(file) == (("notice", end_of(date(2026, 11, 30))),)


def test_the_way_back_stops_nothing() -> None:
    file = in_custody(TAKEN).take(SENT, CLERK).take(ARRIVED, OFFICER)
    assert notice(file.take(replace(SENT, to="receiving"), OFFICER).on("2026-11-27")) == "2026-11-30"


def test_what_a_cooperating_place_sends_on_stops_nothing() -> None:
    file = at_window(cooperating={"partner": PARTNER}).take(TAKEN, CLERK).take(a.Receive(), CLERK).open()
    file.take(replace(SENT, to="partner"), CLERK).take(ARRIVED, PARTNER_OFFICER).take(SENT, PARTNER_OFFICER)
    assert notice(file.on("2026-11-27")) == "2026-11-30"


def test_what_is_sent_after_acceptance_does_not_stop_the_decision() -> None:
    file = in_custody(TAKEN).take(a.Accept(term_days=10), OFFICER).on("2026-11-24").take(SENT, CLERK)
    assert notice(file.on("2026-12-20")) == "2026-12-07"


def test_of_a_place_off_the_exchange_no_forgotten_arrival_stops_the_decision() -> None:
    file = at_window(competent=OFF_EXCHANGE).take(TAKEN, CLERK).take(a.Receive(), CLERK)
    file.take(a.Forward(waybill="SF1", term_days=10), CLERK).take(SENT, CLERK)
    assert notice(file.on("2026-12-20")) == "2026-12-07"


def test_time_runs_once_the_last_of_several_is_there() -> None:
    other, sent = replace(TAKEN, original="card"), replace(SENT, original="card")
    file = in_custody(TAKEN, other).on("2026-11-24").take(SENT, CLERK).take(sent, CLERK)
    file.on("2026-11-25").take(ARRIVED, OFFICER)
    assert deeming(file) == (("notice", end_of(LATEST)),)
    assert notice(file.on("2026-11-26").take(replace(ARRIVED, original="card"), OFFICER)) == "2026-12-02"


def test_a_decision_that_is_deemed_leaves_the_days_in_the_post_out_as_well() -> None:
    file = in_custody(TAKEN).on("2026-11-24").take(SENT, CLERK).on("2026-11-27").take(ARRIVED, OFFICER)
    file.on("2026-12-04").take(a.Deem(term_days=10), a.Actor(kind="timer"))
    [term] = clocks(file.case, file.calendar, file.today)
    assert (file.case.term_since, term.deadline.text) == ("2026-11-23", "2026-12-10")
    [acceptance] = [paper for paper in file.papers if paper.kind == "acceptance"]
    assert dict(acceptance.lines)["办理期限"] == "10个工作日，至2026年12月10日"


def test_a_decision_that_is_deemed_without_word_of_the_arrival_leaves_out_the_longest_way() -> None:
    file = in_custody(TAKEN).on("2026-11-24").take(SENT, CLERK)
    file.on("2026-12-16").take(a.Deem(term_days=10), a.Actor(kind="timer"))
    assert notice(file) == "2026-12-22"


def test_what_is_taken_and_sent_is_on_paper() -> None:
    file = in_custody(TAKEN).take(replace(SENT, name="授权委托书"), CLERK)
    papers = {paper.title: dict(paper.lines) for paper in file.papers}
    assert papers["原件收存凭证"] | {"原件": "授权委托书", "收存时的状态": "完好"} == papers["原件收存凭证"]
    assert papers["寄送凭证"] | {"寄送内容": "授权委托书", "寄往": "锦江经办", "物流单号": "SF1"} == papers["寄送凭证"]
