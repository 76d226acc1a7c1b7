"""Modules that Piccolo imports and a node at work never uses: they are loaded when somebody does."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


class _Postponed(ModuleType):
    """Stands in for a module until something of it is asked for."""

    # `importlib.util.LazyLoader` would do, but on Python 3.11 a second `import` loads what it has put off.
    def __getattr__(self, attribute: str) -> Any:
        name = self.__name__
        if sys.modules.get(name) is self:
            del sys.modules[name]
        return getattr(import_module(name), attribute)


def postpone(name: str) -> None:
    """Have a module that is not imported yet loaded at its first use; nothing where it is not installed."""
    spec = None if name in sys.modules else find_spec(name)
    if spec is not None:
        stand_in = sys.modules[name] = _Postponed(name)
        stand_in.__file__ = spec.origin  # `inspect` asks every module for it
