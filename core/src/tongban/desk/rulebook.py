"""Which parameter values hold where and when: nation, then province, then agreement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tongban.cases.facts import PlaceRef
from tongban.matters.matter import Matter
from tongban.matters.parameters import Layer, Parameters, resolve
from tongban.parameters_in_force import ParametersInForce
from tongban.routing.agreements import Agreements, Applicable


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Resolves the parameters of a case; those of the competent place, for a step those of the acting place."""

    in_force: ParametersInForce
    agreements: Agreements

    def layers(self, matter: Matter, division: str) -> tuple[Layer, ...]:
        """The nation's layer and the province's, without agreements."""
        return self.in_force.layers(matter.id, division)

    def agreed(self, matter: Matter, role: str, places: Mapping[str, PlaceRef], on: date) -> Applicable:
        """What regional agreements change at one place of a case between all of its places."""
        provinces = frozenset(place.province for place in places.values())
        layers = self.layers(matter, places[role].division)
        return self.agreements.applicable(matter, provinces=provinces, on=on, layers=layers)

    def at(self, matter: Matter, role: str, places: Mapping[str, PlaceRef], on: date) -> Parameters:
        """The values at one place of a case."""
        agreed = self.agreed(matter, role, places, on)
        return resolve((*self.layers(matter, places[role].division), *agreed.layers), on)
