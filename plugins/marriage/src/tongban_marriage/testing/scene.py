"""What the steps of one scenario share: a couple, its registry, and what came of what it did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tongban import NotFound, Refused
from tongban_marriage.demo import REGISTRIES
from tongban_marriage.forms import WALK_IN
from tongban_marriage.matters import marry
from tongban_marriage.registration import REGISTER
from tongban_marriage.testing.builders import couple, registration_typed, typed_for

if TYPE_CHECKING:
    from datetime import date

    from tongban.testing.world import Desk, Handed, Province, World

NODES = {division: node for node, division in REGISTRIES.items()}
MATERIALS = tuple(material.key for material in marry.materials)
CHECKS = {item.key: item for item in marry.checks}


@dataclass(slots=True)
class Scene:
    """The couple at hand and its registry.

    `edition` is that of the application where it is not the current one. `told` are the sentences last said to it,
    `issued` is the number of the certificates last given out.
    """

    world: World
    own: str = "吴浩"
    other: str = "梁晓雯"
    division: str = "500103"
    edition: str | None = None
    changed: dict[str, str] = field(default_factory=dict)
    case_id: str = ""
    number: str = ""
    told: list[str] = field(default_factory=list)
    issued: str = ""

    @property
    def province(self) -> Province:
        """The province of the registry."""
        return self.world.province(NODES[self.division])

    @property
    def registrar(self) -> Desk:
        """The registrar, clerk and officer in one."""
        return self.province.officer(f"{self.division}-marriage")

    @property
    def state(self) -> str:
        """The state of the case, in the words of the national practice."""
        return self.province.case(self.case_id).state.label

    def today(self) -> str:
        """The day of the world."""
        return self.world.clock.today().isoformat()

    def book(self, *, day: str = "", slot: str = "10:00", portal: str = "") -> None:
        """Make an appointment online, at the portal of the registry's province unless another is named."""
        typed = self._typed(day=day or self.today(), slot=slot)
        province = self.world.province(portal) if portal else self.province
        self._keep(province.apply("mr.marry", by=self.own, answers=typed, edition=self.edition))

    def walk_in(self, *, present: Sequence[str] = ("co_applicant",)) -> None:
        """Come to the window without an appointment, with the roles in `present`."""
        typed = self._typed(day=self.today(), slot=WALK_IN)
        office = f"{self.division}-marriage"
        self._keep(
            self.province.apply(
                "mr.marry",
                by=self.own,
                answers=typed,
                channel="window",
                office=office,
                window_checks=MATERIALS,
                present=present,
            )
        )

    def attempt(self, act: Callable[[], object]) -> None:
        """Do it, and keep what is said where it is refused."""
        self.told = []
        try:
            act()
        except Refused as refused:
            self.told = [objection.message for objection in refused.objections]
        except NotFound as unknown:
            self.told = [str(unknown)]

    def receive_without(self, *missing: str) -> None:
        """The registrar confirms every check but those."""
        checks = [key for key in CHECKS if key not in missing]
        self.attempt(lambda: self.registrar.receive(self.case_id, checks))

    def issue(self, certificate_number: str, *, on: date | None = None) -> None:
        """The registrar reports that both have their certificates, which bear this number, from today or that day."""
        typed = registration_typed(certificate_number, on or self.world.clock.today())
        self.attempt(lambda: self.registrar.report(self.case_id, REGISTER, typed=typed))

    def _typed(self, **appointment: str) -> dict[str, str]:
        _, other = couple(self.own, self.other)
        return typed_for(other, office_division=self.division, **(appointment | self.changed))

    def _keep(self, handed: Handed) -> None:
        self.told = [objection.message for objection in handed.objections if objection.severity == "blocking"]
        if not self.told:
            self.case_id, self.number = handed.case.id, handed.case.number
