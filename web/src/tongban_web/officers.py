"""A signed-in officer as an actor at the own office."""

from __future__ import annotations

from typing import Final

import msgspec

from tongban.cases.acts import Actor
from tongban.desk.authority import Standing
from tongban.desk.receiving_offices import takes_in
from tongban.errors import NotFound
from tongban.identity.people import Officer, OfficerRole
from tongban.identity.viewers import Viewer
from tongban.matters.matter import Channel, Matter
from tongban.node import Node

AT_DESK: Final = frozenset({OfficerRole.CLERK, OfficerRole.OFFICER, OfficerRole.APPROVER})
"""Who works on cases."""


def officer_of(viewer: Viewer) -> Officer:
    """The officer behind the viewer; raises `NotFound` for anybody else."""
    if viewer.officer is None:
        raise NotFound("没有找到该页面，请从导航栏进入")
    return viewer.officer


def office_name(node: Node, code: str) -> str:
    """The name of an office."""
    office = node.directory.offices.office(code)
    return office.name if office else code


def taken_in(node: Node, officer: Officer) -> tuple[Matter, ...]:
    """The matters that the officer's office takes in: its own, and at a 跨省通办 window those of other places."""
    office = node.directory.offices.office(officer.office)
    if office is None:
        return ()
    at_window = [matter for matter in node.plugins.matters if Channel.WINDOW in matter.channels]
    return tuple(matter for matter in at_window if takes_in(office, matter, Channel.WINDOW))


def actor_of(node: Node, viewer: Viewer, *, standing: Standing | None = None) -> Actor:
    """The officer at work, perhaps for whoever stands at the window."""
    return node.authority.officer(officer_of(viewer), standing=standing)


def officer_with(actor: Actor, standing: Standing) -> Actor:
    """The same officer, now acting for whoever stands at the window."""
    return msgspec.structs.replace(actor, behalf=standing.role, behalf_name=standing.name, number=standing.number)
