"""What core itself brings through the hooks; loaded on every node, after the plugins that settings name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tongban.exchange.http_transport import HttpTransport
from tongban.hookspecs import TransportContext, hookimpl

if TYPE_CHECKING:
    from tongban.exchange.transport import Transport


@hookimpl
def tongban_register_transports(context: TransportContext) -> Iterable[Transport]:
    """HTTP to the address that the trust list gives."""
    return [HttpTransport(context.client, context.trust)]
