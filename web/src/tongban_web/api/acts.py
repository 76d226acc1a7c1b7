"""Acts on a case through the API: what a party or an officer may ask for, each checked as on the pages."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Annotated, Final, Literal

import msgspec
from litestar import Response, Router, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_202_ACCEPTED
from msgspec import Meta

from tongban.cases import acts as a
from tongban.cases.facts import Outcome
from tongban.cases.intents import Pending
from tongban.cases.state import Case
from tongban.desk.consent import BY_WINDOW, CONSENT
from tongban.desk.delivering import Collector
from tongban.exchange.ids import mint_id
from tongban.node import Node
from tongban_web.api.access import WRITE, Caller, actor_in, require
from tongban_web.api.bodies import ActedBody, Answers
from tongban_web.api.problems import declared
from tongban_web.requests import OwnNode
from tongban_web.standing import AtWindow

Text = Annotated[str, Meta(max_length=2000)]
OnBehalf = Annotated[str, Meta(description="role of the party for whom a window clerk acts, such as `applicant`")]
Seen = Annotated[
    int,
    Meta(
        ge=1,
        description="`seq` of the case as the caller has read it: where it has gone on since, nothing is done and the "
        "answer is 409; without it the act is taken on whatever the case has become",
    ),
]


class Identified(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who stands at the window, as read from the identity card that the clerk has checked."""

    name: Annotated[str, Meta(max_length=50)]
    number: Annotated[str, Meta(max_length=18)]


class Asked(msgspec.Struct, frozen=True, kw_only=True, tag_field="act", forbid_unknown_fields=True):
    """Base of what can be asked for; `act` says which."""

    behalf: OnBehalf = ""
    seen: Seen | None = None
    standing: Identified | None = None

    @property
    def there(self) -> AtWindow | None:
        """Who stands at the window; nobody in particular where a role is claimed and nobody was identified."""
        if not self.behalf and self.standing is None:
            return None
        name, number = (self.standing.name, self.standing.number) if self.standing else ("", "")
        return AtWindow(name=name, number=number, role=self.behalf)


class Receive(Asked, frozen=True, kw_only=True, tag="receive"):
    """收件: the items of the formal check that were confirmed."""

    checks: tuple[str, ...]


class Accept(Asked, frozen=True, kw_only=True, tag="accept"):
    """受理, with fresh evidence."""


class Refresh(Asked, frozen=True, kw_only=True, tag="refresh"):
    """重新核验: ask the registers anew."""


class GrantIt(Asked, frozen=True, kw_only=True, tag="grant"):
    """准予."""

    note: Text = ""


class Report(Asked, frozen=True, kw_only=True, tag="report_step"):
    """Report a step: done with the values of its form, or refused, failed, recalled with the reason."""

    step: str
    outcome: Literal["done", "refused", "failed", "recalled"]
    values: Answers = {}
    reason: Text = ""


class PutQuestion(Asked, frozen=True, kw_only=True, tag="ask"):
    """Ask a question on the case."""

    text: Text


class TakeIn(Asked, frozen=True, kw_only=True, tag="take_original"):
    """收存原件: what was taken and in which state."""

    name: Text
    condition: Text


class Correction(Asked, frozen=True, kw_only=True, tag="correct"):
    """提交补正: the fields of the notice as they should be, and the keys of materials pledged.

    Files go to `/cases/{case_id}/files/{material}` before. `brought` are materials that a window clerk has checked.
    """

    answers: Answers = {}
    pledges: tuple[str, ...] = ()
    brought: tuple[str, ...] = ()


class ForwardIt(Asked, frozen=True, kw_only=True, tag="forward"):
    """转寄业务属地: the application was posted to a place that no node serves."""

    waybill: Text


class OpenResult(Asked, frozen=True, kw_only=True, tag="open_result"):
    """查收: a party opens the electronic result, which confirms its delivery."""


class HandOver(Asked, frozen=True, kw_only=True, tag="hand_over"):
    """窗口交付: to a party, to the agent of their organisation, or to whom a party entrusted by the paper named."""

    name: Text
    number: Annotated[str, Meta(max_length=18)]
    entrusted: Text = ""


class SignedFor(Asked, frozen=True, kw_only=True, tag="signed"):
    """登记邮件签收: the waybill that was signed for."""

    waybill: Text


class Other(Asked, frozen=True, kw_only=True, tag="other"):
    """Any act that concerns no matter, in `does`."""

    does: (
        a.Confirm
        | a.AskCorrection
        | a.Decline
        | a.Clear
        | a.Extend
        | a.Suspend
        | a.Resume
        | a.Refuse
        | a.RecordDecision
        | a.Dispatch
        | a.Withdraw
        | a.Answer
        | a.SendOriginal
        | a.ReceiveOriginal
        | a.ReturnOriginal
    )


Delivering = OpenResult | HandOver | SignedFor
Handling = Receive | Accept | Refresh | GrantIt | Report | ForwardIt
AnyAsked = Handling | Delivering | PutQuestion | TakeIn | Correction | Other


WAITS: Final = {HTTP_202_ACCEPTED: ResponseSpec(ActedBody, description="已请办理地确认", generate_examples=False)}


@post(
    "/cases/{case_id:str}/acts",
    operation_id="act",
    status_code=HTTP_200_OK,
    responses={**WAITS, **declared(403, 404, 409, 422)},
)
async def act(node: OwnNode, caller: Caller, case_id: FromPath[str], data: JSONBody[AnyAsked]) -> Response[ActedBody]:
    """Act on a case; 202 where another node owns it and has not confirmed yet."""
    require(caller, WRITE)
    actor = await actor_in(node, caller, case_id, data.there)
    done = await _do(node, case_id, data, actor)
    if isinstance(done, Pending):
        return Response(ActedBody(outcome="pending", intent=done.id), status_code=HTTP_202_ACCEPTED)
    return Response(ActedBody(outcome="done", state=done.state.value, state_name=done.state.label))


async def _do(node: Node, case_id: str, asked: AnyAsked, actor: a.Actor) -> Case | Pending:
    match asked:
        case Correction():
            return await _correct(node, case_id, asked, actor)
        case OpenResult() | HandOver() | SignedFor():
            return await _deliver(node, case_id, asked, actor)
        case Other():
            return await _other(node, case_id, asked, actor)
        case PutQuestion() | TakeIn():
            return await node.cases.act(case_id, _plain(node, asked), actor, seen=asked.seen)
        case _:
            return await _at_desk(node, case_id, asked, actor)


async def _correct(node: Node, case_id: str, asked: Correction, actor: a.Actor) -> Case | Pending:
    return await node.corrections.correct(
        case_id, actor, typed=asked.answers, pledges=asked.pledges, brought=asked.brought, seen=asked.seen
    )


async def _at_desk(node: Node, case_id: str, asked: Handling, actor: a.Actor) -> Case | Pending:
    doing: Awaitable[Case | Pending]
    match asked:
        case Receive():
            doing = node.desk.receive(case_id, actor, asked.checks, seen=asked.seen)
        case Accept():
            doing = node.desk.accept(case_id, actor, seen=asked.seen)
        case Refresh():
            doing = node.desk.refresh(case_id, actor, seen=asked.seen)
        case GrantIt():
            doing = node.desk.grant(case_id, actor, note=asked.note, seen=asked.seen)
        case Report():
            doing = _report(node, case_id, asked, actor)
        case ForwardIt():
            doing = node.desk.forward(case_id, actor, waybill=asked.waybill, seen=asked.seen)
    return await doing


async def _deliver(node: Node, case_id: str, asked: Delivering, actor: a.Actor) -> Case | Pending:
    match asked:
        case OpenResult():
            return await node.deliveries.opened(case_id, actor, seen=asked.seen)
        case HandOver():
            collector = Collector(name=asked.name, number=asked.number, entrusted=asked.entrusted)
            return await node.deliveries.hand_over(case_id, actor, collector, seen=asked.seen)
        case SignedFor():
            return await node.deliveries.signed(case_id, actor, waybill=asked.waybill, seen=asked.seen)


async def _other(node: Node, case_id: str, asked: Other, actor: a.Actor) -> Case | Pending:
    match asked.does:
        case a.AskCorrection(points=points, days=days):
            return await node.desk.ask_correction(case_id, actor, points, days=days, seen=asked.seen)
        case a.Confirm(consent=consent):
            given = BY_WINDOW if actor.behalf else CONSENT
            return await node.desk.confirm(case_id, actor, consent=given if consent.strip() else "", seen=asked.seen)
        case a.Clear(step=step):
            return await node.desk.clear(case_id, actor, step=step, seen=asked.seen)
        case does:
            return await node.cases.act(case_id, does, actor, seen=asked.seen)


def _plain(node: Node, asked: PutQuestion | TakeIn) -> a.AnyAct:
    match asked:
        case PutQuestion():
            return a.Ask(question=mint_id(node.clock.now()), text=asked.text)
        case TakeIn():
            return a.TakeOriginal(original=mint_id(node.clock.now()), name=asked.name, condition=asked.condition)


async def _report(node: Node, case_id: str, asked: Report, actor: a.Actor) -> Case | Pending:
    return await node.desk.report(
        case_id,
        actor,
        step=asked.step,
        outcome=Outcome(asked.outcome),
        typed=asked.values,
        reason=asked.reason,
        seen=asked.seen,
    )


def acts_router() -> Router:
    """Acting."""
    return Router(path="/", route_handlers=[act], tags=["办件"])
