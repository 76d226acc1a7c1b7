"""What the case services of one node stand on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tongban.audit import Audit
from tongban.cases.acts import Actor, Moment
from tongban.cases.calendar import WorkingCalendar
from tongban.clock import Clock, milliseconds
from tongban.exchange.outbox import Outbox
from tongban.matters.matter import Matter
from tongban.storage import Database, Insertion


class Matters(Protocol):
    """What cases need to know of the matters this node offers."""

    def offers(self, matter: str, edition: str) -> bool:
        """Whether this node decides the matter in that edition."""
        ...

    def find(self, matter: str, edition: str) -> Matter | None:
        """The matter in that edition, where this node knows it."""
        ...


async def never_served(node: str, division: str, on: date) -> bool:
    """Where no earlier trust lists are kept, only the one in use says who serves what."""
    return False


async def nobody_mandated(number: str) -> frozenset[tuple[str, str]]:
    """Where no mandates are kept, nobody sees an organisation's case."""
    return frozenset()


@dataclass(slots=True, kw_only=True)
class Context:
    """The node's ports; `calendar` is replaced when a new year's notice is loaded."""

    node: str
    name: str
    database: Database
    clock: Clock
    calendar: WorkingCalendar
    audit: Audit
    outbox: Outbox
    matters: Matters
    has_office: Callable[[str], bool]
    is_served_by: Callable[[str, str], bool]
    """Whether a node may have places in a division of six digits."""
    key_of: Callable[[str], str]
    wake: Callable[[], None]
    was_served_by: Callable[[str, str, date], Awaitable[bool]] = never_served
    """The same of an earlier day; raises what lets a letter wait where that cannot be said yet."""
    mandated: Callable[[str], Awaitable[frozenset[tuple[str, str]]]] = nobody_mandated
    """For whom (organisation's key, matter) a person of that number holds a mandate today."""

    def moment(self) -> Moment:
        """Now, for a decision."""
        return Moment(at=milliseconds(self.clock.now()), on=self.clock.today().isoformat())

    async def audited(self, actor: Actor, act: str, *, purpose: str, case_id: str | None = None) -> None:
        """Write an act into the audit log, in the caller's transaction."""
        row = self.audit_row(actor, act, purpose=purpose, case_id=case_id)
        await self.database.execute(row.sql, *row.arguments)

    def audit_row(self, actor: Actor, act: str, *, purpose: str, case_id: str | None = None) -> Insertion:
        """The same, not sent yet."""
        who = actor.officer or actor.number or actor.kind
        return self.audit.row(actor=who, role=actor.kind, act=act, purpose=purpose, case_id=case_id)

    async def audited_reading(self, actor: Actor, act: str, *, purpose: str, case_id: str | None = None) -> None:
        """Write a reading into the audit log before it is answered; readings at the same time share a commit."""
        await self.audit.record_reading(self.audit_row(actor, act, purpose=purpose, case_id=case_id))
