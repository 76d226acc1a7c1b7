"""The exchange of a node, with its transports, its keeper of the trust list and who compares with others."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial

from tongban.assembly.foundation import Foundation
from tongban.assembly.places import offices_of
from tongban.audit.alarms import AuditAlarms
from tongban.desk.file_traffic import FileTraffic
from tongban.errors import Misconfigured
from tongban.exchange import exchange as exchanges
from tongban.exchange import keys, queries
from tongban.exchange.carriers import Carriers
from tongban.exchange.granting import Grants
from tongban.exchange.incidents import Incidents
from tongban.exchange.ports import Statements
from tongban.exchange.reconciling import Reconciler
from tongban.exchange.refused_limit import RefusedQuota
from tongban.exchange.stores.compared import ComparedRows
from tongban.exchange.stores.database import DatabaseStore
from tongban.exchange.transport import Transport
from tongban.exchange.trust_keeping import TrustKeeper
from tongban.exchange.trust_mirrors import HttpTrustMirrors
from tongban.hookspecs import TransportContext
from tongban.plugin_sources import did_you_mean
from tongban.routing.directory import Directory

ChooseTransport = Callable[[TransportContext], Transport]


def exchange_of(
    base: Foundation,
    answers: queries.Responder,
    transport: ChooseTransport | None,
    statements: Statements,
    letters: FileTraffic,
) -> exchanges.Exchange:
    """The exchange with other nodes, over the transport chosen or all that plugins and core register."""
    carrier = TransportContext(
        client=base.client,
        trust=base.trust,
        keyring=base.keyring,
        clock=base.clock,
        options=base.settings.transports,
    )
    return exchanges.assemble(
        DatabaseStore(base.database),
        node=base.settings.node,
        keyring=base.keyring,
        trust=base.trust,
        transport=transport(carrier) if transport else carriers_of(base, carrier),
        clock=base.clock,
        handler=letters,
        rejections=letters,
        responder=answers,
        alarms=alarms_of(base),
        chance=random.Random(),  # noqa: S311 - jitter, not secrecy
        statements=statements,
        refused_quota=RefusedQuota(
            letters=base.settings.refusals_a_day, bytes=base.settings.refused_megabytes_a_day * 1024**2
        ),
        taken_a_day=base.settings.letter_megabytes_a_day * 1024**2,
    )


def alarms_of(base: Foundation) -> AuditAlarms:
    """Who is told of a peer that is at odds with itself, or with this node."""
    return AuditAlarms(base.audit, Incidents(base.database, base.clock))


def carriers_of(base: Foundation, context: TransportContext) -> Carriers:
    """Every transport of the node; raises `Misconfigured` for one that settings name and nobody brings."""
    carriers = Carriers(base.plugins.transports(context), base.trust)
    for name in context.options:
        if name not in carriers.names:
            hint = did_you_mean(name, carriers.names) or "; enable the plugin that brings it, or take it out"
            raise Misconfigured(f"transports: no loaded plugin brings {name!r}{hint}")
    return carriers


def grants_of(base: Foundation) -> Grants:
    """What other nodes may send this one."""
    return Grants(base.trust, base.settings.node, base.clock)


def reconciler_of(base: Foundation) -> Reconciler:
    """Who compares with every peer what the two have."""
    database, clock = base.database, base.clock
    return Reconciler(base.settings.node, ComparedRows(database), Incidents(database, clock), base.keyring, clock)


def trust_keeper_of(base: Foundation, directory: Directory) -> TrustKeeper:
    """Who keeps the trust list, and the node's own keys, current."""
    settings, suites = base.settings, base.plugins.suites()
    return TrustKeeper(
        database=base.database,
        trust=base.trust,
        keyring=base.keyring,
        clock=base.clock,
        file=settings.trust_list,
        verify=base.verify,
        read_keys=partial(keys.load, settings.key, suites),
        mirrors=HttpTrustMirrors(base.client),
        renewed=lambda newer: directory.renew(newer, offices_of(base, newer)),
        compromised=alarms_of(base).on_compromised,
        chance=random.Random(),  # noqa: S311 - which peers are asked is no secret
    )
