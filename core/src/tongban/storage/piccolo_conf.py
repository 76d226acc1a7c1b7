"""Where Piccolo looks for the engine of a Table class: always that of the node at work."""

from __future__ import annotations

from typing import Any

from piccolo.conf.apps import AppRegistry

from tongban.storage.current import CurrentEngine, registered_apps

DB: Any = CurrentEngine()


def __getattr__(name: str) -> AppRegistry:
    if name == "APP_REGISTRY":
        return AppRegistry(apps=list(registered_apps()))
    raise AttributeError(name)
