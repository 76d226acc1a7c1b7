"""Entrances and exit: sign in as a person or as staff, sign out, act for an organisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath
from litestar.response import Redirect

from tongban.errors import NotFound, Refused
from tongban.identity.people import Officer
from tongban.identity.providers import Audience, IdentityProvider
from tongban.node import Node
from tongban_web import cookies
from tongban_web.admission import ENDED, is_secure, require_person
from tongban_web.rendering import render
from tongban_web.requests import OwnNode, PageRequest
from tongban_web.signing_in import authenticated
from tongban_web.views.objections import controls, shown_objections
from tongban_web.views.sign_in import entrance_forms

HOMES = {"supervisor": "/supervision", "operator": "/operation"}
ENTRANCES = {"/sign-in": Audience.PUBLIC, "/sign-in/staff": Audience.STAFF}


@get("/sign-in")
async def enter(request: PageRequest, node: OwnNode) -> Response[str]:
    """The public entrance."""
    return _entrance(request, node, Audience.PUBLIC)


@get("/sign-in/staff")
async def enter_staff(request: PageRequest, node: OwnNode) -> Response[str]:
    """The staff entrance."""
    return _entrance(request, node, Audience.STAFF)


@post("/sign-in/{provider_id:str}", status_code=303)
async def sign_in(request: PageRequest, node: OwnNode, provider_id: FromPath[str]) -> Response[Any]:
    """Prove who one is, at the public entrance."""
    return await _sign_in(request, node, provider_id, Audience.PUBLIC)


@post("/sign-in/staff/{provider_id:str}", status_code=303)
async def sign_in_staff(request: PageRequest, node: OwnNode, provider_id: FromPath[str]) -> Response[Any]:
    """Prove who one is, at the staff entrance."""
    return await _sign_in(request, node, provider_id, Audience.STAFF)


@post("/sign-out", status_code=303)
async def sign_out(request: PageRequest, node: OwnNode) -> Redirect:
    """End the session here and at the server."""
    await node.sessions.end(request.state.session)
    answer = Redirect("/", status_code=303)
    answer.set_cookie(cookies.expired(cookies.SESSION, node=node.settings.node, secure=is_secure(node)))
    return answer


@get("/acting-for")
async def choose_organisation(request: PageRequest, node: OwnNode) -> Response[str]:
    """For whom to act: oneself, or an organisation that has given a mandate."""
    viewer = require_person(request)
    mandates = await node.mandates.of_agent(viewer.person.number) if viewer.person else []
    organisations = {mandate.organisation: mandate for mandate in mandates}
    return render(
        request,
        "acting_for.html",
        section="cases",
        mandates=tuple(organisations.values()),
        represents=viewer.person.represents if viewer.person else (),
        current=viewer.organisation,
        next=_next(request.query_params.get("next", "")),
    )


@post("/acting-for", status_code=303)
async def act_for(request: PageRequest, node: OwnNode) -> Redirect:
    """Act for the chosen organisation from now on."""
    viewer = require_person(request)
    form = await request.form()
    wanted = str(form.get("organisation", ""))
    found = await node.mandates.of_agent(viewer.person.number) if viewer.person else []
    mandate = next((mandate for mandate in found if mandate.organisation == wanted), None)
    if wanted and mandate is None:
        raise NotFound("没有找到该单位给您的授权，请单位在“授权管理”中授权后再试")
    await node.sessions.act_for(request.state.session, mandate)
    return Redirect(_next(str(form.get("next", ""))), status_code=303)


def _entrance(
    request: PageRequest,
    node: Node,
    audience: Audience,
    *,
    refusal: Refused | None = None,
    tried: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response[str]:
    guest = request.state.guest or cookies.new_guest()
    request.state.guest = guest
    forms = entrance_forms(node.identity_providers, audience, tried=tried, typed=typed or {}, refusal=refusal)
    labels = {field.name: field.label for form in forms for field in form.fields}
    source = typed if typed is not None else request.query_params
    page = render(
        request,
        "sign_in.html",
        status=422 if refusal else 200,
        forms=forms,
        staff=audience is Audience.STAFF,
        objections=shown_objections(refusal.objections, controls(labels)) if refusal else (),
        next=_next(source.get("next", ""), default=""),
        ended=ENDED in request.query_params,
    )
    page.set_cookie(cookies.cookie(cookies.GUEST, guest, node=node.settings.node, secure=is_secure(node)))
    return page


async def _sign_in(request: PageRequest, node: Node, provider_id: str, audience: Audience) -> Response[Any]:
    typed = _texts(await request.form())
    provider = _provider(node, provider_id, audience)
    try:
        who = await authenticated(request, node, provider, typed, audience)
    except Refused as refusal:
        return _entrance(request, node, audience, refusal=refusal, tried=provider.id, typed=typed)
    if not isinstance(who, Officer):
        await node.accounts.remember(who)
    if request.state.session:
        await node.sessions.end(request.state.session)
    signed_in = await node.sessions.start(who)
    answer = Redirect(_next(typed.get("next", ""), default=_home(who)), status_code=303)
    answer.set_cookie(
        cookies.cookie(cookies.SESSION, signed_in.cookie, node=node.settings.node, secure=is_secure(node))
    )
    answer.set_cookie(cookies.expired(cookies.GUEST, node=node.settings.node, secure=is_secure(node)))
    return answer


def _home(who: object) -> str:
    if not isinstance(who, Officer):
        return "/"
    held = [str(role) for role in who.roles]
    if "clerk" in held:
        return "/window"
    return HOMES.get(held[0], "/desk") if len(held) == 1 else "/desk"


def _provider(node: Node, provider_id: str, audience: Audience) -> IdentityProvider:
    for provider in node.identity_providers:
        if provider.id == provider_id and provider.fields(audience):
            return provider
    raise NotFound("没有这种登录方式，请从登录页面重新选择")


def _texts(form: FormMultiDict) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _next(wanted: str, *, default: str = "/cases") -> str:
    """An address of this site only: a link of somebody else's must not lead away after signing in."""
    plain = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    return wanted if plain else default


ROUTE_HANDLERS = (enter, enter_staff, sign_in, sign_in_staff, sign_out, choose_organisation, act_for)
