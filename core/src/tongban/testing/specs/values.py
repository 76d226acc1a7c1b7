"""By what specifications judge where no node is open: as plugins ship it, or as a node has it (`--node-settings`)."""

from __future__ import annotations

from datetime import date
from functools import cache

from tongban.cases.calendar import WorkingCalendar
from tongban.cases.calendar_files import load_calendar
from tongban.matters.parameters import Layer, Parameters, resolve
from tongban.parameters_in_force import ParametersInForce, load_overlays
from tongban.plugins import Plugins, load_plugins
from tongban.routing.divisions import Divisions, load_divisions
from tongban.settings import Settings

_judged_as: list[Settings] = []


def judge_as(node: Settings) -> None:
    """From now on, by the values, calendars and divisions of this node."""
    judge_as_shipped()
    _judged_as.append(node)


def judge_as_shipped() -> None:
    """By what plugins and core ship again."""
    _judged_as.clear()
    for remembered in (plugins_of, divisions, resolved, _in_force):
        remembered.cache_clear()


def layers(plugin: str, matter_id: str) -> tuple[Layer, ...]:
    """The plugin's values for a matter, then those that the node's own province sets otherwise."""
    if not _judged_as:
        return (plugins_of(plugin).layer(matter_id),)
    return _in_force(plugin).layers(matter_id, _judged_as[0].node)


@cache
def resolved(plugin: str, matter_id: str, on: date) -> Parameters:
    """The values of a matter in force on a day."""
    return resolve(layers(plugin, matter_id), on)


def calendar() -> WorkingCalendar:
    """The working days."""
    return load_calendar([path for node in _judged_as for path in node.calendars])


@cache
def divisions() -> Divisions:
    """The divisions."""
    return load_divisions([path for node in _judged_as for path in node.divisions])


@cache
def plugins_of(plugin: str) -> Plugins:
    """The plugin alone, loaded once."""
    return load_plugins([plugin])


@cache
def _in_force(plugin: str) -> ParametersInForce:
    own = [each for node in _judged_as for each in node.overlays if each.plugin == plugin]
    return load_overlays(own, plugins_of(plugin), divisions())
