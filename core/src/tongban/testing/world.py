"""The world of a spec: provinces in one process that steps speak to like people do, sync and at a fixed date."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import msgspec
import pytest

from tongban.assembly import ChooseTransport
from tongban.cases import acts as a
from tongban.cases.facts import Outcome
from tongban.cases.intents import Pending
from tongban.cases.reading import CaseView, QueueItem
from tongban.cases.state import Case
from tongban.checks import CORE_APP
from tongban.clock import FixedClock
from tongban.desk.assessment import Assessment
from tongban.desk.drafts import Application
from tongban.evidence.items import Evidence
from tongban.exchange.fakes import LoopbackTransport
from tongban.exchange.trust import sign
from tongban.exchange.trust_documents import TrustDocument
from tongban.identity.people import Assurance, Officer, Person
from tongban.identity.seed import demo_people
from tongban.matters.matter import Channel
from tongban.matters.rules import Objection, Undetermined
from tongban.node import Node
from tongban.plugin_sources import installed
from tongban.settings import Settings
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.migrating import bring_up
from tongban.testing.provinces import Served, deliver, found_provinces, nothing_else, open_province
from tongban.trust_files import load_trust_list, make_roots

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal

Given = ParamSpec("Given")
Got = TypeVar("Got")

TODAY = date(2026, 11, 23)
PROBE = timedelta(seconds=6)
ALL = ("440000", "500000", "510000")


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of an application that was handed in: a case, or everything that was in the way."""

    outcome: Case | Assessment

    @property
    def case(self) -> Case:
        """The case; fails the spec with the objections where there is none."""
        assert isinstance(self.outcome, Case), f"未能提交：{[each.message for each in self.objections]}"
        return self.outcome

    @property
    def objections(self) -> list[Objection]:
        """Everything that was in the way."""
        return [] if isinstance(self.outcome, Case) else list(self.outcome.objections)

    @property
    def undetermined(self) -> list[Undetermined]:
        """What could not be judged."""
        return [] if isinstance(self.outcome, Case) else list(self.outcome.undetermined)

    @property
    def messages(self) -> list[str]:
        """The sentences of all objections."""
        return [each.message for each in self.objections]


@dataclass(slots=True)
class Desk:
    """One member of staff at work; each method is one act."""

    world: World
    node: Node
    officer: Officer
    behalf: str = ""

    @property
    def actor(self) -> a.Actor:
        """The officer as an actor."""
        return self.node.authority.officer(self.officer, behalf=self.behalf)

    def act(self, case_id: str, act: a.AnyAct) -> Case | Pending:
        """Any act that concerns no matter."""
        return self.world.run(self.node.cases.act, case_id, act, self.actor)

    def receive(self, case_id: str, checks: Sequence[str] | None = None) -> Case | Pending:
        """收件; every check item by default."""
        if checks is None:
            work = self.world.run(self.node.desk.work, case_id)
            checks = [item.key for item in work.matter.checks]
        return self.world.run(self.node.desk.receive, case_id, self.actor, checks)

    def accept(self, case_id: str) -> Case | Pending:
        """受理."""
        return self.world.run(self.node.desk.accept, case_id, self.actor)

    def decline(self, case_id: str, reason: str) -> Case | Pending:
        """不予受理."""
        return self.act(case_id, a.Decline(reasons=(_point(reason),)))

    def ask_correction(self, case_id: str, field_name: str, reason: str) -> Case | Pending:
        """补正告知 of one field."""
        return self.world.run(self.node.desk.ask_correction, case_id, self.actor, [_point(reason, field_name)])

    def refresh(self, case_id: str) -> Case | Pending:
        """重新核验."""
        return self.world.run(self.node.desk.refresh, case_id, self.actor)

    def grant(self, case_id: str) -> Case | Pending:
        """准予."""
        return self.world.run(self.node.desk.grant, case_id, self.actor)

    def refuse(self, case_id: str, reason: str) -> Case | Pending:
        """不予."""
        return self.act(case_id, a.Refuse(reasons=(_point(reason),)))

    def clear(self, case_id: str, step: str) -> Case | Pending:
        """放行 an irrevocable step."""
        return self.act(case_id, a.Clear(step=step))

    def report(
        self, case_id: str, step: str, outcome: str = "done", typed: Mapping[str, str] | None = None, reason: str = ""
    ) -> Case | Pending:
        """Report a step."""
        return self.world.run(
            self.node.desk.report,
            case_id,
            self.actor,
            step=step,
            outcome=Outcome(outcome),
            typed=typed or {},
            reason=reason,
        )

    def confirm_delivery(self, case_id: str, how: str, evidence: str) -> Case | Pending:
        """Register that the result was signed for or collected."""
        return self.act(case_id, a.ConfirmDelivery(how=how, evidence=evidence))

    def queue(self) -> list[QueueItem]:
        """What the office has to do."""
        return self.world.run(self.node.reader.queue, self.officer.office, self.actor)

    def view(self, case_id: str) -> CaseView:
        """The case as the office sees it."""
        return self.world.run(self.node.reader.for_office, case_id, self.officer.office, self.actor)


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

    def officer(self, office: str, *, number: int = 1, behalf: str = "") -> Desk:
        """A member of staff: 1 is clerk and officer, 2 officer and approver."""
        found = self.world.run(self.node.accounts.officer, f"{office}-{number}")
        return Desk(self.world, self.node, found, behalf)

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
        draft_id: str = "",
    ) -> Handed:
        """Fill in a form and hand it in: online as oneself, or at the window through its clerk."""
        person = self.world.person(by, assurance)
        written = Application(
            matter=matter,
            edition=self.node.plugins.matter(matter).edition,
            channel=Channel(channel),
            office=office or self.hall,
            person=person,
            typed=dict(answers),
            organisation=self.world.organisation(organisation),
            delivery=delivery,
            pledges=tuple(pledges),
            window_checks=tuple(window_checks),
            consent=consent,
        )
        draft = self.node.drafts.new(self.node.accounts.key(person.number), written)
        draft = replace(draft, id=draft_id or draft.id)
        clerk = self.officer(office or self.hall, behalf="applicant").actor if channel == "window" else None
        actor = clerk or self.world.actor(by, role="agent" if organisation else "applicant")
        return Handed(self.world.run(self.node.applications.submit, draft, actor=actor, uploads=uploads))

    def party(self, case_id: str, *, by: str, act: a.AnyAct, role: str = "applicant") -> Case | Pending:
        """A party acts under an own sign-in."""
        return self.world.run(self.node.cases.act, case_id, act, self.world.actor(by, role=role))

    def confirm(self, case_id: str, *, by: str) -> Case | Pending:
        """A co-applicant confirms under an own sign-in; raises `NotFound` for anybody else."""
        self.mine(case_id, by=by)
        return self.party(case_id, by=by, act=a.Confirm(), role="co_applicant")

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
        return self.world.run(self.node.reader.for_supervisor, case_id, a.Actor(kind="officer", officer="spec"))

    def case(self, case_id: str) -> Case:
        """The case as it stands here."""
        return self.world.run(self.node.cases.case, case_id)


@dataclass(slots=True)
class World:
    """Provinces, people and the exchange between them; every call runs to its end.

    `listed` and `agreements`, set before the first province is used, are what the trust list says of a province
    where that is not what it serves, and the files of regional agreements; `settings` are a province's that
    differ; `transport` joins them in another way than the loopback, and `take` takes what it holds for a node.
    where that is not what it serves, and the files of regional agreements. `like` is the node whose plugins and
    values hold; without one, everything installed is enabled with the values that plugins ship.
    """

    portal: BlockingPortal
    folder: Path
    new_database: Callable[[Sequence[str]], str]
    clock: FixedClock = field(default_factory=lambda: FixedClock(TODAY))
    plugins: dict[str, tuple[str, ...]] = field(default_factory=dict)
    listed: dict[str, Served] = field(default_factory=dict)
    agreements: tuple[Path, ...] = ()
    like: Settings | None = None
    loopback: LoopbackTransport = field(default_factory=LoopbackTransport)
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    transport: ChooseTransport | None = None
    take: Callable[[Node], Awaitable[int]] = nothing_else
    _nodes: dict[str, Node] = field(default_factory=dict)

    def enable(self, province: str, *plugins: str) -> None:
        """Before the first province is used: which plugins one of them enables."""
        assert not self._nodes, "provinces are founded together: enable plugins before the first is used"
        self.plugins[province] = plugins

    def today(self, day: str | date | datetime) -> None:
        """Let it be that day, at nine in the morning."""
        self.clock.set(date.fromisoformat(day) if isinstance(day, str) else day)

    def province(self, code: str) -> Province:
        """A province; all are founded with the first."""
        self._found()
        return Province(self, self._nodes[code])

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every node; all are founded with the first use."""
        self._found()
        return tuple(self._nodes.values())

    def person(self, name: str, assurance: Assurance = Assurance.L3) -> Person:
        """A test person, signed in."""
        found = next(person for person in demo_people() if person.name == name)
        return Person(name=name, number=found.number, assurance=assurance, mobile="13800000000")

    def actor(self, name: str, *, role: str = "applicant") -> a.Actor:
        """A test person as a party."""
        person = self.person(name)
        return a.Actor(kind="party", roles=(role,), name=name, number=person.number, assurance=int(person.assurance))

    def organisation(self, code: str) -> tuple[str, str] | None:
        """An organisation by its credit code."""
        return (code, f"示例单位{code[-4:]}") if code else None

    def deliver(self) -> int:
        """Let the exchange run until nothing is under way."""
        self.clock.advance(PROBE)
        return self.run(deliver, tuple(self._nodes.values()), take=self.take)

    def publish(self, change: Callable[[TrustDocument], TrustDocument]) -> None:
        """The keepers sign a changed trust list, and every province takes it into use."""
        signers = make_roots(self.folder)[:2]
        for node in self._nodes.values():
            before = node.trust.current.document
            changed = msgspec.structs.replace(change(before), version=before.version + 1)
            (self.folder / "trust.json").write_bytes(sign(changed, signers))
            node.trust.replace(load_trust_list(node.settings, self.clock.now()))

    def cut(self, province: str) -> None:
        """Nobody reaches this province any more."""
        self.loopback.unreachable.add(province)

    def join(self, province: str) -> None:
        """It can be reached again."""
        self.loopback.unreachable.discard(province)

    def tick(self) -> None:
        """Let the owners' timers run."""
        for node in self._nodes.values():
            self.run(node.timekeeper.run_due)

    def run(self, function: Callable[Given, Awaitable[Got]], *arguments: Given.args, **named: Given.kwargs) -> Got:
        """Await an async function."""
        return self.portal.call(partial(function, *arguments, **named))

    def close(self) -> None:
        """Close every database."""
        for node in self._nodes.values():
            self.run(node.stop)

    def _found(self) -> None:
        if self._nodes:
            return
        every = self.like.plugins if self.like else tuple(sorted(installed()))
        plugins = {code: self.plugins.get(code, every) for code in ALL}
        settings = found_provinces(
            self.folder,
            plugins=plugins,
            new_database=self.new_database,
            listed=self.listed,
            agreements=self.agreements,
            changes=self.settings,
            like=self.like,
        )
        for code, each in settings.items():
            opened = self.run(open_province, each, clock=self.clock, loopback=self.loopback, transport=self.transport)
            self._nodes[code] = opened


def _point(reason: str, name: str = "application") -> a.Point:
    return a.Point(field=name, label=name, reason=reason, remedy="如有疑问请与办理机关联系")


@pytest.fixture
def world(
    database_portal: BlockingPortal,
    migrated_database_url: NewMigratedDatabase,
    tmp_path: Path,
    node_settings: Settings | None,
) -> Iterator[World]:
    """Three provinces, opened at the first use, on both databases."""
    made = World(
        database_portal,
        tmp_path,
        lambda apps: migrated_database_url(bring_up, (CORE_APP, *apps)),
        like=node_settings,
    )
    yield made
    made.close()
