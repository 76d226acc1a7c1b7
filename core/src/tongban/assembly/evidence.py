"""Who answers from registers, who asks them, and where uploaded files lie."""

from __future__ import annotations

from collections.abc import Callable

from tongban.assembly.exchange import grants_of
from tongban.assembly.foundation import Foundation
from tongban.desk.known_parties import CaseParties
from tongban.evidence.contents import MEGABYTE
from tongban.evidence.files import FileStore
from tongban.evidence.gather import Gatherer
from tongban.evidence.query_log import QueryLog
from tongban.evidence.registers import Register, RegisterContext, Registers
from tongban.evidence.remote import ExchangeRegisters
from tongban.evidence.responder import Responder
from tongban.evidence.uploads import Uploads
from tongban.exchange import exchange as exchanges
from tongban.serving import ServedMatters

PutBefore = Callable[[Register], Register]


def nothing_before(register: Register) -> Register:
    """The register itself answers."""
    return register


def responder_of(base: Foundation, parties: CaseParties, log: QueryLog, before: PutBefore) -> Responder:
    """Who answers from this node's own registers, each with what is put before it."""
    context = RegisterContext(
        database=base.database, clock=base.clock, calendar=base.calendar, divisions=base.divisions
    )
    registers = base.plugins.registers(context, remote=base.settings.remote_registers)
    return Responder(
        node=base.settings.node,
        registers=Registers(map(before, registers)),
        find_matter=ServedMatters(base.plugins).find,
        grants=grants_of(base),
        parties=parties,
        database=base.database,
        log=log,
        audit=base.audit,
        clock=base.clock,
        quota=base.settings.questions_a_day,
    )


def gatherer_of(base: Foundation, responder: Responder, log: QueryLog, exchange: exchanges.Exchange) -> Gatherer:
    """Who asks registers here and elsewhere."""
    return Gatherer(
        node=base.settings.node,
        responder=responder,
        remote=ExchangeRegisters(exchange.queries, is_due=exchange.peers.is_due),
        database=base.database,
        log=log,
        audit=base.audit,
        clock=base.clock,
        place_name=base.divisions.full_name,
    )


def uploads_of(base: Foundation) -> Uploads:
    """Uploaded files, encrypted in the node's folder."""
    return Uploads(
        base.database,
        files=FileStore(base.settings.data, secret=base.secret, clock=base.clock),
        clock=base.clock,
        most_bytes=base.settings.upload_megabytes_per_person * MEGABYTE,
    )
