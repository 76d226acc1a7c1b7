"""The whole contract between Tongban and its plugins, on one page.

A hook is called once per loaded plugin, is synchronous and cheap, and returns objects; what does work is a method of
those objects. `docs/hooks.md` says when each hook is called and shows a real user.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pluggy import HookimplMarker, HookspecMarker

if TYPE_CHECKING:
    from datetime import date

    from httpx import AsyncClient

    from tongban.clock import Clock
    from tongban.evidence.registers import Register, RegisterContext
    from tongban.exchange.keyring import Keyring
    from tongban.exchange.suites import CryptoSuite
    from tongban.exchange.transport import Transport
    from tongban.exchange.trust import Trust
    from tongban.identity.providers import IdentityProvider
    from tongban.identity.seed import Seed
    from tongban.matters.matter import Matter

PROJECT: Final = "tongban"

Statement = tuple[str, tuple[object, ...]]
"""SQL with $1 placeholders on the plugin's own tables, and its arguments."""

hookspec = HookspecMarker(PROJECT)
hookimpl = HookimplMarker(PROJECT)
"""Decorator of a function that answers the hook whose name it bears."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityContext:
    """What a node tells its sign-in: the ids that settings enable, in order, its seed file's people, and its mode."""

    enabled: tuple[str, ...]
    seed: Seed
    demo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportContext:
    """What a node lends to its transports: one HTTP client, the trust list in use, its keys and its clock.

    `options` is what the setting `transports` says, by the transport's name; one that is not named there is not wanted.
    """

    client: AsyncClient
    trust: Trust
    keyring: Keyring
    clock: Clock
    options: Mapping[str, Mapping[str, str]]


@hookspec
def tongban_register_matters() -> Iterable[Matter]:  # type: ignore[empty-body]
    """Return every matter this plugin offers, in every edition that an open case may name, the current edition last."""


@hookspec
def tongban_register_registers(context: RegisterContext) -> Iterable[Register]:  # type: ignore[empty-body]
    """Return the registers this plugin answers from, such as those on its own tables."""


@hookspec
def tongban_register_identity_providers(context: IdentityContext) -> Iterable[IdentityProvider]:  # type: ignore[empty-body]
    """Return ways in which a person can prove who they are."""


@hookspec
def tongban_register_transports(context: TransportContext) -> Iterable[Transport]:  # type: ignore[empty-body]
    """Return channels that carry envelopes to another node; each may lose, repeat, delay and reorder them."""


@hookspec
def tongban_register_crypto_suites() -> Iterable[CryptoSuite]:  # type: ignore[empty-body]
    """Return suites of signature and encryption; which one a key belongs to, the trust list says."""


@hookspec
def tongban_piccolo_apps() -> Iterable[str]:  # type: ignore[empty-body]
    """Return dotted paths of the Piccolo apps whose tables and migrations this plugin brings."""


@hookspec
def tongban_demo_records(node: str, on: date) -> Iterable[Statement]:  # type: ignore[empty-body]
    """Return the rows that a demonstration of the province `node` ("510000") starts with: fictitious people only."""
