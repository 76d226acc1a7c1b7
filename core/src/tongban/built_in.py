"""What core itself brings through the hooks; loaded on every node, after the plugins that settings name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tongban.exchange import file_transport
from tongban.exchange.file_transport import FileTransport
from tongban.exchange.http_transport import HttpTransport
from tongban.exchange.intl_suite import IntlSuite
from tongban.exchange.pull_transport import PullTransport
from tongban.hookspecs import IdentityContext, TransportContext, hookimpl
from tongban.identity.development import DevelopmentProvider

if TYPE_CHECKING:
    from tongban.exchange.suites import CryptoSuite
    from tongban.exchange.transport import Transport
    from tongban.identity.providers import IdentityProvider


@hookimpl
def tongban_register_identity_providers(context: IdentityContext) -> Iterable[IdentityProvider]:
    """The sign-in of demonstrations, refused on any other node."""
    if DevelopmentProvider.id not in context.enabled:
        return []
    return [DevelopmentProvider(context.seed, demo=context.demo)]


@hookimpl
def tongban_register_transports(context: TransportContext) -> Iterable[Transport]:
    """HTTP to the address that the trust list gives, fetching, and files where settings name their folders."""
    http = HttpTransport(context.client, keyring=context.keyring, clock=context.clock)
    pull = PullTransport(http=http, keyring=context.keyring, trust=context.trust, clock=context.clock)
    if FileTransport.name not in context.options:
        return [http, pull]
    options = context.options[FileTransport.name]
    return [http, pull, file_transport.from_options(options, trust=context.trust, clock=context.clock)]


@hookimpl
def tongban_register_crypto_suites() -> Iterable[CryptoSuite]:
    """The suite of every node that is not told otherwise."""
    return [IntlSuite()]
