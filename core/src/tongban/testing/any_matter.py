"""An application for any matter on its way between provinces, as specifications follow it by what people see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from tongban.cases.intents import Pending
from tongban.cases.reading import CaseView
from tongban.cases.state import Case
from tongban.errors import Conflict, NotFound, Refused
from tongban.matters.forms import fields_of
from tongban.matters.materials import Upload
from tongban.matters.matter import Matter
from tongban.matters.procedures import Step
from tongban.testing.labelled import typed_by_label
from tongban.testing.world import Desk, Handed, Province, World


@dataclass(slots=True)
class ApplicationOnItsWay:
    """Who applies for what with which answers, the case it became, and what people were told meanwhile.

    `brought` are the keys of materials that are handed in: as files, at the window to be looked at where it takes none.
    """

    world: World
    by: str = ""
    matter: str = ""
    receiving: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    brought: tuple[str, ...] = ()
    handed: Handed | None = None
    told: list[str] = field(default_factory=list)
    advised: list[str] = field(default_factory=list)

    def fill_in(self, label: str, text: str) -> None:
        """Type into the field with that label; an option is chosen by its words."""
        self.typed |= typed_by_label(self._declared.form, {label: text}, of=self._declared.name)

    def hand_in(self, division: str, channel: str) -> None:
        """Hand in at a division, online or at the window, and let the exchange carry it."""
        self.receiving = division
        province, matter = self._at(division), self._declared.id
        self.handed = province.apply(
            matter,
            by=self.by,
            answers=self.typed,
            channel=channel,
            office=f"{division}-hall",
            delivery="window" if channel == "window" else "",
            uploads=[province.uploaded(matter, key) for key in self.brought if self._is_file(key)],
            window_checks=[key for key in self.brought if not self._is_file(key)],
        )
        self.told = self.handed.messages
        self.world.deliver()

    @property
    def case_id(self) -> str:
        """The case that the application became."""
        assert self.handed is not None, "申请还没有提交：先写“申请人在 … 网上提交申请”"
        return self.handed.case.id

    @property
    def home(self) -> Province:
        """The receiving place's province."""
        return self._at(self.receiving)

    @property
    def decider(self) -> Desk:
        """The officer at the competent place."""
        place = self.home.case(self.case_id).competent
        return self.world.province(place.node).officer(place.office)

    @property
    def clerk(self) -> Desk:
        """The clerk at the receiving place's window."""
        return self.home.officer(f"{self.receiving}-hall")

    def step(self, title: str) -> Step:
        """The step of the procedure that has that title."""
        steps = {step.title: step for step in self._declared.procedure.steps}
        assert title in steps, f"“{self._declared.name}”没有环节“{title}”，只有：{'、'.join(steps)}"
        return steps[title]

    def clear(self, title: str) -> None:
        """Let a step that cannot be undone begin, at the place that takes it."""
        step = self.step(title)
        self.let(lambda: self.taking(step).clear(self.case_id, step.name))

    def report(self, title: str, entered: Mapping[str, str]) -> None:
        """Report a step done at the place that takes it, with what is entered by label."""
        step = self.step(title)
        typed = typed_by_label(step.form, entered, of=title) if step.form or entered else {}
        self.let(lambda: self.taking(step).report(self.case_id, step.name, typed=typed))

    def fail(self, title: str, reason: str) -> None:
        """Report that a step has come to nothing."""
        step = self.step(title)
        self.let(lambda: self.taking(step).report(self.case_id, step.name, "failed", reason=reason))

    def turn_down(self, title: str, reason: str) -> None:
        """Report that a step is refused."""
        step = self.step(title)
        self.let(lambda: self.taking(step).report(self.case_id, step.name, "refused", reason=reason))

    def come_back(self, title: str, day: str, reason: str) -> None:
        """Report that what a step had done has come back."""
        step, typed = self.step(title), {"returned_on": day}
        self.let(lambda: self.taking(step).report(self.case_id, step.name, "failed", typed, reason))

    def taking(self, step: Step) -> Desk:
        """Who acts at the place that takes a step."""
        place = self.home.case(self.case_id).places()[step.at]
        return self.world.province(place.node).officer(place.office)

    @property
    def seen(self) -> CaseView:
        """The case as the receiving place sees it."""
        return self.home.view(self.case_id)

    def both(self) -> list[Case]:
        """The case at the receiving and at the competent place."""
        here = self.home.case(self.case_id)
        return [here, self.world.province(here.competent.node).case(self.case_id)]

    def let(self, act: Callable[[], Case | Pending]) -> None:
        """Let somebody act, keep what they are told where it is refused, and let the exchange carry it."""
        self.told, self.advised = [], []
        try:
            act()
        except Refused as refused:
            self.told = [each.message for each in refused.objections]
            self.advised = [each.remedy for each in refused.objections]
        except (Conflict, NotFound) as refused:
            self.told = [str(refused)]
        self.world.deliver()

    def bring(self, name: str) -> None:
        """Have a material by its name, to be handed in with the application."""
        materials = {material.name: material.key for material in self._declared.materials}
        assert name in materials, f"“{self._declared.name}”没有材料“{name}”，只有：{'、'.join(materials)}"
        self.brought = (*self.brought, materials[name])

    def _is_file(self, key: str) -> bool:
        material = next(each for each in self._declared.materials if each.key == key)
        return any(isinstance(source, Upload) for source in material.sources)

    def field_named(self, label: str) -> str:
        """The name of the field with that label."""
        return next(bound.name for bound in fields_of(self._declared.form) if bound.field.label == label)

    def _at(self, division: str) -> Province:
        return self.world.province(f"{division[:2]}0000")

    @property
    def _declared(self) -> Matter:
        return matter_named(self.world, self.matter)


def matter_named(world: World, name: str) -> Matter:
    """The matter that people call so; fails the specification where no province offers it."""
    matters = {matter.name: matter for node in world.nodes for matter in node.plugins.matters}
    assert name in matters, f"没有开通“{name}”，已开通：{'、'.join(matters)}"
    return matters[name]


@pytest.fixture
def followed(world: World) -> ApplicationOnItsWay:
    """The application that a scenario follows."""
    return ApplicationOnItsWay(world)
