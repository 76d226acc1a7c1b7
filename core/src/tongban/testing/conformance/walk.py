"""A matter's case walked through everything that can happen to it, by the production `decide` and `evolve`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from typing import Final

import msgspec

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.decide import decide
from tongban.cases.decisions_steps import RETURNED_ON
from tongban.cases.effects import Moment, moments_of
from tongban.cases.planning import plan
from tongban.cases.state import DECIDED, Case, State
from tongban.errors import Refused
from tongban.matters.matter import Channel, Kind, Matter, modes_of
from tongban.matters.place_roles import cooperating_roles
from tongban.matters.procedures import Procedure
from tongban.matters.rules import Objection
from tongban.testing.case_file import (
    APPLICANT,
    APPROVER,
    CLERK,
    CO_APPLICANT,
    COMPETENT,
    NODE,
    OFFICER,
    PARTNER,
    POINT,
    RECEIVING,
    TIMER,
    CaseFile,
    corrected,
    staff,
    submitted,
)
from tongban.testing.conformance.generated import applications, tried_on
from tongban.testing.conformance.subject import Subject
from tongban.testing.judging import parameters_of

Moments = tuple[type[f.Event] | Moment, ...]


@dataclass(slots=True)
class Walk:
    """Where a case got to: the states reached, what was refused on the way, and an event for each moment."""

    states: set[State] = field(default_factory=set)
    refused: dict[Objection, None] = field(default_factory=dict)
    events: dict[Moments, f.Event] = field(default_factory=dict)


@cache
def walk(subject: Subject, matter_id: str) -> Walk:
    """Every state that acts can bring a case of the matter to, from each of its channels."""
    walked, matter = Walk(), subject.plugins.matter(matter_id)
    places = cooperating(subject, matter)
    # A step without a time limit cannot be planned, which is another check's to say.
    timed = Procedure(*(step for step in matter.procedure.steps if step.within))
    law = parameters_of(subject.name, matter.id, tried_on(subject, matter))
    planned = plan(replace(matter, procedure=timed), {"competent": law})
    acts = tuple(_acts(planned.term_days, planned.steps))
    actors = (*_PEOPLE, staff(RECEIVING, "officer"), *(staff(place, "officer") for place in places.values()))
    for channel in sorted(matter.channels):
        _spread(CaseFile(_handed_in(matter, channel, places)), acts, actors, walked)
    return walked


def expected(matter: Matter) -> set[State]:
    """The states that a case of the matter can come to; what waits for nobody is passed through at once."""
    found = set(State) - {State.SUBMITTED, State.COOPERATION, State.ACCEPTED, State.LAPSED}
    found -= DECIDED
    if any(step.at in cooperating_roles(matter) for step in matter.procedure.steps):
        found.add(State.COOPERATION)
    return found


_PEOPLE: Final = (APPLICANT, CO_APPLICANT, CLERK, OFFICER, APPROVER, TIMER, NODE)


def cooperating(subject: Subject, matter: Matter) -> dict[str, f.PlaceRef]:
    """The cooperating places that the matter's own route gives to one application or another."""
    roles: set[str] = set()
    for judging in applications(subject, matter):
        answers = judging.parsed.answers
        with suppress(Exception):  # that a route breaks is what `rules_hold` tells
            roles |= matter.route(answers).cooperating.keys() if answers is not None else set()
        if roles >= cooperating_roles(matter):
            break
    return {role: _place(number) for number, role in enumerate(sorted(roles))}


def _place(number: int) -> f.PlaceRef:
    return msgspec.structs.replace(PARTNER, office=f"{PARTNER.office}-{number}") if number else PARTNER


def _handed_in(matter: Matter, channel: Channel, cooperating: Mapping[str, f.PlaceRef]) -> f.Submitted:
    competent = RECEIVING if matter.anywhere else COMPETENT
    modes = modes_of(
        anywhere=matter.anywhere,
        channel=channel,
        decided_elsewhere=not matter.anywhere,
        cooperation=tuple(cooperating),
    )
    return submitted(
        matter=matter.id,
        matter_name=matter.name,
        edition=matter.edition,
        channel=channel.value,
        modes=tuple(mode.value for mode in modes),
        competent=competent,
        cooperating=dict(cooperating),
        delivery=matter.delivery[0].value,
        awaits=("co_applicant",) if matter.co_applicants else (),
        instant=matter.kind is Kind.INSTANT,
    )


def _acts(term: int, steps: tuple[f.PlannedStep, ...]) -> Iterator[a.Act]:
    yield from (a.Confirm(), a.Receive(), a.Open(), a.AskCorrection(points=(POINT,), days=15), corrected())
    yield from (
        a.Accept(term_days=term, steps=steps),
        a.Decline(reasons=(POINT,)),
        a.Suspend(reason="hearing", note="听证需要十日"),
    )
    for step in steps:
        yield a.Clear(step=step.name)
        yield a.ReportStep(step=step.name, outcome=f.Outcome.DONE)
        yield a.ReportStep(step=step.name, outcome=f.Outcome.REFUSED, reasons=(POINT,))
        if step.returned:
            back = ((RETURNED_ON, "2026年11月24日"),)
            yield a.ReportStep(step=step.name, outcome=f.Outcome.FAILED, shown=back, reasons=(POINT,))
    yield from (a.Resume(), a.Grant(), a.Refuse(reasons=(POINT,)), a.Withdraw())
    yield from (a.Dispatch(way=way, waybill="EMS1") for way in ("electronic", "post", "window"))
    yield from (a.ConfirmDelivery(how=how, evidence="证件") for how in ("opened", "signed", "collected"))


def _spread(start: CaseFile, acts: tuple[a.Act, ...], actors: tuple[a.Actor, ...], walked: Walk) -> None:
    waiting, seen = [start], {_key(start.case)}
    while waiting:
        file = waiting.pop()
        walked.states.add(file.case.state)
        walked.events |= {moments_of(head.event): head.event for head in file.dossier.heads}
        for after in _next(file, acts, actors, walked):
            if (key := _key(after.case)) not in seen:
                seen.add(key)
                waiting.append(after)


def _next(file: CaseFile, acts: tuple[a.Act, ...], actors: tuple[a.Actor, ...], walked: Walk) -> Iterator[CaseFile]:
    at = file.moment()
    for act, by in product(acts, actors):
        try:
            # Nearly everybody is refused nearly everything: only what is granted is worth a copy of the file.
            decide(file.case, act, by=by, at=at)
        except Refused as refused:
            walked.refused |= dict.fromkeys(refused.objections)
        else:
            yield copy(file).take(act, by)


def _key(case: Case) -> tuple[object, ...]:
    """What decides about the acts to come; numbers, dates and hashes do not."""
    steps = tuple((step.plan.name, step.status) for step in case.steps)
    notice = case.correction is not None
    return (case.state, steps, case.offered, case.epoch, notice, case.awaits, case.before_suspension, case.decision,
            bool(case.received_on), case.delivered)  # fmt: skip
