"""The plugin `nats`: enable it in `plugins` and describe the servers in the table `transports.nats`."""

from __future__ import annotations

from collections.abc import Iterable

from tongban import Transport, TransportContext, hookimpl
from tongban_nats import NAME


@hookimpl
def tongban_register_transports(context: TransportContext) -> Iterable[Transport]:
    """NATS, where settings describe its servers."""
    options = context.options.get(NAME)
    if options is None:
        return []
    # Its client is a twentieth of the start of a node, and most describe no servers.
    from tongban_nats.connection import Connection
    from tongban_nats.transport import NatsTransport

    node = context.keyring.node
    return [NatsTransport(Connection(node, options), node=node, trust=context.trust)]
