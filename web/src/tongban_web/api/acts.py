"""Acts on a case through the API: what a party or an officer may ask for, each checked as on the pages."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Final

import msgspec
from litestar import post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_202_ACCEPTED

from tongban.cases import acts as a
from tongban.cases.facts import Outcome
from tongban.cases.intents import Pending
from tongban.cases.state import Case
from tongban.desk.collecting import Collector
from tongban.desk.consent import BY_WINDOW, CONSENT
from tongban.exchange.ids import mint_id
from tongban.node import Node
from tongban_web.api import asking
from tongban_web.api.access import WRITE, Caller, actor_in, require
from tongban_web.api.answers import Answer
from tongban_web.api.case_bodies import ActedBody
from tongban_web.api.plain_acts import Plain, as_sent
from tongban_web.api.problems import declared
from tongban_web.readable_cases import readable
from tongban_web.requests import OwnNode
from tongban_web.routes import Routes

AnyAsked = asking.Prepared | Plain
Doing = Awaitable[Case | Pending]
WAITS: Final = {HTTP_202_ACCEPTED: ResponseSpec(ActedBody, description="已请办理地确认", generate_examples=False)}


@post(
    "/cases/{case_id:str}/acts",
    operation_id="act",
    summary="办理一件办件；由另一节点办理、尚未确认的答复 202",
    status_code=HTTP_200_OK,
    responses={**WAITS, **declared(403, 404, 409, 422)},
)
async def act(node: OwnNode, caller: Caller, case_id: FromPath[str], data: JSONBody[AnyAsked]) -> Answer[ActedBody]:
    """Act on a case; 202 where another node owns it and has not confirmed yet."""
    require(caller, WRITE)
    actor = await actor_in(node, caller, case_id, data.there)
    with readable():
        done = await _doing(node, case_id, data, actor)
    if isinstance(done, Pending):
        return Answer(ActedBody(outcome="pending", intent=done.id), status_code=HTTP_202_ACCEPTED)
    return Answer(ActedBody(outcome="done", state=done.state.value, state_name=done.state.label))


def _doing(node: Node, case_id: str, asked: AnyAsked, actor: a.Actor) -> Doing:
    if isinstance(asked, asking.Intake):
        return _intake(node, case_id, asked, actor)
    if isinstance(asked, asking.Custody):
        return _custody(node, case_id, asked, actor)
    if isinstance(asked, asking.Review):
        return _review(node, case_id, asked, actor)
    if isinstance(asked, asking.Decision):
        return _decision(node, case_id, asked, actor)
    if isinstance(asked, asking.Delivery):
        return _delivery(node, case_id, asked, actor)
    taken = (
        a.Ask(question=mint_id(node.clock.now()), text=asked.text) if isinstance(asked, asking.Ask) else as_sent(asked)
    )
    return node.cases.act(case_id, taken, actor, seen=asked.seen)


def _intake(node: Node, case_id: str, asked: asking.Intake, actor: a.Actor) -> Doing:
    match asked:
        case asking.Confirm(consent=consent):
            given = BY_WINDOW if actor.behalf else CONSENT
            return node.desk.confirm(case_id, actor, consent=given if consent else "", seen=asked.seen)
        case asking.Receive(checks=checks):
            return node.desk.receive(case_id, actor, checks, seen=asked.seen)
        case asking.AskCorrection(points=points):
            return node.desk.ask_correction(case_id, actor, _points(points), seen=asked.seen)
        case asking.Forward(waybill=waybill):
            return node.desk.forward(case_id, actor, waybill=waybill, seen=asked.seen)
        case asking.Correct():
            return node.corrections.correct(
                case_id,
                actor,
                typed=asked.answers,
                pledges=asked.pledges,
                brought=asked.brought,
                said=asked.said,
                seen=asked.seen,
            )


def _points(told: Sequence[asking.Told]) -> tuple[a.Point, ...]:
    return tuple(a.Point(**msgspec.structs.asdict(each)) for each in told)


def _custody(node: Node, case_id: str, asked: asking.Custody, actor: a.Actor) -> Doing:
    match asked:
        case asking.TakeOriginal(material=material, name=name, condition=condition):
            return node.custody.take(case_id, actor, material=material, name=name, condition=condition, seen=asked.seen)
        case asking.SendOriginal(original=original, to=to, waybill=waybill):
            return node.custody.send(case_id, actor, original=original, to=to, waybill=waybill, seen=asked.seen)
        case asking.ReportOriginal(original=original, mishap=mishap, note=note):
            return node.custody.report(case_id, actor, original=original, mishap=mishap, note=note, seen=asked.seen)
        case asking.ReturnOriginal(original=original, waybill=waybill):
            by = _collector(asked)
            return node.custody.give_back(case_id, actor, original=original, to=by, waybill=waybill, seen=asked.seen)


def _collector(asked: asking.HandOver | asking.ReturnOriginal) -> Collector:
    return Collector(name=asked.name, number=asked.number, entrusted=asked.entrusted)


def _review(node: Node, case_id: str, asked: asking.Review, actor: a.Actor) -> Doing:
    match asked:
        case asking.Accept():
            return node.desk.accept(case_id, actor, seen=asked.seen)
        case asking.Refresh():
            return node.desk.refresh(case_id, actor, seen=asked.seen)
        case asking.Clear(step=step):
            return node.steps.clear(case_id, actor, step=step, seen=asked.seen)
        case asking.Extend(days=days, reason=reason):
            return node.desk.extend(case_id, actor, days=days, reason=reason, seen=asked.seen)
        case asking.Suspend(reason=why, note=note):
            return node.desk.suspend(case_id, actor, reason=why, note=note, seen=asked.seen)
        case asking.ReportStep():
            return node.steps.report(
                case_id,
                actor,
                step=asked.step,
                outcome=Outcome(asked.outcome),
                typed=asked.values,
                reason=asked.reason,
                seen=asked.seen,
            )


def _establish(node: Node, case_id: str, asked: asking.Establish, actor: a.Actor) -> Doing:
    desk, need = node.establishing, asked.need
    if asked.outcome == "none":
        return desk.establish_absence(case_id, actor, need=need, typed=asked.values, seen=asked.seen)
    return desk.establish(case_id, actor, need=need, typed=asked.values, seen=asked.seen)


def _decision(node: Node, case_id: str, asked: asking.Decision, actor: a.Actor) -> Doing:
    match asked:
        case asking.Establish():
            return _establish(node, case_id, asked, actor)
        case asking.Grant(note=note):
            return node.desk.grant(case_id, actor, note=note, seen=asked.seen)
        case asking.Decline(reasons=reasons, authority=authority):
            return node.desk.decline(case_id, actor, _points(reasons), authority=authority, seen=asked.seen)
        case asking.Refuse(reasons=reasons):
            return node.desk.refuse(case_id, actor, _points(reasons), seen=asked.seen)
        case asking.RecordDecision(decision=decision, paper=paper, decided_on=on, note=note):
            return node.desk.record_decision(case_id, actor, decision, paper=paper, on=on, note=note, seen=asked.seen)


def _delivery(node: Node, case_id: str, asked: asking.Delivery, actor: a.Actor) -> Doing:
    match asked:
        case asking.OpenResult():
            return node.deliveries.opened(case_id, actor, seen=asked.seen)
        case asking.HandOver():
            return node.deliveries.hand_over(case_id, actor, _collector(asked), seen=asked.seen)
        case asking.Signed(waybill=waybill):
            return node.deliveries.signed(case_id, actor, waybill=waybill, seen=asked.seen)


def acts_router() -> Routes:
    """Acting."""
    return Routes(path="/", route_handlers=[act], tags=["办件"])
