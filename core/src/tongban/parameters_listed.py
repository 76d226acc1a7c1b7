"""The values of law in force at a place on a day, plugin by plugin, with where each comes from and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tongban.matters.parameters import Layer, Value
from tongban.parameters_in_force import ParametersInForce, platform_layer
from tongban.settings import PLATFORM


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """A parameter with its value on a day; `following` is the next one that is known already, if any."""

    name: str
    title: str
    unit: str
    source: str
    current: Value
    following: Value | None


def values_in_force(in_force: ParametersInForce, division: str, on: date) -> Iterator[tuple[str, tuple[InForce, ...]]]:
    """Each plugin's name with its parameters, those for every matter first."""
    yield PLATFORM, _listed((platform_layer(), *in_force.provincial(PLATFORM, division)), on)
    for plugin in in_force.plugins.loaded:
        if plugin.layer.parameters:
            yield plugin.name, _listed((plugin.layer, *in_force.provincial(plugin.name, division)), on)


def _listed(layers: Sequence[Layer], on: date) -> tuple[InForce, ...]:
    """Every parameter that has a value by then."""
    return tuple(found for name in layers[0].parameters if (found := _in_force(name, layers, on)) is not None)


def _in_force(name: str, layers: Sequence[Layer], on: date) -> InForce | None:
    """What the last layer with a value decides, until it or a later one sets another."""
    setting = [layer for layer in layers if name in layer.parameters]
    decided = [(at, current) for at, layer in enumerate(setting) if (current := layer.parameters[name].on(on))]
    if not decided:
        return None
    at, current = decided[-1]
    later = [value for layer in setting[at:] for value in layer.parameters[name].values if value.since > on]
    return InForce(
        name=name,
        title=layers[0].parameters[name].title,
        unit=setting[at].parameters[name].unit,
        source=setting[at].source,
        current=current,
        following=min(later, key=_since, default=None),
    )


def _since(value: Value) -> date:
    return value.since
