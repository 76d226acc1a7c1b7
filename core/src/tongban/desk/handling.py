"""The officer's desk: prepares acts with what the matter says - rules, fresh evidence, plan, result papers."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import msgspec

from tongban.cases import acts as a
from tongban.cases.applications import Work
from tongban.cases.declining import founded
from tongban.cases.due import decision_deadline
from tongban.cases.planning import Plan
from tongban.cases.rights import of_rule
from tongban.cases.service import CaseService, Done
from tongban.cases.state import Case
from tongban.cases.suspensions import BY_APPLICANT
from tongban.cases.wording import refuse
from tongban.clock import Clock
from tongban.desk.consent import purposes
from tongban.desk.judging import Judging, unsettled
from tongban.desk.misnaming import require_own_name
from tongban.desk.noticing import following
from tongban.desk.obstacles import NOT_AGREED
from tongban.desk.outstanding import statuses
from tongban.desk.pointing import called, lasting, of_decisions, of_notices
from tongban.desk.rulebook import Rulebook
from tongban.errors import Refused
from tongban.evidence.items import Evidence
from tongban.evidence.materials import undue
from tongban.identity.people import Role
from tongban.matters.matter import CheckItem
from tongban.matters.parameters import Resolved
from tongban.matters.rules import Objection
from tongban.matters.unknown_names import known_names


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDesk:
    """Officers' acts but for those on steps; what concerns no matter goes straight to `cases.act`."""

    judging: Judging
    rulebook: Rulebook
    cases: CaseService
    clock: Clock

    async def receive(self, case_id: str, actor: a.Actor, checks: Sequence[str], *, seen: int | None = None) -> Done:
        """The window confirms every item of the formal check; refuses with the items left out."""
        work = await self.judging.work(case_id)
        await self.cases.require_in_place(work.case, a.Receive(), actor, seen=seen)
        items, unknown = checks_of(work), _unknown_checks(work, checks)
        undone = [item for item in items if item.key not in checks]
        if undone or unknown:
            raise Refused([*unknown, *(item.otherwise or _not_checked(item) for item in undone)])
        act = a.Receive(checks=tuple(item.key for item in items), texts=tuple(item.text for item in items))
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def confirm(self, case_id: str, actor: a.Actor, *, consent: str, seen: int | None = None) -> Done:
        """A co-applicant confirms; refuses without their own consent where registers are asked about them (CM-10).

        Also where the application has another name for them than their own sign-in: papers would bear it.

        `consent` says how it was given, "" if it was not.
        """
        case, dossier = await self.cases.file(case_id)
        await self.cases.require_permitted(case, a.Confirm(), actor, seen=seen)
        matter = self.cases.context.matters.find(case.matter, case.edition)
        require_own_name(matter, actor, dossier.parties())
        looked_up = purposes(matter, Role.CO_APPLICANT) if matter else ()
        if looked_up and not consent:
            raise Refused([NOT_AGREED])
        told = f"{consent}，查询本人有关登记信息（{'、'.join(looked_up)}）" if looked_up else ""
        return await self.cases.act(case_id, a.Confirm(consent=told), actor, seen=seen)

    async def ask_correction(
        self, case_id: str, actor: a.Actor, points: Sequence[a.Point], *, seen: int | None = None
    ) -> Done:
        """补正告知, with what another answer to a point would call for.

        Refuses what a register supplies (CM-03), and what would be about somebody else then.
        """
        work = await self.judging.work(case_id)
        await self.cases.require_in_place(work.case, a.AskCorrection(points=(), days=0), actor, seen=seen)
        answers = work.dossier.answers()
        found = statuses(work.matter, answers, work.dossier.evidence())
        objections = [*undue(found, {point.field for point in points}), *lasting(work.matter, answers, points)]
        if objections:
            raise Refused(objections)
        known = of_notices(work.matter, answers)
        told = called(points, known, field="points")
        every = (*told, *(each for each in following(work.matter, answers, told) if each.field in known))
        act = a.AskCorrection(points=every, days=int(self.correction_days(work.case).value))
        return await self.cases.act(case_id, act, actor, seen=seen)

    def correction_days(self, case: Case) -> Resolved:
        """The working days that the applicants have to correct it, as the place sets them that decides."""
        return self.rulebook.correction_days(case.competent, self.clock.today())

    async def accept(self, case_id: str, actor: a.Actor, *, seen: int | None = None) -> Done:
        """受理, with fresh evidence; refuses where a rule objects."""
        work = await self.judging.work(case_id)
        await self.cases.require_in_place(work.case, a.Accept(), actor, seen=seen)
        fresh = await self.judging.fresh(work, actor)
        findings = self.judging.findings(work, fresh)
        if findings.blocking:
            raise Refused(findings.blocking)
        act = a.Accept(**_fixed(self.judging.plan(work)), evidence=tuple(fresh.values()), unsettled=unsettled(findings))
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def decline(
        self,
        case_id: str,
        actor: a.Actor,
        reasons: Sequence[a.Point],
        *,
        authority: str = "",
        seen: int | None = None,
    ) -> Done:
        """不予受理, with reasons; `authority` is who is competent, where this place is not."""
        case = await self.cases.case(case_id)
        await self.cases.require_in_place(case, a.Decline(reasons=()), actor, seen=seen)
        told, found = await self._reasons(case, reasons)
        act = a.Decline(reasons=told, authority=authority, grounds=found)
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def _reasons(self, case: Case, given: Sequence[a.Point]) -> tuple[tuple[a.Point, ...], tuple[str, ...]]:
        """The reasons as the paper calls them, each on a basis: the matter's where the officer names none.

        With them, of what people have a right to, the grounds on which it may be turned down at all.
        """
        matter = self.cases.context.matters.find(case.matter, case.edition)
        of_rules = any(point.field.startswith(of_rule("")) for point in given)
        work = await self.judging.work(case.id) if matter else None
        objections: Sequence[Objection] = ()
        if work and of_rules:
            with suppress(msgspec.ValidationError):  # answers of no form, which no rule can be asked about
                objections = self.judging.objections(work)
        told = called(given, of_decisions(matter, case, objections), field="reasons")
        grounds = self.judging.grounds(work) if work and work.matter.is_right else ()
        basis = work.matter.basis_with(work.dossier.answers()) if work else ()
        return tuple(founded(point, basis) for point in told), grounds

    async def deeming(self, case: Case) -> a.Deem:
        """What a deemed acceptance fixes; asks nobody."""
        work = await self.judging.work(case.id)
        return a.Deem(**_fixed(self.judging.plan(work)), unsettled=unsettled(self.judging.findings(work)))

    async def forward(self, case_id: str, actor: a.Actor, *, waybill: str, seen: int | None = None) -> Done:
        """转寄: post the application to a place off the exchange, which has the matter's term for its decision."""
        work = await self.judging.work(case_id)
        await self.cases.require_in_place(work.case, a.Forward(waybill=waybill), actor, seen=seen)
        planned = self.judging.plan(work)
        act = a.Forward(waybill=waybill, term_days=planned.term_days, term_unit=planned.term_unit)
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def extend(self, case_id: str, actor: a.Actor, *, days: int, reason: str, seen: int | None = None) -> Done:
        """延长; a term that is over has nothing left to extend (行政许可法 第四十二条)."""
        case = await self.cases.case(case_id)
        await self.cases.require_in_place(case, a.Extend(days=days, reason=reason), actor, seen=seen)
        if self.is_overdue(case):
            remedy = "请尽快作出决定；逾期的原因可以用“询问”告知申请人"
            raise refuse("CM-08", "已超过法定办理期限，不能再延长", remedy=remedy)
        act = a.Extend(days=days, reason=reason, most=self.longest_extension(case))
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def suspend(
        self, case_id: str, actor: a.Actor, *, reason: str, note: str = "", seen: int | None = None
    ) -> Done:
        """进入特别程序; whoever waits for the applicant gives them as long as a correction would take."""
        case = await self.cases.case(case_id)
        days = int(self.correction_days(case).value) if reason == BY_APPLICANT else 0
        return await self.cases.act(case_id, a.Suspend(reason=reason, note=note, days=days), actor, seen=seen)

    def longest_extension(self, case: Case) -> int:
        """By how much the place that decides may extend the term."""
        return self.rulebook.longest_extension(case.competent, self.clock.today())

    def is_overdue(self, case: Case) -> bool:
        """Whether the term for the decision is over."""
        today = self.clock.today()
        return bool(case.term_since) and decision_deadline(case, self.cases.context.calendar, today).is_over(today)

    async def refresh(self, case_id: str, actor: a.Actor, *, seen: int | None = None) -> Done:
        """Ask the registers anew and record what they say."""
        work = await self.judging.work(case_id)
        await self.cases.require_in_place(work.case, a.AddEvidence(evidence=()), actor, seen=seen)
        fresh = await self.judging.fresh(work, actor)
        act = a.AddEvidence(evidence=tuple(fresh.values()), unsettled=unsettled(self.judging.findings(work, fresh)))
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def grant(self, case_id: str, actor: a.Actor, *, note: str = "", seen: int | None = None) -> Done:
        """准予, with fresh evidence unless an irrevocable step has already changed the registers."""
        work = await self.judging.work(case_id)
        await self.cases.require_in_place(work.case, a.Grant(), actor, seen=seen)
        fresh: dict[str, Evidence] = {}
        if not work.case.irrevocable_under_way:
            fresh = await self.judging.fresh(work, actor)
            self.judging.hold(work, fresh)
        act = a.Grant(
            note=note,
            basis=tuple(map(str, work.matter.basis_with(work.dossier.answers()))),
            granted=self.judging.granted(work, fresh),
            delivery_days=self.delivery_days(work.case),
            results=self.judging.results(work, fresh),
            evidence=tuple(fresh.values()),
        )
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def refuse(
        self, case_id: str, actor: a.Actor, reasons: Sequence[a.Point], *, seen: int | None = None
    ) -> Done:
        """不予, with reasons."""
        case = await self.cases.case(case_id)
        await self.cases.require_in_place(case, a.Refuse(reasons=()), actor, seen=seen)
        told, found = await self._reasons(case, reasons)
        act = a.Refuse(reasons=told, delivery_days=self.delivery_days(case), grounds=found)
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def record_decision(
        self,
        case_id: str,
        actor: a.Actor,
        decision: a.PaperDecision,
        *,
        paper: str,
        on: str,
        note: str = "",
        seen: int | None = None,
    ) -> Done:
        """登记纸质决定 of a place off the exchange, which it bears the day of."""
        days = self.delivery_days(await self.cases.case(case_id))
        act = a.RecordDecision(decision=decision, paper=paper, on=on, note=note, delivery_days=days)
        return await self.cases.act(case_id, act, actor, seen=seen)

    def delivery_days(self, case: Case) -> int:
        """The working days within which the decision reaches the applicant, as the place sets them that decides."""
        return self.rulebook.delivery_days(case.competent, self.clock.today())


def checks_of(work: Work) -> tuple[CheckItem, ...]:
    """The items of the formal check that the answers of a case call for."""
    answers = work.dossier.answers()
    return tuple(item for item in work.matter.checks if item.asked_with(answers))


def _unknown_checks(work: Work, checks: Sequence[str]) -> list[Objection]:
    items = {item.key: item.text for item in work.matter.checks}
    return [*known_names(items, rule="CHECKS", where="收件的核对事项").objections(checks, field="checks")]


def _fixed(planned: Plan) -> dict[str, Any]:
    return {
        "term_days": planned.term_days,
        "term_unit": planned.term_unit,
        "steps": planned.steps,
        "parameters": planned.parameters,
        "term_reason": planned.term_reason,
        "law": planned.law,
    }


def _not_checked(item: CheckItem) -> Objection:
    return Objection(rule="CHECKS", message=f"尚未核对：{item.text}", field="checks", remedy="请逐项核对后收件")
