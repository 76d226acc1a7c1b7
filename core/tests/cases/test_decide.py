"""What an act leads to, or why it may not be taken: the rules of the life of a case, one by one."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.decide import decide
from tongban.cases.due import clocks
from tongban.cases.ledger import ledger
from tongban.cases.options import options
from tongban.cases.state import State, StepStatus
from tongban.cases.suspensions import BY_APPLICANT, EXPLANATION, LICENSING, SUSPENSIONS
from tongban.cases.tasks import tasks
from tongban.errors import Refused
from tongban.parameters_in_force import platform_layer
from tongban.testing.case_file import (
    APPLICANT,
    APPROVER,
    BOOK,
    CLERK,
    CO_APPLICANT,
    LETTER,
    NODE,
    OFF_EXCHANGE,
    OFFICER,
    PARTNER_OFFICER,
    PAY,
    POINT,
    RECEIVING,
    TIMER,
    CaseFile,
    accepted,
    at_window,
    corrected,
    opened,
    staff,
    submitted,
)

CORRECTION = a.AskCorrection(points=(POINT,), days=15)
DONE = f.Outcome.DONE


def rule_of(file: CaseFile, act: a.Act, by: a.Actor) -> str:
    with pytest.raises(Refused) as refused:
        file.take(act, by)
    (objection,) = refused.value.objections
    assert objection.message
    assert objection.remedy, f"{objection.rule} says what is wrong and not what to do"
    return objection.rule


def joint() -> CaseFile:
    return CaseFile(
        submitted(roles=("applicant", "co_applicant"), awaits=("co_applicant",), channel="window", modes=("anywhere",))
    )


def paying() -> CaseFile:
    """The letter is out, the payment is asked of the partner."""
    return accepted(LETTER, PAY).take(a.ReportStep(step="letter", outcome=DONE), OFFICER)


def delivering(way: str = "electronic") -> CaseFile:
    return accepted(delivery=way).take(a.Grant(), OFFICER)


class TestIntake:
    def test_online_the_node_receives_and_offers_by_itself(self):
        assert CaseFile(submitted()).events == ["submitted", "received", "offered"]

    def test_at_the_window_the_clerk_receives(self):
        file = at_window()
        assert file.events == ["submitted"]
        assert file.take(a.Receive(checks=("form",)), CLERK).events[1:] == ["received", "offered"]

    def test_within_one_node_the_case_is_opened_at_once(self):
        home = replace(RECEIVING, office="440106-police", name="天河派出所")
        assert CaseFile(submitted(competent=home)).events == ["submitted", "received", "opened"]

    def test_off_exchange_nothing_is_offered(self):
        file = at_window(competent=OFF_EXCHANGE).take(a.Receive(), CLERK)
        assert file.events == ["submitted", "received"]
        assert file.case.owner == "440000"

    def test_opening_hands_the_case_over(self):
        before = CaseFile(submitted()).case
        after = opened().case
        assert (before.owner, before.epoch, before.offered) == ("440000", 0, True)
        assert (after.owner, after.epoch, after.offered) == ("510000", 1, False)

    def test_a_case_is_received_once_so_that_the_days_of_the_notice_do_not_start_again(self):
        file = opened().take(CORRECTION, OFFICER).on("2026-11-25").take(corrected(purpose="公证"), APPLICANT)
        assert rule_of(file, a.Receive(), CLERK) == "CASE-RECEIVED"

    def test_nothing_is_decided_while_the_case_is_on_offer(self):
        file = CaseFile(submitted())
        assert rule_of(file, a.Accept(), OFFICER) == "CASE-OFFERED"
        assert rule_of(file, a.Withdraw(), APPLICANT) == "CASE-OFFERED"
        assert rule_of(file, a.TakeOriginal(original="1", name="证", condition="好"), CLERK) == "CASE-OFFERED"

    @pytest.mark.parametrize("act", [a.Accept(), a.Decline(reasons=(POINT,)), a.AddEvidence(evidence=())])
    def test_nothing_is_decided_before_the_competent_place_has_opened_the_case(self, act: a.Act):
        file = at_window().take(CORRECTION, CLERK).take(a.Correct(said="已补正"), APPLICANT)
        assert rule_of(file, act, OFFICER) == "CASE-NOT-OPENED"

    def test_a_refused_offer_comes_back_and_may_be_made_again(self):
        file = CaseFile(submitted()).take(a.TakeBack(code="not_served", message="未开通"), NODE)
        assert (file.case.owner, file.case.offered, file.case.offer_refused) == ("440000", False, "未开通")
        assert file.take(a.Offer(), CLERK).case.offered
        assert rule_of(file.open(), a.TakeBack(code="", message=""), NODE) == "CASE-OFFERED"

    def test_a_case_is_opened_once(self):
        assert rule_of(opened(), a.Open(), NODE) == "CASE-OFFERED"
        assert rule_of(opened(), a.Offer(), CLERK) == "CASE-OFFERED"


class TestConfirmation:
    def test_the_co_applicant_confirms_once(self):
        file = joint().take(a.Confirm(), CO_APPLICANT)
        assert file.case.awaits == ()
        assert rule_of(file, a.Confirm(), CO_APPLICANT) == "CASE-CONFIRMED"

    def test_a_clerk_confirms_for_the_co_applicant_who_is_there(self):
        clerk = staff(RECEIVING, "clerk", behalf="co_applicant")
        assert joint().take(a.Confirm(), clerk).case.awaits == ()

    def test_the_applicant_cannot_confirm_for_the_other(self):
        assert rule_of(joint(), a.Confirm(), APPLICANT) == "CASE-CONFIRMED"

    @pytest.mark.parametrize("act", [a.Receive(), CORRECTION])
    def test_until_all_have_confirmed_nothing_begins(self, act: a.Act):
        assert rule_of(joint(), act, CLERK) == "CASE-AWAITS"

    def test_a_clerk_of_another_office_acts_for_nobody(self):
        elsewhere = staff(replace(RECEIVING, office="310101-hall"), "clerk", behalf="applicant")
        assert rule_of(opened(), a.Withdraw(), elsewhere) == "CM-02"


class TestCorrection:
    def test_all_points_at_once_and_one_notice_in_the_life_of_a_case(self):
        file = opened().take(CORRECTION, OFFICER)
        assert (file.case.state, file.case.correction.fields) == (State.CORRECTION, ("purpose",))
        file.take(corrected(purpose="公证"), APPLICANT)
        assert file.case.state is State.CORRECTED
        assert rule_of(file, CORRECTION, OFFICER) == "CASE-STATE"
        assert rule_of(opened().take(CORRECTION, OFFICER), CORRECTION, OFFICER) == "CASE-STATE"

    def test_a_notice_says_what(self):
        assert rule_of(opened(), a.AskCorrection(points=(), days=15), OFFICER) == "CM-05"

    def test_a_limit_that_no_notice_may_set_is_told_by_the_name_of_the_parameter(self):
        with pytest.raises(Refused) as refused:
            opened().take(a.AskCorrection(points=(POINT,), days=61), OFFICER)
        title = platform_layer().parameters["correction_days"].title
        assert f"本省参数“{title}”" in refused.value.objections[0].remedy

    def test_only_what_was_asked_may_be_changed(self):
        file = opened().take(CORRECTION, OFFICER)
        assert rule_of(file, corrected(cert_kind="other"), APPLICANT) == "CASE-CORRECTION"

    def test_once_opened_the_window_asks_for_no_correction(self):
        assert rule_of(opened(channel="window"), CORRECTION, CLERK) == "CM-05"

    def test_a_second_notice_is_refused_even_from_the_other_place(self):
        file = (
            at_window()
            .take(CORRECTION, CLERK)
            .take(a.Correct(said="已补正"), APPLICANT)
            .take(a.Receive(), CLERK)
            .open()
        )
        assert rule_of(file, CORRECTION, OFFICER) == "CM-05"

    def test_corrected_at_the_window_the_application_is_still_to_be_received(self):
        file = at_window().take(CORRECTION, CLERK).take(a.Correct(said="已补正"), APPLICANT)
        assert file.take(a.Receive(), CLERK).events[-2:] == ["received", "offered"]


class TestAcceptance:
    def test_deemed_acceptance_counts_from_receipt(self):
        file = opened().on("2026-12-01").take(a.Deem(term_days=20), TIMER)
        assert (file.case.term_since, file.case.accepted_on, file.case.deemed) == ("2026-11-23", "2026-12-01", True)

    def test_after_a_correction_deemed_acceptance_counts_from_the_answer(self):
        file = opened().take(CORRECTION, OFFICER).on("2026-11-26").take(a.Correct(said="已补正"), APPLICANT)
        assert file.on("2026-12-04").take(a.Deem(), TIMER).case.term_since == "2026-11-26"

    def test_declining_needs_reasons(self):
        assert rule_of(opened(), a.Decline(reasons=()), OFFICER) == "CM-06"
        assert opened().take(a.Decline(reasons=(POINT,)), OFFICER).case.state is State.DECLINED


class TestSteps:
    def test_each_step_is_asked_once_those_before_it_are_done(self):
        file = accepted(LETTER, PAY)
        assert [step.status.value for step in file.case.steps] == ["asked", "waiting"]
        assert file.case.state is State.REVIEW
        file.take(a.ReportStep(step="letter", outcome=DONE), OFFICER)
        assert [step.status.value for step in file.case.steps] == ["done", "asked"]
        assert file.case.state is State.COOPERATION

    def test_what_cannot_be_undone_starts_only_when_cleared(self):
        report = a.ReportStep(step="pay", outcome=DONE)
        assert rule_of(paying(), report, PARTNER_OFFICER) == "CASE-STEP"
        file = paying().take(a.Clear(step="pay"), PARTNER_OFFICER)
        assert rule_of(file, a.Clear(step="pay"), PARTNER_OFFICER) == "CASE-STEP"
        assert file.take(report, PARTNER_OFFICER).case.step("pay").status.value == "done"

    def test_only_what_cannot_be_undone_is_cleared(self):
        assert rule_of(accepted(LETTER), a.Clear(step="letter"), OFFICER) == "CASE-STEP"

    def test_one_place_does_not_report_the_step_of_another(self):
        assert rule_of(paying(), a.ReportStep(step="pay", outcome=DONE), OFFICER) == "CM-02"

    def test_a_step_that_was_not_done_says_why(self):
        assert rule_of(paying(), a.ReportStep(step="pay", outcome=f.Outcome.REFUSED), PARTNER_OFFICER) == "CASE-STEP"

    @pytest.mark.parametrize("outcome", [f.Outcome.FAILED, f.Outcome.REFUSED, f.Outcome.RECALLED])
    def test_a_cleared_step_that_came_to_nothing_frees_the_case(self, outcome: f.Outcome):
        file = paying().take(a.Clear(step="pay"), PARTNER_OFFICER)
        file.take(a.ReportStep(step="pay", outcome=outcome, reasons=(POINT,)), PARTNER_OFFICER)
        assert not file.case.irrevocable_under_way
        assert file.take(a.Withdraw(), APPLICANT).case.state is State.WITHDRAWN

    def test_no_other_place_sends_a_notice_under_the_name_of_the_one_that_decides(self):
        notice = a.ResultPaper(key="pay", title="缴款通知书", lines=(("收款账户", "冒名账户"),))
        file = paying()
        assert rule_of(file, a.Clear(step="pay", notice=(notice,)), PARTNER_OFFICER) == "CASE-NOTICE"
        assert file.take(a.Clear(step="pay"), PARTNER_OFFICER).case.step("pay").status is StepStatus.CLEARED

    @pytest.mark.parametrize("keys", [("pay", "pay"), ("permit",), ("pay", "permit")])
    def test_a_step_is_cleared_with_its_own_notice_alone(self, keys: tuple[str, ...]):
        papers = tuple(a.ResultPaper(key=key, title="缴款通知书", lines=()) for key in keys)
        own = accepted(replace(PAY, at="competent", after=()))
        assert rule_of(own, a.Clear(step="pay", notice=papers), OFFICER) == "CASE-NOTICE"

    def test_a_failed_step_is_asked_again_and_a_refused_one_is_not(self):
        failed = a.ReportStep(step="pay", outcome=f.Outcome.FAILED, reasons=(POINT,))
        refused = a.ReportStep(step="pay", outcome=f.Outcome.REFUSED, reasons=(POINT,))
        assert paying().take(failed, PARTNER_OFFICER).case.step("pay").status.value == "asked"
        assert paying().take(refused, PARTNER_OFFICER).case.step("pay").status.value == "refused"

    @pytest.mark.parametrize("outcome", [f.Outcome.REFUSED, f.Outcome.RECALLED])
    def test_what_follows_a_payment_is_not_refused_but_tried_again(self, outcome: f.Outcome):
        file = accepted(replace(PAY, after=()), replace(BOOK, after=())).take(a.Clear(step="pay"), PARTNER_OFFICER)
        stopped = a.ReportStep(step="book", outcome=outcome, reasons=(POINT,))
        assert rule_of(file, stopped, OFFICER) == "CASE-IRREVOCABLE"
        file.take(a.ReportStep(step="pay", outcome=DONE), PARTNER_OFFICER)
        assert rule_of(file, stopped, OFFICER) == "CASE-IRREVOCABLE"
        file.take(replace(stopped, outcome=f.Outcome.FAILED), OFFICER)
        assert file.take(a.ReportStep(step="book", outcome=DONE), OFFICER).take(a.Grant(), OFFICER).case.decision

    @pytest.mark.parametrize("done", [(), (DONE,)], ids=["cleared", "done"])
    @pytest.mark.parametrize("act", [a.Withdraw(), a.Refuse(reasons=(POINT,))])
    def test_once_cleared_there_is_no_way_back(self, act: a.Act, done: tuple[f.Outcome, ...]):
        file = paying().take(a.Clear(step="pay"), PARTNER_OFFICER)
        for outcome in done:
            file.take(a.ReportStep(step="pay", outcome=outcome), PARTNER_OFFICER)
        by = APPLICANT if isinstance(act, a.Withdraw) else OFFICER
        assert rule_of(file, act, by) == "CASE-IRREVOCABLE"

    def test_registers_are_asked_anew_until_a_step_is_cleared_on_what_they_say_and_again_where_it_failed(self):
        asked = a.AddEvidence(evidence=())
        file = paying().take(asked, OFFICER).take(a.Clear(step="pay"), PARTNER_OFFICER)
        assert rule_of(file, replace(asked, unsettled=("housing_fund.account",)), OFFICER) == "CASE-IRREVOCABLE"
        failed = a.ReportStep(step="pay", outcome=f.Outcome.FAILED, reasons=(POINT,))
        file.take(failed, PARTNER_OFFICER).take(asked, OFFICER).take(a.Clear(step="pay"), PARTNER_OFFICER)
        file.take(a.ReportStep(step="pay", outcome=DONE), PARTNER_OFFICER)
        assert rule_of(file, asked, OFFICER) == "CASE-IRREVOCABLE"

    def test_a_register_that_an_earlier_version_asked_in_vain_after_clearing_holds_nothing_up(self):
        other = replace(PAY, name="other")
        file = accepted(LETTER, PAY, other).take(a.ReportStep(step="letter", outcome=DONE), OFFICER)
        file.take(a.Clear(step="pay"), PARTNER_OFFICER)
        file.case = replace(file.case, unsettled=("housing_fund.account",))
        file.take(a.ReportStep(step="pay", outcome=DONE), PARTNER_OFFICER)
        file.take(a.Clear(step="other"), PARTNER_OFFICER)
        file.take(a.ReportStep(step="other", outcome=DONE), PARTNER_OFFICER)
        assert file.take(a.Grant(), OFFICER).case.decision == "granted"

    def test_nothing_is_granted_with_a_step_open(self):
        assert rule_of(paying(), a.Grant(), OFFICER) == "CASE-STEPS"

    def test_nothing_is_granted_or_cleared_on_unsettled_evidence(self):
        file = opened().take(a.Accept(unsettled=("housing_fund.account",)), OFFICER)
        assert rule_of(file, a.Grant(), OFFICER) == "CASE-UNSETTLED"
        file.take(a.AddEvidence(evidence=()), OFFICER)
        assert file.take(a.Grant(), OFFICER).case.decision == "granted"

    def test_a_report_during_a_suspension_is_kept_and_time_stands_still(self):
        file = (
            paying()
            .take(a.Suspend(reason="hearing", note="听证需要十日"), OFFICER)
            .take(a.ReportStep(step="pay", outcome=f.Outcome.FAILED, reasons=(POINT,)), PARTNER_OFFICER)
        )
        assert (file.case.state, file.case.step("pay").status.value) == (State.SUSPENDED, "failed")
        assert file.take(a.Resume(), OFFICER).case.step("pay").status.value == "asked"


class TestTerm:
    @pytest.mark.parametrize(("days", "reason"), [(0, "复杂"), (11, "复杂"), (5, " ")])
    def test_an_extension_is_short_and_reasoned(self, days: int, reason: str):
        assert rule_of(accepted(), a.Extend(days=days, reason=reason), APPROVER) == "CM-08"

    def test_a_term_is_extended_once_with_the_heads_approval(self):
        file = accepted()
        assert rule_of(file, a.Extend(days=10, reason="复杂"), OFFICER) == "CM-02"
        file.take(a.Extend(days=10, reason="复杂"), APPROVER)
        assert rule_of(file, a.Extend(days=1, reason="复杂"), APPROVER) == "CM-08"

    @pytest.mark.parametrize("reason", SUSPENSIONS)
    def test_the_ledger_names_the_rule_by_which_time_stands_still(self, reason: str):
        days = 15 if reason == BY_APPLICANT else 0
        file = accepted().take(a.Suspend(reason=reason, note="请说明", days=days), OFFICER)
        hop = next(each for each in ledger(file.case, file.dossier, file.calendar) if "进入特别程序" in each.title)
        assert hop.title == f"进入特别程序（{SUSPENSIONS[reason].name}）"
        assert hop.lines == (("依据", SUSPENSIONS[reason].basis), *(() if days else (("说明", "请说明"),)))

    def test_an_inspection_on_the_spot_counts_as_the_law_excludes_only_what_it_names(self):
        assert {each.name for each in SUSPENSIONS.values() if each.basis == LICENSING} == {
            "听证",
            "检验、检测、检疫",
            "鉴定",
            "专家评审",
        }
        assert rule_of(accepted(), a.Suspend(reason="inspection"), OFFICER) == "CM-09"

    @pytest.mark.parametrize("days", [0, 61])
    def test_the_applicant_has_some_days_to_explain_and_not_too_many(self, days: int):
        assert rule_of(accepted(), a.Suspend(reason=BY_APPLICANT, note="请说明", days=days), OFFICER) == "CM-05"

    def test_the_applicant_explains_and_no_clerk_in_their_place_but_at_the_window(self):
        file = accepted(channel="window").take(a.Suspend(reason=BY_APPLICANT, note="请说明", days=15), OFFICER)
        explained = a.Answer(question=EXPLANATION, text="说明")
        assert {rule_of(file, explained, by) for by in (CLERK, OFFICER)} == {"CASE-QUESTION"}
        first, *_ = tasks(file.case, clocks(file.case, file.calendar, file.today))
        assert (first.kind, first.role) == ("explain", "applicant")
        assert file.take(explained, replace(CLERK, behalf="applicant")).case.state is State.REVIEW

    def test_a_suspension_has_a_reason_of_the_law_and_ends_where_it_began(self):
        assert rule_of(accepted(), a.Suspend(reason="holiday"), OFFICER) == "CM-09"
        file = accepted().take(a.Suspend(reason="expert", note="评审需要十日"), OFFICER)
        assert file.case.state is State.SUSPENDED
        assert file.on("2026-11-30").take(a.Resume(), OFFICER).case.state is State.REVIEW
        assert [(span.since, span.until) for span in file.case.pauses] == [("2026-11-23", "2026-11-30")]


class TestDelivery:
    @pytest.mark.parametrize(
        ("way", "state"), [("electronic", "delivery"), ("window", "delivery"), ("post", "granted")]
    )
    def test_the_result_goes_its_way_by_itself_unless_somebody_writes_a_waybill(self, way: str, state: str):
        assert delivering(way).case.state.value == state

    def test_by_post_only_with_a_waybill(self):
        assert rule_of(delivering("post"), a.Dispatch(way="post"), OFFICER) == "DELIVERY-WAYBILL"
        assert delivering("post").take(a.Dispatch(way="post", waybill="EMS1"), OFFICER).case.state is State.DELIVERY

    def test_only_who_knows_of_a_sending_replaces_it(self):
        file = delivering("post").take(a.Dispatch(way="post", waybill="EMS1"), OFFICER)
        assert rule_of(file, a.Dispatch(way="window"), CLERK) == "DELIVERY-SENT"
        came_back = a.Dispatch(way="post", waybill="EMS2", instead_of=file.case.dispatched_in)
        assert file.take(came_back, CLERK).case.dispatched == "post"
        assert rule_of(file, replace(came_back, way="window"), CLERK) == "DELIVERY-SENT"
        assert file.take(a.ConfirmDelivery(how="signed", evidence="EMS2"), OFFICER).case.state is State.CLOSED

    def test_what_was_sent_is_offered_to_be_sent_anew(self):
        file = delivering("post").take(a.Dispatch(way="post", waybill="EMS1"), OFFICER)
        assert ("dispatch", None) in {(each.act, each.obstacle) for each in options(file.case, CLERK, file.moment())}

    @pytest.mark.parametrize(
        ("way", "how", "by", "evidence", "rule"),
        [
            ("electronic", "opened", OFFICER, "", "DELIVERY-HOW"),
            ("electronic", "signed", OFFICER, "EMS1", "DELIVERY-HOW"),
            ("electronic", "collected", APPLICANT, "证件", "DELIVERY-HOW"),
            ("window", "opened", APPLICANT, "", "DELIVERY-HOW"),
            ("window", "collected", CLERK, "", "DELIVERY-EVIDENCE"),
            ("window", "guessed", CLERK, "证件", "DELIVERY-HOW"),
        ],
    )
    def test_delivery_is_proved_the_way_the_result_went(
        self, way: str, how: str, by: a.Actor, evidence: str, rule: str
    ):
        assert rule_of(delivering(way), a.ConfirmDelivery(how=how, evidence=evidence), by) == rule

    def test_delivered_the_case_is_closed(self):
        file = delivering().take(a.ConfirmDelivery(how="opened"), APPLICANT)
        assert (file.case.state, file.events[-2:]) == (State.CLOSED, ["delivered", "closed"])

    def test_a_refusal_is_delivered_like_a_grant(self):
        file = accepted().take(a.Refuse(reasons=(POINT,)), OFFICER)
        assert (file.case.decision, file.case.state) == ("refused", State.DELIVERY)
        assert rule_of(accepted(), a.Refuse(reasons=()), OFFICER) == "CASE-REASONS"
        assert accepted().take(a.Refuse(reasons=(POINT,), delivery_days=3), OFFICER).case.delivery_days == 3


class TestOffExchange:
    forward = a.Forward(waybill="SF1", term_days=15)
    decided = a.RecordDecision(decision=a.PaperDecision.GRANTED, paper="1号", on="2026-11-23")

    def received(self, **changed: object) -> CaseFile:
        return at_window(competent=OFF_EXCHANGE, **changed).take(a.Receive(), CLERK)

    def forwarded(self) -> CaseFile:
        return self.received().take(self.forward, CLERK)

    def test_only_an_off_exchange_decision_is_entered_at_the_window(self):
        file = opened(channel="window")
        assert rule_of(file, self.decided, CLERK) == "CM-02"
        assert rule_of(file, self.forward, CLERK) == "CASE-OFFERED"
        assert rule_of(self.forwarded(), replace(self.decided, paper=" "), CLERK) == "DECISION-PAPER"

    def test_a_paper_that_came_back_before_the_posting_was_entered_bears_its_own_day(self):
        file = self.received().on("2026-11-27").take(self.forward, CLERK)
        assert file.take(replace(self.decided, on="2026-11-25"), CLERK).case.decided_on == "2026-11-25"

    @pytest.mark.parametrize("on", ["", "2026-11-22", "2026-12-02", "20261123", "十一月"])
    def test_a_paper_bears_a_day_between_the_receipt_and_today(self, on: str):
        file = self.forwarded().on("2026-12-01")
        assert rule_of(file, replace(self.decided, on=on), CLERK) == "DECISION-DATE"

    def test_what_was_decided_in_time_and_entered_late_was_decided_in_time(self):
        file = self.forwarded().on("2026-12-30").take(replace(self.decided, on="2026-12-01"), CLERK)
        assert file.case.decided_on == "2026-12-01"
        assert file.refolded().decided_on == "2026-12-01"

    def test_what_was_not_posted_was_not_decided(self):
        assert rule_of(self.received(), self.decided, CLERK) == "CASE-NOT-FORWARDED"
        assert rule_of(self.received(), replace(self.forward, waybill=" "), CLERK) == "FORWARD-WAYBILL"
        assert rule_of(self.forwarded(), self.forward, CLERK) == "CASE-OFFERED"

    def test_what_was_not_received_is_not_posted(self):
        file = at_window(competent=OFF_EXCHANGE).take(CORRECTION, CLERK).take(a.Correct(said="已补正"), APPLICANT)
        assert rule_of(file, self.forward, CLERK) == "CASE-NOT-RECEIVED"

    @pytest.mark.parametrize("decision", [a.PaperDecision.GRANTED, a.PaperDecision.REFUSED])
    def test_the_paper_decision_leads_to_delivery(self, decision: a.PaperDecision):
        file = self.forwarded().take(replace(self.decided, decision=decision), CLERK)
        assert (file.case.decision, file.case.state) == (decision.value, State.DELIVERY)

    def test_what_a_place_does_not_accept_on_paper_says_why_and_is_handed_over(self):
        declined = replace(self.decided, decision=a.PaperDecision.DECLINED, note="户籍已迁出", delivery_days=3)
        assert rule_of(self.forwarded(), replace(declined, note=" "), CLERK) == "CM-06"
        file = self.forwarded().take(declined, CLERK)
        assert (file.case.state, file.case.decision, file.case.delivery_days) == (State.DELIVERY, "declined", 3)
        assert [paper.title for paper in file.papers] == ["收件凭证", "寄送凭证", "领取通知书"]
        file.take(a.ConfirmDelivery(how="collected", evidence="证件"), CLERK)
        assert file.case.state is State.CLOSED

    @pytest.mark.parametrize("delivery", ["post", "electronic"])
    def test_until_it_is_handed_over_it_is_called_what_was_decided(self, delivery: str):
        file = CaseFile(submitted(channel="window", competent=OFF_EXCHANGE, delivery=delivery))
        file.take(a.Receive(), CLERK).take(self.forward, CLERK)
        file.take(replace(self.decided, decision=a.PaperDecision.DECLINED, note="户籍已迁出"), CLERK)
        assert (file.case.state, file.case.state.label) == (State.PAPER_DECLINED, "不予受理（纸质决定）")
        assert not file.case.ended
        assert [clock.kind for clock in clocks(file.case, file.calendar, file.today)] == ["delivery"]
        file.take(a.Dispatch(way="post", waybill="EMS1"), CLERK)
        assert file.take(a.ConfirmDelivery(how="signed", evidence="EMS1"), CLERK).case.state is State.CLOSED

    @pytest.mark.parametrize("decision", [a.PaperDecision.GRANTED, a.PaperDecision.REFUSED])
    def test_the_days_of_delivery_are_those_of_the_place_that_decided(self, decision: a.PaperDecision):
        recorded = replace(self.decided, decision=decision, delivery_days=3)
        assert self.forwarded().take(recorded, CLERK).case.delivery_days == 3

    def test_after_a_correction_it_is_posted_anew_before_a_decision_is_entered(self):
        file = self.received().take(CORRECTION, CLERK).take(a.Correct(said="已补正"), APPLICANT)
        assert file.take(self.forward, CLERK).take(self.decided, CLERK).case.decision == "granted"

    def test_the_paper_is_not_sent_off_as_electronic_by_itself(self):
        file = CaseFile(submitted(channel="window", competent=OFF_EXCHANGE)).take(a.Receive(), CLERK)
        file.take(self.forward, CLERK).take(self.decided, CLERK)
        assert file.case.state is State.GRANTED
        assert file.take(a.Dispatch(way="window"), CLERK).case.state is State.DELIVERY


class TestOriginals:
    taken = a.TakeOriginal(original="1", name="委托书", condition="完好")
    sent = a.SendOriginal(original="1", to="competent", waybill="SF1")
    arrived = a.ReceiveOriginal(original="1", condition="完好")
    returned = a.ReturnOriginal(original="1", to="张建国")

    def held(self) -> CaseFile:
        return at_window().take(self.taken, CLERK).take(a.Receive(), CLERK).open()

    def test_an_original_is_always_at_one_place(self):
        file = self.held()
        assert file.case.originals == {"1": "receiving"}
        assert file.take(self.sent, CLERK).case.originals == {"1": "transit:competent"}
        assert file.take(self.arrived, OFFICER).case.originals == {"1": "competent"}
        assert file.take(self.returned, OFFICER).case.originals == {}

    @pytest.mark.parametrize(
        ("act", "by"),
        [
            (sent, OFFICER),
            (arrived, OFFICER),
            (returned, OFFICER),
            (replace(sent, waybill=" "), CLERK),
            (replace(returned, to=" "), CLERK),
            (replace(sent, to="moon"), CLERK),
            (replace(sent, to="receiving"), CLERK),
            (replace(returned, to=""), CLERK),
            (replace(taken, original="2", condition=""), CLERK),
            (replace(sent, original="2"), CLERK),
        ],
    )
    def test_only_who_holds_it_passes_it_on_and_says_how(self, act: a.Act, by: a.Actor):
        file = self.held() if not isinstance(act, a.TakeOriginal) else at_window()
        assert rule_of(file, act, by) == "CUSTODY"

    def test_nobody_sends_an_original_to_themselves(self):
        file = self.held().take(self.sent, CLERK).take(self.arrived, OFFICER)
        assert rule_of(file, self.sent, OFFICER) == "CUSTODY"
        assert ("send_original", "1") in {(each.act, each.about) for each in options(file.case, OFFICER, file.moment())}

    @pytest.mark.parametrize("days", [-1, 61])
    def test_what_is_in_the_post_stops_nobodys_time_for_long(self, days: int):
        assert rule_of(self.held(), replace(self.sent, days=days), CLERK) == "CUSTODY"

    def test_of_whom_nobody_knows_that_they_sent_it_nobody_reports_it_before_it_is_folded_anew(self):
        file = self.held().take(self.sent, CLERK)
        file.case = older = replace(file.case, senders={})
        for by in (CLERK, OFFICER):
            assert "report_original" not in {each.act for each in options(older, by, file.moment())}
        assert (
            rule_of(file, a.ReportOriginal(original="1", mishap=f.Mishap.RETURNED, note="退回"), OFFICER) == "CUSTODY"
        )
        assert file.take(self.arrived, OFFICER).case.originals == {"1": "competent"}

    def test_one_original_is_taken_once(self):
        assert rule_of(at_window().take(self.taken, CLERK), self.taken, CLERK) == "CUSTODY"

    def test_a_case_waits_for_its_originals_before_it_is_closed(self):
        file = self.held().take(a.Accept(), OFFICER).take(a.Grant(), OFFICER)
        file.take(a.ConfirmDelivery(how="collected", evidence="证件"), CLERK)
        assert file.case.state is State.DELIVERY
        assert file.take(self.returned, CLERK).case.state is State.CLOSED

    def test_an_original_outlives_a_withdrawal_and_is_returned(self):
        file = self.held().take(a.Withdraw(), APPLICANT).take(self.returned, CLERK)
        assert (file.case.state, file.case.originals) == (State.WITHDRAWN, {})

    def test_of_an_off_exchange_place_the_window_tells(self):
        file = at_window(competent=OFF_EXCHANGE).take(self.taken, CLERK).take(a.Receive(), CLERK)
        file.take(self.sent, CLERK).take(self.arrived, CLERK)
        assert rule_of(file, self.returned, CLERK) == "CUSTODY"
        file.take(replace(self.sent, to="receiving"), CLERK).take(self.arrived, CLERK)
        assert file.take(self.returned, CLERK).case.originals == {}


class TestQuestions:
    def test_a_question_is_asked_and_answered_once(self):
        file = accepted().take(a.Ask(question="1", text="为何？"), CLERK)
        assert rule_of(file, a.Ask(question="1", text="为何？"), CLERK) == "CASE-QUESTION"
        file.take(a.Answer(question="1", text="因为"), APPLICANT)
        assert rule_of(file, a.Answer(question="1", text="因为"), OFFICER) == "CASE-QUESTION"
        assert file.case.questions == ()

    @pytest.mark.parametrize("act", [a.Ask(question="1", text=" "), a.Answer(question="9", text="答")])
    def test_a_question_has_words_and_an_answer_a_question(self, act: a.Act):
        assert rule_of(accepted(), act, OFFICER) == "CASE-QUESTION"


def test_an_act_without_a_decision_is_an_error_of_ours():
    with pytest.raises((TypeError, KeyError)):
        decide(accepted().case, a.Act(), by=OFFICER, at=a.Moment(at=0, on="2026-11-23"))


def test_a_report_of_what_was_done_is_appended_after_a_withdrawal_and_reopens_nothing():
    file = accepted(LETTER)
    file.take(a.Withdraw(reason="不办了"), APPLICANT)
    file.take(a.ReportStep(step="letter", outcome=DONE), OFFICER)
    assert (file.case.state, file.case.step("letter").status) == (State.WITHDRAWN, StepStatus.DONE)


def test_after_a_step_was_refused_no_other_step_is_asked_or_cleared():
    file = accepted(replace(LETTER, after=()), replace(PAY, after=()))
    file.take(a.ReportStep(step="letter", outcome=f.Outcome.REFUSED, reasons=(POINT,)), OFFICER)
    assert rule_of(file, a.Clear(step="pay"), PARTNER_OFFICER) == "CASE-STEPS"
