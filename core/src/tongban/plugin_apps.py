"""What the Piccolo apps of a plugin must hold to: they can be imported, and app and tables carry the plugin's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from inspect import getsourcefile, getsourcelines
from pathlib import Path
from typing import TYPE_CHECKING

from tongban.errors import PluginError
from tongban.plugin_sources import describe, place_of, place_of_line

if TYPE_CHECKING:
    from piccolo.conf.apps import AppConfig
    from piccolo.table import Table

    from tongban.plugins import Plugin


def check_apps(plugin: str, folder: Path, answers: Sequence[object]) -> tuple[str, ...]:
    """The plugin's Piccolo apps, if they can be imported and app and tables carry the plugin's name."""
    apps = tuple(str(app) for app in answers)
    for app in apps:
        _check_app(plugin, app, _configuration(plugin, app, folder))
    return apps


def check_tables(loaded: Sequence[Plugin]) -> None:
    """Raise `PluginError` for a table that is named as those of another plugin, such as housing_fund_… of `housing`."""
    names = [plugin.name for plugin in loaded]
    for plugin in loaded:
        for name, table in _tables(plugin):
            owner = max((other for other in names if name.startswith(f"{other}_")), key=len)
            if owner != plugin.name:
                what = f"its table {name!r} is named as those of {owner!r}; rename the table, or disable one of them"
                raise PluginError(plugin.name, f"{_place_of_class(table)}{what}")


def _tables(plugin: Plugin) -> Iterator[tuple[str, type[Table]]]:
    for app in plugin.piccolo_apps:
        for table in _configuration(plugin.name, app, plugin.folder).table_classes:
            yield table._meta.tablename, table  # noqa: SLF001 - Piccolo's documented way to a table's name


def _configuration(plugin: str, app: str, folder: Path) -> AppConfig:
    try:
        configuration: AppConfig = import_module(app).APP_CONFIG
    except Exception as error:
        what = f"Piccolo app {app!r} cannot be imported: {describe(error)}; mend tongban_piccolo_apps or the module"
        raise PluginError(plugin, f"{place_of(folder, app)}{what}") from error
    return configuration


def _check_app(plugin: str, app: str, configuration: AppConfig) -> None:
    if configuration.app_name != plugin:
        place = place_of_line(Path(import_module(app).__file__ or app), "app_name")
        raise PluginError(plugin, f"{place}app_name is {configuration.app_name!r}; write app_name={plugin!r}")
    for table in configuration.table_classes:
        name = table._meta.tablename  # noqa: SLF001 - as above
        if not name.startswith(f"{plugin}_"):
            what = f"table {name!r} must be named {plugin}_…: class …(Table, tablename=…)"
            raise PluginError(plugin, f"{_place_of_class(table)}{what}")


def _place_of_class(made: type) -> str:
    """`file:line: ` of a class where it is written, or nothing."""
    with suppress(OSError, TypeError):
        return f"{getsourcefile(made)}:{getsourcelines(made)[1]}: "
    return ""
