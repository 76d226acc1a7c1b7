"""The case service: hand in, act, and ask the owner where this node is not the owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from tongban.cases import facts as f
from tongban.cases.acts import Actor, AnyAct
from tongban.cases.announcing import told, whole
from tongban.cases.context import Context
from tongban.cases.decide import decide, require_permission, require_state
from tongban.cases.dossier import Dossier
from tongban.cases.effects import Claim
from tongban.cases.heads import Draft
from tongban.cases.intent_store import Intents
from tongban.cases.intents import Pending
from tongban.cases.legible import require_legible
from tongban.cases.levels import require_level
from tongban.cases.number import CaseNumber
from tongban.cases.recording import Recorder
from tongban.cases.repeats import done_before, same
from tongban.cases.rights import require_grounds
from tongban.cases.serials import Serials
from tongban.cases.sheets import BOTH
from tongban.cases.standing import standing
from tongban.cases.state import Case
from tongban.cases.store import CaseStore
from tongban.cases.window import stands_there, unknown_at_window
from tongban.cases.wording import (
    NO_SUCH_CASE,
    Parts,
    evidence_parts,
    refuse,
    require_readable_length,
    short_enough,
)
from tongban.errors import Conflict, NotFound, Refused
from tongban.evidence.items import Evidence
from tongban.identity.people import Party, Role
from tongban.storage import Duplicate, Insertion

Done = Case | Pending


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """A checked application on its way to become a case; `event.number` is still empty.

    `sheets` are the parts of the application by audience (see `cases.sheets`), and where its result goes by post.
    """

    id: str
    event: f.Submitted
    sheets: Parts
    parties: tuple[Party, ...]
    evidence: tuple[Evidence, ...]
    actor: Actor


class CaseService:
    """Everything that changes a case on this node, each change in one transaction."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.store = CaseStore(context.database)
        self.recorder = Recorder(context, self.store)
        self.intents = Intents(context)
        self._serials = Serials(self.store)

    async def submit(
        self, submission: Submission, *, looked_up: Sequence[Insertion] = (), claims: Sequence[Claim] = ()
    ) -> Case:
        """Make a case of an application; handing the same one in again gives the case it became.

        `looked_up` records that registers were asked for it: kept in the commit of the case, and also if none comes.
        `claims` hold in that commit; raises `Refused` where one does not.
        """
        if submission.actor.behalf and not stands_there(submission.actor, submission.parties):
            raise unknown_at_window(submission.actor)
        by, parties = submission.actor, submission.parties
        try:
            draft = _numbered(submission, await self._number(submission.event))
            return await self.recorder.begin(
                submission.id, draft, actor=by, parties=parties, beside=looked_up, claims=claims
            )
        except (Duplicate, Refused) as fault:
            await self.context.database.write("case.not_submitted", looked_up)
            if isinstance(fault, Refused):
                raise
        return await self._handed_in_before(submission)

    async def _handed_in_before(self, submission: Submission) -> Case:
        sql = "SELECT 1 FROM tongban_party WHERE case_id = $1 AND key = $2"
        key = self.context.key_of(submission.parties[0].number)
        if await self.context.database.fetch_one(sql, submission.id, key) is None:
            raise Conflict("这份申请的编号已被使用，请重新填写后提交")
        return await self.case(submission.id)

    async def act(
        self,
        case_id: str,
        act: AnyAct,
        actor: Actor,
        *,
        seen: int | None = None,
        looked_up: Sequence[Insertion] = (),
    ) -> Done:
        """Do it where this node owns the case, else ask the owner; raises `Refused`, `Conflict`, `NotFound`.

        What a party has done or asked for already is done once, and what became of it is given again.
        `seen` is the number of the last fact that the actor knew of: a case that has gone on since is a `Conflict`.
        `looked_up` is kept in the commit of the act, and where none comes not at all.
        """
        async with self.context.database.transaction("case.act"):
            case = await self._locked(case_id)
            await self.require_permitted(case, act, actor, seen=seen)
            matter = self.context.matters.find(case.matter, case.edition)
            require_level(matter, act, actor)
            require_grounds(matter, act, case)
            require_readable_length(act)
            require_legible(act, actor)
            done = await self._take(case, act, actor)
            await self.context.audited(actor, _tag(act), purpose=case.matter, case_id=case.id)
            await self.context.database.write("case.act", looked_up)
        self.context.wake()
        return done

    async def require_permitted(self, case: Case, act: AnyAct, actor: Actor, *, seen: int | None) -> None:
        """Raise what `act` would of who acts and of what they have seen, whatever is in the act."""
        require_seen(case, seen)
        await self._require_roles(case, actor)
        require_permission(case, act, by=actor)

    async def require_in_place(self, case: Case, act: AnyAct, actor: Actor, *, seen: int | None) -> None:
        """The same, and of the state of the case as it is known here, before anything else is told of or looked up.

        What is on offer is taken by its new owner as soon as that has opened it.
        """
        await self.require_permitted(case, act, actor, seen=seen)
        require_state(case if self._decides(case) else msgspec.structs.replace(case, offered=False), act)

    def require_takeable(self, case: Case, act: AnyAct, actor: Actor) -> None:
        """Raise whatever the case itself has against the act as far as it is filled in."""
        decide(case, act, by=actor, at=self.context.moment())

    async def tell_anew(self, case_id: str, receiver: str) -> None:
        """Send a place of the case the whole ledger once more, in the caller's transaction; raises `Refused`.

        What the place has it passes over, so this mends whatever it refused or lost.
        """
        case = await self._locked(case_id)
        if case.owner != self.context.node or receiver not in told(case):
            raise refuse("CASE-TELL", "本节点不是此办件现在的办理地，不能代为告知", remedy="请现在的办理地再次发送")
        letters = whole(case, receiver, await self.store.facts(case_id))
        with short_enough():
            await self.context.outbox.put(*letters)

    async def case(self, case_id: str) -> Case:
        """The present of a case; raises `NotFound`."""
        case = await self.store.load(case_id)
        if case is None:
            raise NotFound(NO_SUCH_CASE)
        return case

    async def file(self, case_id: str) -> tuple[Case, Dossier]:
        """The present of a case with what its facts say; raises `NotFound`."""
        return await self.case(case_id), Dossier(await self.store.facts(case_id))

    async def is_done(self, case_id: str, act: AnyAct, actor: Actor) -> bool:
        """Whether a party has done this very thing already."""
        return actor.kind == "party" and done_before(act, actor, Dossier(await self.store.facts(case_id)))

    async def holds_roles(self, case: Case, actor: Actor, *, on: date) -> bool:
        """Whether a party is in this case on that day whatever it says to be; officers hold theirs by their office.

        Whoever a clerk acts for has been identified as that party, by name and number.
        """
        if (actor.behalf or Role.GUARDIAN in actor.roles) and not await self._still_stands(case, actor, on=on):
            return False
        if actor.kind != "party":
            return True
        keys = [self.context.key_of(number) for number in (actor.number, actor.organisation) if number]
        held = await self.store.held(case.id, keys) if keys else ()
        return set(actor.roles) <= {each.role for each in held}

    async def _require_roles(self, case: Case, actor: Actor) -> None:
        if not await self.holds_roles(case, actor, on=self.context.clock.today()):
            raise unknown_at_window(actor) if actor.behalf else NotFound(NO_SUCH_CASE)

    async def _still_stands(self, case: Case, actor: Actor, *, on: date) -> bool:
        """Whether on that day there is still whoever a clerk acts for, or else the guardian."""
        found = await self.store.begun(case.id)
        parties = standing(Dossier(found[1]).parties(), case, on=on) if found else ()
        if actor.behalf:
            return stands_there(actor, parties)
        return any(party.role is Role.GUARDIAN for party in parties)

    def _decides(self, case: Case) -> bool:
        """Whether acts are decided here, and not sent to the owner to be."""
        return case.owner == self.context.node and not case.offered

    async def _take(self, case: Case, act: AnyAct, actor: Actor) -> Done:
        if self._decides(case):
            try:
                drafts = decide(case, act, by=actor, at=self.context.moment())
            except Refused:
                if await self.is_done(case.id, act, actor):
                    return case
                raise
            return await self.recorder.go_on(case, drafts, actor=actor)
        if self._is_refused(case, act, actor) and await self.is_done(case.id, act, actor):
            return case
        return await self._pending(case, act, actor) or await self.intents.send(case, act, actor)

    def _is_refused(self, case: Case, act: AnyAct, actor: Actor) -> bool:
        """Whether the case as it is known here does not take the act, as it does not where that is done already."""
        try:
            decide(case, act, by=actor, at=self.context.moment())
        except Refused:
            return True
        return False

    async def _pending(self, case: Case, act: AnyAct, actor: Actor) -> Pending | None:
        """The same act that the same party is waiting for; raises `Refused` where anybody else is."""
        waiting = (each for each in await self.intents.of(case.id) if each.state == "pending" and same(each.act, act))
        pending = next(waiting, None)
        if pending and not (actor.kind == "party" and pending.actor.number == actor.number):
            raise refuse("CASE-PENDING", "同一操作已发出，正在等待对方确认", remedy="请稍候，无需重复提交")
        return pending

    async def _locked(self, case_id: str) -> Case:
        case = await self.store.lock(case_id)
        if case is None:
            raise NotFound(NO_SUCH_CASE)
        return case

    async def _number(self, event: f.Submitted) -> str:
        today = self.context.clock.today()
        receiving, competent = event.receiving.division, event.competent.division
        day = today.isoformat().replace("-", "")
        serial = await self._serials.next(f"{receiving}{competent}", day)
        return str(CaseNumber(receiving, competent, today, serial))


def require_seen(case: Case, seen: int | None) -> None:
    """Raise `Conflict` where the case has gone on since somebody saw it; None where nobody says what was seen."""
    if seen is not None and case.seq != seen:
        raise Conflict("办件在您查看之后有了新的进展")


def _numbered(submission: Submission, number: str) -> Draft:
    event = msgspec.structs.replace(submission.event, number=number)
    places = (*BOTH, *event.cooperating)
    parts: Parts = {**submission.sheets, "parties": (list(submission.parties), places)}
    return Draft(event=event, parts=parts | evidence_parts(submission.evidence, event.cooperating))


def _tag(act: AnyAct) -> str:
    return str(type(act).__struct_config__.tag)
