"""A case as its parties see it: who holds the file, every hop, what is theirs to do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from tongban.cases import acts as a
from tongban.cases import holding
from tongban.cases.due import Running
from tongban.cases.intents import IntentState, Pending
from tongban.cases.own_cases import CaseItem
from tongban.cases.papers import NOTICE, RESULT, Paper
from tongban.cases.permissions import TABLE
from tongban.cases.reading import CaseView
from tongban.cases.state import Case, State, StepStatus
from tongban.cases.tasks import Task
from tongban.errors import NotFound
from tongban.identity.people import ROLE_LABELS, PartyKind, Role
from tongban.matters.matter import Mode
from tongban_web import view_data as v
from tongban_web.formatting import instant, long_date
from tongban_web.views.act_words import plain_words
from tongban_web.views.deadlines import Deadlines
from tongban_web.views.hops import hops as ledger_hops
from tongban_web.views.papers import lines_of
from tongban_web.views.places import mark_of
from tongban_web.views.states import has_ended, state_mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who has to act now; `keeper` is who holds the file until they confirm that they have taken it over.

    `mine` says that it is the viewer.
    """

    name: str
    mine: bool
    keeper: str
    mark: str
    task: str
    since: str
    due: str
    deadline: v.Deadline | None


@dataclass(frozen=True, slots=True)
class Clock:
    """A running time limit and whom it binds."""

    title: str
    who: str
    deadline: v.Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked of the owner: still under way, or refused with a reason.

    `written` is an answer that was refused, so that it is not lost.
    """

    act: str
    place: str
    sent: str
    refused: str
    written: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLink:
    """A paper of the case with its address; `result` is what the applicant came for, `sealed` what awaits opening."""

    title: str
    number: str
    issued: str
    url: str
    result: bool
    sealed: bool


@dataclass(frozen=True, slots=True)
class CalledFor:
    """A paper that says what the applicants have to do, with what it says."""

    paper: PaperLink
    lines: tuple[v.Definition, ...]


def row(item: CaseItem, deadlines: Deadlines) -> v.CaseRow:
    """A line of my cases."""
    return v.CaseRow(
        number=item.number,
        url=f"/cases/{item.case_id}",
        matter=item.matter_name,
        applicant=ROLE_LABELS[Role(item.role)],
        places="",
        received=instant(item.submitted_at).partition(" ")[0],
        state=state_mark(State(item.state)),
        deadline=ENDED if has_ended(State(item.state)) else deadlines.of_list(item.due_on, item.due_unit),
        holder="需要您补充说明" if item.explaining else TURNS.get(State(item.state), ""),
        note="" if item.role == Role.APPLICANT else f"您是{ROLE_LABELS[Role(item.role)]}",
    )


ENDED = v.Deadline("normal", "已结束")
DECISIONS = {"granted": "准予", "refused": "不予", "declined": "不予受理"}
TURNS = {State.CORRECTION: "需要您补正", State.DELIVERY: "结果已作出，请查收"}


TAKEN_BY: Final[Mapping[str, type[a.Act]]] = {
    "confirm": a.Confirm,
    "correct": a.Correct,
    "explain": a.Answer,
    "open": a.ConfirmDelivery,
}
"""By which act a party does what is due."""


def holder(view: CaseView, deadlines: Deadlines, asked: Collection[type[a.Act]]) -> Holder | None:
    """Who has to act, since when and until when; None once nothing is to be done, or the viewer has asked for it."""
    if view.case.ended or not view.tasks:
        return None
    task = view.tasks[0]
    if view.is_mine(task) and TAKEN_BY.get(task.kind) in asked:
        return None
    place = view.case.places().get(task.role)
    deadline = deadlines.of_turn(task.deadline) if task.deadline else None
    return Holder(
        name="您" if view.is_mine(task) else view.holder(task),
        mine=view.is_mine(task),
        keeper=_keeper(view, task),
        mark=mark_of(place.province) if place else "",
        task=task.title,
        since=instant(view.case.held_since.get(holding.holder(view.case, task))),
        due=long_date(task.due_on),
        deadline=deadline,
    )


def _keeper(view: CaseView, task: Task) -> str:
    if view.case.offered:
        return view.case.receiving.name
    return view.case.competent.name if holding.is_on_its_way(view.case, task) else ""


def decided(view: CaseView) -> str:
    """What was decided, in a word; "" while nothing is."""
    return DECISIONS.get(view.case.decision, "")


def outcome(view: CaseView) -> str:
    """How a case ended: its state, and the decision that its state does not say."""
    state, decision = view.case.state, decided(view)
    return f"{state.label}（{decision}）" if decision and state is State.CLOSED else state.label


def clocks(view: CaseView, deadlines: Deadlines) -> tuple[Clock, ...]:
    """Every time limit that runs beside that of whoever has to act now, explained."""
    told = view.tasks[0].deadline if view.tasks else None
    return tuple(_clock(view, each, deadlines) for each in view.clocks if each.deadline != told)


def time_to_correct(view: CaseView, deadlines: Deadlines) -> tuple[Clock, ...]:
    """The applicant's time for a correction."""
    return tuple(_clock(view, each, deadlines) for each in view.clocks if each.kind == "correction")


def _clock(view: CaseView, running: Running, deadlines: Deadlines) -> Clock:
    places = view.case.places()
    who = places[running.role].name if running.role in places else "申请人"
    return Clock(running.title, who, msgspec.structs.replace(deadlines.of_clock(running.deadline), on=""))


def hops(view: CaseView) -> tuple[v.Hop, ...]:
    """The ledger, and what is due now as its last lines."""
    told = ledger_hops(view.case, view.hops)
    if not view.tasks:
        return told
    past = tuple(msgspec.structs.replace(hop, current=False) for hop in told)
    first, *beside = view.tasks  # the last day of the first in turn is told above
    told_beside = (_due(view, task, _on_its_way(view, task) or _until(task)) for task in beside)
    return (*past, _due(view, first, _on_its_way(view, first)), *told_beside)


def _due(view: CaseView, task: Task, spent: str) -> v.Hop:
    place = view.case.places().get(task.role)
    return v.Hop(
        mark=mark_of(place.province) if place else view.holder(task)[0],
        place=view.holder(task),
        act=task.title,
        who="待办",
        at="",
        spent=spent,
        current=True,
    )


def _on_its_way(view: CaseView, task: Task) -> str:
    told = "已通知对方办理，等待对方确认收到；期限自对方收到之日起算"
    return told if holding.is_on_its_way(view.case, task) else ""


def _until(task: Task) -> str:
    return f"应不迟于 {long_date(task.due_on)} 完成" if task.due_on else ""


def wishes(case: Case, pending: Sequence[Pending]) -> tuple[Wish, ...]:
    """What was asked of the owner of the case."""
    return tuple(
        Wish(
            act=plain_words(case, each.act, each.actor),
            place=case.competent.name,
            sent=instant(each.at),
            refused=(each.message or "对方未说明原因") if each.state is IntentState.REFUSED else "",
            written=_not_taken(each),
        )
        for each in pending
    )


def _not_taken(asked: Pending) -> str:
    """What a party wrote in an answer that was refused."""
    refused = asked.state is IntentState.REFUSED and asked.actor.kind == "party"
    return asked.act.text if refused and isinstance(asked.act, a.Answer) else ""


def under_way(pending: Sequence[Pending]) -> frozenset[type[a.Act]]:
    """The kinds of act that the owner has been asked for and has not settled."""
    return frozenset(type(each.act) for each in pending if each.state is IntentState.PENDING)


def papers(view: CaseView) -> tuple[PaperLink, ...]:
    """The papers of the case, oldest first."""
    counted: dict[int, int] = {}
    links = []
    for seq, paper in view.dossier.papers():
        position = counted.get(seq, 0)
        counted[seq] = position + 1
        url = f"/cases/{view.case.id}/papers/{seq}/{position + 1}"
        links.append(
            PaperLink(
                title=paper.title,
                number=paper.number,
                issued=long_date(paper.on),
                url=url,
                result=paper.kind.startswith(RESULT),
                sealed=view.is_sealed(paper),
            )
        )
    return tuple(links)


def called_for(view: CaseView) -> tuple[CalledFor, ...]:
    """What the applicants have to do for a step that is cleared and not done yet."""
    cleared = {f"{NOTICE}{step.plan.name}" for step in view.case.steps if step.status is StepStatus.CLEARED}
    told = zip(view.dossier.papers(), papers(view), strict=True)
    latest = {paper.kind: CalledFor(link, lines_of(paper)) for (_, paper), link in told if paper.kind in cleared}
    return tuple(latest.values())


def find_paper(view: CaseView, seq: int, position: int) -> Paper:
    """The paper that a fact issued; raises `NotFound`."""
    found = [paper for number, paper in view.dossier.papers() if number == seq]
    if not 1 <= position <= len(found):
        raise NotFound("没有找到这份文书，请从办件页面重新打开")
    return found[position - 1]


def awaits_opening(view: CaseView) -> bool:
    """Whether the electronic result lies ready and nobody has opened it."""
    case = view.case
    return case.state is State.DELIVERY and case.dispatched == "electronic" and not case.delivered


def may(view: CaseView, act: type[a.Act]) -> bool:
    """Whether the viewer's party roles allow the act in the present state."""
    allowed = TABLE[act]
    return view.case.state in allowed.when and bool(allowed.by & {f"party:{role}" for role in view.roles})


def may_end_agency(view: CaseView) -> bool:
    """Whether the viewer has an agent in the case whose 委托 still stands; an organisation's is under a mandate."""
    applicant, case = view.dossier.applicant(), view.case
    personal = applicant is not None and applicant.kind is PartyKind.PERSON
    return personal and Role.AGENT in case.roles and Role.AGENT not in case.former and may(view, a.EndAgency)


def started(view: CaseView) -> tuple[str, ...]:
    """The titles of the steps that have begun and cannot be undone, after which nobody withdraws."""
    if not view.case.irrevocable_under_way:
        return ()
    steps = view.case.steps
    return tuple(step.plan.title for step in steps if step.plan.irrevocable and step.status.value != "waiting")


def messages(view: CaseView) -> tuple[v.Message, ...]:
    """Questions and answers."""
    found = []
    for seq, message in view.dossier.messages():
        head = view.dossier.heads[seq - 1]
        own = head.actor.startswith("party:")
        who = view.dossier.actor(seq).name or ("申请人" if own else head.place_name)
        found.append(v.Message(who, "申请人" if own else head.place_name, instant(head.at), message.text, own=own))
    return tuple(found)


def open_questions(view: CaseView) -> tuple[tuple[str, str], ...]:
    """Id and text of every question that waits for an answer; of a case that has ended nobody awaits one any more."""
    if not may(view, a.Answer):
        return ()
    texts: dict[str, str] = {}
    for _, message in view.dossier.messages():
        texts.setdefault(message.question, message.text)
    return tuple((question, texts.get(question, "")) for question in view.case.questions)


def modes(view: CaseView) -> str:
    """The modes in which the case is handled."""
    return "、".join(Mode(mode).label for mode in view.case.modes)
