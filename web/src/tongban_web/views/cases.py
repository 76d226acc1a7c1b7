"""A case as its parties see it: a line of their cases, what was asked and said, what is theirs to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongban.cases import acts as a
from tongban.cases.due import delivering_desk
from tongban.cases.intents import IntentState, Pending
from tongban.cases.own_cases import CaseItem
from tongban.cases.own_turns import Turn
from tongban.cases.permissions import TABLE, open_to
from tongban.cases.reading import CaseView
from tongban.cases.state import Case, State
from tongban.identity.people import ROLE_LABELS, PartyKind, Role
from tongban.matters.matter import Mode
from tongban_web import view_data as v
from tongban_web.formatting import instant
from tongban_web.views.act_words import plain_words
from tongban_web.views.deadlines import OVER, Deadlines
from tongban_web.views.states import has_ended, state_mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked of the owner: still under way, or refused with a reason.

    `written` is an answer that was refused, so that it is not lost; `office` asked for what no party did.
    """

    act: str
    place: str
    sent: str
    refused: str
    written: str = ""
    office: str = ""


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
        deadline=_until(item, deadlines),
        holder=TURNS[item.turn],
        note="" if item.role == Role.APPLICANT else f"您是{ROLE_LABELS[Role(item.role)]}",
    )


def _until(item: CaseItem, deadlines: Deadlines) -> v.Deadline:
    if has_ended(State(item.state)):
        return OVER
    if item.confirm_until is not None:
        return v.Deadline("near", f"{instant(item.confirm_until)} 前确认")
    return deadlines.of_list(item.due_on, item.due_unit)


DECISIONS = {"granted": "准予", "refused": "不予", "declined": "不予受理"}
TURNS = {
    Turn.EXPLAIN: "需要您补充说明",
    Turn.ANSWER: "有询问需要您答复",
    Turn.CONFIRM: "需要您确认共同申请",
    Turn.OTHERS_CONFIRM: "等待共同申请人确认",
    Turn.CORRECT: "需要您补正",
    Turn.OPEN: "结果已作出，请查收",
    Turn.COLLECT: "结果已作出，请到窗口领取",
    Turn.POSTED: "结果已寄出，请留意签收",
    Turn.NONE: "",
}


def decided(view: CaseView) -> str:
    """What was decided, in a word; "" while nothing is."""
    return DECISIONS.get(view.case.decision, "")


def outcome(view: CaseView) -> str:
    """How a case ended: its state, and the decision that its state does not say."""
    state, decision = view.case.state, decided(view)
    return f"{state.label}（{decision}）" if decision and state is State.CLOSED else state.label


def wishes(case: Case, pending: Sequence[Pending]) -> tuple[Wish, ...]:
    """What was asked of the owner of the case."""
    return tuple(
        Wish(
            act=plain_words(case, each.act, each.actor),
            place=case.competent.name,
            sent=instant(each.at),
            refused=(each.message or "对方未说明原因") if each.state is IntentState.REFUSED else "",
            written=_not_taken(each),
            office=each.actor.office_name,
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


def awaits_opening(view: CaseView) -> bool:
    """Whether the electronic result lies ready and nobody has opened it."""
    return view.case.on_its_way == "electronic"


def collected_at(view: CaseView) -> str:
    """The office at which the result lies ready to be collected; "" where it does not."""
    case = view.case
    return case.places()[delivering_desk(case)].name if case.on_its_way == "window" else ""


def may(view: CaseView, act: type[a.Act]) -> bool:
    """Whether the viewer's party roles allow the act in the present state."""
    return open_to(view.case, view.roles, act)


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
    """Id and text of every question that the party may answer."""
    return waiting_questions(view) if may(view, a.Answer) else ()


def waiting_questions(view: CaseView) -> tuple[tuple[str, str], ...]:
    """Id and text of every question that waits for an answer; of a case that has ended nobody awaits one any more."""
    if not view.case.questions or view.case.state not in TABLE[a.Answer].when:
        return ()
    texts: dict[str, str] = {}
    for _, message in view.dossier.messages():
        texts.setdefault(message.question, message.text)
    return tuple((question, texts.get(question, "")) for question in view.case.questions)


def modes(view: CaseView) -> str:
    """The modes in which the case is handled."""
    return "、".join(Mode(mode).label for mode in view.case.modes)
