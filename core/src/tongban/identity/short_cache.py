"""A memory of a few seconds, so that hot requests need no statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from tongban.clock import Clock

Item = TypeVar("Item")
LIFE: Final = timedelta(seconds=5)
SIZE: Final = 10_000


@dataclass(slots=True)
class ShortCache(Generic[Item]):
    """Items by key, forgotten after five seconds: so long may another process's sign-out go unnoticed here."""

    clock: Clock
    _items: dict[str, tuple[datetime, Item]] = field(default_factory=dict)

    def get(self, key: str) -> Item | None:
        """The item if it was put less than five seconds ago."""
        held = self._items.get(key)
        return held[1] if held and self.clock.now() - held[0] < LIFE else None

    def put(self, key: str, item: Item) -> None:
        """Remember from now on."""
        if len(self._items) >= SIZE:
            self._items.clear()
        self._items[key] = (self.clock.now(), item)

    def forget(self, key: str) -> None:
        """Ask the database next time."""
        self._items.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._items.clear()
