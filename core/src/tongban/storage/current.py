"""The engine that Table classes use: that of the node at work."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from piccolo.engine.base import Engine

from tongban.storage.engine import NodeEngine
from tongban.storage.errors import StorageError

CONFIGURATION = "tongban.storage.piccolo_conf"

_bound: ContextVar[NodeEngine | None] = ContextVar("tongban_bound_engine", default=None)


class CurrentEngine:
    """Stands in for the engine bound in the running context, so that no Table class holds one."""

    def __getattr__(self, name: str) -> Any:
        engine = _bound.get()
        if engine is None:
            raise StorageError("no database is bound here: wrap the work in `with database.bind():`")
        return getattr(engine, name)


Engine.register(CurrentEngine)

_apps: ContextVar[tuple[str, ...]] = ContextVar("tongban_piccolo_apps", default=())


def registered_apps() -> tuple[str, ...]:
    """The Piccolo apps of the node that is being migrated."""
    return _apps.get()


@contextmanager
def registered(apps: Sequence[str]) -> Iterator[None]:
    """Piccolo's migrations know `apps` inside this block."""
    token = _apps.set(tuple(apps))
    try:
        yield
    finally:
        _apps.reset(token)


class Bound:
    """Table classes use `engine` inside this block and in tasks started there."""

    __slots__ = ("_engine", "_token")

    def __init__(self, engine: NodeEngine) -> None:
        self._engine = engine

    def __enter__(self) -> None:
        self._token = _bound.set(self._engine)

    def __exit__(self, *_: object) -> None:
        _bound.reset(self._token)


def serve_piccolo() -> None:
    """Have Piccolo ask the module of this name for the engine of a Table class that was given none."""
    os.environ["PICCOLO_CONF"] = CONFIGURATION
