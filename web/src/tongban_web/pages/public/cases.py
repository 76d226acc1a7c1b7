"""My cases, and the page of one case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from litestar import Response, get
from litestar.params import FromPath

from tongban.cases import acts as a
from tongban.cases.own_cases import PAGE
from tongban.cases.reading import CaseView
from tongban.cases.wording import LONGEST_TEXT
from tongban.matters.rules import Objection
from tongban.node import Node
from tongban_web import view_data as v
from tongban_web.admission import require_person
from tongban_web.case_pages import deadlines_of, matter_of
from tongban_web.pages.public.party_cases import own_case
from tongban_web.paging import place_above, place_after
from tongban_web.parties import keys_of, looking, own_drafts
from tongban_web.rendering import places_of, render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views import case_papers, case_turns, dossiers
from tongban_web.views import cases as views
from tongban_web.views.attending import attending
from tongban_web.views.hops import TOLD_TO_PARTIES, chips
from tongban_web.views.objections import Target, shown_objections
from tongban_web.views.states import state_mark


@dataclass(frozen=True, slots=True)
class Unsent:
    """An answer that could not be sent, and why; nothing of it is lost."""

    question: str
    text: str
    objections: Sequence[Objection]


@get("/cases")
async def mine(request: PageRequest, node: OwnNode) -> Response[str]:
    """My cases, newest first, and what I have not handed in yet."""
    viewer = require_person(request)
    before = place_above(request.query_params.get("before", ""))
    key = keys_of(node, viewer)[-1]
    items = await node.reader.mine(key, looking(node, viewer), before)
    once = {item.case_id: item for item in items}
    deadlines = deadlines_of(node)
    names = {matter.id: matter.name for matter in node.plugins.matters}
    drafts = [] if before else await own_drafts(node, viewer)
    return render(
        request,
        "cases.html",
        blocks=("case_list",),
        section="cases",
        drafts=[(draft, names[draft.application.matter]) for draft in drafts if draft.application.matter in names],
        rows=[views.row(item, deadlines) for item in once.values()],
        more=f"/cases?before={place_after(items[-1].submitted_at, items[-1].case_id)}" if len(items) == PAGE else "",
        first=before is None,
    )


@get("/cases/{case_id:str}")
async def one(request: PageRequest, node: OwnNode, case_id: FromPath[str]) -> Response[str]:
    """A case: its state, who holds it until when, every hop, what is mine to do."""
    view, _ = await own_case(request, node, case_id)
    return await case_page(request, node, view)


async def case_page(request: PageRequest, node: Node, view: CaseView, *, unsent: Unsent | None = None) -> Response[str]:
    """The page of a case, with an answer that could not be sent."""
    deadlines = deadlines_of(node)
    names = _names(node)
    case, matter = view.case, matter_of(node, view.case)
    pending = await node.reader.pending(case)
    asked = views.under_way(pending)
    open_questions = () if a.Answer in asked else views.open_questions(view)
    still_asked = [question for question, _ in open_questions]
    return render(
        request,
        "case.html",
        status=422 if unsent else 200,
        objections=_of_answer(unsent, still_asked) if unsent else (),
        unsent={unsent.question: unsent.text} if unsent else {},
        too_late=unsent.text if unsent and unsent.question not in still_asked else "",
        longest=LONGEST_TEXT,
        blocks=("case_status", "case_hops"),
        section="cases",
        case=case,
        submitted="submitted" in request.query_params,
        state=state_mark(case.state),
        decided=views.decided(view),
        outcome=views.outcome(view),
        holder=case_turns.holder(view, deadlines, asked),
        clocks=case_turns.clocks(view, deadlines),
        chips=chips(await node.reader.latest_letters(case.id), names, TOLD_TO_PARTIES),
        wishes=views.wishes(case, pending),
        hops=case_turns.hops(view),
        papers=case_papers.papers(view),
        called_for=case_papers.called_for(view),
        modes=views.modes(view),
        parties=dossiers.parties(view, on=deadlines.today),
        answers=(
            *dossiers.answers(view.dossier, matter, places_of(request)),
            dossiers.delivery(view),
            *dossiers.postal(view),
        ),
        evidence=dossiers.evidence(view, places_of(request)),
        files=dossiers.files(view.dossier, case.id),
        messages=views.messages(view),
        questions=open_questions,
        may_correct=views.may(view, a.Correct) and a.Correct not in asked,
        may_confirm=views.may(view, a.Confirm) and bool(view.roles & set(case.awaits)) and a.Confirm not in asked,
        may_withdraw=views.may(view, a.Withdraw) and a.Withdraw not in asked,
        may_end_agency=views.may_end_agency(view) and a.EndAgency not in asked,
        irrevocable=views.started(view),
        may_open=views.awaits_opening(view) and a.ConfirmDelivery not in asked,
        collected_at="" if a.ConfirmDelivery in asked else views.collected_at(view),
        attending=attending(view, matter),
        points=view.dossier.negative_points(),
    )


def _of_answer(unsent: Unsent, questions: Sequence[str]) -> tuple[v.Objection, ...]:
    """Why it could not be sent, linked to where it is written."""
    here = f"answer-{questions.index(unsent.question) + 1}" if unsent.question in questions else ""
    return shown_objections(unsent.objections, {"text": Target(here, "答复")})


def _names(node: Node) -> dict[str, str]:
    return {other.id: other.name for other in node.trust.current.document.nodes}


ROUTE_HANDLERS = (mine, one)
