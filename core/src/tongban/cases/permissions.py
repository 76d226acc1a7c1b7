"""Who may take which act in which state: one table, read before anything else is decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tongban.cases import acts as a
from tongban.cases.state import BEFORE_ACCEPTANCE, DECIDED, ENDED, INTAKE, UNDER_DECISION, Case, State
from tongban.identity.people import OfficerRole, Role

ALWAYS = frozenset(State)
OPEN = ALWAYS - ENDED
ONCE_ACCEPTED = ALWAYS - BEFORE_ACCEPTANCE - {State.DECLINED, State.PAPER_DECLINED}
PARTIES = frozenset({"party:applicant", "party:agent", "party:guardian"})
ANY_STAFF = frozenset({"clerk", "officer"})
STEP = "step:officer"
STEP_NODE = "step:node"
STAFF_ROLES = frozenset(OfficerRole)
PARTY_ROLES = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Allowed:
    """The capacities that may take an act, and the states in which it makes sense."""

    by: frozenset[str]
    when: frozenset[State]


def _at(role: str, *kinds: str) -> frozenset[str]:
    return frozenset(f"{role}:{kind}" for kind in kinds)


RECEIVING = _at("receiving", "clerk", "officer")
COMPETENT = _at("competent", "officer")
APPROVER = _at("competent", "approver")
TIMER = frozenset({"timer"})
NODE = frozenset({"node"})
DECIDABLE = BEFORE_ACCEPTANCE - {State.SUBMITTED, State.CORRECTION}

TABLE: dict[type[a.Act], Allowed] = {
    a.Confirm: Allowed(frozenset({"party:co_applicant", "party:applicant"}), frozenset({State.SUBMITTED})),
    a.Receive: Allowed(RECEIVING, frozenset({State.SUBMITTED, State.CORRECTED})),
    a.Offer: Allowed(NODE | RECEIVING, INTAKE),
    a.TakeBack: Allowed(NODE, INTAKE),
    a.Open: Allowed(NODE, INTAKE),
    a.AskCorrection: Allowed(COMPETENT | RECEIVING, frozenset({State.SUBMITTED, State.RECEIVED})),
    a.Correct: Allowed(PARTIES, frozenset({State.CORRECTION})),
    a.Accept: Allowed(COMPETENT, DECIDABLE),
    a.Deem: Allowed(TIMER, DECIDABLE),
    a.AddEvidence: Allowed(COMPETENT, DECIDABLE | UNDER_DECISION),
    a.Establish: Allowed(COMPETENT, DECIDABLE | UNDER_DECISION),
    a.Decline: Allowed(COMPETENT, DECIDABLE),
    a.Clear: Allowed(frozenset({STEP}), UNDER_DECISION),
    a.ReportArrival: Allowed(frozenset({STEP_NODE}), ONCE_ACCEPTED),
    a.ReportStep: Allowed(frozenset({STEP}), ONCE_ACCEPTED),
    a.Extend: Allowed(APPROVER, UNDER_DECISION),
    a.Suspend: Allowed(COMPETENT, UNDER_DECISION),
    a.Resume: Allowed(COMPETENT | TIMER, frozenset({State.SUSPENDED})),
    a.Grant: Allowed(COMPETENT, UNDER_DECISION),
    a.Refuse: Allowed(COMPETENT, UNDER_DECISION),
    a.Forward: Allowed(RECEIVING, INTAKE),
    a.RecordDecision: Allowed(RECEIVING, INTAKE),
    a.Dispatch: Allowed(COMPETENT | RECEIVING, DECIDED | {State.DELIVERY}),
    a.ConfirmDelivery: Allowed(PARTIES | {"party:co_applicant"} | RECEIVING | COMPETENT, frozenset({State.DELIVERY})),
    a.Withdraw: Allowed(PARTIES | {"party:co_applicant"}, BEFORE_ACCEPTANCE | UNDER_DECISION | {State.SUSPENDED}),
    a.EndAgency: Allowed(frozenset({"party:applicant"}), ALWAYS),
    a.Lapse: Allowed(TIMER, frozenset({State.SUBMITTED, State.CORRECTION, State.CORRECTED})),
    a.Ask: Allowed(ANY_STAFF, OPEN),
    a.Answer: Allowed(ANY_STAFF | PARTIES | {"party:co_applicant"}, OPEN),
    a.TakeOriginal: Allowed(RECEIVING, BEFORE_ACCEPTANCE),
    a.SendOriginal: Allowed(ANY_STAFF, ALWAYS),
    a.ReceiveOriginal: Allowed(ANY_STAFF, ALWAYS),
    a.ReportOriginal: Allowed(ANY_STAFF, ALWAYS),
    a.ReturnOriginal: Allowed(RECEIVING | COMPETENT, ALWAYS),
}


def permitted(case: Case, actor: a.Actor, act: a.Act) -> bool:
    """Whether the actor may take the act at all, also for the party in `behalf`, whatever the state of the case."""
    held = capacities(case, actor, act)
    return bool(held & TABLE[type(act)].by) and (not actor.behalf or f"party:{actor.behalf}" in held)


def open_to(case: Case, roles: Iterable[str], act: type[a.Act]) -> bool:
    """Whether a party in one of these roles may take such an act in the present state."""
    allowed = TABLE[act]
    return case.state in allowed.when and any(f"party:{role}" in allowed.by for role in roles)


def capacities(case: Case, actor: a.Actor, act: a.Act | None = None) -> frozenset[str]:
    """What the actor is in this case: party roles, `<place role>:<officer role>`, timer or node.

    Roles arrive from other nodes too, so a role that nobody can hold, or holds any more, counts for nothing. Only the
    receiving window, where the person stands, acts for a party. Whoever may take a step is told only of an `act` on
    that step; one that the case does not have is left to its decision, which tells every officer of the case so. A node
    that names itself speaks for a step of its own and for nothing else.
    """
    if actor.kind == "node" and actor.node:
        return _at_step(case, act, actor)
    if actor.is_machine:
        return frozenset({actor.kind})
    if actor.kind != "officer":
        return frozenset(f"party:{role}" for role in (PARTY_ROLES - set(case.former)) & set(actor.roles))
    held = case.roles_of_office(actor.office, node=actor.node)
    found = _of_office(held, actor.roles)
    if "receiving:clerk" in found and actor.behalf in PARTY_ROLES - set(case.former):
        found |= {f"party:{actor.behalf}"}
    step = getattr(act, "step", "")
    if step and "officer" in found and _takes(case, step, held):
        found |= {STEP}
    return found


@lru_cache(maxsize=1024)
def _of_office(held: frozenset[str], roles: tuple[str, ...]) -> frozenset[str]:
    """What an officer with these roles is where the office has those place roles; a page asks it of every act."""
    kinds = {str(kind) for kind in STAFF_ROLES & set(roles)}
    return frozenset({f"{role}:{kind}" for role in held for kind in kinds} | (kinds if held else set()))


def _takes(case: Case, step: str, held: frozenset[str]) -> bool:
    at = [each.plan.at for each in case.steps if each.plan.name == step]
    return not at or bool(held.intersection(at))


def _at_step(case: Case, act: a.Act | None, actor: a.Actor) -> frozenset[str]:
    held, step = case.roles_of_node(actor.node), getattr(act, "step", "")
    return frozenset({STEP_NODE} if any(s.plan.name == step and s.plan.at in held for s in case.steps) else ())
