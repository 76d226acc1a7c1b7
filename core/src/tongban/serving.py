"""What a node offers, as cases ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.errors import NotFound
from tongban.matters.matter import Matter
from tongban.plugins import Plugins


@dataclass(frozen=True, slots=True)
class ServedMatters:
    """`cases.context.Matters`, answered from the loaded plugins; an unknown matter is simply not offered."""

    plugins: Plugins

    def find(self, matter: str, edition: str | None = None) -> Matter | None:
        """The matter in an edition, or None."""
        try:
            return self.plugins.matter(matter, edition)
        except NotFound:
            return None

    def offers(self, matter: str, edition: str) -> bool:
        """Whether this node decides the matter in that edition."""
        return self.find(matter, edition) is not None
