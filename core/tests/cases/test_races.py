"""Whatever meets whatever, in every order: one owner, one truth, and everybody asked gets an answer."""

from __future__ import annotations

import pytest
from core.tests.cases.race_model import Move, explore, explore_offer

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.state import Case, State
from tongban.testing.case_file import (
    APPLICANT,
    CLERK,
    COMPETENT,
    LETTER,
    OFFICER,
    PARTNER,
    PARTNER_OFFICER,
    PAY,
    POINT,
    RECEIVING,
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
LAPSE = Move(COMPETENT.node, a.Lapse(why="申请人未在期限内补正"), a.Actor(kind="timer"))
CLEAR = Move(PARTNER.node, a.Clear(step="pay"), PARTNER_OFFICER)
PAID = Move(PARTNER.node, a.ReportStep(step="pay", outcome=f.Outcome.DONE), PARTNER_OFFICER)


def nobody_serves(case: Case) -> bool:
    return True


def offered() -> CaseFile:
    return CaseFile(submitted())


def to_pay() -> CaseFile:
    return accepted(LETTER, PAY).take(a.ReportStep(step="letter", outcome=f.Outcome.DONE), OFFICER)


def asked_to_correct() -> CaseFile:
    return opened().take(a.AskCorrection(points=(POINT,)), OFFICER)


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
    "withdraw × clear × refuse": (
        lambda: explore(to_pay(), [WITHDRAW, CLEAR, REFUSE]),
        {State.WITHDRAWN, State.COOPERATION, State.DELIVERY},
    ),
    "correction × deadline": (
        lambda: explore(asked_to_correct(), [CORRECT, LAPSE]),
        {State.CORRECTED, State.LAPSED},
    ),
    "correction × withdraw": (lambda: explore(asked_to_correct(), [CORRECT, WITHDRAW]), {State.WITHDRAWN}),
    "offer × withdraw": (lambda: explore_offer(offered(), [WITHDRAW]), {State.WITHDRAWN}),
    "offer × withdraw × accept": (
        lambda: explore_offer(offered(), [WITHDRAW, ACCEPT]),
        {State.WITHDRAWN},
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
        assert all(state != "pending" for place in end.places.values() for _, state in place.intents)
    assert {place.case.state for end in explored.ends for place in end.places.values() if place.case} == allowed
