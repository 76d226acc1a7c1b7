"""Who is behind an API request, and as whom they act in a case."""

from __future__ import annotations

from typing import Final, TypeAlias

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from tongban.cases.acts import Actor
from tongban.cases.dossier import Dossier
from tongban.cases.wording import NO_SUCH_CASE
from tongban.errors import NotFound, Refused
from tongban.identity.people import Officer
from tongban.identity.viewers import Viewer
from tongban.matters.rules import Objection
from tongban.node import Node
from tongban_web.api.problems import NoToken, NotPermitted
from tongban_web.officers import AT_DESK
from tongban_web.parties import keys_of, looking, require_case_mandate
from tongban_web.requests import PageRequest
from tongban_web.standing import AtWindow, standing_in

READ: Final = "cases:read"
WRITE: Final = "cases:write"
SCOPES: Final = frozenset({READ, WRITE})
SCHEME: Final = b"bearer "

Caller: TypeAlias = NamedDependency[SkipValidation[Viewer]]
"""The dependency `caller`: whom the token stands for."""


async def admit_caller(request: PageRequest) -> None:
    """Find whom the request's token stands for, before anything else of it is read; raises `NoToken`."""
    node: Node = request.app.state.node
    header = next((value for name, value in request.scope["headers"] if name == b"authorization"), b"")
    if header[: len(SCHEME)].lower() != SCHEME:
        raise NoToken
    viewer = await node.tokens.find(header[len(SCHEME) :].strip().decode("latin-1"))
    if viewer is None:
        raise NoToken
    request.scope["state"]["caller"] = viewer


def caller_of(request: PageRequest) -> Viewer:
    """Whom the request's token stands for, once they were admitted."""
    caller: Viewer = request.scope["state"]["caller"]
    return caller


def called(request: PageRequest, scope: str) -> tuple[Node, Viewer]:
    """The node and whom the token stands for, if it was issued for this; raises `NotPermitted`.

    For what is asked most: as dependencies the two are a twentieth of what it takes to answer with a case.
    """
    node: Node = request.app.state.node
    caller = caller_of(request)
    require(caller, scope)
    return node, caller


def require(caller: Viewer, scope: str) -> None:
    """Raise `NotPermitted` where the token was not issued for this."""
    if scope not in caller.scopes:
        raise NotPermitted(f"此项操作需要权限 {scope}，请以 /api/v1/tokens 签发带有该权限的令牌")


def require_officer(caller: Viewer) -> Officer:
    """The officer behind the token; raises `NotPermitted`."""
    if caller.officer is None:
        raise NotPermitted("该接口供工作人员使用，请以工作人员身份签发的令牌访问")
    return caller.officer


def require_desk(caller: Viewer) -> Officer:
    """The officer behind the token who works on cases; raises `NotPermitted`."""
    officer = require_officer(caller)
    if not officer.roles & AT_DESK:
        raise NotPermitted("该接口供窗口和办理人员使用，请以其身份签发的令牌访问")
    return officer


NOBODY_THERE: Final = Objection(
    rule="WINDOW-IDENTITY",
    field="standing",
    message="没有写明代哪位到场人办理",
    remedy="请当面核对到场人的居民身份证，在 standing 中填写证上的 name 和 number；不代当事人办理的，请删去 behalf",
)


async def actor_in(node: Node, caller: Viewer, case_id: str, there: AtWindow | None = None) -> Actor:
    """As whom the caller acts in a case, a clerk for whoever is there at the window.

    Raises `NotFound` where it is not theirs, `Refused` without a mandate and for somebody who is no such party.
    """
    if caller.officer is not None:
        case = await node.cases.case(case_id)
        at_desk = caller.officer.roles & AT_DESK
        if not at_desk or not case.roles_of_office(caller.officer.office, node=node.settings.node):
            raise NotFound(NO_SUCH_CASE)
        if there and not (there.name and there.number):
            raise Refused([NOBODY_THERE])
        standing = await standing_in(node, case, await _dossier(node, case_id), there) if there else None
        return node.authority.officer(caller.officer, standing=standing)
    roles = await node.reader.roles_of(case_id, keys_of(node, caller), looking(node, caller))
    case = await node.cases.case(case_id)
    await require_case_mandate(node, case, await _dossier(node, case_id), caller)
    return node.authority.party(caller, roles)


async def _dossier(node: Node, case_id: str) -> Dossier:
    return Dossier(await node.cases.store.facts(case_id))
