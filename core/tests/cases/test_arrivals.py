"""The days of a step at another node run from its arrival there, by the calendar there."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.arrivals import first_words, later_words, words
from tongban.cases.arriving import Said, asked
from tongban.cases.calendar import WorkingCalendar
from tongban.cases.calendar_files import read_notices
from tongban.cases.derive import derive
from tongban.cases.due import clocks
from tongban.cases.evolve import evolve, fold
from tongban.cases.heads import decode_head
from tongban.cases.intents import Intent
from tongban.cases.vetting import spoken_for
from tongban.errors import Refused
from tongban.exchange.refusals import Rejected
from tongban.testing.case_file import (
    COMPETENT,
    LETTER,
    OFFICER,
    PARTNER,
    PARTNER_OFFICER,
    PAY,
    RECEIVING,
    CaseFile,
    accepted,
)

THERE = a.Actor(kind="node", node=PARTNER.node, office=PARTNER.office, office_name=PARTNER.name)
FOR_NOW = "2026-11-30：送达日期待对方确认，暂自发出之日11月23日起算"
NEXT_YEAR = "2027: [{name: 元旦, from: 2027-01-01, to: 2027-01-03}]"


def sent() -> CaseFile:
    """Asked for on Monday 2026-11-23, five working days for the step."""
    return accepted(LETTER, PAY).take(a.ReportStep(step="letter", outcome=f.Outcome.DONE), OFFICER)


def arrival(on: str, last_day: str = "") -> a.ReportArrival:
    return a.ReportArrival(step="pay", on=on, last_day=last_day)


def step_clock(file: CaseFile, calendar: WorkingCalendar | None = None) -> list[str]:
    running = clocks(file.case, calendar or file.calendar, file.today)
    return [each.deadline.explanation for each in running if each.kind == "step"]


class TestClock:
    def test_runs_from_the_asking_until_the_place_tells_when_it_arrived(self):
        file = sent().on("2026-12-20")
        assert step_clock(file) == [FOR_NOW]
        assert derive(file.case, file.calendar, file.today, node=COMPETENT.node).due_on == "2026-11-30"

    def test_of_what_was_never_told_is_undetermined_without_a_calendar(self):
        file = accepted(LETTER, PAY).on("2026-12-28").take(a.ReportStep(step="letter", outcome=f.Outcome.DONE), OFFICER)
        [clock] = step_clock(file)
        assert clock.startswith("待定：自2026年12月28日起")
        assert clock.endswith("送达日期待对方确认，暂自发出之日起算")

    def test_runs_from_the_arrival(self):
        file = sent().on("2026-11-27").take(arrival("2026-11-27", "2026-12-04"), THERE)
        assert step_clock(file) == ["2026-12-04：11月27日起算"]

    def test_another_node_shows_the_day_that_the_place_told(self):
        file = sent().on("2026-12-28").take(arrival("2026-12-28", "2027-01-05"), THERE)
        assert step_clock(file) == ["2027-01-05：2026年12月28日送达起算，按办理该环节的地方的工作日历计算"]

    def test_a_suspension_afterwards_moves_it(self):
        file = sent().take(arrival("2026-11-23", "2026-11-30"), THERE)
        file.take(a.Suspend(reason="expert", note="评审需要十日"), OFFICER).on("2026-11-26").take(a.Resume(), OFFICER)
        assert [text[:10] for text in step_clock(file)] == ["2026-12-02"]

    def test_a_step_asked_for_again_waits_for_its_arrival_again(self):
        file = sent().take(arrival("2026-11-23", "2026-11-30"), THERE).take(a.Clear(step="pay"), PARTNER_OFFICER)
        failed = a.ReportStep(
            step="pay", outcome=f.Outcome.FAILED, reasons=(a.Point(field="", label="", reason="退票"),)
        )
        assert step_clock(file.take(failed, PARTNER_OFFICER)) == [FOR_NOW]

    def test_of_a_case_from_before_arrivals_were_reported_runs_from_the_asking(self):
        texts = [fact.head.replace(',"awaited":true', "") for fact in sent().facts]
        case = None
        for text in texts:
            case = evolve(case, decode_head(text), "")
        assert case is not None
        [step] = [each for each in clocks(case, sent().calendar, date(2026, 11, 23)) if each.kind == "step"]
        assert step.deadline.text == "2026-11-30"

    def test_of_a_step_of_the_owner_runs_from_the_asking(self):
        assert step_clock(accepted(LETTER)) == ["2026-11-25：11月23日起算"]


class TestDecision:
    def test_one_arrival_counts_and_what_else_is_told_of_it_does_not(self):
        file = sent().on("2026-11-26").take(arrival("2026-11-25", "2026-12-02"), THERE)
        for again in (arrival("2026-11-26", "2026-12-03"), arrival("2026-11-25", "2026-12-02")):
            with pytest.raises(Refused, match="收到日期已经登记"):
                file.take(again, THERE)
        assert step_clock(file.take(arrival("2026-11-25", "2026-12-07"), THERE))[0].startswith("2026-12-07")

    @pytest.mark.parametrize(("on", "counts"), [("2026-11-20", "2026-11-23"), ("2026-12-31", "2026-11-26")])
    def test_a_day_that_cannot_be_counts_as_the_nearest_that_can(self, on: str, counts: str):
        file = sent().on("2026-11-26").take(arrival(on, "2030-01-01"), THERE)
        assert (file.case.step("pay").arrived_on, file.case.step("pay").last_day) == (counts, "")

    def test_a_word_that_is_no_day_is_no_fact(self):
        with pytest.raises(ValueError, match="Invalid isoformat"):
            sent().take(arrival("2026-11-23", "soon"), THERE)

    def test_an_arrival_is_told_even_if_the_case_was_refused_meanwhile(self):
        file = sent()
        file.take(a.Refuse(reasons=(a.Point(field="", label="", reason="不符"),)), OFFICER)
        assert file.take(arrival("2026-11-23"), THERE).events[-1] == "step_arrived"

    def test_the_fact_names_the_place_and_everybody_reads_the_same(self):
        file = sent().take(arrival("2026-11-23"), THERE)
        assert file.dossier.heads[-1].place == PARTNER.office
        assert fold(fact.head for fact in file.facts) == file.case


class TestWords:
    def test_the_place_tells_arrival_and_last_day_once_it_has_the_fact(self):
        file = sent()
        [word] = first_words(file.case, file.dossier.heads, file.calendar, node=PARTNER.node, on="2026-11-27")
        assert (word.act, word.by) == (arrival("2026-11-27", "2026-12-04"), THERE)

    def test_neither_the_owner_nor_a_bystander_tells_it(self):
        file = sent()
        for node in (COMPETENT.node, file.case.receiving.node):
            assert first_words(file.case, file.dossier.heads, file.calendar, node=node, on="2026-11-27") == []

    def test_what_comes_later_is_no_arrival(self):
        file = sent()
        before = file.case.seq
        file.take(a.Ask(question="1", text="何时转账？"), OFFICER)
        fresh = file.dossier.heads[before:]
        assert first_words(file.case, fresh, file.calendar, node=PARTNER.node, on="2026-11-27") == []

    def test_a_calendar_that_is_loaded_there_makes_another_last_day(self):
        file = sent().on("2026-12-28")
        [word] = first_words(file.case, file.dossier.heads, file.calendar, node=PARTNER.node, on="2026-12-28")
        assert word.act.last_day == ""
        file.take(word.act, word.by)
        assert later_words(file.case, file.calendar, node=PARTNER.node) == []
        loaded = file.calendar.replaced(read_notices(NEXT_YEAR, place="test"))
        [later] = later_words(file.case, loaded, node=PARTNER.node)
        assert step_clock(file.take(later.act, later.by))[0].startswith("2027-01-05")

    def test_a_calendar_that_is_loaded_before_the_fact_comes_is_told_of_after_it(self):
        file = sent().on("2026-12-28")
        loaded = file.calendar.replaced(read_notices(NEXT_YEAR, place="test"))
        [word] = first_words(file.case, file.dossier.heads, file.calendar, node=PARTNER.node, on="2026-12-28")
        assert later_words(file.case, loaded, node=PARTNER.node) == []
        file.take(word.act, word.by)
        told = file.dossier.heads[-1:]
        [later] = words(file.case, told, loaded, node=PARTNER.node, on="2026-12-29")
        assert (later.act, later.by) == (arrival("2026-12-28", "2027-01-05"), THERE)
        file.take(later.act, later.by)
        assert words(file.case, file.dossier.heads[-1:], loaded, node=PARTNER.node, on="2026-12-29") == []

    def test_a_day_that_is_told_of_one_step_says_nothing_of_the_others(self):
        steps = [replace(PAY, name=name, after=()) for name in ("a", "b", "c")]
        file = accepted(*steps)
        for step in steps:
            file.take(replace(arrival("2026-11-23", "2030-01-01"), step=step.name), THERE)
        told = words(file.case, file.dossier.heads[-1:], file.calendar, node=PARTNER.node, on="2026-11-23")
        assert [word.act.step for word in told] == ["c"]


class TestForgeries:
    def test_a_node_tells_no_arrival_for_another(self):
        said = Said(case="", sender=RECEIVING.node, epoch=1)
        with pytest.raises(Rejected):
            asked(sent().case, Intent(id="1", act=arrival("2026-11-23"), actor=THERE), said, node=COMPETENT.node)

    def test_a_node_that_names_itself_may_do_nothing_else(self):
        said = Said(case="", sender=PARTNER.node, epoch=1)
        with pytest.raises(Rejected):
            asked(
                sent().case, Intent(id="1", act=a.TakeBack(code="", message=""), actor=THERE), said, node=COMPETENT.node
            )

    def test_a_place_is_told_of_no_arrival_that_it_did_not_report(self):
        file = sent().take(arrival("2026-11-23"), THERE)
        assert spoken_for(file.case, file.dossier.heads[-1:], node=PARTNER.node) == [""]
