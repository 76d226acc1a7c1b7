"""Gives letters of other nodes their effect: offers, facts, intents, and the refusals of our own letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
import structlog

from tongban.cases import acts as a
from tongban.cases import arriving
from tongban.cases import facts as f
from tongban.cases.admitting import Admission
from tongban.cases.announcing import INTENT, OFFER, Facts
from tongban.cases.arrivals import Word, words
from tongban.cases.arriving import Said
from tongban.cases.decide import decide
from tongban.cases.handing_in import moment_of
from tongban.cases.heads import BrokenChain, Draft, Fact
from tongban.cases.intents import Intent, IntentState
from tongban.cases.levels import require_level
from tongban.cases.sealing import NODE
from tongban.cases.service import CaseService
from tongban.cases.state import Case
from tongban.cases.vetting import require_manageable, require_possible, require_readable, spoken_for
from tongban.errors import Refused
from tongban.exchange.envelope import Envelope
from tongban.exchange.granting import Grants
from tongban.exchange.incidents import Incidents
from tongban.exchange.receipts import Receipt, ReceiptKind
from tongban.exchange.refusals import REFUSALS, Rejected
from tongban.storage import Unstorable

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CaseLetters:
    """The exchange's handler for everything that concerns cases."""

    cases: CaseService
    grants: Grants
    incidents: Incidents

    @property
    def _admission(self) -> Admission:
        return Admission(self.cases.context, self.cases.store, self.grants)

    async def apply(self, envelope: Envelope) -> None:
        """Write the effect of one letter; raises `Rejected` for what can never be right."""
        try:
            await self._apply(envelope)
        except BrokenChain as problem:
            raise Rejected("broken_chain", str(problem)) from problem
        except (msgspec.MsgspecError, Unstorable) as problem:  # a fault of software, and no sign of a forger
            raise Rejected("bad_body", f"{REFUSALS['bad_body'].sentence}（{problem}）") from problem

    async def _apply(self, envelope: Envelope) -> None:
        match envelope.kind:
            case "case.offer":
                await self._offered(envelope)
            case "case.facts":
                await self._informed(envelope)
            case "case.intent":
                await self._asked(envelope)
            case kind:
                raise Rejected("not_served", f"本节点不认识这类信件：{kind}")

    async def on_rejected(self, envelope: Envelope, receipt: Receipt) -> None:
        """A letter of ours was refused for good: the applicant or the officer is told, in the case.

        Facts that a place refuses are the operator's: an incident opens, for nothing else goes on there.
        """
        message = receipt.message or "对方节点未接收"
        if envelope.kind == OFFER:
            await self._returned(envelope, receipt.code or "not_served", message)
        elif envelope.kind == INTENT and bytes(envelope.body):  # an erased one was settled long ago
            intent = msgspec.json.decode(envelope.body, type=Intent)
            said = {"code": receipt.code, "message": message}
            await self.cases.intents.refused(intent.id, case=envelope.case, **said)
        else:
            _log.error("facts_refused", case=envelope.case, peer=envelope.receiver, code=receipt.code)
            case = await self.cases.store.load(envelope.case)
            details = f"办件{case.number if case else envelope.case}：{receipt.code}"
            await self.incidents.open("facts_refused", peer=envelope.receiver, details=details)

    async def on_taken_back(self, envelope: Envelope, receipt: Receipt) -> None:
        """What became of a letter of ours is otherwise there than here: the operator's, for the case went on here."""
        case = await self.cases.store.load(envelope.case)
        details = f"办件{case.number if case else envelope.case}：第{envelope.seq}号信"
        code = "effect_taken_back" if receipt.kind is ReceiptKind.REJECTED else "refusal_taken_back"
        await self.incidents.open(code, peer=envelope.receiver, details=details)

    async def _offered(self, envelope: Envelope) -> None:
        facts = msgspec.json.decode(envelope.body, type=Facts).facts
        known = await self.cases.store.lock(envelope.case)
        case = arriving.offered(known, facts, _said(envelope), node=self.cases.context.node)
        admission = self._admission
        admission.require_offices(case)
        admission.require_matter(case)
        admission.require_grant(case, envelope.sender)
        await self._require_readable(case, known, facts)
        if known is None:
            await admission.require_served(case, case.places().values())
            admission.require_application(case, facts)
            await admission.require_new_number(case)
        try:
            await self._open(known, case, facts)
        except Refused as refused:
            raise Rejected("business_rule", str(refused)) from refused
        await self._noted(envelope, "open_case", case)

    async def _open(self, known: Case | None, case: Case, facts: Sequence[Fact]) -> None:
        opening = [Draft(event=f.Opened())]
        if known is None:
            await self.cases.recorder.take_in(facts, case, opening, actor=NODE)
        else:
            await self.cases.recorder.follow(known, case, facts)
            await self.cases.recorder.go_on(case, opening, actor=NODE)

    async def _informed(self, envelope: Envelope) -> None:
        facts = msgspec.json.decode(envelope.body, type=Facts).facts
        known, node = await self.cases.store.lock(envelope.case), self.cases.context.node
        learned = arriving.learned(known, facts, _said(envelope), node=node)
        if learned is None:
            arriving.require_told_alike(await self.cases.store.facts(envelope.case), facts)
            return
        case, fresh = learned.case, learned.fresh
        if known is None:
            self._admission.require_offices(case)
            self._admission.require_grant(case, envelope.sender)
        for cause in spoken_for(case, learned.heads, node=node):
            if not await self.cases.intents.sent(cause, case=case.id):
                raise Rejected("not_owner", "信中称本地已办理某环节，但本地没有作过这项报告")
        await self._require_readable(case, known, fresh)
        if known is None:
            its_own = [place for place in case.places().values() if place.node == envelope.sender]
            await self._admission.require_served(case, its_own)
            await self._admission.require_new_number(case)
            await self.cases.recorder.take_in(fresh, case, [], actor=NODE)
        else:
            await self.cases.recorder.follow(known, case, fresh)
        for cause in learned.causes:
            await self.cases.intents.done(cause, case=case.id)
        context = self.cases.context
        await self._tell(case, words(case, learned.heads, context.calendar, node=node, on=context.moment().on))
        await self._noted(envelope, "learn_facts", case)

    async def _tell(self, case: Case, words: Sequence[Word]) -> None:
        """What the owner was told and has not answered yet is not told again."""
        known = await self.cases.intents.of(case.id) if words else []
        pending = [each.act for each in known if each.state is IntentState.PENDING]
        for word in words:
            if word.act not in pending:
                await self.cases.intents.send(case, word.act, word.by)

    async def _asked(self, envelope: Envelope) -> None:
        intent = msgspec.json.decode(envelope.body, type=Intent)
        context = self.cases.context
        known = await self.cases.store.lock(envelope.case)
        case = arriving.asked(known, intent, _said(envelope), node=context.node)
        require_possible(intent)
        now = context.moment()
        # By that day a correction is counted, and by it a guardian stands who handed it in before the ward came of age.
        on = date.fromisoformat(moment_of(intent, case, now=now).on)
        if not await self.cases.holds_roles(case, intent.actor, on=on):
            raise Rejected("not_a_party", "该办理人不是本办件的当事人")
        drafts = arriving.answered(case, intent, calendar=context.calendar, now=now)
        try:
            require_level(context.matters.find(case.matter, case.edition), intent.act, intent.actor)
            await self.cases.recorder.go_on(case, drafts, actor=intent.actor, cause=intent.id)
        except Refused as refused:
            raise Rejected("business_rule", str(refused)) from refused
        await self._noted(envelope, "take_intent", case)

    async def _require_readable(self, case: Case, known: Case | None, fresh: Sequence[Fact]) -> None:
        require_manageable(case)
        before = await self.cases.store.facts(case.id) if known is not None else []
        require_readable(case, [*before, *fresh], self.cases.context.calendar, fresh=fresh)

    async def _returned(self, envelope: Envelope, code: str, message: str) -> None:
        case = await self.cases.store.lock(envelope.case)
        if case is None or case.owner != self.cases.context.node:
            return
        drafts = decide(case, a.TakeBack(code=code, message=message), by=NODE, at=self.cases.context.moment())
        await self.cases.recorder.go_on(case, drafts, actor=NODE)

    async def _noted(self, envelope: Envelope, act: str, case: Case) -> None:
        await self.cases.context.audit.record(
            actor=envelope.sender, role="node", act=act, purpose=case.matter, case_id=case.id
        )


def _said(envelope: Envelope) -> Said:
    return Said(case=envelope.case, sender=envelope.sender, epoch=envelope.epoch)
