"""The hooks of one plugin: which functions answer to them, and what they answer."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from reprlib import repr as short
from types import ModuleType
from typing import Final

from pluggy import PluginManager
from pluggy import PluginValidationError as RefusedByPluggy

from tongban import hookspecs
from tongban.errors import Misconfigured, PluginError
from tongban.plugin_sources import describe, did_you_mean

HOOK: Final = f"{hookspecs.PROJECT}_"
MARK: Final = f"{hookspecs.PROJECT}_impl"
"""What pluggy leaves on a function that is marked."""


def check_marks(plugin: str, module: ModuleType) -> None:
    """Raise `PluginError` for a function named like a hook that is not marked as one: nothing would ever call it."""
    for name, found in vars(module).items():
        if name.startswith(HOOK) and inspect.isfunction(found) and not hasattr(found, MARK):
            mend = "write @hookimpl (from tongban import hookimpl) above it, or another name if it is no hook"
            what = f"{name} is not marked as a hook and would never be called; {mend}"
            raise PluginError(plugin, f"{_place_of(found)}{what}")


def add_hooks(manager: PluginManager, plugin: str, module: ModuleType) -> None:
    """Register a plugin's hooks; raises `PluginError` for a taken name and a hook unknown or with a wrong argument."""
    try:
        manager.register(module, name=plugin)
        manager.check_pending()
    except RefusedByPluggy as refused:
        raise PluginError(plugin, _refused(module, str(refused).replace("\n", " "))) from refused
    except ValueError as clash:
        raise PluginError(plugin, _clash(manager, plugin, module)) from clash


def ask(manager: PluginManager, plugin: str, hook: str, **arguments: object) -> tuple[object, ...]:
    """What one plugin answers to a hook; its failure is a `PluginError` with file and line."""
    others = [each for other, each in manager.list_name_plugin() if other != plugin]
    try:
        answers = manager.subset_hook_caller(hook, others)(**arguments)
        odd = next((each for each in answers if isinstance(each, str) or not isinstance(each, Iterable)), None)
        items = () if odd is not None else tuple(item for answer in answers for item in answer)
    except (Misconfigured, PluginError):
        raise
    except Exception as error:
        raise PluginError(plugin, f"{hook} failed: {describe(error)}") from error
    if odd is not None:
        what = f"{hook} returned {short(odd)}; return a list, with all that it offers in it"
        raise PluginError(plugin, f"{place_of_hook(manager, plugin, hook)}{what}")
    return items


def place_of_hook(manager: PluginManager, plugin: str, hook: str) -> str:
    """`file:line: ` of the function with which a plugin answers to a hook, or nothing."""
    return _place_of(getattr(manager.get_plugin(plugin), hook, None))


def _refused(module: ModuleType, message: str) -> str:
    """What pluggy objects to, with its place and what to write instead."""
    known = {name: hook for name, hook in vars(hookspecs).items() if name.startswith(HOOK)}
    named = next((word for word in message.split("'") if word.startswith(HOOK)), "")
    place = _place_of(getattr(module, named, None))
    if named in known:
        return f"{place}{message}; write it as def {named}{inspect.signature(known[named])}"
    return f"{place}{message}{did_you_mean(named, known)} (hooks: {', '.join(known)})"


def _clash(manager: PluginManager, plugin: str, module: ModuleType) -> str:
    """Which of the plugins loaded before has the same name or the same module."""
    other = manager.get_name(module)
    if other is None or other == plugin:
        return "its name is taken by Tongban itself: take another name in [project.entry-points.tongban]"
    named = f"its module {module.__name__} is that of {other!r} too"
    return f"{named}: name a module of its own, or enable only one of them"


def _place_of(function: object) -> str:
    """`file:line: ` of a function where it is written, or nothing."""
    code = getattr(function, "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}: " if code else ""
