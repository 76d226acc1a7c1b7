"""One case of the fund on its way: what core's steps follow of it, by the short names and registers of the fund."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tongban import Assurance, Matter, Step
from tongban.testing.any_matter import ApplicationOnItsWay, matter_named
from tongban.testing.world import World
from tongban_housing_fund.testing.accounts import register
from tongban_housing_fund.testing.applications import APPLICATIONS
from tongban_housing_fund.testing.fund_trial import coded
from tongban_housing_fund.testing.people import CITIES, PEOPLE, PROVINCES, province_of


@dataclass(slots=True)
class FundCase:
    """The case that the steps of core follow, so that theirs and those of the fund go together in one scenario."""

    followed: ApplicationOnItsWay
    handed_in: list[str] = field(default_factory=list)

    @property
    def world(self) -> World:
        """The provinces."""
        return self.followed.world

    @property
    def told(self) -> list[str]:
        """What the last act was refused with."""
        return self.followed.told

    @property
    def case_id(self) -> str:
        """The case that the application became."""
        return self.followed.case_id

    @property
    def matter(self) -> Matter:
        """The matter of the case."""
        return matter_named(self.world, self.followed.matter)

    def apply(
        self,
        name: str,
        province: str,
        short_name: str,
        typed: Mapping[str, str],
        assurance: Assurance = Assurance.L3,
    ) -> None:
        """Hand in what is typed by label beside what the short name stands for."""
        applied, home = APPLICATIONS[short_name], self.world.province(PROVINCES[province])
        matter = home.node.plugins.matter(applied.matter)
        case = self.followed
        case.by, case.matter, case.receiving = name, matter.name, PROVINCES[province]
        case.typed = {**applied.typed_by(name), **coded(matter, typed)}
        case.handed = home.apply(
            applied.matter,
            by=name,
            answers=case.typed,
            pledges=applied.pledges,
            uploads=[home.uploaded(applied.matter, key) for key in (*applied.uploads, *case.brought)],
            organisation=applied.organisation,
            assurance=assurance,
        )
        case.told = [each.message for each in case.handed.objections if each.severity == "blocking"]
        self.handed_in += [] if case.told else [case.case_id]
        self.world.deliver()

    def step(self, title: str) -> Step:
        """The step of that title."""
        return self.followed.step(title)

    def report(self, title: str, typed: Mapping[str, str]) -> None:
        """Report a step done, with what was entered by label."""
        self.followed.report(title, typed)

    def let(self, act: Callable[[], Any]) -> None:
        """Let a desk act, and keep what it objects."""
        self.followed.let(act)

    def found(self, name: str, kind: str, city: str, **criteria: object) -> Mapping[str, Any] | None:
        """What the register of that kind at the city's centre answers about a person, None for no record."""
        registry = register(self.world.province(province_of(city)).node.database, kind)
        return self.world.run(registry.look_up, subject=PEOPLE[name], criteria={"city": CITIES[city], **criteria})

    def held(self, name: str, kind: str, city: str, **criteria: object) -> dict[str, Any]:
        """The record that the register of that kind at the city's centre has of a person."""
        found = self.found(name, kind, city, **criteria)
        assert found is not None, f"{city}没有{name}的记录"
        return dict(found)


@pytest.fixture
def fund_case(followed: ApplicationOnItsWay) -> FundCase:
    """The case of a scenario."""
    return FundCase(followed)
