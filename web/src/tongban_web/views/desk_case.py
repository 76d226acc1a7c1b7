"""A case on the desk of an office: everything that is needed to act on it, worded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from tongban.cases import acts as a
from tongban.cases.intents import IntentState, Pending
from tongban.cases.options import tag_of
from tongban.cases.reading import CaseView
from tongban.cases.state import PENDING, Case, StepStatus
from tongban.evidence.items import SourceKind
from tongban.exchange.outbox import Progress
from tongban.identity.people import Party
from tongban.matters.materials import Material, WindowCheck
from tongban.matters.matter import Matter, Mode
from tongban.matters.rules import Findings
from tongban_web import view_data as v
from tongban_web.desk.kinds import Bench, Offer
from tongban_web.desk.offers import KINDS, original_names
from tongban_web.desk.points import asked_materials
from tongban_web.formatting import instant, mask, short_date
from tongban_web.views.calculations import definitions
from tongban_web.views.deadlines import Deadlines
from tongban_web.views.dossiers import answers
from tongban_web.views.evidence import EvidenceRow, rows
from tongban_web.views.hops import chips, hops
from tongban_web.views.objections import shown_objections
from tongban_web.views.papers import ListedPaper, listed
from tongban_web.views.places import PlaceNames, mark_of
from tongban_web.views.provenance import provenance
from tongban_web.views.refusals import officers_remedy
from tongban_web.views.states import state_mark

ROLES = {"receiving": "收件地", "competent": "业务属地"}
SHOWN_REFUSALS = 3
SEE_ALL = frozenset({"competent", "receiving"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A clock or a task: what, whose, and until when."""

    title: str
    who: str
    deadline: v.Deadline
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A step of the procedure with what was reported."""

    title: str
    place: str
    status: str
    days: str
    irrevocable: bool
    report: tuple[v.Definition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An intent that the owner has not turned into a fact, or an offer that was refused."""

    act: str
    place: str
    at: str
    refused: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCase:
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
    undetermined: tuple[str, ...]
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
    progress: Sequence[Progress],
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
        chips=chips(progress, {each.id: each.name for each in bench.node.trust.current.document.nodes}),
        lines=_lines(view, deadlines),
        offers=tuple(offers),
        sent=_sent(bench, pending, owner),
        route=_route(case),
        route_reason=case.route_reason,
        parties=tuple(_party(party) for party in view.dossier.parties()),
        answers=answers(view.dossier, matter, bench.names),
        judged=findings is not None,
        law_fixed=bool(case.accepted_on),
        objections=shown_objections(findings.objections, {}) if findings else (),
        undetermined=tuple(dict.fromkeys(each.message for each in findings.undetermined)) if findings else (),
        working=_working(bench),
        unsettled=case.unsettled,
        evidence=rows(view.dossier.evidence(), matter, bench.names),
        materials=_materials(view, matter, bench.names),
        originals=_originals(view),
        steps=tuple(_steps(view)),
        papers=listed(view.dossier.papers(), address),
        hops=hops(case, view.hops),
        messages=_messages(view, bench.actor),
    )


def owner_name(case: Case) -> str:
    """Who takes acts on the case now, by the name of the place: on offer, whoever is to open it."""
    if case.offered or (case.owner == case.competent.node and case.epoch > 0):
        return case.competent.name
    return case.receiving.name


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


def _sent(bench: Bench, pending: Sequence[Pending], owner: str) -> tuple[Sent, ...]:
    refused = [each for each in pending if each.state is IntentState.REFUSED][-SHOWN_REFUSALS:]
    waiting = [each for each in pending if each.state is IntentState.PENDING]
    asked = (
        Sent(
            act=act_label(bench.view, each.act),
            place=owner,
            at=instant(each.at),
            refused=each.message or "",
            remedy=officers_remedy(each.code),
        )
        for each in (*waiting, *refused)
    )
    return (*_offer_refused(bench), *asked)


def _offer_refused(bench: Bench) -> Iterable[Sent]:
    case = bench.case
    if case.offer_refused and case.receiving.node == bench.node.settings.node:
        remedy = officers_remedy(case.offer_code)
        yield Sent(act="移交业务属地", place=case.competent.name, at="", refused=case.offer_refused, remedy=remedy)


def act_label(view: CaseView, act: a.AnyAct) -> str:
    """An act in a few words."""
    kind = next((kind for kind in KINDS.values() if kind.act == tag_of(act)), None)
    label = kind.label if kind else "办理请求"
    return label.format(about=getattr(act, "step", "") and view.case.step(act.step).plan.title).rstrip("：")  # type: ignore[union-attr]


def _route(case: Case) -> tuple[v.Definition, ...]:
    return tuple(
        v.Definition(ROLES.get(role, "协同地"), place.name + ("" if place.node else "（未接入平台，邮寄办理）"))
        for role, place in case.places().items()
    )


def _party(party: Party) -> v.Definition:
    mobile = f" · {party.mobile}" if party.mobile else ""
    return v.Definition(party.role.label, f"{party.name} {mask(party.number)}{mobile}")


def _materials(view: CaseView, matter: Matter | None, names: PlaceNames) -> tuple[v.MaterialRow, ...]:
    evidence, whole = view.dossier.evidence(), bool(SEE_ALL & view.places)
    found = []
    for material in asked_materials(view, matter):
        keys = [*(s.need.key for s in material.sources if hasattr(s, "need")), material.key]
        item = next((evidence[key] for key in keys if key in evidence and evidence[key].value is not None), None)
        waived = item is not None and item.kind is SourceKind.REGISTER
        how = _not_here(material, whole=whole) if item is None else "免提交" if waived else "已提供"
        why = " · ".join(provenance(item, names).parts) if item else material.treatment
        found.append(v.MaterialRow(material.name, waived, how, why))
    return tuple(found)


def _not_here(material: Material, *, whole: bool) -> str:
    """Why a material is not before this place: `whole` says that the place sees everything that was handed in."""
    if not whole:
        return "由业务属地核验"
    return "现场核验" if all(isinstance(source, WindowCheck) for source in material.sources) else "未提供"


def _originals(view: CaseView) -> tuple[v.Definition, ...]:
    names, places = original_names(view), view.case.places()
    found = []
    for original, where in view.case.originals.items():
        to = places[where.removeprefix("transit:")].name
        told = f"寄往{to}途中" if where.startswith("transit:") else f"由{to}保管"
        found.append(v.Definition(names.get(original, original), told))
    return tuple(found)


def _steps(view: CaseView) -> Iterable[StepRow]:
    reports = view.dossier.reports()
    places = view.case.places()
    for step in view.case.steps:
        report = reports.get(step.plan.name)
        lines = [v.Definition(label, text) for label, text in report.shown] if report else []
        lines += [v.Definition("理由", point.reason) for point in report.points] if report else []
        yield StepRow(
            title=step.plan.title,
            place=places[step.plan.at].name if step.plan.at in places else "",
            status=_step_status(step.status, step.ended_on),
            days=f"{step.plan.days} {step.plan.unit}" if step.plan.days else "当场",
            irrevocable=step.plan.irrevocable,
            report=tuple(lines) if step.status not in PENDING else (),
        )


def _step_status(status: StepStatus, on: str) -> str:
    return f"{status.label}（{short_date(on)}）" if on else status.label


def _messages(view: CaseView, actor: a.Actor) -> tuple[v.Message, ...]:
    found = []
    for seq, message in view.dossier.messages():
        acted, head = view.dossier.actor(seq), view.dossier.heads[seq - 1]
        own = acted.name == actor.name and head.place == actor.office
        found.append(v.Message(acted.name or "申请人", head.place_name, instant(head.at), message.text, own))
    return tuple(found)


def _working(bench: Bench) -> tuple[v.Definition, ...]:
    if bench.work is None or not _sees_all(bench):
        return ()
    try:
        return definitions(bench.node.desk.calculation(bench.work))
    except (msgspec.ValidationError, LookupError):
        return ()


def _sees_all(bench: Bench) -> bool:
    return bool(SEE_ALL & bench.view.places)


def findings_of(bench: Bench) -> Findings | None:
    """The rules over the case as it stands, or None where this place does not hold all that they need."""
    if bench.work is None or not _sees_all(bench) or bench.case.decision:
        return None
    try:
        return bench.node.desk.findings(bench.work)
    except (msgspec.ValidationError, LookupError):
        return None
