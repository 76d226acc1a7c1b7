"""A signed-in person as an actor: in an own name, or for an organisation under a mandate."""

from __future__ import annotations

from collections.abc import Sequence

from tongban.cases.acts import Actor
from tongban.errors import NotFound
from tongban.identity.people import Assurance, Person, Role
from tongban.identity.viewers import Viewer
from tongban.matters.matter import Matter
from tongban.node import Node


def person_of(viewer: Viewer) -> Person:
    """The person behind the viewer; raises `NotFound` for staff."""
    if viewer.person is None:
        raise NotFound("这是申请人使用的页面，请以个人身份登录")
    return viewer.person


def keys_of(node: Node, viewer: Viewer) -> tuple[str, ...]:
    """The person keys under which the viewer's cases stand: own, and that of the organisation acted for."""
    return (viewer.key, node.accounts.key(viewer.organisation)) if viewer.organisation else (viewer.key,)


def own_key(node: Node, viewer: Viewer) -> str:
    """The key whose cases and drafts the viewer looks at now."""
    return keys_of(node, viewer)[-1]


def applying(viewer: Viewer) -> Actor:
    """Whoever writes an application: the applicant, or the agent of the organisation."""
    return acting(viewer, (Role.AGENT.value if viewer.organisation else Role.APPLICANT.value,))


def acting(viewer: Viewer, roles: Sequence[str]) -> Actor:
    """The viewer in these party roles."""
    person = person_of(viewer)
    name = f"{person.name}（代表{viewer.organisation_name}）" if viewer.organisation else person.name
    return Actor(
        kind="party",
        roles=tuple(sorted(roles)),
        name=name,
        number=person.number,
        assurance=int(person.assurance),
        organisation=viewer.organisation,
    )


async def require_mandate(node: Node, viewer: Viewer, matter: Matter) -> None:
    """Every act for an organisation needs its mandate of today; raises `Refused`."""
    if viewer.organisation:
        await node.mandates.require(agent=person_of(viewer).number, organisation=viewer.organisation, matter=matter)


def sure_enough(viewer: Viewer) -> bool:
    """Whether cases may be shown: they appear at a sign-in of L2 or more."""
    return viewer.assurance >= Assurance.L2
