"""What the operator of a node sees and does."""

from __future__ import annotations

from tongban.assembly.foundation import Foundation
from tongban.audit.state import AuditState
from tongban.background import Background
from tongban.cases.service import CaseService
from tongban.exchange import exchange as exchanges
from tongban.exchange.incidents import Incidents
from tongban.operation.alike import AlikeLetters
from tongban.operation.connections import Connections
from tongban.operation.dead_letters import DeadLetters
from tongban.operation.metrics import Metrics
from tongban.operation.operating import Operation
from tongban.operation.peers import Standings
from tongban.operation.readiness import Readiness
from tongban.operation.trial import Trial


def operation_of(base: Foundation, cases: CaseService, exchange: exchanges.Exchange) -> Operation:
    """The operator's desk."""
    database, trust, clock, node = base.database, base.trust, base.clock, base.settings.node
    return Operation(
        database=database,
        audit=base.audit,
        standings=Standings(database, node, trust, exchange.peers, clock),
        letters=DeadLetters(database, clock),
        alike=AlikeLetters(database, clock),
        incidents=Incidents(database, clock),
        connections=Connections(node, trust, exchange.transport, exchange.queries, exchange.peers, clock),
        cases=cases,
        exchange=exchange,
    )


def readiness_of(base: Foundation, background: Background) -> Readiness:
    """Whether the node can serve."""
    audit = AuditState(base.database, base.secret, base.clock)
    return Readiness(base.settings, base.trust, audit, base.clock, background, Trial(base.database))


def metrics_of(base: Foundation, exchange: exchanges.Exchange) -> Metrics:
    """What is measured of the node."""
    return Metrics(
        database=base.database,
        standings=Standings(base.database, base.settings.node, base.trust, exchange.peers, base.clock),
        incidents=Incidents(base.database, base.clock),
        inbox=exchange.inbox,
        audit=AuditState(base.database, base.secret, base.clock),
        trust=base.trust,
        clock=base.clock,
    )
