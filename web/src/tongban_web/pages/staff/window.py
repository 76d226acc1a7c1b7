"""The window: what is due, find a case, and start an application for somebody who stands there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from tongban.desk.drafts import PAGE, Application, Draft, Place
from tongban.desk.representing import agent_named, may_represent, not_represented
from tongban.errors import Refused
from tongban.identity.guesses import at_window
from tongban.identity.people import Assurance, OfficerRole, Person, Role
from tongban.identity.viewers import Viewer
from tongban.matters.matter import Channel, Matter
from tongban.matters.rules import Objection
from tongban.node import Node
from tongban_web.admission import require_officer
from tongban_web.natural_persons import misdialled, natural_faults
from tongban_web.officers import actor_of, office_name, officer_of, taken_in
from tongban_web.once import fresh, id_of_form
from tongban_web.organisations import misnumbered
from tongban_web.pages.staff.queue import queue_page
from tongban_web.paging import place_above, place_after
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.templating import requested_block
from tongban_web.views.applications import applicant_of
from tongban_web.views.objections import shown_objections
from tongban_web.views.queue import missed
from tongban_web.views.window import LABELS, start_fields, targets


def clerk(request: PageRequest) -> Viewer:
    """The clerk who asks; raises `NotFound` for other staff."""
    return require_officer(request, OfficerRole.CLERK)


def shelf(viewer: Viewer) -> str:
    """The key under which the drafts of a window lie: colleagues at one office go on with one another's."""
    return f"office:{officer_of(viewer).office}"


async def on_the_shelf(node: Node, viewer: Viewer, before: Place | None = None) -> list[Draft]:
    """A page of the drafts of the clerk's window, which colleagues go on with; that a clerk reads them is audited."""
    purpose = officer_of(viewer).office
    await node.cases.context.audited_reading(actor_of(node, viewer), "list_drafts", purpose=purpose)
    return await node.drafts.mine(shelf(viewer), before)


@get("/window")
async def window(request: PageRequest, node: OwnNode) -> Response[str]:
    """The window's page."""
    viewer = clerk(request)
    rows, more = await queue_page(request, node, "/window")
    fragment = requested_block(request.headers, ("queue",))  # which shows no drafts
    above = place_above(request.query_params.get("drafts", ""))
    drafts = [] if fragment else await on_the_shelf(node, viewer, above)
    return render(
        request,
        "staff/window.html",
        blocks=("queue",),
        section="window",
        office=office_name(node, officer_of(viewer).office),
        drafts=drafts,
        further=above is not None,
        more_drafts=f"/window?drafts={place_after(drafts[-1].updated_at, drafts[-1].id)}"
        if len(drafts) == PAGE
        else "",
        names={matter.id: matter.name for matter in node.plugins.matters},
        applicant_of=applicant_of,
        rows=rows,
        more=more,
        missing=missed(request.query_params.get("missing", "")),
    )


@get("/window/apply")
async def prepare(request: PageRequest, node: OwnNode) -> Response[str]:
    """Who stands there, and what for."""
    clerk(request)
    return _start(request, node, {"matter": request.query_params.get("matter", "")})


@post("/window/apply", status_code=303)
async def begin(request: PageRequest, node: OwnNode) -> Response[Any]:
    """Check who stands there, and open the form; a second click finds the one that the first has opened."""
    viewer = clerk(request)
    form = await request.form()
    typed = {name: str(form.get(name, "")).strip() for name in LABELS}
    try:
        matter, person = await _checked(node, viewer, typed)
        capacity, principal = _capacity(typed), _principal(typed)
        organisation = await _mandated(node, matter, person, typed["organisation"].upper())
    except Refused as refused:
        return _start(request, node, typed, refused)
    written = Application(
        matter=matter.id,
        edition=matter.edition,
        channel=Channel.WINDOW,
        office=officer_of(viewer).office,
        person=person,
        organisation=organisation,
        capacity=capacity,
        principal=principal,
        typed=_naming(matter, capacity, person),
        consent=typed["consent"] == "yes",
    )
    draft = node.drafts.new(shelf(viewer), written, as_id=id_of_form(viewer.key, form))
    if await node.drafts.add(draft):
        actor = actor_of(node, viewer)
        await node.cases.context.audited(actor, "check_identity", purpose=matter.id, case_id=draft.id)
    return Redirect(f"/window/drafts/{draft.id}", status_code=303)


async def _checked(node: Node, viewer: Viewer, typed: Mapping[str, str]) -> tuple[Matter, Person]:
    """The matter and the person, every fault told at once; that a name was another's is audited too."""
    wrong = _faults(node, typed, taken_in(node, officer_of(viewer)))
    misnamed = await _misnamed(node, viewer, typed, unreadable={each.field for each in wrong})
    if misnamed:
        purpose = officer_of(viewer).office
        await node.cases.context.audited(actor_of(node, viewer), "check_identity", purpose=purpose)
    if wrong := [*wrong, *misnamed]:
        raise Refused(wrong)
    number = typed["number"].upper()
    person = Person(name=typed["name"], number=number, mobile=typed["mobile"], assurance=Assurance.L3)
    return node.plugins.matter(typed["matter"]), person


def _capacity(typed: Mapping[str, str]) -> Role:
    """In which role the person stands there."""
    return Role(typed["capacity"]) if typed["capacity"] in {"agent", "guardian"} else Role.APPLICANT


def _principal(typed: Mapping[str, str]) -> tuple[str, str] | None:
    """For whom the person stands there, if not for themselves."""
    absent = _capacity(typed) is not Role.APPLICANT
    return (typed["principal_name"], typed["principal_number"].upper()) if absent else None


def _misrepresented(node: Node, matter: Matter | None, typed: Mapping[str, str]) -> Iterator[Objection]:
    """What is wrong with standing there for somebody else."""
    principal, capacity = _principal(typed), _capacity(typed)
    if principal is None:
        return
    yield from natural_faults(node, *principal, prefix="principal_", who="申请人")
    if matter is not None and not may_represent(matter, capacity):
        yield not_represented(matter, capacity)
    if typed["organisation"]:
        yield _wrong("organisation", "单位的经办人到场的，到场人请选择申请人本人（或单位的经办人）")
    if principal[1] and principal[1] == typed["number"].upper():
        yield _wrong("principal_number", "申请人应为到场人以外的人", "本人到场的，到场人请选择申请人本人")


async def _misnamed(node: Node, viewer: Viewer, typed: Mapping[str, str], *, unreadable: set[str]) -> list[Objection]:
    """Where an identity system knows a number under another name; it is asked of no name or number that is no such."""
    principal = _principal(typed)
    people = {"": (typed["name"], typed["number"].upper()), **({"principal_": principal} if principal else {})}
    asked = {each: pair for each, pair in people.items() if not unreadable & {f"{each}name", f"{each}number"}}
    return [told for prefix, pair in asked.items() async for told in _another(node, viewer, f"{prefix}name", pair)]


async def _another(node: Node, viewer: Viewer, field: str, pair: tuple[str, str]) -> AsyncIterator[Objection]:
    """An objection to a name in a field that the number does not have."""
    try:
        if await node.names.fits(*pair, by=at_window(officer_of(viewer).id)) is False:
            yield _wrong(field, "姓名与公民身份号码不一致", "请对照居民身份证重新核对")
    except Refused as refused:
        for each in refused.objections:
            yield msgspec.structs.replace(each, field=field)


def _naming(matter: Matter, capacity: Role, person: Person) -> dict[str, str]:
    """The answers that name the agent who stands there."""
    named = agent_named(matter) if capacity is Role.AGENT else None
    return named.typed(name=person.name, number=person.number) if named else {}


def _faults(node: Node, typed: Mapping[str, str], offered: Sequence[Matter]) -> list[Objection]:
    found: list[Objection] = []
    matter = next((each for each in offered if each.id == typed["matter"]), None)
    if matter is None:
        found.append(_wrong("matter", "请选择要办理的事项"))
    found += natural_faults(node, typed["name"], typed["number"], prefix="", who="到场人")
    found += misdialled(typed["mobile"], field="mobile")
    found += _misrepresented(node, matter, typed)
    found += misnumbered(typed["organisation"], typed["body"], field="organisation")
    if typed["identity"] != "yes":
        found.append(_wrong("identity", "尚未核验到场人的身份", "请当面核对居民身份证后勾选"))
    return found


def _wrong(field: str, message: str, remedy: str = "") -> Objection:
    return Objection(rule="WINDOW", field=field, message=message, remedy=remedy)


async def _mandated(node: Node, matter: Matter, person: Person, organisation: str) -> tuple[str, str] | None:
    """The organisation for which the person may act; raises `Refused` without its mandate."""
    if not organisation:
        return None
    mandate = await node.mandates.require(agent=person.number, organisation=organisation, matter=matter)
    return mandate.organisation, mandate.organisation_name


def _start(request: PageRequest, node: Node, typed: Mapping[str, str], refused: Refused | None = None) -> Response[str]:
    objections = shown_objections(refused.objections, targets()) if refused else ()
    return render(
        request,
        "staff/window_start.html",
        status=422 if refused else 200,
        section="window",
        fields=start_fields(taken_in(node, officer_of(clerk(request))), typed, objections),
        objections=objections,
        once=fresh(),
    )


ROUTE_HANDLERS = (window, prepare, begin)
