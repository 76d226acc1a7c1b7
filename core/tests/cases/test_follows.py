"""What follows from the facts of a case: papers, clocks, tasks, timers, the ledger, and who is told what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
import pytest

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.announcing import Facts, announcements, whole
from tongban.cases.arriving import Said, learned
from tongban.cases.calendar import WorkingCalendar
from tongban.cases.derive import derive, end_of
from tongban.cases.dossier import Dossier
from tongban.cases.due import clocks
from tongban.cases.evolve import fold
from tongban.cases.heads import BrokenChain, Fact, check_fact, decode_head
from tongban.cases.ledger import ledger
from tongban.cases.paper_contents import RELIEF, receipt_code
from tongban.cases.papers import addressee_of
from tongban.cases.state import Case, State
from tongban.cases.tasks import PAUSED, UNDETERMINED, tasks
from tongban.cases.terms import Unit
from tongban.cases.titles import OUTCOMES, TITLES, plain_title_of, title_of
from tongban.errors import Refused
from tongban.exchange import limits
from tongban.exchange.letters import Letter
from tongban.identity.people import Party, PartyKind, Role
from tongban.testing.case_file import (
    APPLICANT,
    APPROVER,
    CLERK,
    LETTER,
    OFF_EXCHANGE,
    OFFICER,
    PARTNER,
    PARTNER_OFFICER,
    PAY,
    POINT,
    RECEIVING,
    TIMER,
    CaseFile,
    accepted,
    at_window,
    opened,
    staff,
    submitted,
)

CORRECTION = a.AskCorrection(points=(POINT,), days=15)
SUSPENDED = a.Suspend(reason="expert", note="评审需要十日")
DONE = f.Outcome.DONE
PARTNER_NODE = a.Actor(kind="node", node=PARTNER.node, office=PARTNER.office)
FORWARD = a.Forward(waybill="SF1", term_days=15)
PAPER = a.RecordDecision(decision=a.PaperDecision.GRANTED, paper="杭西〔2026〕1号", on="2026-11-23")


def delivering() -> CaseFile:
    return accepted().take(a.Grant(), OFFICER)


def sent() -> CaseFile:
    return accepted(LETTER, PAY).take(a.ReportStep(step="letter", outcome=DONE), OFFICER)


def paying() -> CaseFile:
    return sent().take(a.ReportArrival(step="pay", on="2026-11-23"), PARTNER_NODE)


def _corrected(day: str, **said: str) -> CaseFile:
    file = at_window(attend_by="2026-12-01").take(CORRECTION, CLERK).on(day)
    return file.take(a.Correct(said="已改", **said), APPLICANT)


class TestPapers:
    @pytest.mark.parametrize(
        ("file", "title", "issuer"),
        [
            (opened(), "收件凭证", "天河窗口"),
            (opened().take(CORRECTION, OFFICER), "补正通知书", "锦江经办"),
            (accepted(), "受理通知书", "锦江经办"),
            (opened().take(a.Decline(reasons=(POINT,)), OFFICER), "不予受理决定书", "锦江经办"),
            (accepted(delivery="post").take(a.Grant(), OFFICER), "准予决定书", "锦江经办"),
            (accepted(delivery="post").take(a.Refuse(reasons=(POINT,)), OFFICER), "不予决定书", "锦江经办"),
            (delivering(), "电子送达通知书", "锦江经办"),
            (delivering().take(a.ConfirmDelivery(how="opened"), APPLICANT), "送达回证", "天河窗口"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_each_transition_issues_its_paper(self, file: CaseFile, title: str, issuer: str):
        paper = file.papers[-1]
        assert (paper.title, paper.issuer, paper.to, paper.on) == (title, issuer, "张建国", "2026-11-23")
        assert dict(paper.lines)["办件编号"] == file.case.number

    def test_a_paper_is_addressed_to_everybody_who_applies(self):
        names = {"吴浩": Role.APPLICANT, "李秋萍": Role.CO_APPLICANT, "张德福": Role.AGENT}
        parties = [Party(role=role, kind=PartyKind.PERSON, name=name, number="") for name, role in names.items()]
        assert addressee_of(parties) == "吴浩、李秋萍"
        assert addressee_of(()) == "申请人"

    def test_no_two_papers_of_a_case_have_one_number(self):
        file = delivering().take(a.ConfirmDelivery(how="opened"), APPLICANT)
        numbers = [paper.number for paper in file.papers]
        assert len(set(numbers)) == len(numbers) == 5

    def test_the_receipt_carries_code_places_and_what_was_checked(self):
        file = at_window().take(a.Receive(checks=("form",), texts=("材料齐全",)), CLERK)
        (paper,) = file.papers
        lines = dict(paper.lines)
        assert (lines["查询码"], lines["收件地"]) == (receipt_code(file.case.id), "天河窗口")
        assert lines["受理或告知补正"].endswith("至2026年11月30日")
        assert paper.paragraphs == ("已核对：材料齐全。",)

    @pytest.mark.parametrize(
        "file",
        [
            opened().take(a.Decline(reasons=(POINT,)), OFFICER),
            accepted(delivery="post").take(a.Refuse(reasons=(POINT,)), OFFICER),
        ],
    )
    def test_a_negative_decision_states_reason_basis_remedy_and_relief(self, file: CaseFile):
        decision, reason, relief = file.papers[-1].paragraphs
        assert decision.startswith("经审查，决定不予")
        assert reason == "1．用途：不清楚（依据：《示例》第一条）。办法：请写明"
        assert relief == RELIEF

    def test_the_notice_of_acceptance_writes_its_last_day_once_and_beside_it_what_it_follows_from(self):
        notice = accepted().papers[-1]
        assert dict(notice.lines)["办理期限"] == "20个工作日，至2026年12月21日"
        assert notice.paragraphs[-1] == "办理期限的计算：11月23日起算。"

    @pytest.mark.parametrize(
        ("file", "why"),
        [
            (opened(), "申请材料齐全、符合法定形式，予以受理。"),
            (
                opened().take(CORRECTION, OFFICER).take(a.Correct(said="已改"), APPLICANT),
                "申请人已按要求提交全部补正材料，予以受理。",
            ),
        ],
    )
    def test_the_notice_of_acceptance_says_that_it_is_accepted_and_why(self, file: CaseFile, why: str):
        accepting = file.take(a.Accept(term_days=20), OFFICER).papers[-1]
        assert accepting.paragraphs[0] == f"经审查，申请事项属于本机关职权范围，{why}"
        deemed = opened().on("2026-12-01").take(a.Deem(term_days=20), TIMER).papers[-1]
        assert deemed.paragraphs[0].startswith("逾期未告知补正内容，自收到申请材料之日起即为受理")

    def test_a_paper_decision_from_elsewhere_issues_no_decision_of_ours(self):
        file = at_window(competent=OFF_EXCHANGE).take(a.Receive(), CLERK)
        file.take(FORWARD, CLERK).take(PAPER, CLERK)
        assert [paper.title for paper in file.papers] == ["收件凭证", "寄送凭证", "领取通知书"]

    def test_who_entered_a_paper_decision_is_not_said_to_have_made_it(self):
        file = at_window(competent=OFF_EXCHANGE).take(a.Receive(), CLERK)
        file.take(FORWARD, CLERK).take(PAPER, CLERK)
        titles = [hop.title for hop in ledger(*_read(file))]
        assert ("登记业务属地的纸质决定：准予" in titles, "作出准予决定" in titles) == (True, False)

    def test_the_notice_that_a_result_can_be_collected_says_where_and_with_what(self):
        file = at_window(competent=OFF_EXCHANGE).take(a.Receive(), CLERK)
        notice = file.take(FORWARD, CLERK).take(PAPER, CLERK).papers[-1]
        assert ("领取地点", RECEIVING.name) in notice.lines
        assert "居民身份证" in notice.paragraphs[0]

    def test_result_papers_stand_beside_the_decision(self):
        result = a.ResultPaper(key="certificate", title="证明", lines=(("内容", "属实"),))
        file = accepted().take(a.Grant(results=(result,)), OFFICER)
        decision, paper = [paper for paper in file.papers if "果" in paper.number or "准" in paper.number]
        assert (decision.title, paper.title, paper.number[-3:]) == ("准予决定书", "证明", "号-1")

    def test_a_grant_states_what_is_granted_and_by_which_law(self):
        granted = a.Grant(basis=("《示例条例》第二条", "《示例办法》"), granted=(("提取金额", "100.00元"),))
        decision = next(each for each in accepted().take(granted, OFFICER).papers if each.kind == "grant")
        assert dict(decision.lines)["提取金额"] == "100.00元"
        assert decision.paragraphs == ("经审查，申请符合《示例条例》第二条、《示例办法》规定，准予办理。",)

    def test_clearing_a_step_issues_the_notice_that_tells_what_to_do_for_it(self):
        notice = a.ResultPaper(key="pay", title="缴款通知书", lines=(("收款账户", "示例账户"),))
        own = accepted(msgspec.structs.replace(PAY, at="competent", after=()))
        paper = own.take(a.Clear(step="pay", notice=(notice,)), OFFICER).papers[-1]
        assert (paper.kind, paper.title, dict(paper.lines)["收款账户"]) == ("notice:pay", "缴款通知书", "示例账户")


class TestClocks:
    @pytest.mark.parametrize(
        ("file", "running"),
        [
            (at_window(), [("receive", "receiving", "2026-11-30")]),
            (opened(), [("notice", "competent", "2026-11-30")]),
            (opened().take(CORRECTION, OFFICER), [("correction", "applicant", "2026-12-14")]),
            (accepted(), [("term", "competent", "2026-12-21")]),
            (accepted().take(a.Extend(days=5, reason="复杂"), APPROVER), [("term", "competent", "2026-12-28")]),
            (accepted().take(a.Extend(days=10, reason="复杂"), APPROVER), [("term", "competent", "待定")]),
            (sent(), [("term", "competent", "2026-12-21"), ("step", "partner", "2026-11-30")]),
            (paying(), [("term", "competent", "2026-12-21"), ("step", "partner", "2026-11-30")]),
            (delivering(), []),
            (accepted(delivery="post").take(a.Grant(), OFFICER), [("delivery", "competent", "2026-12-07")]),
            (
                accepted(delivery="post").take(a.Grant(delivery_days=3), OFFICER),
                [("delivery", "competent", "2026-11-26")],
            ),
            (
                accepted(delivery="post").take(a.Refuse(reasons=(POINT,)), OFFICER),
                [("delivery", "competent", "2026-12-07")],
            ),
            (at_window(competent=OFF_EXCHANGE).take(a.Receive(), CLERK), [("forward", "receiving", "2026-11-30")]),
            (
                at_window(competent=OFF_EXCHANGE).take(a.Receive(), CLERK).on("2026-11-24").take(FORWARD, CLERK),
                [("term", "competent", "2026-12-15")],
            ),
        ],
    )
    def test_each_state_runs_its_clocks(self, file: CaseFile, running: list[tuple[str, str, str]]):
        found = clocks(file.case, file.calendar, file.today)
        assert [(each.kind, each.role, each.deadline.text) for each in found] == running

    def test_a_term_and_a_step_count_the_days_that_their_parameters_say(self):
        step = f.PlannedStep(name="calculate", title="核定", at="competent", days=3, unit=Unit.CALENDAR)
        act = a.Accept(term_days=3, term_unit=Unit.CALENDAR, steps=(step,))
        file = opened().on("2026-11-26").take(act, OFFICER)
        found = clocks(file.case, file.calendar, file.today)
        assert [(each.kind, each.deadline.text) for each in found] == [("term", "2026-11-30"), ("step", "2026-11-30")]
        assert "按日历连续计日" in found[0].deadline.explanation

    def test_a_suspension_moves_the_term_by_its_working_days(self):
        file = accepted().take(SUSPENDED, OFFICER).on("2026-11-26").take(a.Resume(), OFFICER)
        (term,) = clocks(file.case, file.calendar, file.today)
        assert term.deadline.text == "2026-12-23"

    def test_a_suspension_stops_the_clock_of_a_step_that_is_under_way(self):
        file = paying().take(a.Clear(step="pay"), PARTNER_OFFICER).take(SUSPENDED, OFFICER)
        file.on("2026-11-30")
        paused = clocks(file.case, file.calendar, file.today)
        assert [(each.kind, each.deadline.paused) for each in paused] == [("term", True), ("step", True)]
        running = clocks(file.take(a.Resume(), OFFICER).case, file.calendar, file.today)
        assert [(each.kind, each.deadline.text) for each in running] == [("term", "2026-12-25"), ("step", "2026-12-04")]

    def test_a_step_asked_for_after_a_suspension_has_its_own_time_alone(self):
        file = accepted(LETTER, PAY).take(SUSPENDED, OFFICER).on("2026-11-26")
        file.take(a.Resume(), OFFICER).take(a.ReportStep(step="letter", outcome=DONE), OFFICER)
        file.take(a.ReportArrival(step="pay", on="2026-11-26"), PARTNER_NODE)
        step = clocks(file.case, file.calendar, file.today)[1]
        assert step.deadline.explanation == "2026-12-03：11月26日起算"

    def test_what_stands_still_is_kept_apart_and_after_every_last_day(self):
        file = accepted().take(SUSPENDED, OFFICER)
        kept = derive(file.case, file.calendar, file.today, node="510000")
        assert (kept.due_on, [task.sorted_on for _, task in kept.tasks]) == (PAUSED, [PAUSED])
        assert "2026-12-31" < PAUSED < UNDETERMINED
        file.on("2026-11-26").take(a.Resume(), OFFICER)
        kept = derive(file.case, file.calendar, file.today, node="510000")
        assert (kept.due_on, [task.sorted_on for _, task in kept.tasks]) == ("2026-12-23", ["2026-12-23"])

    def test_without_a_calendar_the_limit_is_open_and_nothing_deems(self):
        file = CaseFile(submitted(), today=date(2026, 12, 28)).open()
        derived = derive(file.case, file.calendar, file.today, node="510000")
        (notice,) = clocks(file.case, file.calendar, file.today)
        assert notice.deadline.text == "待定"
        assert "缺少2027年度工作日历" in notice.deadline.explanation
        assert (derived.timers, derived.due_on) == ((), UNDETERMINED)


class TestTasks:
    @pytest.mark.parametrize(
        ("file", "due"),
        [
            (at_window(), [("receive", "receiving")]),
            (CaseFile(submitted(awaits=("co_applicant",))), [("confirm", "co_applicant")]),
            (CaseFile(submitted()), [("await_opening", "competent")]),
            (opened(), [("accept", "competent")]),
            (opened().take(CORRECTION, OFFICER), [("correct", "applicant")]),
            (accepted(), [("decide", "competent")]),
            (accepted(LETTER, PAY), [("step", "competent")]),
            (paying(), [("step", "partner")]),
            (accepted().take(SUSPENDED, OFFICER), [("resume", "competent")]),
            (paying().take(SUSPENDED, OFFICER), [("resume", "competent")]),
            (
                paying().take(a.Clear(step="pay"), PARTNER_OFFICER).take(SUSPENDED, OFFICER),
                [("step", "partner"), ("resume", "competent")],
            ),
            (accepted(delivery="post").take(a.Grant(), OFFICER), [("dispatch", "competent")]),
            (delivering(), [("open", "applicant")]),
            (accepted(delivery="window").take(a.Grant(), OFFICER), [("confirm_delivery", "competent")]),
            (at_window(competent=OFF_EXCHANGE).take(a.Receive(), CLERK), [("forward", "receiving")]),
            (
                at_window(competent=OFF_EXCHANGE).take(a.Receive(), CLERK).take(FORWARD, CLERK),
                [("decide", "competent"), ("record_decision", "receiving")],
            ),
            (accepted().take(a.Withdraw(), APPLICANT), []),
        ],
    )
    def test_somebody_has_the_next_turn(self, file: CaseFile, due: list[tuple[str, str]]):
        assert [
            (task.kind, task.role) for task in tasks(file.case, clocks(file.case, file.calendar, file.today))
        ] == due

    def test_a_refused_step_puts_the_decision_before_the_officer(self):
        file = paying().take(a.ReportStep(step="pay", outcome=f.Outcome.REFUSED, reasons=(POINT,)), PARTNER_OFFICER)
        assert [task.kind for task in tasks(file.case, clocks(file.case, file.calendar, file.today))] == ["decide"]

    def test_each_node_keeps_its_own_tasks_and_only_the_owner_its_timers(self):
        case, file = opened().case, opened()
        there = derive(case, file.calendar, file.today, node="510000")
        here = derive(case, file.calendar, file.today, node="440000")
        assert [(office, task.kind) for office, task in there.tasks] == [("510104-desk", "accept")]
        assert there.timers == (("notice", end_of(date(2026, 11, 30))),)
        assert (here.tasks, here.timers, here.due_on) == ((), (), "2026-11-30")


class TestAbsence:
    """Whoever had an appointment and does not come, also after a correction."""

    @pytest.mark.parametrize(
        ("file", "until"),
        [
            (at_window(attend_by="2026-12-01"), "2026-12-01"),
            (_corrected("2026-11-26"), "2026-12-01"),
            (_corrected("2026-11-26", attend_by="2026-12-08"), "2026-12-08"),
            (_corrected("2026-12-03"), "2026-12-24"),
        ],
        ids=["handed in", "corrected before", "another day", "corrected after the day"],
    )
    def test_there_is_a_last_day_to_come(self, file: CaseFile, until: str):
        timers = derive(file.case, file.calendar, file.today, node="440000").timers
        assert timers == (("attend", end_of(date.fromisoformat(until))),)

    def test_a_corrected_application_lapses_that_nobody_came_for(self):
        file = _corrected("2026-11-26").on("2026-12-02").take(a.Lapse(why="申请人未在预约日期到场"), TIMER)
        assert file.case.state is State.LAPSED

    def test_a_correction_that_the_office_has_does_not_lapse(self):
        file = opened().take(CORRECTION, OFFICER).take(a.Correct(said="已改"), APPLICANT)
        with pytest.raises(Refused, match="不能视为撤回"):
            file.take(a.Lapse(why="申请人未在期限内补正"), TIMER)


class TestLedger:
    def test_every_kind_of_event_has_a_title(self):
        case = paying().case
        values = {"step": "pay", "outcome": DONE, "way": "post", "how": "opened", "reason": "expert"}
        values["mishap"] = f.Mishap.LOST
        for event in f.AnyEvent.__args__:
            names = {field.name: field for field in msgspec.structs.fields(event) if field.required}
            if event in TITLES:
                continue
            made = {name: values.get(name, 0 if name == "term_days" else "") for name in names}
            assert title_of(case, event(**made))

    def test_a_party_reads_of_steps_without_the_words_by_which_offices_pass_work_on(self):
        asked = [f.StepAsked(step="letter"), f.StepAsked(step="pay")]
        events = [*asked, f.StepArrived(step="pay", on="2026-11-23"), f.Cleared(step="pay"), f.Closed()]
        assert [plain_title_of(paying().case, event) for event in events] == [
            "开始办理：发出联系函",
            "请渝中经办办理：核定并转账",
            "收到办理请求：核定并转账",
            "核对无误，同意办理：核定并转账",
            "办结",
        ]

    def test_a_step_tried_twice_shows_each_time_what_was_said_then(self):
        failed = a.ReportStep(step="pay", outcome=f.Outcome.FAILED, reasons=(POINT,))
        done = a.ReportStep(step="pay", outcome=DONE, shown=(("金额", "100.00元"),))
        file = paying().take(failed, PARTNER_OFFICER).take(a.Clear(step="pay"), PARTNER_OFFICER)
        hops = ledger(*_read(file.take(done, PARTNER_OFFICER)))
        shown = [(hop.title, hop.lines) for hop in hops if hop.title.startswith("核定并转账")]
        assert shown == [
            (f"核定并转账：{OUTCOMES[f.Outcome.FAILED]}", (("用途", "不清楚"),)),
            (f"核定并转账：{OUTCOMES[DONE]}", (("金额", "100.00元"),)),
        ]

    def test_each_hop_names_place_person_and_working_days(self):
        file = opened().on("2026-11-25").take(a.Accept(), OFFICER)
        handed_in, received, *_, acceptance = ledger(*_read(file))
        assert (handed_in.who, handed_in.place, handed_in.used) == ("张建国（申请人）", "天河窗口", 0)
        assert received.who == "系统"
        assert (acceptance.who, acceptance.place, acceptance.used) == ("锦江经办工作人员", "锦江经办", 2)

    def test_a_clerk_who_acts_for_somebody_is_named_with_both(self):
        file = accepted().take(a.Withdraw(reason="不办了"), staff(RECEIVING, "clerk", behalf="applicant"))
        hop = ledger(*_read(file))[-1]
        assert (hop.who, hop.lines) == ("天河窗口工作人员（窗口人员，代申请人操作）", (("说明", "不办了"),))

    def test_an_original_is_sent_to_a_place_that_has_a_name(self):
        file = at_window().take(a.TakeOriginal(original="1", name="委托书", condition="完好"), CLERK)
        file.take(a.SendOriginal(original="1", to="competent", waybill="SF1"), CLERK)
        assert ledger(*_read(file))[-1].lines == (("物流单号", "SF1"), ("寄往", "锦江经办"))

    def test_an_original_is_sent_to_a_cooperating_place_by_its_name(self):
        file = at_window(cooperating={"partner": PARTNER})
        file.take(a.TakeOriginal(original="1", name="委托书", condition="完好"), CLERK)
        file.take(a.SendOriginal(original="1", to="partner", waybill="SF1"), CLERK)
        assert ledger(*_read(file))[-1].lines == (("物流单号", "SF1"), ("寄往", "渝中经办"))

    def test_what_was_said_to_a_correction_notice_stands_in_the_ledger(self):
        file = opened().take(CORRECTION, OFFICER).take(a.Correct(said="已写明公证处"), APPLICANT)
        assert ledger(*_read(file))[-1].lines == (("补正说明", "已写明公证处"),)

    def test_a_paper_decision_shows_its_number(self):
        file = at_window(competent=OFF_EXCHANGE).take(a.Receive(), CLERK)
        file.take(FORWARD, CLERK).take(msgspec.structs.replace(PAPER, decision=a.PaperDecision.REFUSED), CLERK)
        lines = {hop.title: hop.lines for hop in ledger(*_read(file))}
        assert lines["登记业务属地的纸质决定：不予"] == (
            ("纸质决定书文号", "杭西〔2026〕1号"),
            ("决定日期", "2026年11月23日"),
        )

    def test_without_a_calendar_working_days_are_left_out(self):
        file = opened().on("2027-01-05").take(a.Accept(), OFFICER)
        assert ledger(*_read(file))[-1].used is None


def after(letters: Sequence[Letter], *, node: str) -> Case | None:
    """The case as a place knows it once these letters have come to it."""
    known: Case | None = None
    for letter in letters:
        facts = msgspec.json.decode(letter.body, type=Facts).facts
        told = learned(known, facts, Said(case=letter.case, sender="510000", epoch=letter.epoch), node=node)
        known = told.case if told else known
    return known


class TestAnnouncing:
    def test_a_newcomer_gets_the_whole_ledger_and_others_what_is_fresh(self):
        file = accepted(LETTER, PAY)
        before, known = file.case, len(file.facts)
        file.take(a.ReportStep(step="letter", outcome=DONE), OFFICER)
        letters = announcements(before, file.case, fresh=file.facts[known:], ledger=file.facts, node="510000")
        sent = {letter.receiver: msgspec.json.decode(letter.body, type=Facts).facts for letter in letters}
        assert {node: len(facts) for node, facts in sent.items()} == {"440000": 2, "500000": len(file.facts)}
        assert fold(fact.head for fact in sent["500000"]) == file.case

    def test_a_ledger_too_long_for_one_letter_comes_in_several_and_is_the_same_case(
        self, monkeypatch: pytest.MonkeyPatch
    ):
        file = paying()
        (one,) = whole(file.case, "500000", file.facts)
        for limit in (len(one.body) - 1, len(one.body) * 3 // 4):
            monkeypatch.setattr(limits, "MAX_BODY_BYTES", limit)
            letters = whole(file.case, "500000", file.facts)
            assert len(letters) > 1
            assert all(len(letter.body) <= limit for letter in letters)
            assert after(letters, node="500000") == file.case

    def test_a_place_is_told_by_the_owner_alone_however_short_letters_are(self, monkeypatch: pytest.MonkeyPatch):
        file = paying()
        monkeypatch.setattr(limits, "MAX_BODY_BYTES", 1)
        letters = whole(file.case, "500000", file.facts)
        assert len(letters) > 1
        assert after(letters, node="500000") == file.case

    def test_nobody_gets_a_part_that_is_not_for_its_role(self):
        file = paying()
        letters = announcements(None, file.case, fresh=(), ledger=file.facts, node="510000")
        partner = next(letter for letter in letters if letter.receiver == "500000")
        names = {name for fact in msgspec.json.decode(partner.body, type=Facts).facts for name in fact.parts}
        assert "papers" not in names
        assert {"parties", "actor", "report", "law"} <= names

    def test_the_offer_carries_everything_and_an_off_exchange_place_gets_no_letter(self):
        file = CaseFile(submitted())
        (letter,) = announcements(None, file.case, fresh=file.facts, ledger=file.facts, node="440000")
        assert (letter.kind, letter.receiver) == ("case.offer", "510000")
        paper = at_window(competent=OFF_EXCHANGE).take(a.Receive(), CLERK)
        assert announcements(None, paper.case, fresh=paper.facts, ledger=paper.facts, node="440000") == []


class TestSealing:
    def test_heads_hold_neither_name_nor_number(self):
        file = delivering()
        for fact in file.facts:
            assert "张建国" not in fact.head
            assert APPLICANT.number not in fact.head

    @pytest.mark.parametrize("change", ["head", "part", "order"])
    def test_whatever_is_changed_breaks_the_chain(self, change: str):
        first, second, *_ = opened().facts
        head = decode_head(first.head)
        after = (1, fold([first.head]).hash)
        forged = {
            "head": (Fact(head=first.head.replace("KS", "KT")), (1, "")),
            "part": (Fact(head=first.head, parts={**first.parts, "parties": second.parts["papers"]}), (0, "")),
            "order": (first, after),
        }[change]
        assert head.seq == 1
        with pytest.raises(BrokenChain):
            check_fact(forged[0], after=forged[1])

    def test_an_erased_part_leaves_the_chain_whole(self):
        file = opened()
        check_fact(Fact(head=file.facts[0].head), after=(0, ""))
        assert fold(fact.head for fact in file.facts) == file.refolded() == file.case


def _read(file: CaseFile) -> tuple[Case, Dossier, WorkingCalendar]:
    return file.case, file.dossier, file.calendar
