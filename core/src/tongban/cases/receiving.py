"""Gives letters of other nodes their effect: offers, facts, intents, and the refusals of our own letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
import structlog

from tongban.cases import acts as a
from tongban.cases import arriving
from tongban.cases import facts as f
from tongban.cases.announcing import INTENT, OFFER, Facts
from tongban.cases.applications import Work
from tongban.cases.arrivals import words
from tongban.cases.arriving import Said
from tongban.cases.decide import decide
from tongban.cases.dossier import Dossier
from tongban.cases.heads import BrokenChain, Draft, Fact
from tongban.cases.intents import Intent
from tongban.cases.levels import require_level
from tongban.cases.number import parse_case_number
from tongban.cases.sealing import NODE
from tongban.cases.service import CaseService
from tongban.cases.state import Case
from tongban.cases.vetting import require_possible, require_readable, spoken_for
from tongban.errors import Refused
from tongban.exchange.envelope import Envelope
from tongban.exchange.granting import Grants
from tongban.exchange.incidents import Incidents
from tongban.exchange.receipts import Receipt, ReceiptKind
from tongban.exchange.refusals import REFUSALS, Rejected
from tongban.matters.forms import left_out
from tongban.matters.needs import COMPETENT
from tongban.storage import Unstorable

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CaseLetters:
    """The exchange's handler for everything that concerns cases."""

    cases: CaseService
    grants: Grants
    incidents: Incidents

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
        self._may_open(case)
        self._require_grant(case, envelope)
        await self._require_readable(case, known, facts)
        if known is None:
            await self._require_served(case, case.places().values())
            self._require_application(case, facts)
        try:
            await self._open(known, case, facts)
        except Refused as refused:
            raise Rejected("business_rule", str(refused)) from refused
        await self._noted(envelope, "open_case", case)

    async def _open(self, known: Case | None, case: Case, facts: Sequence[Fact]) -> None:
        opening = [Draft(event=f.Opened())]
        if known is None:
            await self._require_new_number(case)
            await self.cases.recorder.take_in(facts, case, opening, actor=NODE)
        else:
            await self.cases.recorder.follow(known, case, facts)
            await self.cases.recorder.go_on(case, opening, actor=NODE)

    def _require_application(self, case: Case, facts: Sequence[Fact]) -> None:
        """Whoever decides can read the answers by the form, and knows who applies."""
        matter, dossier = self.cases.context.matters.find(case.matter, case.edition), Dossier(facts)
        if dossier.applicant() is None:
            raise Rejected("bad_body", "信中没有写明申请人，未予接收")
        if matter is None:
            return
        unsaid = [each.field for each in left_out(matter.form, dossier.answers()) if COMPETENT in each.field.audience]
        if unsaid:
            raise Rejected("bad_body", f"信中缺少“{unsaid[0].label}”，未予接收")
        Work(case=case, matter=matter, dossier=dossier).application({}, today=self.cases.context.clock.today())

    async def _require_new_number(self, case: Case) -> None:
        if await self.cases.store.has_number(case.number):
            # Whoever was first to use it, the two may be of two peers, and neither is at odds with itself.
            where = f"办件编号{case.number}在{self.cases.context.name}已属另一办件"
            raise Rejected("business_rule", f"{where}，未予接收；请重新提交，另取编号")

    def _may_open(self, case: Case) -> None:
        context = self.cases.context
        self._require_offices(case)
        if not context.matters.offers(case.matter, case.edition):
            name = f"{case.matter_name}（{case.matter}，版本{case.edition}）"
            raise Rejected("not_served", f"{context.name}尚未开通“{name}”或版本较旧，不能接收；请改向该地线下机关申请")

    def _require_offices(self, case: Case) -> None:
        # As with grants, only when the case is new here: an office that was closed meanwhile can still end its cases.
        context = self.cases.context
        for place in case.places().values():
            if place.node == context.node and not context.has_office(place.office):
                raise Rejected("unknown_office", f"{context.name}的机关名录中没有“{place.name}”，请核对后重新提交")

    async def _require_served(self, case: Case, places: Iterable[f.PlaceRef]) -> None:
        # Who could name a division of another node would take the numbers of its cases. Divisions move between nodes,
        # and what comes here for the first time may be an old case: the day of its number counts.
        context, day = self.cases.context, parse_case_number(case.number).submitted
        for place in places:
            its = (place.node, place.division)
            if place.node and not (context.is_served_by(*its) or await context.was_served_by(*its, day)):
                left = "没有接收；收件地核对后再次移交，申请人无须重新提交"
                raise Rejected("unknown_office", f"{context.name}未能核对“{place.name}”属于哪个地区，{left}")

    def _require_grant(self, case: Case, envelope: Envelope) -> None:
        # Only a case that is new here needs a grant: one that began must be able to end, whatever expires meanwhile.
        if not self.grants.allows(envelope.sender, case.matter, "letters"):
            raise Rejected("no_grant", f"对方未获授权向{self.cases.context.name}发送“{case.matter_name}”，请先办理授权")

    async def _informed(self, envelope: Envelope) -> None:
        facts = msgspec.json.decode(envelope.body, type=Facts).facts
        known, node = await self.cases.store.lock(envelope.case), self.cases.context.node
        learned = arriving.learned(known, facts, _said(envelope), node=node)
        if learned is None:
            return
        case, fresh = learned.case, learned.fresh
        if known is None:
            self._require_offices(case)
            self._require_grant(case, envelope)
        for cause in spoken_for(case, learned.heads, node=node):
            if not await self.cases.intents.sent(cause, case=case.id):
                raise Rejected("not_owner", "信中称本地已办理某环节，但本地没有作过这项报告")
        await self._require_readable(case, known, fresh)
        if known is None:
            its_own = [place for place in case.places().values() if place.node == envelope.sender]
            await self._require_served(case, its_own)
            await self._require_new_number(case)
            await self.cases.recorder.take_in(fresh, case, [], actor=NODE)
        else:
            await self.cases.recorder.follow(known, case, fresh)
        for cause in learned.causes:
            await self.cases.intents.done(cause, case=case.id)
        context = self.cases.context
        for word in words(case, learned.heads, context.calendar, node=node, on=context.moment().on):
            await self.cases.intents.send(case, word.act, word.by)
        await self._noted(envelope, "learn_facts", case)

    async def _asked(self, envelope: Envelope) -> None:
        intent = msgspec.json.decode(envelope.body, type=Intent)
        context = self.cases.context
        known = await self.cases.store.lock(envelope.case)
        case = arriving.asked(known, intent, _said(envelope), node=context.node)
        require_possible(intent)
        if not await self.cases.holds_roles(case, intent.actor):
            raise Rejected("not_a_party", "该办理人不是本办件的当事人")
        drafts = arriving.answered(case, intent, calendar=context.calendar, now=context.moment())
        try:
            require_level(context.matters.find(case.matter, case.edition), intent.act, intent.actor)
            await self.cases.recorder.go_on(case, drafts, actor=intent.actor, cause=intent.id)
        except Refused as refused:
            raise Rejected("business_rule", str(refused)) from refused
        await self._noted(envelope, "take_intent", case)

    async def _require_readable(self, case: Case, known: Case | None, fresh: Sequence[Fact]) -> None:
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
