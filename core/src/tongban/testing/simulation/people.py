"""What people do with cases in a simulation: the acts that somebody at a node may think of, right or wrong."""

from __future__ import annotations

import random
from typing import Final

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.permissions import TABLE
from tongban.cases.service import Submission
from tongban.cases.state import Case
from tongban.evidence.items import Evidence
from tongban.identity.people import Party, PartyKind, Role
from tongban.testing.case_file import APPLICANT, POINT, submitted

SERVED: Final = ("test.matter",)
UNSERVED: Final = "test.unserved"
"""A matter that nobody decides: its offers are refused, and the case comes back."""

UNGRANTED: Final = "test.ungranted"
"""A matter of which no node may send another anything."""

Choice = tuple[a.AnyAct, a.Actor]


def place(node: str) -> f.PlaceRef:
    """The one office of a node."""
    return f.PlaceRef(node=node, office=f"{node}-desk", name=f"{node}经办", division=node, province=node)


def officer(node: str, *roles: str) -> a.Actor:
    """Somebody who works there."""
    return a.Actor(kind="officer", roles=roles, node=node, office=f"{node}-desk", name="经办人", officer=f"{node}-1")


def application(node: str, peers: tuple[str, ...], chance: random.Random, *, brought: Evidence) -> Submission:
    """An application handed in at a node, for another one (seldom itself) to decide, sometimes with a third.

    `brought` is a file, named like the case that it is to become.
    """
    competent = chance.choice((*peers, *peers, node))
    others = [peer for peer in peers if peer != competent]
    matter = chance.choice((*SERVED * 8, UNSERVED, UNGRANTED))
    # What no grant covers has no cooperating place: routing does not offer one.
    helped = others and matter != UNGRANTED and chance.random() < 0.6
    partner = {"partner": place(chance.choice(others))} if helped else {}
    online = chance.random() < 0.7
    event = submitted(
        number="",
        matter=matter,
        receiving=place(node),
        competent=place(competent),
        cooperating=partner,
        channel="online" if online else "window",
        modes=("online",) if online else ("proxy",),
        delivery="electronic" if online else "window",
    )
    applicant = Party(role=Role.APPLICANT, kind=PartyKind.PERSON, name=APPLICANT.name, number=APPLICANT.number)
    case_id = brought.value["file"]
    return Submission(id=case_id, event=event, sheets={}, parties=(applicant,), evidence=(brought,), actor=APPLICANT)


def steps(case: Case) -> tuple[f.PlannedStep, ...]:
    """A step here, and an irrevocable one at the partner where there is one."""
    letter = f.PlannedStep(name="letter", title="发出联系函", at="competent", days=2)
    if "partner" not in case.cooperating:
        return (letter,)
    pay = f.PlannedStep(name="pay", title="核定并转账", at="partner", days=5, irrevocable=True, after=("letter",))
    return (letter, pay)


def acts(case: Case, node: str, chance: random.Random) -> list[Choice]:
    """What somebody at a node may try; mostly what the state of the case as it is known there lets one do."""
    roles = case.roles_of_node(node)
    possible: list[Choice] = []
    if "receiving" in roles:
        possible += _at_the_receiving_place(node)
    if "competent" in roles:
        possible += _at_the_competent_place(case, node, chance)
    possible += [each for each in _steps_of(case, node, chance) for _ in range(4)]
    if chance.random() < 0.1:
        return possible
    return [(act, actor) for act, actor in possible if case.state in TABLE[type(act)].when]


def _at_the_receiving_place(node: str) -> list[Choice]:
    clerk = officer(node, "clerk", "officer")
    return [
        (a.Withdraw(), APPLICANT),
        (a.Correct(said="已补正"), APPLICANT),
        (a.Correct(said="已补正"), APPLICANT),
        (a.ConfirmDelivery(how="opened"), APPLICANT),
        (a.ConfirmDelivery(how="collected", evidence="本人"), clerk),
        (a.Receive(), clerk),
        (a.Receive(), clerk),
        (a.Offer(), clerk),
        (a.AskCorrection(points=(POINT,), days=15), clerk),
        (a.Ask(question="q1", text="请核对"), clerk),
        (a.Answer(question="q1", text="已核对"), clerk),
    ]


def _at_the_competent_place(case: Case, node: str, chance: random.Random) -> list[Choice]:
    desk = officer(node, "officer")
    planned = steps(case) if chance.random() < 0.7 else ()
    return [
        (a.Accept(term_days=20, steps=planned), desk),
        (a.Accept(term_days=20, steps=planned), desk),
        (a.AskCorrection(points=(POINT,), days=15), desk),
        (a.Decline(reasons=(POINT,)), desk),
        (a.Grant(), desk),
        (a.Grant(), desk),
        (a.Refuse(reasons=(POINT,)), desk),
        (a.Suspend(reason="hearing", note="听证需要十日"), desk),
        (a.Resume(), desk),
        (a.Answer(question="q1", text="已核对"), desk),
    ]


def _steps_of(case: Case, node: str, chance: random.Random) -> list[Choice]:
    places = case.places()
    mine = [step for step in case.steps if step.plan.at in places and places[step.plan.at].node == node]
    outcome = chance.choice((f.Outcome.DONE, f.Outcome.DONE, f.Outcome.DONE, f.Outcome.FAILED, f.Outcome.REFUSED))
    reasons = () if outcome is f.Outcome.DONE else (POINT,)
    desk = officer(node, "officer")
    cleared: list[Choice] = [(a.Clear(step=step.plan.name), desk) for step in mine if step.plan.irrevocable]
    return cleared + [(a.ReportStep(step=step.plan.name, outcome=outcome, reasons=reasons), desk) for step in mine]
