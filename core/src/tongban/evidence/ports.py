"""What the answering side asks of the rest of the node, with fakes for tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tongban.exchange.trust_documents import GrantKind


class Grants(Protocol):
    """Which nodes may ask this one about which matters."""

    def allows(self, node: str, matter: str, kind: GrantKind) -> bool:
        """Whether the node was granted such questions, and is not suspended."""
        ...


class KnownParties(Protocol):
    """What this node knows of the parties of applications."""

    async def parties_of(self, application: str, *, asking: str) -> frozenset[str] | None:
        """The numbers of all parties, or None where the application is not known here.

        None of them for a node that is no place of the application.
        """
        ...


class FakeGrants:
    """Grants from a dict of node to the matters it serves."""

    def __init__(self, served: Mapping[str, frozenset[str]]) -> None:
        self.served = dict(served)

    def allows(self, node: str, matter: str, kind: GrantKind) -> bool:
        """Look it up in the dict."""
        return matter in self.served.get(node, frozenset())


class FakeParties:
    """Parties from a dict of application id to numbers."""

    def __init__(self, known: Mapping[str, frozenset[str]] | None = None) -> None:
        self.known = dict(known or {})
        self.strangers: set[str] = set()

    async def parties_of(self, application: str, *, asking: str) -> frozenset[str] | None:
        """Look it up in the dict; nodes in `strangers` are no place of any application."""
        known = self.known.get(application)
        return frozenset() if known is not None and asking in self.strangers else known
