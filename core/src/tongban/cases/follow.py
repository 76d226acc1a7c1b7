"""What follows by itself from the state a case has reached: facts that nobody has to ask for. Pure."""

from __future__ import annotations

from tongban.cases import facts as f
from tongban.cases.decisions_intake import received_online
from tongban.cases.heads import Draft
from tongban.cases.state import DECIDED, INTAKE, STOPPED, UNDER_DECISION, Case, State, StepStatus
from tongban.cases.suspensions import EXPLANATION, explaining


def next_by_itself(case: Case) -> Draft | None:
    """The one fact that follows now, or None where somebody has to act."""
    event = _intake(case) or _explained(case) or _steps(case) or _delivery(case)
    return Draft(event=event) if event else None


def _intake(case: Case) -> f.Event | None:
    if received_online(case):
        return f.Received()
    sealed = case.state in INTAKE and case.received_on
    if not sealed or case.epoch > 0 or case.off_exchange:
        return None
    if case.competent.node == case.receiving.node:
        return f.Opened()
    if not case.offered and not case.offer_refused:
        return f.Offered(to=case.competent.node)
    return None


def _explained(case: Case) -> f.Event | None:
    return f.Resumed() if explaining(case) and EXPLANATION not in case.questions else None


def _steps(case: Case) -> f.Event | None:
    if case.state not in UNDER_DECISION or any(step.status in STOPPED for step in case.steps):
        return None
    done = {step.plan.name for step in case.steps if step.status is StepStatus.DONE}
    for step in case.steps:
        if step.status in {StepStatus.WAITING, StepStatus.FAILED} and set(step.plan.after) <= done:
            place = case.places().get(step.plan.at, case.competent)
            return f.StepAsked(step=step.plan.name, awaited=place.node not in {"", case.owner})
    return None


def _delivery(case: Case) -> f.Event | None:
    if case.state in DECIDED and not _takes_a_hand(case):
        return f.Dispatched(way=case.delivery)
    if case.state is State.DELIVERY and case.delivered and not case.originals:
        return f.Closed()
    return None


def _takes_a_hand(case: Case) -> bool:
    """By post somebody writes the waybill; the paper decision of an off-exchange place lies at the window."""
    return case.delivery == "post" or (case.off_exchange and case.delivery == "electronic")
