"""What the pages of a party's case share: find it for its parties only, and act in it."""

from __future__ import annotations

from tongban.cases.acts import AnyAct
from tongban.cases.intents import Pending
from tongban.cases.reading import CaseView
from tongban.cases.state import Case
from tongban.errors import NotFound
from tongban.identity.viewers import Viewer
from tongban.matters.matter import Matter
from tongban.node import Node
from tongban_web.admission import require_person
from tongban_web.parties import keys_of, require_case_mandate, sure_enough
from tongban_web.requests import PageRequest
from tongban_web.views.deadlines import Deadlines


def require_sure(request: PageRequest) -> Viewer:
    """The signed-in person, at the level at which cases are shown; raises `NotFound` below it."""
    viewer = require_person(request)
    if not sure_enough(viewer):
        raise NotFound("这个登录等级不能查看办件，请退出后以 L2（实名核验）或更高等级登录")
    return viewer


async def for_party(request: PageRequest, node: Node, case_id: str) -> tuple[CaseView, Viewer]:
    """A case of the viewer; raises `NotFound` for anybody else's."""
    viewer = require_sure(request)
    return await node.reader.for_party(case_id, keys_of(node, viewer), node.authority.party(viewer, ())), viewer


def matter_of(node: Node, case: Case) -> Matter | None:
    """The matter of a case in its edition, None where this node does not have it."""
    try:
        return node.plugins.matter(case.matter, case.edition)
    except NotFound:
        return None


async def require_own_mandate(node: Node, view: CaseView, viewer: Viewer) -> None:
    """In an organisation's case every act needs the mandate of today; raises `Refused`."""
    await require_case_mandate(node, view.case, view.dossier, viewer)


async def act(node: Node, view: CaseView, viewer: Viewer, wanted: AnyAct) -> Case | Pending:
    """Act as the party that the viewer is; raises `Refused`."""
    await require_own_mandate(node, view, viewer)
    return await node.cases.act(view.case.id, wanted, node.authority.party(viewer, view.roles))


def deadlines_of(node: Node) -> Deadlines:
    """Time limits as seen today."""
    return Deadlines(node.cases.context.calendar, node.clock.today())
