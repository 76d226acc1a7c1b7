"""Who may do what in which state: a table to be read, held against the whole matrix of acts, actors and states."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.decide import decide
from tongban.cases.permissions import TABLE
from tongban.cases.state import Case, PauseSpan, State, StepState, StepStatus
from tongban.errors import Refused
from tongban.testing.case_file import (
    APPLICANT,
    CO_APPLICANT,
    COMPETENT,
    NODE,
    OFF_EXCHANGE,
    PARTNER,
    PAY,
    RECEIVING,
    TIMER,
    accepted,
    staff,
)
from tongban.testing.one_of_each import ONE_OF_EACH

INTAKE = "received corrected"
UNDECIDED = "submitted received correction corrected"
REVIEW = "accepted review cooperation"
ACCEPTED_AND_DECIDED = "granted refused"
DECIDED = f"{ACCEPTED_AND_DECIDED} paper_declined"
LIVE = f"{UNDECIDED} {REVIEW} suspended {DECIDED} delivery"
EVER = f"{LIVE} declined closed withdrawn lapsed"

WINDOW = "window-clerk window-officer"
STAFF = f"{WINDOW} officer partner-officer"
PARTY = "applicant agent guardian window-for-applicant"
EVERY_PARTY = f"{PARTY} co-applicant"

# act: who may take it, in which states
READABLE = {
    a.Confirm: ("applicant co-applicant window-for-applicant", "submitted"),
    a.Receive: (WINDOW, "submitted corrected"),
    a.Offer: (f"node {WINDOW}", INTAKE),
    a.TakeBack: ("node", INTAKE),
    a.Open: ("node", INTAKE),
    a.AskCorrection: (f"officer {WINDOW}", "submitted received"),
    a.Correct: (PARTY, "correction"),
    a.Accept: ("officer", INTAKE),
    a.Deem: ("timer", INTAKE),
    a.AddEvidence: ("officer", f"{INTAKE} {REVIEW}"),
    a.Establish: ("officer", f"{INTAKE} {REVIEW}"),
    a.Decline: ("officer", INTAKE),
    a.Clear: ("partner-officer", REVIEW),
    a.ReportArrival: ("partner-node", f"{REVIEW} suspended {ACCEPTED_AND_DECIDED} delivery closed withdrawn lapsed"),
    a.ReportStep: ("partner-officer", f"{REVIEW} suspended {ACCEPTED_AND_DECIDED} delivery closed withdrawn lapsed"),
    a.Extend: ("approver", REVIEW),
    a.Suspend: ("officer", REVIEW),
    a.Resume: ("officer timer", "suspended"),
    a.Grant: ("officer", REVIEW),
    a.Refuse: ("officer", REVIEW),
    a.Forward: (WINDOW, INTAKE),
    a.RecordDecision: (WINDOW, INTAKE),
    a.Dispatch: (f"officer {WINDOW}", f"{DECIDED} delivery"),
    a.ConfirmDelivery: (f"officer {WINDOW} {EVERY_PARTY}", "delivery"),
    a.Withdraw: (EVERY_PARTY, f"{UNDECIDED} {REVIEW} suspended"),
    a.EndAgency: ("applicant window-for-applicant", EVER),
    a.Lapse: ("timer", "submitted correction"),
    a.Ask: (STAFF, LIVE),
    a.Answer: (f"{STAFF} {EVERY_PARTY}", LIVE),
    a.TakeOriginal: (WINDOW, UNDECIDED),
    a.SendOriginal: (STAFF, EVER),
    a.ReceiveOriginal: (STAFF, EVER),
    a.ReportOriginal: (STAFF, EVER),
    a.ReturnOriginal: (f"officer {WINDOW}", EVER),
}

ELSEWHERE = f.PlaceRef(node="330000", office="330106-hall", name="西湖窗口", division="330106")
ACTORS = {
    "applicant": APPLICANT,
    "co-applicant": CO_APPLICANT,
    "agent": replace(APPLICANT, roles=("agent",)),
    "guardian": replace(APPLICANT, roles=("guardian",)),
    "timer": TIMER,
    "node": NODE,
    "partner-node": replace(NODE, node=PARTNER.node),
    "window-clerk": staff(RECEIVING, "clerk"),
    "window-officer": staff(RECEIVING, "officer"),
    "window-supervisor": staff(RECEIVING, "supervisor"),
    "window-for-applicant": staff(RECEIVING, "clerk", behalf="applicant"),
    "window-officer-for-applicant": staff(RECEIVING, "officer", behalf="applicant"),
    "window-supervisor-for-applicant": staff(RECEIVING, "supervisor", behalf="applicant"),
    "officer-for-applicant": staff(COMPETENT, "clerk", "officer", behalf="applicant"),
    "partner-for-applicant": staff(PARTNER, "clerk", "officer", behalf="applicant"),
    "window-for-nobody": staff(RECEIVING, "clerk", behalf="mayor"),
    "officer-with-made-up-roles": staff(
        PARTNER, "timer", "node", "competent:officer", "party:applicant", "step:officer"
    ),
    "party-with-made-up-role": replace(APPLICANT, roles=("competent:officer", "timer")),
    "officer": staff(COMPETENT, "officer"),
    "approver": staff(COMPETENT, "approver"),
    "supervisor": staff(COMPETENT, "supervisor"),
    "partner-officer": staff(PARTNER, "officer"),
    "partner-approver": staff(PARTNER, "approver"),
    "stranger": staff(ELSEWHERE, "clerk", "officer", "approver", behalf="applicant"),
}

NOW = a.Moment(at=0, on="2026-11-23")


def in_state(state: State) -> Case:
    case = accepted(PAY).case
    pauses = (PauseSpan(reason="hearing", since="2026-11-23"),) if state is State.SUSPENDED else ()
    steps = (StepState(plan=PAY, status=StepStatus.ASKED),)
    return replace(case, state=state, steps=steps, pauses=pauses, dispatched="window")


def rules_of(case: Case, act: a.Act, by: a.Actor) -> set[str]:
    try:
        decide(case, act, by=by, at=NOW)
    except Refused as refused:
        return {each.rule for each in refused.objections}
    return set()


def test_the_readable_table_names_every_act():
    assert READABLE.keys() == TABLE.keys() == set(a.AnyAct.__args__)


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("kind", TABLE, ids=lambda kind: kind.__name__)
def test_every_state_of_the_matrix_is_as_the_table_says(kind: type[a.Act], who: str):
    by, when = READABLE[kind]
    act = ONE_OF_EACH[kind]
    for state in State:
        case = in_state(state)
        if kind in {a.Forward, a.RecordDecision}:  # entered at the window for a place without a node
            case = replace(case, competent=OFF_EXCHANGE)
        found = rules_of(case, act, ACTORS[who])
        allowed = by.split()
        if who not in allowed and not (who == "window-for-applicant" and "window-clerk" in allowed):
            # CM-02 alone: somebody without the right learns nothing of the state.
            assert found == {"CM-02"}, state
        elif state.value not in when.split():
            assert found == {"CASE-STATE"}, state
        else:
            assert not found & {"CM-02", "CASE-STATE"}, state


@pytest.mark.parametrize("kind", [a.Accept, a.Decline, a.Grant, a.Refuse, a.Extend, a.Suspend])
def test_the_receiving_place_is_told_whose_the_decision_is(kind: type[a.Act]):
    with pytest.raises(Refused, match="收件地无审批权限，应转业务属地办理（锦江经办）"):
        decide(in_state(State.REVIEW), ONE_OF_EACH[kind], by=ACTORS["window-clerk"], at=NOW)
