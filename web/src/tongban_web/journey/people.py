"""Everybody who takes part in the journey, each with a browser of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tongban.demonstration import demo_provinces
from tongban.identity.seed import demo_people
from tongban_web.demo.provinces import Province
from tongban_web.journey.supervisor import Supervisor
from tongban_web.journey.visitors import Visitor


@dataclass(slots=True)
class People:
    """The people of the demonstration at the sites of the journey; `browser` gives each theirs."""

    supervisor: Supervisor
    provinces: dict[str, Province]
    browser: Callable[..., Visitor] = Visitor
    _known: dict[tuple[str, ...], Visitor] = field(default_factory=dict)

    def close(self) -> None:
        """Close every browser."""
        for visitor in self._known.values():
            visitor.client.close()

    def person(self, node: str, name: str, *, organisation: str = "") -> Visitor:
        """A person at a province's public site, perhaps for an organisation (credit code)."""
        if (node, name, organisation) not in self._known:
            number = next(person.number for person in demo_people() if person.name == name)
            self._known[node, name, organisation] = self.browser(
                supervisor=self.supervisor,
                url=self.provinces[node].url,
                name=name,
                entrance="/sign-in",
                form={"person": number, "level": "L3"},
                organisation=organisation,
            )
        return self._known[node, name, organisation]

    def officer(self, officer: str) -> Visitor:
        """An officer (such as "510100-hf-1") at the site of the own province."""
        if (officer,) not in self._known:
            node = f"{officer[:2]}0000"
            province = next(each for each in demo_provinces() if each.node == node)
            name = next(each.name for each in province.seed.officers if each.id == officer)
            self._known[officer,] = self.browser(
                supervisor=self.supervisor,
                url=self.provinces[node].url,
                name=name,
                entrance="/sign-in/staff",
                form={"officer": officer},
            )
        return self._known[officer,]
