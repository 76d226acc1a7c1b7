"""Whatever meets whatever, in every order: one owner, one truth, and everybody asked gets an answer."""

from __future__ import annotations

import pytest
from core.tests.cases.race_model import Moment, Move, explore, explore_offer

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.heads import decode_head
from tongban.cases.intents import IntentState
from tongban.cases.state import Case, State
from tongban.testing.case_file import (
    APPLICANT,
    BOOK,
    CLERK,
    COMPETENT,
    LETTER,
    OFFICER,
    PARTNER,
    PARTNER_OFFICER,
    PAY,
    POINT,
    RECEIVING,
    RETURNABLE,
    CaseFile,
    accepted,
    at_window,
    corrected,
    opened,
    submitted,
)

WITHDRAW = Move(RECEIVING.node, a.Withdraw(), APPLICANT)
ACCEPT = Move(COMPETENT.node, a.Accept(term_days=20), OFFICER)
DECLINE = Move(COMPETENT.node, a.Decline(reasons=(POINT,)), OFFICER)
GRANT = Move(COMPETENT.node, a.Grant(), OFFICER)
REFUSE = Move(COMPETENT.node, a.Refuse(reasons=(POINT,)), OFFICER)
CORRECT = Move(RECEIVING.node, corrected(), APPLICANT)
LAPSE = Move(RECEIVING.node, a.Lapse(why="申请人未在期限内补正"), a.Actor(kind="timer"), day="2026-12-15")
EARLY = Move(RECEIVING.node, a.Lapse(why="申请人未在期限内补正"), a.Actor(kind="timer"), day="2026-12-14")
COLLECTED = a.ConfirmDelivery(how="collected", evidence="本人，证件已核对")
CLEAR = Move(PARTNER.node, a.Clear(step="pay"), PARTNER_OFFICER)
SENT = Move(COMPETENT.node, a.ReportStep(step="letter", outcome=f.Outcome.DONE), OFFICER)
PAID = Move(PARTNER.node, a.ReportStep(step="pay", outcome=f.Outcome.DONE), PARTNER_OFFICER)


RETURNED = Move(
    PARTNER.node,
    a.ReportStep(step="pay", outcome=f.Outcome.FAILED, shown=(("退回日期", "2026年11月23日"),), reasons=(POINT,)),
    PARTNER_OFFICER,
)
BOOKED = Move(COMPETENT.node, a.ReportStep(step="book", outcome=f.Outcome.DONE), OFFICER)
OVERREACH = Move(RECEIVING.node, a.Decline(reasons=(POINT,)), CLERK)
AT_HALL = Move(RECEIVING.node, COLLECTED, CLERK)
AT_DESK = Move(COMPETENT.node, COLLECTED, OFFICER)


def nobody_serves(case: Case) -> bool:
    return True


def offered() -> CaseFile:
    return CaseFile(submitted())


def to_pay() -> CaseFile:
    return accepted(LETTER, PAY).take(a.ReportStep(step="letter", outcome=f.Outcome.DONE), OFFICER)


def paid_out() -> CaseFile:
    file = accepted(LETTER, RETURNABLE, BOOK).take(a.ReportStep(step="letter", outcome=f.Outcome.DONE), OFFICER)
    return file.take(CLEAR.act, PARTNER_OFFICER).take(PAID.act, PARTNER_OFFICER)


def asked_to_correct() -> CaseFile:
    return opened().take(a.AskCorrection(points=(POINT,), days=15), OFFICER)


def to_collect() -> CaseFile:
    return accepted().take(a.Grant(), OFFICER)


RACES = {
    "withdraw × grant": (lambda: explore(accepted(), [WITHDRAW, GRANT]), {State.WITHDRAWN, State.DELIVERY}),
    "withdraw × refuse": (lambda: explore(accepted(), [WITHDRAW, REFUSE]), {State.WITHDRAWN, State.DELIVERY}),
    "withdraw × accept": (lambda: explore(opened(), [WITHDRAW, ACCEPT]), {State.WITHDRAWN}),
    "accept × decline by two officers": (
        lambda: explore(opened(), [ACCEPT, DECLINE]),
        {State.REVIEW, State.DECLINED},
    ),
    "withdraw × pay out": (
        lambda: explore(to_pay(), [WITHDRAW, CLEAR, PAID]),
        {State.WITHDRAWN, State.REVIEW, State.COOPERATION},
    ),
    "step arrives × withdraw × clear": (
        lambda: explore(accepted(LETTER, PAY), [SENT, WITHDRAW, CLEAR]),
        {State.WITHDRAWN, State.COOPERATION},
    ),
    "withdraw × clear × refuse": (
        lambda: explore(to_pay(), [WITHDRAW, CLEAR, REFUSE]),
        {State.WITHDRAWN, State.COOPERATION, State.DELIVERY},
    ),
    "money comes back × booked × grant": (
        lambda: explore(paid_out(), [RETURNED, BOOKED, GRANT]),
        {State.COOPERATION, State.REVIEW, State.DELIVERY},
    ),
    "money comes back × withdraw × cleared anew": (
        lambda: explore(paid_out(), [RETURNED, WITHDRAW, CLEAR]),
        {State.WITHDRAWN, State.COOPERATION},
    ),
    "correction × deadline": (
        lambda: explore(asked_to_correct(), [CORRECT, LAPSE]),
        {State.CORRECTED, State.LAPSED},
    ),
    "correction × word before the deadline": (
        lambda: explore(asked_to_correct(), [CORRECT, EARLY]),
        {State.CORRECTED},
    ),
    "correction × deadline × withdraw": (
        lambda: explore(asked_to_correct(), [CORRECT, LAPSE, WITHDRAW]),
        {State.LAPSED, State.WITHDRAWN},
    ),
    "delivery at two windows": (lambda: explore(to_collect(), [AT_HALL, AT_DESK]), {State.CLOSED}),
    "delivery at two windows × opened online": (
        lambda: explore(
            to_collect(), [AT_HALL, AT_DESK, Move(RECEIVING.node, a.ConfirmDelivery(how="opened"), APPLICANT)]
        ),
        {State.CLOSED},
    ),
    "correction × withdraw": (lambda: explore(asked_to_correct(), [CORRECT, WITHDRAW]), {State.WITHDRAWN}),
    "offer × withdraw": (lambda: explore_offer(offered(), [WITHDRAW]), {State.WITHDRAWN}),
    "offer × withdraw × accept": (
        lambda: explore_offer(offered(), [WITHDRAW, ACCEPT]),
        {State.WITHDRAWN},
    ),
    "hand-over × decision": (
        lambda: explore_offer(offered(), [DECLINE, WITHDRAW]),
        {State.WITHDRAWN, State.DECLINED},
    ),
    "hand-over × decision of the place that hands over": (
        lambda: explore_offer(offered(), [OVERREACH, ACCEPT]),
        {State.RECEIVED, State.REVIEW},
    ),
    "offer refused × withdraw": (
        lambda: explore_offer(offered(), [WITHDRAW], refuses=nobody_serves),
        {State.RECEIVED, State.WITHDRAWN},
    ),
    "window received twice": (
        lambda: explore_offer(at_window().take(a.Receive(), CLERK), [Move(RECEIVING.node, a.Receive(), CLERK)]),
        {State.RECEIVED},
    ),
}


@pytest.mark.parametrize("race", RACES)
def test_a_race_has_one_outcome_for_all_whatever_the_order(race: str) -> None:
    run, allowed = RACES[race]
    explored = run()
    assert explored.broken == []
    assert explored.ends, "nothing ever came to rest"
    for end in explored.ends:
        known = [place.case for place in end.places.values() if place.case is not None]
        assert len({case.hash for case in known}) == 1, "places tell the case differently"
        assert {case.state for case in known} <= allowed
        assert all(each.state is not IntentState.PENDING for place in end.places.values() for each in place.intents)
    assert {place.case.state for end in explored.ends for place in end.places.values() if place.case} == allowed


def test_a_correction_handed_in_before_its_last_day_ended_counts_however_late_it_arrives() -> None:
    for end in explore(asked_to_correct(), [CORRECT, LAPSE]).ends:
        in_time = end.made[0] == "Correct"
        expected = State.CORRECTED if in_time else State.LAPSED
        assert {place.case.state for place in end.places.values() if place.case} == {expected}, end.made


def test_what_two_windows_do_to_one_case_is_done_once() -> None:
    for end in explore(to_collect(), [AT_HALL, AT_DESK]).ends:
        for place in end.places.values():
            events = [decode_head(fact.head).event for fact in place.facts]
            assert sum(isinstance(event, f.Delivered) for event in events) == 1


def test_whatever_happens_meanwhile_a_step_that_reached_its_place_has_arrived_once() -> None:
    for end in explore(accepted(LETTER, PAY), [SENT, WITHDRAW]).ends:
        [case] = {place.case.hash: place.case for place in end.places.values() if place.case}.values()
        events = [decode_head(fact.head).event for fact in end.places[COMPETENT.node].facts]
        asked = sum(isinstance(event, f.StepAsked) and event.step == "pay" for event in events)
        assert sum(isinstance(event, f.StepArrived) for event in events) == asked
        assert case.step("pay").arrived_on == ("2026-11-23" if asked else "")


def test_what_is_refused_in_one_order_and_in_the_other_is_not_taken_for_one_moment() -> None:
    ends = [end for end in explore(to_pay(), [WITHDRAW, CLEAR, PAID]).ends if state_of(end) is State.WITHDRAWN]
    asked = {tuple(type(intent.act) for intent in end.places[PARTNER.node].intents) for end in ends}
    assert asked == {(a.Clear, a.ReportStep), (a.ReportStep, a.Clear)}


def state_of(end: Moment) -> State:
    [state] = {place.case.state for place in end.places.values() if place.case}
    return state
