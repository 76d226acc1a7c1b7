"""The officer's desk: prepares acts with what the matter says - rules, fresh evidence, plan, result papers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import msgspec

from tongban.cases import acts as a
from tongban.cases.applications import Work
from tongban.cases.decisions_steps import no_such_step
from tongban.cases.dossier import Dossier
from tongban.cases.due import decision_deadline
from tongban.cases.facts import Outcome
from tongban.cases.intents import Pending
from tongban.cases.levels import level_of
from tongban.cases.planning import Plan, plan
from tongban.cases.service import CaseService
from tongban.cases.state import Case
from tongban.cases.wording import refuse
from tongban.clock import Clock
from tongban.desk.consent import purposes
from tongban.desk.noticing import following
from tongban.desk.obstacles import NOT_AGREED
from tongban.desk.outstanding import not_held, statuses, unanswered
from tongban.desk.returning import Lines, read_return
from tongban.desk.rulebook import Rulebook
from tongban.errors import Refused
from tongban.evidence.gather import Asker, Gatherer
from tongban.evidence.items import Evidence
from tongban.evidence.items import Outcome as Found
from tongban.evidence.materials import undue
from tongban.evidence.questions import Grounds
from tongban.identity.people import Role
from tongban.matters.application import Application
from tongban.matters.calculation import Calculation, working_of
from tongban.matters.forms import Check, parse, shown
from tongban.matters.matter import CheckItem
from tongban.matters.needs import COMPETENT
from tongban.matters.parameters import Parameters, Resolved
from tongban.matters.procedures import IrrevocableStep, Step
from tongban.matters.rules import Findings, Objection, evaluate
from tongban.plugins import Plugins
from tongban.routing.agreements import Applicable

Done = Case | Pending
BY_LAW = "《国务院关于在线政务服务的若干规定》第七条"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDesk:
    """Officers' acts; what concerns no matter goes straight to `cases.act`."""

    plugins: Plugins
    rulebook: Rulebook
    gatherer: Gatherer
    cases: CaseService
    clock: Clock
    check: Callable[[date], Check]

    async def work(self, case_id: str) -> Work:
        """A case with its matter; raises `NotFound` where the case or the matter's edition is not here."""
        case = await self.cases.case(case_id)
        facts = await self.cases.store.facts(case_id)
        return Work(case=case, matter=self.plugins.matter(case.matter, case.edition), dossier=Dossier(facts))

    def findings(self, work: Work, evidence: Mapping[str, Evidence] | None = None) -> Findings:
        """The rules run over the case as it stands, with fresher evidence if given."""
        return evaluate(work.matter.rules, self.application(work, evidence))

    def calculation(self, work: Work) -> Calculation | None:
        """The amount that the matter works out of the case as it stands."""
        return working_of(work.matter, self.application(work)) if work.matter.calculation else None

    def application(
        self, work: Work, evidence: Mapping[str, Evidence] | None = None, *, role: str = "competent"
    ) -> Application[Any]:
        """The application of a case with the values of one of its places, by default the deciding one's."""
        return work.application(evidence or {}, today=self.clock.today(), parameters=self._parameters(work, role))

    async def receive(self, case_id: str, actor: a.Actor, checks: Sequence[str], *, seen: int | None = None) -> Done:
        """The window confirms every item of the formal check; refuses with the items left out."""
        work = await self.work(case_id)
        items = checks_of(work)
        undone = [item for item in items if item.key not in checks]
        if undone:
            raise Refused([item.otherwise or _not_checked(item) for item in undone])
        act = a.Receive(checks=tuple(item.key for item in items), texts=tuple(item.text for item in items))
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def confirm(self, case_id: str, actor: a.Actor, *, consent: str, seen: int | None = None) -> Done:
        """A co-applicant confirms; refuses without their own consent where registers are asked about them (CM-10).

        `consent` says how it was given, "" if it was not.
        """
        case = await self.cases.case(case_id)
        matter = self.cases.context.matters.find(case.matter, case.edition)
        looked_up = purposes(matter, Role.CO_APPLICANT) if matter else ()
        if looked_up and not consent:
            raise Refused([NOT_AGREED])
        told = f"{consent}，查询本人有关登记信息（{'、'.join(looked_up)}）" if looked_up else ""
        return await self.cases.act(case_id, a.Confirm(consent=told), actor, seen=seen)

    async def ask_correction(
        self, case_id: str, actor: a.Actor, points: Sequence[a.Point], *, seen: int | None = None
    ) -> Done:
        """补正告知, with what another answer to a point would call for; refuses what a register supplies (CM-03)."""
        work = await self.work(case_id)
        found = statuses(work.matter, work.dossier.answers(), work.dossier.evidence())
        objections = undue(found, {point.field for point in points})
        if objections:
            raise Refused(objections)
        every = (*points, *following(work.matter, work.dossier.answers(), points))
        act = a.AskCorrection(points=every, days=int(self.correction_days(work.case).value))
        return await self.cases.act(case_id, act, actor, seen=seen)

    def correction_days(self, case: Case) -> Resolved:
        """The working days that the applicants have to correct it, as the place sets them that decides."""
        return self.rulebook.correction_days(case.competent, self.clock.today())

    async def accept(self, case_id: str, actor: a.Actor, *, seen: int | None = None) -> Done:
        """受理, with fresh evidence; refuses where a rule objects."""
        work = await self.work(case_id)
        fresh = await self._fresh(work, actor)
        findings = self.findings(work, fresh)
        if findings.blocking:
            raise Refused(findings.blocking)
        act = a.Accept(**_fixed(self._plan(work)), evidence=tuple(fresh.values()), unsettled=_unsettled(findings))
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def deeming(self, case: Case) -> a.Deem:
        """What a deemed acceptance fixes; asks nobody."""
        work = await self.work(case.id)
        return a.Deem(**_fixed(self._plan(work)), unsettled=_unsettled(self.findings(work)))

    async def forward(self, case_id: str, actor: a.Actor, *, waybill: str, seen: int | None = None) -> Done:
        """转寄: post the application to a place off the exchange, which has the matter's term for its decision."""
        planned = self._plan(await self.work(case_id))
        act = a.Forward(waybill=waybill, term_days=planned.term_days, term_unit=planned.term_unit)
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def extend(self, case_id: str, actor: a.Actor, *, days: int, reason: str, seen: int | None = None) -> Done:
        """延长; a term that is over has nothing left to extend (行政许可法 第四十二条)."""
        case = await self.cases.case(case_id)
        if self.is_overdue(case):
            remedy = "请尽快作出决定；逾期的原因可以用“询问”告知申请人"
            raise refuse("CM-08", "已超过法定办理期限，不能再延长", remedy=remedy)
        act = a.Extend(days=days, reason=reason, most=self.longest_extension(case))
        return await self.cases.act(case_id, act, actor, seen=seen)

    def longest_extension(self, case: Case) -> int:
        """By how much the place that decides may extend the term."""
        return self.rulebook.longest_extension(case.competent, self.clock.today())

    def is_overdue(self, case: Case) -> bool:
        """Whether the term for the decision is over."""
        today = self.clock.today()
        return bool(case.term_since) and decision_deadline(case, self.cases.context.calendar, today).is_over(today)

    async def refresh(self, case_id: str, actor: a.Actor, *, seen: int | None = None) -> Done:
        """Ask the registers anew and record what they say."""
        work = await self.work(case_id)
        fresh = await self._fresh(work, actor)
        act = a.AddEvidence(evidence=tuple(fresh.values()), unsettled=_unsettled(self.findings(work, fresh)))
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def grant(self, case_id: str, actor: a.Actor, *, note: str = "", seen: int | None = None) -> Done:
        """准予, with fresh evidence unless an irrevocable step has already changed the registers."""
        work = await self.work(case_id)
        fresh: dict[str, Evidence] = {}
        if not work.case.irrevocable_under_way:
            fresh = await self._fresh(work, actor)
            self._hold(work, fresh)
        days = self.rulebook.delivery_days(work.case.competent, self.clock.today())
        evidence = tuple(fresh.values())
        act = a.Grant(note=note, delivery_days=days, results=self._results(work, fresh), evidence=evidence)
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def clear(self, case_id: str, actor: a.Actor, *, step: str, seen: int | None = None) -> Done:
        """放行 an irrevocable step; the place that decides the case first asks the registers once more.

        Two cases that were accepted on the same evidence are thus not both carried out. What they answer is kept with
        the fact, and what the matter writes then rests on it.
        """
        work = await self.work(case_id)
        fresh: dict[str, Evidence] = {}
        if work.case.owner == self.cases.context.node and not work.case.irrevocable_under_way:
            fresh = await self._fresh(work, actor)
            self._hold(work, fresh)
        act = a.Clear(step=step, evidence=tuple(fresh.values()))
        return await self.cases.act(case_id, act, actor, seen=seen)

    def _hold(self, work: Work, fresh: Mapping[str, Evidence]) -> None:
        """Refuse where a register is silent, a rule objects, or a material that was waived is not held after all."""
        findings = self.findings(work, fresh)
        found = statuses(work.matter, work.dossier.answers(), {**work.dossier.evidence(), **fresh})
        silent = _unsettled(findings) or unanswered(found)
        if silent:
            raise refuse("CASE-UNSETTLED", f"以下数据尚未得到答复：{'、'.join(silent)}", remedy="请稍后重新核验")
        objections = [*findings.blocking, *not_held(found, dropped=self._dropped(work))]
        if objections:
            raise Refused(objections)

    async def report(
        self,
        case_id: str,
        actor: a.Actor,
        *,
        step: str,
        outcome: Outcome,
        typed: Mapping[str, str],
        reason: str = "",
        seen: int | None = None,
    ) -> Done:
        """Report a step with the values of its form, or with the reason why it was not done.

        An irrevocable step of a cooperating place is judged on what the registers there say now. What was done and has
        come back is reported as failed, with the day on which it did.
        """
        work = await self.work(case_id)
        title = _title(work.case, step)
        values: dict[str, Any] = {}
        lines: Lines = ()
        if outcome is Outcome.DONE:
            values, lines = self._read_step(work, step, typed, await self._asked_where_taken(work, step, actor))
        elif outcome is Outcome.FAILED and work.case.step(step).may_return:
            today = self.clock.today()
            lines = read_return(work.case.step(step), typed, check=self.check(today), today=today)
        reasons = (a.Point(field=step, label=title, reason=reason),) if reason.strip() else ()
        act = a.ReportStep(step=step, outcome=outcome, values=values, shown=lines, reasons=reasons)
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def _asked_where_taken(self, work: Work, name: str, actor: a.Actor) -> dict[str, Evidence]:
        step = next((each for each in work.matter.procedure.steps if each.name == name), None)
        if not isinstance(step, IrrevocableStep) or step.at == COMPETENT:
            return {}
        fresh = await self._fresh(work, actor, keys=[need.key for need in work.matter.needs if need.at == step.at])
        silent = [item.title for item in fresh.values() if item.outcome is Found.UNANSWERED]
        if silent:
            raise refuse("CASE-UNSETTLED", f"以下数据尚未得到答复：{'、'.join(silent)}", remedy="请稍后再填报")
        return fresh

    def _read_step(
        self, work: Work, step: str, typed: Mapping[str, str], fresh: Mapping[str, Evidence]
    ) -> tuple[dict[str, Any], Lines]:
        planned = work.matter.procedure.step(step)
        if planned.form is None:
            return {}, ()
        parsed = parse(planned.form, typed, self.check(self.clock.today()))
        if parsed.answers is None:
            raise Refused(parsed.objections)
        values = msgspec.to_builtins(parsed.answers)
        self._judge(work, planned, values, fresh)
        answers = msgspec.structs.asdict(parsed.answers)
        return values, tuple(line[1:] for line in shown(planned.form, answers))

    def _judge(self, work: Work, step: Step, values: Mapping[str, Any], fresh: Mapping[str, Evidence]) -> None:
        """The rules of a step over what was entered about it; what this place may not see stays unjudged."""
        held = self.application(work, fresh, role=step.at)
        findings = evaluate(step.rules, replace(held, reports={**held.reports, step.name: values}))
        if findings.blocking:
            raise Refused(findings.blocking)

    async def _fresh(self, work: Work, actor: a.Actor, *, keys: Collection[str] | None = None) -> dict[str, Evidence]:
        if not work.matter.needs:
            return {}
        grounds = Grounds(purpose=work.matter.name, assurance=level_of(work.dossier), legal_basis=BY_LAW)
        gathered = await self.gatherer.gather(
            work.matter,
            work.application({}, today=self.clock.today()),
            work.case.places(),
            grounds=grounds,
            asker=Asker(id=actor.officer, role=actor.kind, office=actor.office_name),
            keys=keys,
            max_age=timedelta(0),
        )
        await self.gatherer.write(gathered.record)
        return dict(gathered.evidence)

    def _parameters(self, work: Work, role: str) -> Parameters:
        """The values at a place: as fixed at acceptance, until then those of today."""
        law = work.dossier.law()
        return law.at(role) if law else self.rulebook.at(work.matter, role, work.case.places(), self.clock.today())

    def _dropped(self, work: Work) -> Collection[str]:
        """The materials that need not be held under a regional agreement."""
        law = work.dossier.law()
        return law.without if law else self._agreed(work)[COMPETENT].without

    def _agreed(self, work: Work) -> dict[str, Applicable]:
        places, today = work.case.places(), self.clock.today()
        return {role: self.rulebook.agreed(work.matter, role, places, today) for role in places}

    def _plan(self, work: Work) -> Plan:
        agreed = self._agreed(work)
        return plan(
            work.matter,
            {role: self._parameters(work, role) for role in agreed},
            reasons=[reason for found in agreed.values() for reason in found.reasons],
            without=agreed[COMPETENT].without,
        )

    def _results(self, work: Work, fresh: Mapping[str, Evidence]) -> tuple[a.ResultPaper, ...]:
        application = self.application(work, fresh)
        return tuple(
            a.ResultPaper(key=result.key, title=result.title, lines=tuple(result.lines(application)))
            for result in work.matter.results
        )


def checks_of(work: Work) -> tuple[CheckItem, ...]:
    """The items of the formal check that the answers of a case call for."""
    answers = work.dossier.answers()
    return tuple(item for item in work.matter.checks if item.asked_with(answers))


def _title(case: Case, step: str) -> str:
    found = [each.plan.title for each in case.steps if each.plan.name == step]
    if not found:
        raise no_such_step(case)
    return found[0]


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


def _unsettled(findings: Findings) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.title for each in findings.undetermined))
