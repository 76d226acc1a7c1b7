"""What a plugin must hold to before a node starts with it; each fault is a `PluginError` with place and remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from inspect import isfunction
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from tongban.errors import Misconfigured, PluginError
from tongban.hookspecs import PROJECT
from tongban.matters.guides import FILE, read_guides
from tongban.matters.matter import Matter
from tongban.matters.parameters import Layer, Parameter, load_layer
from tongban.matters.validation import faults, parameter_faults, term_faults
from tongban.plugin_sources import describe, did_you_mean, place_of, place_of_parameter
from tongban.yaml_files import place_in

if TYPE_CHECKING:
    from piccolo.conf.apps import AppConfig

NATION = "国家规定"
HOOK: Final = f"{PROJECT}_"
MARK: Final = f"{PROJECT}_impl"
"""What pluggy leaves on a function that is marked."""


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
        found = [f"{place_in(path, name)}: {fault}" for name, fault in parameter_faults(parameters)]
        if found:
            raise PluginError(plugin, "\n  ".join(found))
        together |= parameters
    return Layer(NATION, together)


def check_marks(plugin: str, module: ModuleType) -> None:
    """Raise `PluginError` for a function named like a hook that is not marked as one: nothing would ever call it."""
    for name, found in vars(module).items():
        if name.startswith(HOOK) and isfunction(found) and not hasattr(found, MARK):
            place = f"{found.__code__.co_filename}:{found.__code__.co_firstlineno}"
            mend = "write @hookimpl (from tongban import hookimpl) above it, or another name if it is no hook"
            raise PluginError(plugin, f"{place}: {name} is not marked as a hook and would never be called; {mend}")


def matters_in(plugin: str, answers: Sequence[object]) -> tuple[Matter, ...]:
    """What the plugin registered, if all of it are matters."""
    matters = tuple(each for each in answers if isinstance(each, Matter))
    if len(matters) != len(answers):
        odd = next(each for each in answers if not isinstance(each, Matter))
        raise PluginError(plugin, f"tongban_register_matters returned {odd!r}; return Matter objects")
    return matters


def guided(plugin: str, folder: Path, matters: Sequence[Matter]) -> tuple[Matter, ...]:
    """The matters with their words from the plugin's `guides.yaml`."""
    try:
        guides = read_guides(folder)
    except Misconfigured as error:
        raise PluginError(plugin, str(error)) from error
    ids = {matter.id for matter in matters}
    for unknown in sorted(guides.keys() - ids):
        hint = did_you_mean(unknown, ids) or "; take it out"
        raise PluginError(plugin, f"{place_in(folder / FILE, unknown)}: no matter has the id {unknown!r}{hint}")
    return tuple(replace(matter, guide=guides.get(matter.id, matter.guide)) for matter in matters)


def check_matters(plugin: str, folder: Path, matters: Sequence[Matter], parameters: Mapping[str, Parameter]) -> None:
    """Raise `PluginError` with every fault of the matters, each with its place in the plugin's source."""
    found: list[str] = []
    seen: set[tuple[str, str]] = set()
    for matter in matters:
        wrong = faults(matter, parameters)
        if (matter.id, matter.edition) in seen:
            wrong.insert(0, f"edition {matter.edition} is registered twice; give the newer one its own edition")
        seen.add((matter.id, matter.edition))
        # Only a fault needs its place: to find it all of the plugin's source is read.
        found += [f"{place_of(folder, matter.id)}matter {matter.id}: {fault}" for fault in wrong]
        counted = dict(term_faults(matter, parameters))
        found += [f"{place_of_parameter(folder, name)}: {fault}" for name, fault in counted.items()]
    if found:
        raise PluginError(plugin, "\n  ".join(found))


def check_prefixes(matters: Mapping[str, Sequence[Matter]]) -> None:
    """Raise `PluginError` unless each plugin's matters share one prefix that is its alone."""
    owners: dict[str, str] = {}
    for plugin, own in matters.items():
        prefixes = sorted({matter.plugin_prefix for matter in own})
        if len(prefixes) > 1:
            raise PluginError(plugin, f"its matters begin with {' and '.join(prefixes)}; give them one prefix")
        for prefix in prefixes:
            owner = owners.setdefault(prefix, plugin)
            if owner != plugin:
                raise PluginError(
                    plugin, f"its matters begin with {prefix!r} as those of {owner!r}; rename or disable one"
                )


def check_tables(apps: Mapping[str, Sequence[str]]) -> None:
    """Raise `PluginError` for a table that is named as those of another plugin, such as housing_fund_… of `housing`."""
    for plugin, own in apps.items():
        for table in (table for app in own for table in _configuration(plugin, app).table_classes):
            name = table._meta.tablename  # noqa: SLF001 - as below
            owner = max((other for other in apps if name.startswith(f"{other}_")), key=len)
            if owner != plugin:
                message = f"its table {name!r} is named as those of {owner!r}; rename the table, or disable one of them"
                raise PluginError(plugin, message)


def check_apps(plugin: str, answers: Sequence[object]) -> tuple[str, ...]:
    """The plugin's Piccolo apps, if they can be imported and app and tables carry the plugin's name."""
    apps = tuple(str(app) for app in answers)
    for app in apps:
        _check_app(plugin, app, _configuration(plugin, app))
    return apps


def _configuration(plugin: str, app: str) -> AppConfig:
    try:
        configuration: AppConfig = import_module(app).APP_CONFIG
    except Exception as error:
        message = f"Piccolo app {app!r} cannot be imported: {describe(error)}; mend tongban_piccolo_apps or the module"
        raise PluginError(plugin, message) from error
    return configuration


def _check_app(plugin: str, app: str, configuration: AppConfig) -> None:
    if configuration.app_name != plugin:
        raise PluginError(plugin, f"{app}: app_name is {configuration.app_name!r}; write app_name={plugin!r}")
    for table in configuration.table_classes:
        name = table._meta.tablename  # noqa: SLF001 - Piccolo's documented way to a table's name
        if not name.startswith(f"{plugin}_"):
            raise PluginError(plugin, f"{app}: table {name!r} must be named {plugin}_…: class …(Table, tablename=…)")
