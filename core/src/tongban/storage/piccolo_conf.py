"""Where Piccolo looks for the engine of a Table class: always that of the node at work."""

from __future__ import annotations

from typing import Any

from piccolo.conf.apps import AppRegistry

from tongban.storage.current import CurrentEngine

DB: Any = CurrentEngine()
APP_REGISTRY = AppRegistry()
