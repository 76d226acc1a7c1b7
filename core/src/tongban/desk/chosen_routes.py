"""Routes that were chosen lately: many applications of a day go the same way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tongban.desk.rulebook import Rulebook
from tongban.exchange.trust import TrustList
from tongban.matters.forms import Form
from tongban.matters.matter import Channel, Matter
from tongban.matters.routes import Route
from tongban.routing.agreements import Agreements
from tongban.routing.choice import ChosenRoute, choose_route
from tongban.routing.directory import Directory
from tongban.routing.offices import Office

KEPT = 1000

Key = tuple[str, str, str, str, tuple[tuple[str, str], ...], str, Channel, date]


@dataclass(slots=True)
class ChosenRoutes:
    """Chooses routes, and keeps those chosen as long as the trust list stays: nothing else they follow from changes."""

    directory: Directory
    agreements: Agreements
    rulebook: Rulebook
    _kept: dict[Key, ChosenRoute] = field(default_factory=dict, init=False)
    _under: TrustList | None = field(default=None, init=False)

    def choose(self, matter: Matter, answers: Form, *, office: Office, channel: Channel, on: date) -> ChosenRoute:
        """The route of an application handed in at an office; raises as `choose_route`."""
        route = matter.route(answers)
        key = _key(matter, route, office, channel, on)
        if self._under is not self.directory.trust or len(self._kept) >= KEPT:
            self._kept.clear()
            self._under = self.directory.trust
        if key not in self._kept:
            self._kept[key] = choose_route(
                matter,
                answers,
                receiving_office=office,
                channel=channel,
                on=on,
                directory=self.directory,
                agreements=self.agreements,
                layers=self.rulebook.layers(matter, route.competent),
            )
        return self._kept[key]


def _key(matter: Matter, route: Route, office: Office, channel: Channel, on: date) -> Key:
    cooperating = tuple(route.cooperating.items())
    return (matter.id, matter.edition, route.competent, route.reason, cooperating, office.code, channel, on)
