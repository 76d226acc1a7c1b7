"""What the case services of a node share."""

from __future__ import annotations

from functools import partial

from tongban.assembly.foundation import Foundation
from tongban.cases.context import Context
from tongban.exchange.outbox import Outbox
from tongban.identity.person_keys import person_key
from tongban.routing.directory import Directory
from tongban.routing.earlier_lists import EarlierLists
from tongban.serving import ServedMatters


def case_context(base: Foundation, directory: Directory) -> Context:
    """What the case services share; whoever assembles the exchange sets `wake`."""
    settings = base.settings
    earlier = EarlierLists(database=base.database, trust=base.trust, clock=base.clock, verify=base.verify)
    return Context(
        node=settings.node,
        name=settings.name,
        database=base.database,
        clock=base.clock,
        calendar=base.calendar,
        audit=base.audit,
        outbox=Outbox(base.database, clock=base.clock),
        matters=ServedMatters(base.plugins),
        has_office=partial(_has_office, directory, settings.node),
        is_served_by=directory.is_served_by,
        was_served_by=earlier.served,
        key_of=partial(person_key, base.secret),
        wake=lambda: None,
    )


def _has_office(directory: Directory, node: str, code: str) -> bool:
    office = directory.offices.office(code)
    serving = directory.node_serving(office.division) if office else None
    return serving is not None and serving.id == node
