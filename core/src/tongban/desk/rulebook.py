"""Which parameter values hold where and when: nation, then province, then agreement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tongban.cases.facts import PlaceRef
from tongban.matters.matter import Matter
from tongban.matters.needs import RECEIVING
from tongban.matters.parameters import Layer, Parameters, Resolved, resolve
from tongban.parameters_in_force import CORRECTION, DELIVERY, EXTENSION, POST, ParametersInForce
from tongban.routing.agreements import Agreements, Applicable

KEPT = 1000


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Resolves the parameters of a case; those of the competent place, for a step those of the acting place.

    What was resolved for a matter, a place and a day is kept: neither layers nor agreements change while a node runs.
    """

    in_force: ParametersInForce
    agreements: Agreements
    _resolved: dict[tuple[str, str, str, frozenset[str], str, date], Parameters] = field(
        default_factory=dict, init=False
    )

    def layers(self, matter: Matter, division: str) -> tuple[Layer, ...]:
        """The nation's layer and the province's, without agreements."""
        return self.in_force.layers(matter.id, division)

    def correction_days(self, place: PlaceRef, on: date) -> Resolved:
        """The working days that an applicant has to correct what a place decides on."""
        return self.in_force.for_every_matter(place.division, on)[CORRECTION]

    def delivery_days(self, place: PlaceRef, on: date) -> int:
        """The working days after a decision within which it reaches the applicant."""
        return self.in_force.for_every_matter(place.division, on).integer(DELIVERY)

    def longest_extension(self, place: PlaceRef, on: date) -> int:
        """By how much a place may extend a term."""
        return self.in_force.for_every_matter(place.division, on).integer(EXTENSION)

    def longest_post(self, place: PlaceRef, on: date) -> int:
        """For how many days of the wall calendar an original on its way stops the time of the place that decides."""
        return self.in_force.for_every_matter(place.division, on).integer(POST)

    def agreed(self, matter: Matter, role: str, places: Mapping[str, PlaceRef], on: date) -> Applicable:
        """What regional agreements change at one place of a case between those that decide and work on it."""
        layers = self.layers(matter, places[role].division)
        return self.agreements.applicable(
            matter, provinces=acting(places), receiving=places[RECEIVING].province, on=on, layers=layers
        )

    def at(self, matter: Matter, role: str, places: Mapping[str, PlaceRef], on: date) -> Parameters:
        """The values at one place of a case."""
        division = places[role].division
        key = (matter.id, matter.edition, division, acting(places), places[RECEIVING].province, on)
        if key not in self._resolved:
            if len(self._resolved) >= KEPT:
                self._resolved.clear()
            agreed = self.agreed(matter, role, places, on)
            self._resolved[key] = resolve((*self.layers(matter, division), *agreed.layers), on)
        return self._resolved[key]


def acting(places: Mapping[str, PlaceRef]) -> frozenset[str]:
    """The provinces of the places that decide a case or work on it, wherever it was handed in."""
    return frozenset(place.province for role, place in places.items() if role != RECEIVING)
