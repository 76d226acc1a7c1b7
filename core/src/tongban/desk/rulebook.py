"""Which parameter values hold where and when: nation, then province, then agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tongban.cases.facts import PlaceRef
from tongban.matters.matter import Matter
from tongban.matters.parameters import Layer, Parameters, resolve
from tongban.plugins import Plugins
from tongban.routing.agreements import Agreements


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Resolves parameters; `overlays` are provinces' own layers by (province, plugin)."""

    plugins: Plugins
    overlays: Mapping[tuple[str, str], Layer]
    agreements: Agreements

    def layers(self, matter: Matter, province: str) -> tuple[Layer, ...]:
        """The nation's layer and the province's (6-digit code), without agreements."""
        plugin = self.plugins.plugin_of(matter.id)
        overlay = self.overlays.get((province, plugin.name))
        return (plugin.layer, overlay) if overlay else (plugin.layer,)

    def at(self, matter: Matter, place: PlaceRef, on: date, *, places: Sequence[PlaceRef]) -> Parameters:
        """The values for one place of a case that touches all of `places`."""
        layers = self.layers(matter, place.province)
        provinces = frozenset(each.province for each in places)
        agreed = self.agreements.applicable(matter, provinces=provinces, on=on, layers=layers)
        return resolve((*layers, *agreed.layers), on)
