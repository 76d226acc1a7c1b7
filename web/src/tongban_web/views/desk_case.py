"""A case on the desk of an office: everything that is needed to act on it, worded."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tongban.cases import acts as a
from tongban.cases.intents import Pending
from tongban.cases.reading import CaseView
from tongban.cases.state import Case
from tongban.exchange.outbox import Progress
from tongban.matters.matter import Mode
from tongban.matters.rules import Findings
from tongban_web import view_data as v
from tongban_web.desk.kinds import Bench, Offer
from tongban_web.formatting import instant
from tongban_web.views.deadlines import Deadlines
from tongban_web.views.desk_materials import material_rows, originals
from tongban_web.views.desk_sent import Sent, owner_name, sent_acts
from tongban_web.views.desk_steps import StepRow, step_rows
from tongban_web.views.dossiers import answers, delivery, postal, reachable
from tongban_web.views.evidence import EvidenceRow, rows
from tongban_web.views.hops import chips, hops
from tongban_web.views.judging import working
from tongban_web.views.objections import shown_objections
from tongban_web.views.papers import ListedPaper, listed
from tongban_web.views.places import mark_of
from tongban_web.views.states import state_mark

ROLES = {"receiving": "收件地", "competent": "业务属地"}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A clock or a task: what, whose, and until when."""

    title: str
    who: str
    deadline: v.Deadline
    mine: bool


class OpenPoint(msgspec.Struct, frozen=True):
    """What no rule can judge yet, and the acts by which an officer settles it."""

    message: str
    offers: tuple[Offer, ...]


class DeskCase(msgspec.Struct, frozen=True, kw_only=True):
    """The page."""

    id: str
    number: str
    alike: tuple[str, ...]
    url: str
    seq: int
    matter: str
    state: v.State
    modes: str
    channel: str
    holder: str
    mark: str
    offered: bool
    owner_elsewhere: str
    chips: tuple[v.Chip, ...]
    lines: tuple[Line, ...]
    offers: tuple[Offer, ...]
    sent: tuple[Sent, ...]
    route: tuple[v.Definition, ...]
    route_reason: str
    parties: tuple[v.Definition, ...]
    answers: tuple[v.Definition, ...]
    judged: bool
    law_fixed: bool
    objections: tuple[v.Objection, ...]
    undetermined: tuple[OpenPoint, ...]
    working: tuple[v.Definition, ...]
    unsettled: tuple[str, ...]
    evidence: tuple[EvidenceRow, ...]
    materials: tuple[v.MaterialRow, ...]
    originals: tuple[v.Definition, ...]
    steps: tuple[StepRow, ...]
    papers: tuple[ListedPaper, ...]
    hops: tuple[v.Hop, ...]
    messages: tuple[v.Message, ...]


def desk_case(
    bench: Bench,
    *,
    address: str,
    offers: Sequence[Offer],
    pending: Sequence[Pending],
    letters: Sequence[Progress],
    findings: Findings | None,
    deadlines: Deadlines,
) -> DeskCase:
    """Everything of a case for the people of one of its places."""
    view, case, matter = bench.view, bench.case, bench.matter
    owner = owner_name(case)
    here = case.owner == bench.node.settings.node and not case.offered
    holder = case.competent if case.epoch else case.receiving
    return DeskCase(
        id=case.id,
        number=case.number,
        alike=view.alike,
        url=address,
        seq=case.seq,
        matter=case.matter_name,
        state=state_mark(case.state),
        modes="、".join(Mode(mode).label for mode in case.modes),
        channel={"online": "网上提交", "window": "窗口提交"}[case.channel],
        holder="" if case.ended else holder.name,
        mark=mark_of(holder.province or holder.division),
        offered=case.offered,
        owner_elsewhere="" if here or case.ended else owner,
        chips=chips(letters, {each.id: each.name for each in bench.node.trust.current.document.nodes}),
        lines=_lines(view, deadlines),
        offers=tuple(offers),
        sent=sent_acts(bench, pending),
        route=(*_route(case), delivery(view)),
        route_reason=case.route_reason,
        parties=reachable(view, on=deadlines.today),
        answers=(*answers(view.dossier, matter, bench.names), *postal(view)),
        judged=findings is not None,
        law_fixed=bool(case.accepted_on),
        objections=shown_objections(findings.objections, {}) if findings else (),
        undetermined=_open_points(findings, offers) if findings else (),
        working=working(bench),
        unsettled=case.unsettled,
        evidence=rows(view, matter, bench.names),
        materials=material_rows(view, matter, bench.names),
        originals=originals(view),
        steps=tuple(step_rows(view)),
        papers=listed(view.dossier.papers(), address),
        hops=hops(case, view.hops),
        messages=_messages(view, bench.actor),
    )


def _open_points(findings: Findings, offers: Sequence[Offer]) -> tuple[OpenPoint, ...]:
    """Each once, however many rules wait for it."""
    needs = {each.message: each.need for each in findings.undetermined}
    return tuple(
        OpenPoint(message, tuple(offer for offer in offers if need and _is_about_paper(offer, need)))
        for message, need in needs.items()
    )


def _is_about_paper(offer: Offer, need: str) -> bool:
    """Whether it reads from a paper what that need asks."""
    return (offer.kind.act, offer.option.about) == ("establish", need)


def _lines(view: CaseView, deadlines: Deadlines) -> tuple[Line, ...]:
    return tuple(
        Line(
            title=task.title,
            who=view.holder(task),
            deadline=deadlines.of_clock(task.deadline),
            mine=task.role in view.places,
        )
        for task in view.tasks
    )


def _route(case: Case) -> tuple[v.Definition, ...]:
    return tuple(
        v.Definition(ROLES.get(role, "协同地"), place.name + ("" if place.node else "（未接入平台，邮寄办理）"))
        for role, place in case.places().items()
    )


def _messages(view: CaseView, actor: a.Actor) -> tuple[v.Message, ...]:
    found = []
    for seq, message in view.dossier.messages():
        acted, head = view.dossier.actor(seq), view.dossier.heads[seq - 1]
        own = acted.name == actor.name and head.place == actor.office
        found.append(v.Message(acted.name or "申请人", head.place_name, instant(head.at), message.text, own))
    return tuple(found)
