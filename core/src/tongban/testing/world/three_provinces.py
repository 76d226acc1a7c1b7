"""The whole world of a spec: three provinces, the people in them, the exchange between them and one clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import msgspec

from tongban.assembly.exchange import ChooseTransport
from tongban.cases import acts as a
from tongban.clock import FixedClock
from tongban.evidence.registers import Register, SwitchedRegister
from tongban.exchange.fakes import LoopbackTransport
from tongban.exchange.trust import sign
from tongban.exchange.trust_documents import TrustDocument
from tongban.identity.people import Assurance, Person
from tongban.identity.seed import DemoPerson, demo_people
from tongban.node import Node
from tongban.plugin_sources import installed
from tongban.plugins import load_plugins
from tongban.settings import Settings
from tongban.testing.provinces import Served, deliver, found_provinces, nothing_else, open_province
from tongban.testing.world.province import Province
from tongban.trust_files import load_trust_list, make_roots

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal

Given = ParamSpec("Given")
Got = TypeVar("Got")

TODAY = date(2026, 11, 23)
PROBE = timedelta(seconds=6)
ALL = ("440000", "500000", "510000")


@dataclass(slots=True)
class World:
    """Provinces, people and the exchange between them; every call runs to its end.

    `listed` and `agreements`, set before the first province is used, are what the trust list says of a province
    where that is not what it serves, and the files of regional agreements; `settings` are a province's that
    differ; `transport` joins them in another way than the loopback, and `take` takes what it holds for a node.
    `people` are those whom specs know by name. `like` is the node whose plugins and values hold; without one,
    everything installed is enabled with the values that plugins ship.
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
    people: list[DemoPerson] = field(default_factory=lambda: list(demo_people()))
    _registers: list[SwitchedRegister] = field(default_factory=list)
    _nodes: dict[str, Node] = field(default_factory=dict)

    def enable(self, province: str, *plugins: str) -> None:
        """Before the first province is used: which plugins one of them enables."""
        assert not self._nodes, "provinces are founded together: enable plugins before the first is used"
        self.plugins[province] = plugins

    def enable_everywhere(self, *plugins: str) -> None:
        """Before the first province is used: which plugins each of them enables."""
        for province in ALL:
            self.enable(province, *plugins)

    def today(self, day: str | date | datetime) -> None:
        """Let it be that day, at nine in the morning."""
        self.clock.set(date.fromisoformat(day) if isinstance(day, str) else day)

    def province(self, code: str) -> Province:
        """A province by its code, such as "510000"; all are founded with the first."""
        self._found()
        return Province(self, self._nodes[code])

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every node; all are founded with the first use."""
        self._found()
        return tuple(self._nodes.values())

    def person(self, name: str, assurance: Assurance = Assurance.L3) -> Person:
        """A test person, signed in."""
        found = next(person for person in self.people if person.name == name)
        return Person(name=name, number=found.number, assurance=assurance, mobile="13800000000")

    def actor(self, name: str, *, role: str = "applicant", assurance: Assurance = Assurance.L3) -> a.Actor:
        """A test person as a party."""
        person = self.person(name, assurance)
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
            node.trust.replace(load_trust_list(node.settings, self.clock.now(), suites=node.plugins.suites()))
            node.trust_keeper.renewed(node.trust.current)

    def cut(self, province: str) -> None:
        """Nobody reaches this province any more."""
        self.loopback.unreachable.add(province)

    def join(self, province: str) -> None:
        """It can be reached again."""
        self.loopback.unreachable.discard(province)

    def silence(self, title: str) -> None:
        """The register with that title does not answer any more, in whichever province it is."""
        for register in self._registers_titled(title):
            register.switch_off()

    def let_answer(self, title: str) -> None:
        """It answers again."""
        for register in self._registers_titled(title):
            register.switch_on()

    def tick(self) -> None:
        """Let what is due by the date happen, such as a lapse: the timers of the nodes run."""
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
        every = () if self.plugins.keys() >= set(ALL) else self._every()
        plugins = {code: self.plugins.get(code, every) for code in ALL}
        loaded = {names: load_plugins(names) for names in set(plugins.values())}
        settings = found_provinces(
            self.folder,
            plugins=plugins,
            loaded=loaded,
            new_database=self.new_database,
            listed=self.listed,
            agreements=self.agreements,
            changes=self.settings,
            like=self.like,
        )
        for code, each in settings.items():
            self._nodes[code] = self.run(
                open_province,
                each,
                clock=self.clock,
                plugins=None if each.require_passports else loaded[each.plugins],
                loopback=self.loopback,
                transport=self.transport,
                before_register=self._switched,
            )

    def _every(self) -> tuple[str, ...]:
        return self.like.plugins if self.like else tuple(sorted(installed()))

    def _switched(self, register: Register) -> Register:
        self._registers.append(SwitchedRegister(register))
        return self._registers[-1]

    def _registers_titled(self, title: str) -> list[SwitchedRegister]:
        self._found()
        found = [register for register in self._registers if register.title == title]
        assert found, f"没有名为“{title}”的登记库，只有：{'、'.join(sorted({each.title for each in self._registers}))}"
        return found
