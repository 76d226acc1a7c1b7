"""The steps of a procedure: cleared, and reported by the place that takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec

from tongban.cases import acts as a
from tongban.cases.applications import Work
from tongban.cases.decisions_steps import no_such_step
from tongban.cases.facts import Outcome
from tongban.cases.service import CaseService, Done
from tongban.cases.state import Case
from tongban.cases.wording import refuse
from tongban.clock import Clock
from tongban.desk.judging import Judging
from tongban.desk.returning import Lines, ReturnForm, read_return
from tongban.errors import Refused
from tongban.evidence.items import Evidence
from tongban.evidence.items import Outcome as Found
from tongban.matters.forms import Check, Form, parse, shown
from tongban.matters.needs import COMPETENT
from tongban.matters.procedures import IrrevocableStep, Step
from tongban.matters.rules import evaluate
from tongban.matters.unknown_names import known_in


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDesk:
    """Acts on the steps of a case; pages and API come here alike."""

    judging: Judging
    cases: CaseService
    clock: Clock
    check: Callable[[date], Check]

    async def clear(self, case_id: str, actor: a.Actor, *, step: str, seen: int | None = None) -> Done:
        """放行 an irrevocable step; the place that decides the case first asks the registers once more.

        Two cases that were accepted on the same evidence are thus not both carried out. What they answer is kept with
        the fact, and what the matter writes then rests on it.
        """
        work = await self.judging.work(case_id)
        await self.cases.require_in_place(work.case, a.Clear(step=step), actor, seen=seen)
        _require_step(work.case, step)
        fresh: dict[str, Evidence] = {}
        if work.case.owner == self.cases.context.node and not work.case.irrevocable_under_way:
            fresh = await self.judging.fresh(work, actor)
            self.judging.hold(work, fresh)
        act = a.Clear(step=step, evidence=tuple(fresh.values()), notice=self.judging.notice(work, step, fresh))
        return await self.cases.act(case_id, act, actor, seen=seen)

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
        work = await self.judging.work(case_id)
        await self.cases.require_permitted(work.case, a.ReportStep(step=step, outcome=outcome), actor, seen=seen)
        title = _require_step(work.case, step)
        _require_known(work, step, outcome, typed)
        values: dict[str, Any] = {}
        lines: Lines = ()
        if outcome is Outcome.DONE:
            fresh = await self._asked_where_taken(work, step, actor)
            values, lines = self._read_step(work, step, typed, fresh)
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
        act = a.ReportStep(step=name, outcome=Outcome.DONE)
        self.cases.require_takeable(work.case, act, actor)
        keys = [need.key for need in work.matter.needs if need.at == step.at]
        fresh = await self.judging.fresh(work, actor, keys=keys)
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
        """The rules of a step over what was entered about it; what a cooperating place may not see stays unjudged."""
        held = self.judging.application(work, fresh, role=step.at)
        findings = evaluate(step.rules, replace(held, reports={**held.reports, step.name: values}))
        if findings.blocking:
            raise Refused(findings.blocking)
        if step.at == COMPETENT:
            self.judging.require_judged(work, findings)


def _require_known(work: Work, step: str, outcome: Outcome, typed: Mapping[str, str]) -> None:
    """Raise `Refused` where something is sent that a report of this outcome does not ask for."""
    form: type[Form] | None = None
    if outcome is Outcome.DONE:
        form = work.matter.procedure.step(step).form
    elif outcome is Outcome.FAILED and work.case.step(step).may_return:
        form = ReturnForm
    unknown = tuple(known_in(form, where=f"“{work.case.step(step).plan.title}”的填报内容").objections(typed))
    if unknown:
        raise Refused(unknown)


def _require_step(case: Case, step: str) -> str:
    """The title of a step; raises `Refused` where the case has no such."""
    found = [each.plan.title for each in case.steps if each.plan.name == step]
    if not found:
        raise no_such_step(case)
    return found[0]
