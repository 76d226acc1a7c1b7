"""The life of a case under random acts by random actors: what holds whatever happens."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.decide import decide
from tongban.cases.due import clocks
from tongban.cases.evolve import evolve, fold
from tongban.cases.heads import check_fact, decode_head, for_roles, hash_of
from tongban.cases.state import BEGUN, ENDED, Case, State, StepStatus
from tongban.cases.suspensions import BY_APPLICANT, EXPLANATION, explaining
from tongban.cases.tasks import tasks
from tongban.errors import Refused
from tongban.testing.case_file import (
    APPLICANT,
    APPROVER,
    BOOK,
    CLERK,
    CO_APPLICANT,
    COMPETENT,
    LETTER,
    NODE,
    OFF_EXCHANGE,
    OFFICER,
    PARTNER,
    PARTNER_OFFICER,
    POINT,
    RETURNABLE,
    TIMER,
    CaseFile,
    corrected,
    submitted,
)
from tongban.testing.one_of_each import ONE_OF_EACH, READ

ACTORS = (APPLICANT, CO_APPLICANT, CLERK, OFFICER, APPROVER, PARTNER_OFFICER, TIMER, NODE)
STEPS_OF_ALL = (LETTER, RETURNABLE, BOOK)
STEPS = st.sampled_from([step.name for step in STEPS_OF_ALL])
ORIGINALS = st.sampled_from(["1", "2"])
WORDS = st.sampled_from(["", "话"])
DAYS = st.sampled_from(["", "2026-11-22", "2026-11-23"])
POINTS = st.sampled_from([(), (POINT,)])
DECISIONS = (f.Granted, f.RefusedByPlace, f.Accepted, f.Declined)

ACTS = st.one_of(
    st.sampled_from([a.Confirm(), a.Receive(), a.Offer(), a.Open(), a.Resume(), a.Grant(), a.Withdraw(), corrected()]),
    st.sampled_from([a.Deem(), a.Accept(), a.Accept(term_days=20, steps=STEPS_OF_ALL), a.AddEvidence(evidence=())]),
    st.sampled_from([ONE_OF_EACH[a.Establish], a.Establish(need="other", name="证明", evidence=READ)]),
    st.builds(a.Accept, unsettled=st.just(("register",))),
    st.builds(a.AskCorrection, points=POINTS),
    st.builds(a.TakeBack, code=st.just("not_served"), message=WORDS),
    st.builds(a.Decline, reasons=POINTS),
    st.builds(a.Refuse, reasons=POINTS),
    st.builds(a.Clear, step=STEPS),
    st.builds(a.ReportStep, step=STEPS, outcome=st.sampled_from(f.Outcome), reasons=POINTS),
    st.builds(a.Extend, days=st.integers(0, 11), reason=WORDS),
    st.builds(a.Suspend, reason=st.sampled_from(["hearing", "post", "unheard of"])),
    st.builds(a.Suspend, reason=st.just(BY_APPLICANT), note=WORDS, days=st.sampled_from([0, 15])),
    st.builds(a.Answer, question=st.just(EXPLANATION), text=WORDS),
    st.builds(a.Forward, waybill=WORDS, term_days=st.sampled_from([0, 15])),
    st.builds(a.RecordDecision, decision=st.sampled_from(a.PaperDecision), paper=WORDS, on=DAYS),
    st.builds(a.Dispatch, way=st.sampled_from(["electronic", "post", "window"]), waybill=WORDS),
    st.builds(a.ConfirmDelivery, how=st.sampled_from(["opened", "signed", "collected"]), evidence=WORDS),
    st.just(a.EndAgency()),
    st.builds(a.Lapse, why=st.just("逾期")),
    st.builds(a.Ask, question=ORIGINALS, text=WORDS),
    st.builds(a.Answer, question=ORIGINALS, text=WORDS),
    st.builds(a.TakeOriginal, original=ORIGINALS, name=WORDS, condition=WORDS),
    st.builds(a.SendOriginal, original=ORIGINALS, to=st.sampled_from(["receiving", "competent"]), waybill=WORDS),
    st.builds(a.ReceiveOriginal, original=ORIGINALS, condition=WORDS),
    st.builds(a.ReportOriginal, original=ORIGINALS, mishap=st.sampled_from(f.Mishap), note=WORDS),
    st.builds(a.ReturnOriginal, original=ORIGINALS, to=WORDS),
)


# One act of each kind that can be right; what ends a case early stands once, what carries it on stands here by itself.
POOL: tuple[a.Act, ...] = (
    a.Confirm(),
    a.Receive(),
    a.AskCorrection(points=(POINT,), days=15),
    corrected(),
    ONE_OF_EACH[a.Establish],
    a.Accept(term_days=20, steps=STEPS_OF_ALL),
    a.Clear(step="pay"),
    *(a.ReportStep(step=step, outcome=f.Outcome.DONE) for step in ("letter", "pay", "book")),
    a.ReportStep(step="pay", outcome=f.Outcome.FAILED, reasons=(POINT,)),
    a.Suspend(reason="hearing", note="听证需要十日"),
    a.Suspend(reason=BY_APPLICANT, note="请说明", days=15),
    a.Answer(question=EXPLANATION, text="说明"),
    a.Resume(),
    a.Grant(),
    a.Refuse(reasons=(POINT,)),
    a.Forward(waybill="SF1", term_days=15),
    a.RecordDecision(decision=a.PaperDecision.GRANTED, paper="1号", on="2026-11-23"),
    a.Dispatch(way="post", waybill="EMS1"),
    *(a.ConfirmDelivery(how=how, evidence="证件") for how in ("opened", "signed", "collected")),
    a.TakeOriginal(original="1", name="委托书", condition="完好"),
    a.SendOriginal(original="1", to="competent", waybill="SF1"),
    a.ReceiveOriginal(original="1", condition="完好"),
    *(a.ReportOriginal(original="1", mishap=mishap, note="查找无着") for mishap in f.Mishap),
    a.ReturnOriginal(original="1", to="张建国"),
    a.Withdraw(),
)


# The usual way, along which a case starts anywhere.
USUAL: tuple[tuple[a.Act, a.Actor], ...] = (
    (a.Confirm(), CO_APPLICANT),
    (a.TakeOriginal(original="1", name="委托书", condition="完好"), CLERK),
    (a.Receive(), CLERK),
    (a.Open(), NODE),
    (a.Accept(term_days=20, steps=STEPS_OF_ALL), OFFICER),
    (a.ReportStep(step="letter", outcome=f.Outcome.DONE), OFFICER),
    (a.Clear(step="pay"), PARTNER_OFFICER),
    (a.ReportStep(step="pay", outcome=f.Outcome.DONE), PARTNER_OFFICER),
    (a.ReportStep(step="book", outcome=f.Outcome.DONE), OFFICER),
    (a.Grant(), OFFICER),
    (a.Forward(waybill="SF1", term_days=15), CLERK),
    (a.RecordDecision(decision=a.PaperDecision.GRANTED, paper="1号", on="2026-11-23"), CLERK),
    (a.Dispatch(way="post", waybill="EMS1"), OFFICER),
    (a.ConfirmDelivery(how="collected", evidence="证件"), CLERK),
)


class LifeOfACase(RuleBasedStateMachine):
    """Random acts by random actors; whatever is refused leaves the case as it was."""

    file: CaseFile

    @initialize(
        channel=st.sampled_from(["online", "window"]),
        delivery=st.sampled_from(["electronic", "post", "window"]),
        competent=st.sampled_from([COMPETENT, COMPETENT, OFF_EXCHANGE]),
        awaits=st.sampled_from([(), (), ("co_applicant",)]),
        far=st.integers(0, 13),
    )
    def hand_in(self, channel: str, delivery: str, competent: f.PlaceRef, awaits: tuple[str, ...], far: int) -> None:
        away = {"partner": PARTNER} if competent is COMPETENT else {}
        event = submitted(
            channel=channel, delivery=delivery, competent=competent, awaits=awaits, cooperating=away, confirm_until=1
        )
        self.file = CaseFile(event)
        for act, by in USUAL[:far]:
            if self.may(act, by):
                self.file.take(act, by)

    @rule(act=ACTS, by=st.sampled_from(ACTORS))
    def somebody_tries(self, act: a.Act, by: a.Actor) -> None:
        self.somebody_acts(act, by)

    def somebody_acts(self, act: a.Act, by: a.Actor) -> None:
        before, written = self.file.case, len(self.file.facts)
        try:
            self.file.take(act, by)
        except Refused:
            assert self.file.case is before
            return
        self.holds(before, [decode_head(fact.head).event for fact in self.file.facts[written:]], act, by)

    @precondition(lambda self: self.file.case.offered)
    @rule()
    def the_competent_node_opens(self) -> None:
        self.file.open()

    @rule(choice=st.integers(0, 10_000))
    def somebody_does_what_may_be_done(self, choice: int) -> None:
        possible = [(act, by) for act in POOL for by in ACTORS if self.may(act, by)]
        if possible:
            self.somebody_acts(*possible[choice % len(possible)])

    def may(self, act: a.Act, by: a.Actor) -> bool:
        try:
            decide(self.file.case, act, by=by, at=self.file.moment())
        except Refused:
            return False
        return True

    def holds(self, before: Case, events: list[f.Event], act: a.Act, by: a.Actor) -> None:
        assert before.state not in ENDED or self.file.case.state is before.state
        assert not before.offered or isinstance(act, (a.TakeBack, a.Open))
        if any(isinstance(event, DECISIONS) for event in events):
            desk = CLERK.office if before.off_exchange else OFFICER.office
            assert by.office == desk or (isinstance(act, a.Deem) and by is TIMER)
        if any(isinstance(event, (f.Withdrawn, f.RefusedByPlace)) for event in events):
            assert not before.irrevocable_under_way

    @invariant()
    def heads_are_chained_and_add_up_to_the_case(self) -> None:
        after = (0, "")
        case: Case | None = None
        for fact in self.file.facts:
            head = check_fact(fact, after=after)
            case = evolve(case, head, hash_of(fact.head))
            after = (case.seq, case.hash)
        assert case == self.file.case

    @invariant()
    def every_role_sees_the_same_state(self) -> None:
        for roles in ({"receiving"}, {"competent"}, {"partner"}, set()):
            seen = [for_roles(fact, frozenset(roles)) for fact in self.file.facts]
            assert fold(fact.head for fact in seen) == self.file.case
            for fact in seen:
                seals = decode_head(fact.head).parts
                assert all(roles & set(seals[name].audience) for name in fact.parts)

    @invariant()
    def a_closed_case_is_delivered_and_holds_no_original(self) -> None:
        case = self.file.case
        assert case.state is not State.CLOSED or (case.delivered and case.decision and not case.originals)

    @invariant()
    def the_applicant_is_asked_to_explain_once(self) -> None:
        case = self.file.case
        asked = [span for span in case.pauses if span.reason == BY_APPLICANT]
        assert len(asked) <= 1
        assert explaining(case) is None or EXPLANATION in case.questions

    @invariant()
    def the_owner_follows_from_the_epoch(self) -> None:
        case = self.file.case
        assert case.owner == (case.competent.node if case.epoch else case.receiving.node)
        assert (case.epoch == 1) is bool(case.opened_on)

    @invariant()
    def what_was_decided_came_in_order(self) -> None:
        case = self.file.case
        assert not case.accepted_on or case.received_on
        assert not case.dispatched or case.decision
        assert not case.delivered or case.dispatched
        assert case.decision != "granted" or all(step.status is StepStatus.DONE for step in case.steps)

    @invariant()
    def no_step_goes_on_before_those_it_comes_after_are_done(self) -> None:
        steps = {step.plan.name: step for step in self.file.case.steps}
        for step in steps.values():
            begun = step.status in BEGUN | {StepStatus.ASKED}
            assert not begun or all(steps[name].status is StepStatus.DONE for name in step.plan.after)

    @invariant()
    def a_living_case_says_whose_turn_it_is(self) -> None:
        case = self.file.case
        assert case.ended or tasks(case, clocks(case, self.file.calendar, self.file.today)), case.state


TestLifeOfACase = LifeOfACase.TestCase
TestLifeOfACase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
