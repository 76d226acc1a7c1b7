"""What the pages of a party's case share: find it for its parties only, and act in it."""

from __future__ import annotations

from tongban.cases.acts import AnyAct
from tongban.cases.intents import Pending
from tongban.cases.reading import CaseView
from tongban.cases.state import Case
from tongban.identity.viewers import Viewer
from tongban.node import Node
from tongban_web.admission import require_person
from tongban_web.parties import case_of, require_case_mandate
from tongban_web.requests import PageRequest


async def own_case(request: PageRequest, node: Node, case_id: str) -> tuple[CaseView, Viewer]:
    """A case of the viewer; raises `NotFound` for anybody else's."""
    viewer = require_person(request)
    return await case_of(node, viewer, case_id), viewer


async def require_own_mandate(node: Node, view: CaseView, viewer: Viewer) -> None:
    """In an organisation's case every act needs the mandate of today; raises `Refused`."""
    await require_case_mandate(node, view.case, view.dossier, viewer)


async def act(node: Node, view: CaseView, viewer: Viewer, wanted: AnyAct) -> Case | Pending:
    """Act as the party that the viewer is; raises `Refused`."""
    await require_own_mandate(node, view, viewer)
    return await node.cases.act(view.case.id, wanted, node.authority.party(viewer, view.roles))
