"""The values of law in force for a matter at a place: nation, province, city; agreements come last, from routing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import as_file, files
from types import MappingProxyType
from typing import Final

from tongban.errors import Misconfigured
from tongban.matters.parameter_checks import parameter_faults
from tongban.matters.parameter_values import crossed, value_faults
from tongban.matters.parameters import Layer, Parameter, Parameters, load_layer, resolve
from tongban.matters.term_checks import length_faults, terms_of
from tongban.plugin_sources import did_you_mean
from tongban.plugins import Plugin, Plugins
from tongban.routing.division_tables import significant
from tongban.routing.divisions import Divisions, normalise
from tongban.settings import PLATFORM, Overlay
from tongban.yaml_files import place_in

CORRECTION: Final = "correction_days"
DELIVERY: Final = "delivery_days"
EXTENSION: Final = "extension_days"
POST: Final = "post_days"
DAYS: Final = {"日", "工作日"}  # a place may count the days of a term either way


@dataclass(frozen=True, slots=True)
class ParametersInForce:
    """The layers of every matter at every place, the nation's first."""

    plugins: Plugins
    _provincial: Mapping[tuple[str, str], Layer]

    def layers(self, matter_id: str, division: str) -> tuple[Layer, ...]:
        """What is in force at a division (6 digits or more) without agreements; raises `NotFound` for the matter."""
        plugin = self.plugins.plugin_of(matter_id)
        return (plugin.layer, *self.provincial(plugin.name, division))

    def for_every_matter(self, division: str, on: date) -> Parameters:
        """The values that hold at a division on a day whatever the matter."""
        return resolve((platform_layer(), *self.provincial(PLATFORM, division)), on)

    def provincial(self, plugin: str, division: str) -> tuple[Layer, ...]:
        """The own values for a plugin of the province and then of the city, as far as they have any."""
        within = (division[:length] for length in (2, 4, 6))
        return tuple(found for code in within if (found := self._provincial.get((plugin, code))))


@cache
def platform_layer() -> Layer:
    """The values that hold for every matter, as they come with Tongban."""
    with as_file(files("tongban.cases").joinpath("data/parameters.yaml")) as path:
        return load_layer(path, "平台设定")


def load_overlays(overlays: Sequence[Overlay], plugins: Plugins, divisions: Divisions) -> ParametersInForce:
    """The provinces' files, held against what the plugins declare; raises `Misconfigured` naming file and parameter."""
    found = {
        (overlay.plugin, significant(normalise(overlay.province))): _provincial(
            overlay, plugins, _named(overlay, divisions)
        )
        for overlay in overlays
        if overlay.plugin not in {row.name for row in plugins.refused}
    }
    in_force = ParametersInForce(plugins, MappingProxyType(found))
    for overlay in overlays:
        _hold_limits(overlay, in_force)
    return in_force


def _hold_limits(overlay: Overlay, in_force: ParametersInForce) -> None:
    """No lower limit above the upper one, whichever file of nation, province and city each stands in."""
    if overlay.plugin in {row.name for row in in_force.plugins.refused}:
        return
    own = in_force.provincial(overlay.plugin, significant(normalise(overlay.province)))
    for name, fault in crossed((_national(overlay.plugin, in_force.plugins), *own)):
        raise Misconfigured(f"{place_in(overlay.file, name)}: {fault}")


def _provincial(overlay: Overlay, plugins: Plugins, province: str) -> Layer:
    national, terms = _national(overlay.plugin, plugins), _terms(overlay.plugin, plugins)
    layer = load_layer(overlay.file, f"{province}地方规定") if overlay.file.is_file() else _missing(overlay)
    for name, fault in parameter_faults(layer.parameters):
        raise Misconfigured(f"{place_in(overlay.file, name)}: {fault}")
    for name, parameter in layer.parameters.items():
        _hold(overlay, name, parameter, national)
        if name in terms and (fault := next(length_faults(parameter), "")):
            raise Misconfigured(f"{place_in(overlay.file, name)}: {name} is a term, {fault}")
        for fault in value_faults(parameter, national.parameters[name]):
            raise Misconfigured(f"{place_in(overlay.file, name)}: {name} {fault}")
    return layer


def _named(overlay: Overlay, divisions: Divisions) -> str:
    if divisions.find(overlay.province) is None:
        raise Misconfigured(
            f"overlays: {overlay.province!r} is no division; correct overlays.province of {overlay.file}"
        )
    return divisions.full_name(overlay.province)


def _national(name: str, plugins: Plugins) -> Layer:
    return platform_layer() if name == PLATFORM else _plugin(name, plugins).layer


def _terms(name: str, plugins: Plugins) -> Collection[str]:
    """The parameters that are lengths of time in a case: all of those that hold for every matter."""
    if name == PLATFORM:
        return platform_layer().parameters
    return {term for matter in _plugin(name, plugins).matters for term in terms_of(matter)}


def _plugin(name: str, plugins: Plugins) -> Plugin:
    return next(each for each in plugins.loaded if each.name == name)


def _missing(overlay: Overlay) -> Layer:
    raise Misconfigured(
        f"overlays: {overlay.file} does not exist; correct overlays.file of province {overlay.province}"
    )


def _hold(overlay: Overlay, name: str, parameter: Parameter, national: Layer) -> None:
    place = place_in(overlay.file, name)
    if name not in national.parameters:
        hint = did_you_mean(name, national.parameters)
        raise Misconfigured(f"{place}: plugin {overlay.plugin!r} has no parameter {name!r}{hint}")
    expected = national.parameters[name].unit
    either_way = overlay.plugin != PLATFORM and {parameter.unit, expected} == DAYS
    if parameter.unit != expected and not either_way:
        raise Misconfigured(f"{place}: {name} is in {parameter.unit!r}; the plugin counts it in {expected!r}")
    if (parameter.least, parameter.most) != (0, None):
        raise Misconfigured(f"{place}: {name} has least or most, which only the plugin may say; take them out")
