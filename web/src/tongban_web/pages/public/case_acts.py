"""What a party does in a case: confirm, answer, withdraw, open the result."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tongban.cases import acts as a
from tongban.cases.levels import require_level
from tongban.cases.reading import CaseView
from tongban.cases.wording import LONGEST_TEXT
from tongban.desk.consent import CONSENT, purposes
from tongban.errors import NotFound, Refused
from tongban.identity.people import PartyKind, Role
from tongban.matters.rules import Objection
from tongban_web.case_pages import matter_of
from tongban_web.pages.public.cases import Unsent, case_page
from tongban_web.pages.public.party_cases import act, own_case, require_own_mandate
from tongban_web.posted import text_in
from tongban_web.rendering import places_of, render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views import case_papers, dossiers
from tongban_web.views import cases as views
from tongban_web.views.objections import controls, shown_objections


@get("/cases/{case_id:str}/confirm")
async def ask_confirmation(request: PageRequest, node: OwnNode, case_id: FromPath[str]) -> Response[str]:
    """What the co-applicant confirms."""
    view, viewer = await own_case(request, node, case_id)
    if not view.roles & set(view.case.awaits):
        raise NotFound("这个办件不需要您确认，可能已确认过")
    matter = matter_of(node, view.case)
    require_level(matter, a.Confirm(), node.authority.party(viewer, view.roles))
    return render(
        request,
        "confirm_joint.html",
        section="cases",
        case=view.case,
        joint=matter.guide.joint if matter else "",
        looked_up=purposes(matter, Role.CO_APPLICANT) if matter else (),
        parties=dossiers.parties(view, on=node.clock.today()),
        answers=dossiers.answers(view.dossier, matter, places_of(request)),
    )


@post("/cases/{case_id:str}/confirm", status_code=303)
async def confirm(request: PageRequest, node: OwnNode, case_id: FromPath[str]) -> Redirect:
    """Confirm the joint application."""
    view, viewer = await own_case(request, node, case_id)
    form = await request.form()
    await require_own_mandate(node, view, viewer)
    consent = CONSENT if form.get("consent") == "yes" else ""
    await node.desk.confirm(view.case.id, node.authority.party(viewer, view.roles), consent=consent)
    return _back(view)


@post("/cases/{case_id:str}/answers", status_code=303)
async def answer(request: PageRequest, node: OwnNode, case_id: FromPath[str]) -> Response[Any]:
    """Answer a question, or show the case again with what was written and why it was not sent."""
    view, viewer = await own_case(request, node, case_id)
    form = await request.form()
    question, text = str(form.get("question", "")), text_in(form, "text")
    try:
        if not text:
            raise _unanswered()
        await act(node, view, viewer, a.Answer(question=question, text=text))
    except Refused as refusal:
        return await case_page(request, node, view, unsent=Unsent(question, text, refusal.objections))
    return _back(view, "#thread")


def _unanswered() -> Refused:
    remedy = "请在“答复”中填写后发送"
    return Refused([Objection(rule="CASE-QUESTION", field="text", message="请填写答复内容", remedy=remedy)])


@get("/cases/{case_id:str}/withdraw")
async def ask_withdrawal(request: PageRequest, node: OwnNode, case_id: FromPath[str]) -> Response[str]:
    """Before withdrawing; where it is too late, why."""
    view, _ = await own_case(request, node, case_id)
    return _withdrawal(request, view)


@post("/cases/{case_id:str}/withdraw", status_code=303)
async def withdraw(request: PageRequest, node: OwnNode, case_id: FromPath[str]) -> Response[Any]:
    """Withdraw the application."""
    view, viewer = await own_case(request, node, case_id)
    form = await request.form()
    reason = text_in(form, "reason")
    if form.get("confirmed") != "yes":
        remedy = "确实要撤回的，请勾选“确认”后再提交；不撤回的，返回办件页面即可"
        return _withdrawal(request, view, reason, _unconfirmed("还没有勾选确认，申请没有撤回", remedy=remedy))
    try:
        await act(node, view, viewer, a.Withdraw(reason=reason))
    except Refused as refusal:
        return _withdrawal(request, view, reason, refusal)
    return _back(view)


def _withdrawal(
    request: PageRequest, view: CaseView, reason: str = "", refusal: Refused | None = None
) -> Response[str]:
    return _to_confirm(
        request,
        "withdraw.html",
        view,
        refusal,
        allowed=views.may(view, a.Withdraw) and not view.case.irrevocable_under_way,
        irrevocable=views.started(view),
        reason=reason,
        longest=LONGEST_TEXT,
    )


@get("/cases/{case_id:str}/end-agency")
async def ask_end_of_agency(request: PageRequest, node: OwnNode, case_id: FromPath[str]) -> Response[str]:
    """Before the applicant ends the 委托 of their agent."""
    view, _ = await own_case(request, node, case_id)
    if not views.may_end_agency(view):
        raise NotFound("这个办件没有您可以终止的委托，请从办件页面核对“当事人”")
    return _end_of_agency(request, view)


@post("/cases/{case_id:str}/end-agency", status_code=303)
async def end_agency(request: PageRequest, node: OwnNode, case_id: FromPath[str]) -> Response[Any]:
    """End it."""
    view, viewer = await own_case(request, node, case_id)
    form = await request.form()
    if form.get("confirmed") != "yes":
        remedy = "确实要终止的，请勾选“确认”后再提交；不终止的，返回办件页面即可"
        return _end_of_agency(request, view, refusal=_unconfirmed("还没有勾选确认，委托没有终止", remedy=remedy))
    await act(node, view, viewer, a.EndAgency())
    return _back(view)


def _end_of_agency(request: PageRequest, view: CaseView, *, refusal: Refused | None = None) -> Response[str]:
    agents = [party.name for party in view.dossier.parties() if party.role is Role.AGENT]
    return _to_confirm(request, "end_agency.html", view, refusal, agents=agents)


def _unconfirmed(message: str, *, remedy: str) -> Refused:
    return Refused([Objection(rule="CONFIRM", field="confirmed", message=message, remedy=remedy)])


def _to_confirm(
    request: PageRequest, template: str, view: CaseView, refusal: Refused | None, **shown: Any
) -> Response[str]:
    """The page before an act that cannot be undone, and what was wrong with its form."""
    targets = controls({"confirmed": "确认", "reason": "撤回的原因"})
    return render(
        request,
        template,
        status=422 if refusal else 200,
        section="cases",
        case=view.case,
        objections=shown_objections(refusal.objections, targets) if refusal else (),
        **shown,
    )


@get("/cases/{case_id:str}/result")
async def ask_opening(request: PageRequest, node: OwnNode, case_id: FromPath[str]) -> Response[str]:
    """Opening the electronic result confirms its delivery: said before it is done."""
    view, _ = await own_case(request, node, case_id)
    if not views.awaits_opening(view):
        raise NotFound(_nothing_to_open(view))
    sealed = [link.title for link in case_papers.papers(view) if link.sealed]
    titles = sealed or [f"{views.decided(view)}决定书"]
    return render(
        request,
        "open_result.html",
        section="cases",
        case=view.case,
        titles=titles,
        organisation=_organisation(view),
        offices=dict.fromkeys(each.name for each in (view.case.receiving, view.case.competent) if each.node),
    )


@post("/cases/{case_id:str}/result", status_code=303)
async def open_result(request: PageRequest, node: OwnNode, case_id: FromPath[str]) -> Redirect:
    """Open the result, which confirms its delivery."""
    view, viewer = await own_case(request, node, case_id)
    await act(node, view, viewer, a.ConfirmDelivery(how="opened"))
    return _back(view, "#papers")


def _organisation(view: CaseView) -> str:
    """The name of the organisation whose case it is; empty for a person's."""
    applicant = view.dossier.applicant()
    return applicant.name if applicant and applicant.kind is PartyKind.ORGANISATION else ""


def _nothing_to_open(view: CaseView) -> str:
    if view.is_unopened:
        return "决定已经作出，文书还在送来的路上，请过几分钟再从办件页面查收"
    return "没有等待查收的电子结果，请从办件页面查看文书"


def _back(view: CaseView, anchor: str = "") -> Redirect:
    return Redirect(f"/cases/{view.case.id}{anchor}", status_code=303)


ROUTE_HANDLERS = (
    ask_confirmation,
    confirm,
    answer,
    ask_withdrawal,
    withdraw,
    ask_end_of_agency,
    end_agency,
    ask_opening,
    open_result,
)
