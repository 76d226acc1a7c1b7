"""A signed-in person as an actor: in an own name, or for an organisation under a mandate."""

from __future__ import annotations

from typing import Final

import msgspec

from tongban.cases.acts import Actor
from tongban.cases.dossier import Dossier
from tongban.cases.reading import CaseView
from tongban.cases.state import Case
from tongban.desk.drafts import Draft, Place
from tongban.errors import NotFound
from tongban.identity.people import Assurance, PartyKind, Person
from tongban.identity.viewers import Holder, Viewer
from tongban.matters.matter import Matter
from tongban.node import Node

SIGN_IN_MORE_SURELY: Final = "这个登录等级不能查看办件，请以 L2（实名核验）或更高等级重新登录"
PROVE_MORE_SURELY: Final = "这个令牌的登录等级不能查看办件，请以 L2（实名核验）或更高等级重新登录并签发令牌"


def person_of(viewer: Viewer) -> Person:
    """The person behind the viewer; raises `NotFound` for staff."""
    if viewer.person is None:
        raise NotFound("这是申请人使用的页面，请以个人身份登录")
    return viewer.person


def keys_of(node: Node, viewer: Viewer) -> tuple[str, ...]:
    """The person keys under which the viewer's cases stand: own, and that of the organisation acted for.

    Raises `NotFound` below the level at which cases are shown.
    """
    if not sure_enough(viewer):
        raise NotFound(PROVE_MORE_SURELY if viewer.scopes else SIGN_IN_MORE_SURELY)
    return _keys(node, viewer)


def _keys(node: Node, viewer: Viewer) -> tuple[str, ...]:
    return (viewer.key, node.accounts.key(viewer.organisation)) if viewer.organisation else (viewer.key,)


async def case_of(node: Node, viewer: Viewer, case_id: str) -> CaseView:
    """A case as the viewer sees it as its party; raises `NotFound` for anybody else's."""
    return await node.reader.for_party(case_id, keys_of(node, viewer), looking(node, viewer))


def looking(node: Node, viewer: Viewer) -> Actor:
    """A person who reads, in whatever roles."""
    return node.authority.party(viewer, ())


def own_key(node: Node, viewer: Viewer) -> str:
    """The key whose cases and drafts the viewer looks at now."""
    return _keys(node, viewer)[-1]


async def own_drafts(node: Node, viewer: Viewer, before: Place | None = None) -> list[Draft]:
    """The drafts that the viewer may open, an organisation's as far as its mandates of today go; that is audited."""
    await node.cases.context.audited_reading(looking(node, viewer), "list_drafts", purpose="own")
    drafts = [each for each in await node.drafts.mine(own_key(node, viewer), before) if is_open_to(viewer, each)]
    if not viewer.organisation:
        return drafts
    matters = await mandated_matters(node, viewer)
    return [draft for draft in drafts if draft.application.matter in matters]


def is_open_to(viewer: Viewer, draft: Draft) -> bool:
    """A draft holds what registers said to whoever signed in for it: a weaker sign-in does not see that."""
    return viewer.assurance >= draft.application.person.assurance


async def mandated_matters(node: Node, viewer: Viewer) -> frozenset[str]:
    """The matters of the mandates of today that the viewer has of the organisation acted for."""
    mandates = await node.mandates.of_agent(person_of(viewer).number)
    return frozenset(matter for each in mandates if each.organisation == viewer.organisation for matter in each.matters)


async def require_mandate(node: Node, viewer: Viewer, matter: Matter) -> None:
    """Every act for an organisation needs its mandate of today; raises `Refused`."""
    if viewer.organisation:
        await node.mandates.require(agent=person_of(viewer).number, organisation=viewer.organisation, matter=matter)


async def require_case_mandate(node: Node, case: Case, dossier: Dossier, viewer: Viewer) -> None:
    """In an organisation's case every act needs the mandate of today; raises `Refused`."""
    applicant = dossier.applicant()
    if applicant is not None and applicant.kind is PartyKind.ORGANISATION:
        matter = node.plugins.matter(case.matter, case.edition)
        await node.mandates.require(agent=person_of(viewer).number, organisation=applicant.number, matter=matter)


async def of_today(node: Node, viewer: Viewer) -> Viewer:
    """The viewer, without an organisation that gives no mandate any more."""
    if not viewer.organisation:
        return viewer
    mandates = await node.mandates.of_agent(person_of(viewer).number)
    if viewer.organisation in {mandate.organisation for mandate in mandates}:
        return viewer
    return msgspec.structs.replace(viewer, holder=Holder(person=viewer.person))


def sure_enough(viewer: Viewer) -> bool:
    """Whether cases may be shown: they appear at a sign-in of L2 or more."""
    return viewer.assurance >= Assurance.L2
