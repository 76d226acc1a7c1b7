"""Writes facts where they belong: ledger, derived rows, plugin effects, letters to the other places."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from tongban.cases.acts import Actor
from tongban.cases.announcing import announcements
from tongban.cases.applications import Work
from tongban.cases.calendar import WorkingCalendar
from tongban.cases.context import Context
from tongban.cases.derive import derive
from tongban.cases.dossier import Dossier
from tongban.cases.effects import Claim, Effect, Written, writers
from tongban.cases.heads import Draft, Fact, Head
from tongban.cases.papers import addressee_of
from tongban.cases.sealing import Appended, Sealing, append
from tongban.cases.state import Case
from tongban.cases.store import CaseStore, insertion
from tongban.cases.verifying import result_codes
from tongban.cases.wording import short_enough
from tongban.errors import Conflict, Refused
from tongban.identity.people import Party, PartyKind, Role
from tongban.matters.needs import COMPETENT
from tongban.matters.parameters import NO_PARAMETERS
from tongban.matters.rules import Objection
from tongban.storage import Database, Duplicate, Insertion


@dataclass(frozen=True, slots=True)
class Recorder:
    """Appends to cases in the caller's transaction; the only one that writes facts."""

    context: Context
    store: CaseStore

    async def begin(
        self,
        case_id: str,
        draft: Draft,
        *,
        actor: Actor,
        parties: Sequence[Party],
        beside: Sequence[Insertion] = (),
        claims: Sequence[Claim] = (),
    ) -> Case:
        """Commit a new case with its submission, what follows and who handed it in: in one commit, shared with others.

        `beside` goes into the same commit. Raises `Duplicate` where the id is taken, `Refused` where a claim does not
        hold, the matter's tables leave no room, or it is too long to be sent.
        """
        context = self.context
        made = append(None, [draft], case_id=case_id, sealing=self._sealing(actor, parties, ""))
        letters = announcements(None, made.case, fresh=made.facts, ledger=made.facts, node=context.node)
        with short_enough():
            sent = context.outbox.first(*letters)
        rows = [
            *self._insertion(made.case, made.facts, parties=parties),
            *sent,
            context.audit_row(actor, "submit", purpose=made.case.matter, case_id=case_id),
            *beside,
        ]
        written = [*claims, *self._written(made.case, made.heads, Dossier(made.facts, made.heads))]
        if written:
            # What a matter writes may depend on its own order, and claims be refused, so they go one by one.
            async with context.database.transaction("case.submit"):
                await context.database.write("case.submit", rows)
                await hold(write_effects(context.database, written))
        else:
            await context.database.write("case.submit", rows)
        if letters:
            context.wake()
        return made.case

    async def go_on(self, case: Case, drafts: Sequence[Draft], *, actor: Actor, cause: str = "") -> Case:
        """The case with more facts.

        Raises `Conflict` where somebody else wrote first, `Refused` where the matter's tables leave no room or it is
        too long to be sent.
        """
        ledger = await self.store.facts(case.id)
        made = self._append(case, drafts, actor, ledger, cause)
        await self._update(case, made.case, made.facts)
        whole = [*ledger, *made.facts]
        letters = announcements(case, made.case, fresh=made.facts, ledger=whole, node=self.context.node)
        with short_enough():
            await self.context.outbox.put(*letters)
        await hold(self.effects(made.case, made.facts, whole))
        return made.case

    async def take_in(self, facts: Sequence[Fact], case: Case, drafts: Sequence[Draft], *, actor: Actor) -> Case:
        """A case that arrived whole, with what this node adds to it at once (the competent node's `Opened`).

        Raises `Refused` where it is too long to be sent on.
        """
        made = self._append(case, drafts, actor, facts, "") if drafts else Appended(case, (), ())
        whole = [*facts, *made.facts]
        await self._insert(made.case, whole, parties=Dossier(facts).parties())
        letters = announcements(case, made.case, fresh=made.facts, ledger=whole, node=self.context.node)
        with short_enough():
            await self.context.outbox.put(*(letters if made.facts else []))
        await self.effects(made.case, whole, whole)
        return made.case

    async def follow(self, before: Case, after: Case, facts: Sequence[Fact]) -> None:
        """Store facts that the owner sent."""
        await self._update(before, after, facts)
        whole = await self.store.facts(after.id)
        await self.effects(after, facts, whole)

    async def effects(self, case: Case, fresh: Sequence[Fact], ledger: Sequence[Fact]) -> list[Objection]:
        """Run what the matter writes in its own tables for each fresh fact; what the claims object that failed."""
        dossier = Dossier(ledger)
        written = self._written(case, dossier.heads[-len(fresh) :], dossier)
        return await write_effects(self.context.database, written)

    def _written(self, case: Case, fresh: Sequence[Head], dossier: Dossier) -> list[Written]:
        matter, roles = self.context.matters.find(case.matter, case.edition), case.roles_of_node(self.context.node)
        if matter is None:
            return []
        work = Work(case=case, matter=matter, dossier=dossier)
        return [
            each
            for head in fresh
            for write in writers(matter, head.event, roles)
            for each in write(_effect(work, head, roles, self.context.calendar))
        ]

    def _append(
        self, case: Case, drafts: Sequence[Draft], actor: Actor, ledger: Sequence[Fact], cause: str
    ) -> Appended:
        sealing = self._sealing(actor, Dossier(ledger).parties(), cause)
        return append(case, drafts, case_id=case.id, sealing=sealing)

    def _sealing(self, actor: Actor, parties: Sequence[Party], cause: str) -> Sealing:
        context = self.context
        return Sealing(
            moment=context.moment(),
            actor=actor,
            calendar=context.calendar,
            addressee=addressee_of(parties),
            cause=cause,
        )

    async def _insert(self, case: Case, facts: Sequence[Fact], *, parties: Sequence[Party]) -> None:
        for each in self._insertion(case, facts, parties=parties):
            await self.context.database.execute(each.sql, *each.arguments)

    def _insertion(self, case: Case, facts: Sequence[Fact], *, parties: Sequence[Party]) -> list[Insertion]:
        context = self.context
        derived = derive(case, context.calendar, context.clock.today(), node=context.node)
        applicant = parties[0].name if parties else ""
        still = [party for party in parties if party.role not in case.former]
        return insertion(case, facts, derived, applicant=applicant, parties=self._keys(still))

    def _keys(self, parties: Sequence[Party]) -> list[tuple[str, str, str]]:
        """Who may see the case, and for which organisation: its own case and its agent's part in it."""
        key_of = self.context.key_of
        firm = next((key_of(each.number) for each in parties if each.kind is PartyKind.ORGANISATION), "")
        by_mandate = {Role.APPLICANT, Role.AGENT} if firm else set()
        return [(key_of(each.number), each.role, firm if each.role in by_mandate else "") for each in parties]

    async def _update(self, before: Case, after: Case, facts: Sequence[Fact]) -> None:
        context = self.context
        derived = derive(after, context.calendar, context.clock.today(), node=context.node)
        at = context.moment().at
        if not await self.store.update(before, after, facts, derived, at=at):
            raise Conflict("办件刚刚被他人更新，请刷新页面后按最新状态办理")
        for role in set(after.former) - set(before.former):
            await self.store.forget_party(after.id, role)


def _effect(work: Work, head: Head, roles: frozenset[str], calendar: WorkingCalendar) -> Effect[Any]:
    case, law = work.case, work.dossier.law()
    parameters = law.at(COMPETENT) if law else NO_PARAMETERS
    known = work.application({}, today=date.fromisoformat(head.on), parameters=parameters, calendar=calendar)
    codes = result_codes(paper for seq, paper in work.dossier.papers() if seq == head.seq)
    return Effect.of(known, event=head.event, roles=roles, competent=case.competent, codes=codes)


class Taken(Duplicate):
    """What a claim wants another act of the same moment has; `otherwise` is what is said of it."""

    def __init__(self, message: str, otherwise: Objection) -> None:
        super().__init__(message)
        self.otherwise = otherwise


async def write_effects(database: Database, written: Sequence[Written]) -> list[Objection]:
    """Send what effects write, in the caller's transaction; the objections of the claims that changed nothing.

    Raises `Taken` where a unique index refuses what a claim wants. Days and decimals are kept as text, as they are in
    JSON.
    """
    objections: list[Objection] = []
    for each in written:
        sql, arguments = each.statement if isinstance(each, Claim) else each
        try:
            changed = await database.execute(sql, *msgspec.to_builtins(arguments))
        except Duplicate as taken:  # on PostgreSQL by an act of the same moment, which the statement could not see
            if not isinstance(each, Claim):
                raise
            raise Taken(str(taken), each.otherwise) from taken
        if isinstance(each, Claim) and not changed:
            objections.append(each.otherwise)
    return objections


async def hold(writing: Awaitable[list[Objection]]) -> None:
    """Raise `Refused` where a claim of what is being written does not hold."""
    try:
        objections = await writing
    except Taken as taken:
        raise Refused([taken.otherwise]) from taken
    if objections:
        raise Refused(tuple(dict.fromkeys(objections)))
