"""What a plugin must hold to before a node starts with it; each fault is a `PluginError` with place and remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from reprlib import repr as short
from typing import TYPE_CHECKING

from tongban.errors import Misconfigured, PluginError
from tongban.matters.guides import FILE, read_guides
from tongban.matters.matter import Matter
from tongban.matters.parameter_checks import parameter_faults
from tongban.matters.parameter_values import crossed, value_faults
from tongban.matters.parameters import Layer, Parameter, load_layer
from tongban.matters.shapes import misshapen
from tongban.matters.term_checks import term_faults
from tongban.matters.validation import faults
from tongban.plugin_sources import did_you_mean, place_of, place_of_parameter
from tongban.yaml_files import place_in

if TYPE_CHECKING:
    from tongban.plugins import Plugin

NATION = "全国默认"
"""What holds where no province or city has said otherwise; its reference tells whether a law or the platform set it."""


def parameters_in(plugin: str, folder: Path) -> Layer:
    """The national layer of a plugin: all of its parameters/*.yaml together."""
    together: dict[str, Parameter] = {}
    for path in sorted((folder / "parameters").glob("*.yaml")):
        try:
            parameters = load_layer(path, NATION).parameters
        except Misconfigured as error:
            raise PluginError(plugin, str(error)) from error
        doubled = sorted(together.keys() & parameters.keys())
        if doubled:
            place = place_in(path, doubled[0])
            raise PluginError(plugin, f"{place}: parameter {doubled[0]!r} stands in another file too; keep one of them")
        found = [
            f"{place_in(path, name)}: {fault}" for name, fault in (*parameter_faults(parameters), *_odd(parameters))
        ]
        if found:
            raise PluginError(plugin, "\n  ".join(found))
        together |= parameters
    layer = Layer(NATION, together)
    for name, fault in crossed([layer]):
        raise PluginError(plugin, f"{place_of_parameter(folder, name)}: {fault}")
    return layer


def _odd(parameters: Mapping[str, Parameter]) -> Iterator[tuple[str, str]]:
    """Values that are not all of one kind, or out of range."""
    for name, parameter in parameters.items():
        yield from ((name, f"parameter {name!r} {fault}") for fault in value_faults(parameter, parameter))


def matters_in(plugin: str, place: str, answers: Sequence[object]) -> tuple[Matter, ...]:
    """What the plugin registered at a place, if all of it are matters."""
    matters = tuple(each for each in answers if isinstance(each, Matter))
    if len(matters) != len(answers):
        odd = next(each for each in answers if not isinstance(each, Matter))
        raise PluginError(plugin, f"{place}tongban_register_matters returned {short(odd)}; return Matter objects")
    return matters


def guided(plugin: str, folder: Path, matters: Sequence[Matter]) -> tuple[Matter, ...]:
    """The matters with their words from the plugin's `guides.yaml`."""
    try:
        guides = read_guides(folder)
    except Misconfigured as error:
        raise PluginError(plugin, str(error)) from error
    ids = {matter.id for matter in matters}
    for unknown in sorted(guides.keys() - ids):
        hint = did_you_mean(unknown, ids) or "; let tongban_register_matters return it, or take it out"
        raise PluginError(plugin, f"{place_in(folder / FILE, unknown)}: no matter has the id {unknown!r}{hint}")
    return tuple(replace(matter, guide=guides.get(matter.id, matter.guide)) for matter in matters)


def check_matters(plugin: str, folder: Path, matters: Sequence[Matter], parameters: Mapping[str, Parameter]) -> None:
    """Raise `PluginError` with every fault of the matters, each with its place in the plugin's source."""
    found: list[str] = []
    seen: set[tuple[str, str]] = set()
    for matter in matters:
        misformed = [*misshapen(matter)]
        wrong = misformed or faults(matter, parameters)
        if (matter.id, matter.edition) in seen:
            wrong.insert(0, f"edition {matter.edition} is registered twice; give the newer one its own edition")
        seen.add((matter.id, matter.edition))
        # Only a fault needs its place: to find it all of the plugin's source is read.
        found += [f"{place_of(folder, matter.id)}matter {matter.id}: {fault}" for fault in wrong]
        counted = {} if misformed else dict(term_faults(matter, parameters))
        found += [f"{place_of_parameter(folder, name)}: {fault}" for name, fault in counted.items()]
    if found:
        raise PluginError(plugin, "\n  ".join(found))


def check_prefixes(loaded: Sequence[Plugin]) -> None:
    """Raise `PluginError` unless each plugin's matters share one prefix that is its alone."""
    owners: dict[str, str] = {}
    for plugin in loaded:
        prefixes = {matter.plugin_prefix: matter.id for matter in reversed(plugin.matters)}
        if len(prefixes) > 1:
            place = place_of(plugin.folder, next(iter(prefixes.values())))
            what = f"its matters begin with {' and '.join(sorted(prefixes))}; give them one prefix"
            raise PluginError(plugin.name, f"{place}{what}")
        for prefix, first in prefixes.items():
            owner = owners.setdefault(prefix, plugin.name)
            if owner != plugin.name:
                what = f"its matters begin with {prefix!r} as those of {owner!r}; rename or disable one"
                raise PluginError(plugin.name, f"{place_of(plugin.folder, first)}{what}")
