"""The only maker of actors: whoever is signed in, in the capacities that this node vouches for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tongban.cases.acts import Actor
from tongban.errors import NotFound
from tongban.identity.people import Officer
from tongban.identity.viewers import Viewer
from tongban.routing.directory import Directory

FOR: Final = "（代表"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who stands at a window and was identified there by the card: party role, name and number."""

    role: str
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Authority:
    """Says as whom somebody acts at this node; other nodes believe it, and hold it against the places of the case."""

    node: str
    directory: Directory

    def officer(self, officer: Officer, *, standing: Standing | None = None) -> Actor:
        """An officer at the own office, acting for whoever stands at the window, if anybody."""
        office = self.directory.offices.office(officer.office)
        return Actor(
            kind="officer",
            roles=tuple(sorted(map(str, officer.roles))),
            node=self.node,
            office=officer.office,
            office_name=office.name if office else officer.office,
            name=officer.name,
            officer=officer.id,
            behalf=standing.role if standing else "",
            behalf_name=standing.name if standing else "",
            number=standing.number if standing else "",
        )

    def party(self, viewer: Viewer, roles: Iterable[str]) -> Actor:
        """A person in party roles, perhaps for an organisation; raises `NotFound` for an officer."""
        person = viewer.person
        if person is None:
            raise NotFound("这是申请人使用的功能，请以个人身份登录")
        return Actor(
            kind="party",
            roles=tuple(sorted(roles)),
            name=f"{person.name}{FOR}{viewer.organisation_name}）" if viewer.organisation else person.name,
            number=person.number,
            assurance=int(person.assurance),
            organisation=viewer.organisation,
        )


def own_name(actor: Actor) -> str:
    """The name of whoever acts, without the organisation that they act for."""
    return actor.name.partition(FOR)[0]
