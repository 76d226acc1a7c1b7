"""A province in the world of a spec: where people apply, act and look, and where staff are found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tongban.cases import acts as a
from tongban.cases.intents import Pending
from tongban.cases.postal import PostalAddress
from tongban.cases.reading import CaseView
from tongban.cases.state import Case
from tongban.desk.authority import Standing
from tongban.desk.consent import CONSENT
from tongban.desk.drafts import Application
from tongban.desk.representing import capacity_of
from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.identity.people import Assurance, Person, Role
from tongban.matters.matter import Channel, Delivery
from tongban.node import Node
from tongban.rows import select
from tongban.testing.world.desk import Desk
from tongban.testing.world.handed import Handed

if TYPE_CHECKING:
    from piccolo.table import Table

    from tongban.testing.world.three_provinces import World


@dataclass(slots=True)
class Province:
    """One province of the world."""

    world: World
    node: Node

    @property
    def hall(self) -> str:
        """Its service hall, which also stands for its portal."""
        return next(o.code for o in self.node.directory.offices if o.windows and self._mine(o.division))

    def _mine(self, division: str) -> bool:
        return division[:2] == self.node.settings.node[:2]

    def officer(self, office: str, *, number: int = 1, behalf: str = "", standing: str = "") -> Desk:
        """A member of staff of an office, such as "510104-hall": 1 is clerk and officer, 2 officer and approver.

        `behalf` is the party role of the test person `standing` at the window.
        """
        found = self.world.run(self.node.accounts.officer, f"{office}-{number}")
        return Desk(self.world, self.node, found, self._standing(behalf, standing) if behalf else None)

    def _standing(self, role: str, name: str) -> Standing:
        return Standing(role=role, name=name, number=self.world.person(name).number)

    def apply(
        self,
        matter: str,
        *,
        by: str,
        answers: Mapping[str, str],
        channel: str = "online",
        office: str = "",
        organisation: str = "",
        pledges: Sequence[str] = (),
        window_checks: Sequence[str] = (),
        uploads: Sequence[Evidence] = (),
        delivery: str = "",
        assurance: Assurance = Assurance.L3,
        consent: bool = True,
        present: Sequence[str] = ("co_applicant",),
        through: str = "",
        capacity: str = "agent",
        draft_id: str = "",
        postal: Mapping[str, str] = MappingProxyType({}),
        edition: str | None = None,
    ) -> Handed:
        """Fill in a form and hand it in: online as oneself, or at the window through its clerk.

        `through` is who signs in or stands there in another's stead, as their agent or guardian (`capacity`).
        A result by post goes to the own address, but for what `postal` says (recipient, phone, address). An earlier
        `edition` than the current one is that of a draft which an upgrade of the plugin found.
        """
        acting = through or by
        person, known = self.world.person(acting, assurance), self.node.plugins.matter(matter, edition)
        by_post = (delivery or known.delivery[0]) == Delivery.POST
        written = Application(
            matter=matter,
            edition=known.edition,
            channel=Channel(channel),
            office=office or self.hall,
            person=person,
            typed=dict(answers),
            organisation=self.world.organisation(organisation),
            principal=(by, self.world.person(by).number) if through else None,
            capacity=Role(capacity) if through else Role.APPLICANT,
            delivery=delivery,
            postal=_postal(person, postal) if by_post else PostalAddress(),
            pledges=tuple(pledges),
            window_checks=tuple(window_checks),
            consent=consent,
            present=tuple(present) if channel == "window" else (),
        )
        draft = self.node.drafts.new(self.node.accounts.key(person.number), written)
        draft = replace(draft, id=draft_id or draft.id)
        role = capacity_of(written).value
        clerk = self.officer(office or self.hall, behalf=role, standing=acting).actor if channel == "window" else None
        actor = clerk or self.world.actor(acting, role=role)
        return Handed(self.world.run(self.node.applications.submit, draft, actor=actor, uploads=uploads))

    def uploaded(self, matter: str, key: str) -> Evidence:
        """A material brought as a file, as the application refers to it."""
        title = next(each.name for each in self.node.plugins.matter(matter).materials if each.key == key)
        at = int(self.world.clock.now().timestamp() * 1000)
        return Evidence(key=key, title=title, kind=SourceKind.UPLOAD, outcome=Outcome.FOUND, source="本人上传", at=at)

    def party(self, case_id: str, *, by: str, act: a.AnyAct, role: str = "applicant") -> Case | Pending:
        """A party acts under an own sign-in."""
        return self.world.run(self.node.cases.act, case_id, act, self.world.actor(by, role=role))

    def confirm(self, case_id: str, *, by: str, assurance: Assurance = Assurance.L3) -> Case | Pending:
        """A co-applicant confirms under an own sign-in; raises `NotFound` for anybody else."""
        self.mine(case_id, by=by)
        actor = self.world.actor(by, role="co_applicant", assurance=assurance)
        return self.world.run(self.node.desk.confirm, case_id, actor, consent=CONSENT)

    def withdraw(self, case_id: str, *, by: str, role: str = "applicant") -> Case | Pending:
        """A party withdraws."""
        return self.party(case_id, by=by, act=a.Withdraw(), role=role)

    def mine(self, case_id: str, *, by: str) -> CaseView:
        """The case as its party sees it; raises `NotFound` for anybody else."""
        person = self.world.person(by)
        key = self.node.accounts.key(person.number)
        return self.world.run(self.node.reader.for_party, case_id, [key], self.world.actor(by))

    def view(self, case_id: str) -> CaseView:
        """The case as this province may see it."""
        return self.world.run(
            self.node.reader.for_oversight, case_id, a.Actor(kind="officer", officer="spec"), "sampling"
        )

    def case(self, case_id: str) -> Case:
        """The case as it stands here."""
        return self.world.run(self.node.cases.case, case_id)

    def rows(self, table: type[Table], **where: object) -> list[dict[str, Any]]:
        """The rows of a table of the plugin's own that have these values, each by its columns; all rows without any."""
        sql, held = select(table, **where)
        return [dict(row) for row in self.world.run(self.node.database.fetch, sql, *held)]


def _postal(person: Person, typed: Mapping[str, str]) -> PostalAddress:
    known = {"recipient": person.name, "phone": "13800000000", "address": "广东省广州市天河区示例路1号"}
    return PostalAddress(**{**known, **typed})
