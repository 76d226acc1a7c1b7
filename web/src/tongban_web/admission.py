"""Who is behind a request, and whether its form was made for them."""

from __future__ import annotations

import hmac
from urllib.parse import quote

from litestar import Response
from litestar.response import Redirect

from tongban.errors import NotFound, TongbanError
from tongban.identity.people import OfficerRole
from tongban.identity.viewers import Viewer
from tongban.node import Node
from tongban_web import cookies
from tongban_web.parties import of_today
from tongban_web.posted import readable_form
from tongban_web.requests import PageRequest, page_left, path_of

STAFF_PATHS = ("/window", "/desk", "/supervision", "/operation")
ENTRANCE = "/sign-in"
ENDED = "ended"
"""In the address of an entrance: a form was sent by somebody who is no longer signed in."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SignInNeeded(TongbanError):
    """The page is for signed-in people; the answer leads to the entrance that serves it."""

    def __init__(self, *, staff: bool) -> None:
        self.entrance = f"{ENTRANCE}/staff" if staff else ENTRANCE
        super().__init__("请先登录")


class ForeignForm(TongbanError):
    """A form that was not made for this session."""


async def admit(request: PageRequest) -> Response[None] | None:
    """Find the viewer, and refuse a form that was not made for the viewer's session.

    A form posted after the session has ended leads to the entrance, where nothing is lost that was saved.
    """
    await recognise(request)
    if request.method not in SAFE:
        await _require_own_form(request, viewer_of(request), request.state.guest)
    return None


async def recognise(request: PageRequest) -> None:
    """Find the viewer."""
    node: Node = request.app.state.node
    token, guest = (
        cookies.read(name, request.cookies, node=node.settings.node, secure=is_secure(node))
        for name in (cookies.SESSION, cookies.GUEST)
    )
    found = await node.sessions.find(token) if token else None
    viewer = await of_today(node, found) if found else None
    request.state.update({"viewer": viewer, "session": token, "guest": guest})


async def _require_own_form(request: PageRequest, viewer: Viewer | None, guest: str) -> None:
    path = path_of(request)
    if viewer is None and not path.startswith(ENTRANCE):
        # Before the body is read: nobody unknown makes us take in files.
        raise SignInNeeded(staff=path.startswith(STAFF_PATHS))
    if viewer is None and not guest:
        raise ForeignForm
    given = str((await readable_form(request)).get("csrf", ""))
    if viewer is not None:
        fits = viewer.csrf_matches(given)
    else:
        fits = hmac.compare_digest(cookies.guest_csrf(guest).encode(), given.encode())
    if not fits:
        raise ForeignForm


def is_secure(node: Node) -> bool:
    """Whether people reach the node over https."""
    return node.settings.url.startswith("https://")


def viewer_of(request: PageRequest) -> Viewer | None:
    """Who is signed in, if anybody."""
    viewer: Viewer | None = request.scope.get("state", {}).get("viewer")
    return viewer


def csrf_of(request: PageRequest) -> str:
    """The token that the forms of this page carry."""
    viewer = viewer_of(request)
    if viewer is not None:
        return viewer.csrf
    guest: str = request.scope.get("state", {}).get("guest", "")
    return cookies.guest_csrf(guest) if guest else ""


def require_person(request: PageRequest) -> Viewer:
    """The signed-in person; raises `SignInNeeded`, and `NotFound` for staff, whose pages are others."""
    viewer = viewer_of(request)
    if viewer is None:
        raise SignInNeeded(staff=False)
    if viewer.person is None:
        raise NotFound("这是申请人使用的页面，请退出后以个人身份登录")
    return viewer


def require_officer(request: PageRequest, *roles: OfficerRole) -> Viewer:
    """The signed-in officer who holds one of the roles (any, if none is named); raises `SignInNeeded`, `NotFound`."""
    viewer = viewer_of(request)
    if viewer is None:
        raise SignInNeeded(staff=True)
    if viewer.officer is None or (roles and not viewer.officer.roles & set(roles)):
        raise NotFound("没有找到该页面，请从导航栏进入")
    return viewer


def to_entrance(request: PageRequest, entrance: str) -> Redirect:
    """To the sign-in page and afterwards back here, or to the page whose form was sent."""
    if request.method in SAFE:
        query = request.scope["query_string"].decode("latin-1")
        back = path_of(request) + (f"?{query}" if query else "")
        return Redirect(f"{entrance}?next={quote(back)}", status_code=303)
    return Redirect(f"{entrance}?{ENDED}=1&next={quote(_sent_from(request))}", status_code=303)


def _sent_from(request: PageRequest) -> str:
    """The page with the form, or "" where nobody says; of an act, the case it is about."""
    page = page_left(request)
    return f"{page.path}?{page.query}".rstrip("?").partition("/acts/")[0] if page else ""
