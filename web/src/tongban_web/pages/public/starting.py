"""Before a form opens: who applies, where it is handed in, what will be looked up with consent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_409_CONFLICT

from tongban.desk.drafts import Application, Draft
from tongban.desk.representing import not_represented
from tongban.errors import Refused
from tongban.identity.people import PartyKind, Role
from tongban.identity.viewers import Viewer
from tongban.matters.matter import Channel, Matter
from tongban.matters.rules import Objection
from tongban.node import Node
from tongban.routing.offices import Office
from tongban_web import view_data as v
from tongban_web.admission import require_person
from tongban_web.natural_persons import natural_faults
from tongban_web.once import fresh, id_of_form
from tongban_web.pages.public.drafts import Applicant
from tongban_web.parties import own_drafts, own_key, person_of, require_mandate
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.views.objections import controls, shown_objections
from tongban_web.views.serving import servings
from tongban_web.views.wards import WARD, ward_fields

ACTING_FOR: Final = "acting_for"


@get("/matters/{matter_id:str}/apply")
async def prepare(request: PageRequest, node: OwnNode, matter_id: FromPath[str]) -> Response[str]:
    """What to know and to choose before the form opens."""
    viewer = require_person(request)
    return await _page(request, node, node.plugins.matter(matter_id), viewer)


@post("/matters/{matter_id:str}/apply", status_code=303)
async def begin(request: PageRequest, node: OwnNode, matter_id: FromPath[str]) -> Response[Any]:
    """Open a draft; a second click finds the one that the first has opened."""
    viewer = require_person(request)
    matter = node.plugins.matter(matter_id)
    form = await request.form()
    typed = {name: str(value) for name, value in form.items()}
    if typed.get(ACTING_FOR, "") != viewer.organisation:
        return await _page(request, node, matter, viewer, typed=typed, status=HTTP_409_CONFLICT)
    try:
        await require_mandate(node, viewer, matter)
        draft = _new(node, viewer, matter, form)
        await Applicant(node, viewer).open(draft)
    except Refused as refusal:
        return await _page(request, node, matter, viewer, refusal=refusal, typed=typed, status=422)
    return Redirect(f"/drafts/{draft.id}", status_code=303)


def _new(node: Node, viewer: Viewer, matter: Matter, form: Mapping[str, Any]) -> Draft:
    ward = _ward(node, matter, viewer, {name: str(form.get(name, "")).strip() for name in WARD})
    written = Application(
        matter=matter.id,
        edition=matter.edition,
        channel=Channel.ONLINE,
        office=_portal(node, str(form.get("office", ""))).code,
        person=person_of(viewer),
        organisation=(viewer.organisation, viewer.organisation_name) if viewer.organisation else None,
        principal=ward,
        capacity=Role.GUARDIAN if ward else Role.APPLICANT,
        consent=form.get("consent") == "yes",
    )
    own = own_key(node, viewer)
    return node.drafts.new(own, written, as_id=id_of_form(own, form))


def _ward(node: Node, matter: Matter, viewer: Viewer, typed: Mapping[str, str]) -> tuple[str, str] | None:
    """The minor for whom their guardian applies, if it is for one; raises `Refused`."""
    if typed["for_whom"] != "ward":
        return None
    if matter.guardianship is None:
        raise Refused([not_represented(matter, Role.GUARDIAN)])
    ward = (typed["ward_name"], typed["ward_number"].upper())
    wrong = list(natural_faults(node, *ward, prefix="ward_", who="被监护人"))
    if ward[1] == person_of(viewer).number:
        wrong.append(Objection(rule="WARD", field="ward_number", message="被监护人应为您以外的人", remedy="请重新填写"))
    if wrong:
        raise Refused(wrong)
    return ward


def portals(node: Node) -> tuple[Office, ...]:
    """The offices of this province for which its site takes in applications."""
    return node.directory.offices.windows(node.settings.node)


def _portal(node: Node, code: str) -> Office:
    for office in portals(node):
        if office.code == code:
            return office
    raise Refused([Objection(rule="OFFICE", field="office", message="请选择收件地", remedy="从列表中选择一处")])


async def _page(
    request: PageRequest,
    node: Node,
    matter: Matter,
    viewer: Viewer,
    *,
    refusal: Refused | None = None,
    typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    drafts = [draft for draft in await own_drafts(node, viewer) if draft.application.matter == matter.id]
    targets = controls({"office": "收件地", "organisation": "办理身份", **WARD})
    return render(
        request,
        "start.html",
        status=status,
        section="zone",
        matter=matter,
        online=Channel.ONLINE in matter.channels,
        objections=shown_objections(refusal.objections, targets) if refusal else (),
        warnings=_warnings(matter, viewer),
        suits=_kind(viewer) in matter.applicants,
        acting_for=viewer.organisation,
        acts_for_another=status == HTTP_409_CONFLICT,
        organisation=viewer.organisation_name,
        ward_fields=() if viewer.organisation else ward_fields(matter, typed or {}),
        offices=tuple(v.Option(office.code, office.name, office.address) for office in portals(node)),
        lookups=tuple(dict.fromkeys(need.title for need in matter.needs if need.roles[0] is not Role.CO_APPLICANT)),
        servings=servings(node, matter),
        drafts=drafts,
        once=fresh(),
    )


def _warnings(matter: Matter, viewer: Viewer) -> tuple[str, ...]:
    found = []
    if viewer.assurance < matter.assurance:
        found.append(
            f"本事项要求 {matter.assurance.name} 级登录，您现在是 {viewer.assurance.name} 级："
            "可以先填写和暂存，提交前请退出后以更高等级登录。"
        )
    if _kind(viewer) not in matter.applicants:
        wanted = "单位" if PartyKind.ORGANISATION in matter.applicants else "个人"
        found.append(f"本事项由{wanted}申请，请先选择办理身份。")
    return tuple(found)


def _kind(viewer: Viewer) -> PartyKind:
    return PartyKind.ORGANISATION if viewer.organisation else PartyKind.PERSON


ROUTE_HANDLERS = (prepare, begin)
