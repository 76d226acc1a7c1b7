"""A case as its matter judges it: the law that holds for it, what the registers say, what its rules make of both."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

import msgspec

from tongban.cases import acts as a
from tongban.cases import rights
from tongban.cases.applications import Work
from tongban.cases.calendar import MissingCalendar
from tongban.cases.levels import level_of
from tongban.cases.planning import Plan, plan
from tongban.cases.service import CaseService
from tongban.cases.wording import refuse
from tongban.clock import Clock
from tongban.desk.legible import legible
from tongban.desk.outstanding import needs_refused, needs_unanswered, not_held, statuses, unanswered
from tongban.desk.rulebook import Rulebook
from tongban.errors import Refused
from tongban.evidence.established import differs
from tongban.evidence.gather import OFF_EXCHANGE, Asker, Gatherer
from tongban.evidence.items import Evidence
from tongban.evidence.materials import MaterialStatus
from tongban.evidence.questions import Grounds
from tongban.matters.application import Application
from tongban.matters.needs import COMPETENT
from tongban.matters.parameters import Parameters
from tongban.matters.procedures import IrrevocableStep
from tongban.matters.results import Line, Result, granted
from tongban.matters.rules import Findings, MissingEvidence, Objection, evaluate
from tongban.plugins import Plugins
from tongban.routing.agreements import Applicable

BY_LAW: Final = "《国务院关于在线政务服务的若干规定》第七条"
BY_PAPER: Final = "登记机关尚未接入通办平台，不会有答复：请通知申请人撤回申请，携带纸质材料到本机关窗口办理"
BY_HAND: Final = "请稍后重新核验；登记库不能答复的，请打开“按纸质材料核对”，照申请人提交的材料核对认定"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """What officers' acts rest on; it takes none."""

    plugins: Plugins
    rulebook: Rulebook
    gatherer: Gatherer
    cases: CaseService
    clock: Clock

    async def work(self, case_id: str) -> Work:
        """A case with its matter; raises `NotFound` where the case or the matter's edition is not here."""
        case, dossier = await self.cases.file(case_id)
        return Work(case=case, matter=self.plugins.matter(case.matter, case.edition), dossier=dossier)

    def findings(self, work: Work, evidence: Mapping[str, Evidence] | None = None) -> Findings:
        """The rules run over the case as it stands, with fresher evidence if given."""
        return evaluate(work.matter.rules, self.application(work, evidence))

    def application(
        self, work: Work, evidence: Mapping[str, Evidence] | None = None, *, role: str = "competent"
    ) -> Application[Any]:
        """The application of a case with the values of one of its places, by default the deciding one's.

        Working days are those that are loaded here.
        """
        parameters, calendar = self._parameters(work, role), self.cases.context.calendar
        return work.application(evidence or {}, today=self.clock.today(), parameters=parameters, calendar=calendar)

    async def fresh(self, work: Work, actor: a.Actor, *, keys: Collection[str] | None = None) -> dict[str, Evidence]:
        """What the registers say now, those of `keys` or all, recorded as asked by this officer.

        Nobody is asked for an act that is not the officer's, or not one for the state of the case: whoever calls has
        had `cases` see to that.
        """
        if not work.matter.needs:
            return {}
        gathered = await self.gatherer.gather(
            work.matter,
            self.application(work),
            work.case.places(),
            grounds=by_law(work),
            asker=asker_of(actor),
            keys=keys,
            max_age=timedelta(0),
        )
        await self.gatherer.write(gathered.record)
        return dict(gathered.evidence)

    def grounds(self, work: Work) -> tuple[str, ...]:
        """On what a case may be turned down where people have a right to the matter.

        Answers that are none of the form's can be neither judged nor granted: that is then the ground beside the steps.
        """
        try:
            return rights.grounds(self.objections(work), work.case)
        except msgspec.ValidationError:
            return (rights.UNREADABLE, *rights.of_steps(work.case))

    def objections(self, work: Work) -> tuple[Objection, ...]:
        """All that speaks against a case as it stands: what its rules object to, and the materials that are not held.

        Raises `msgspec.ValidationError` for answers that are none of the form's.
        """
        blocking = self.findings(work).blocking
        return (*blocking, *self.not_held(work, blocking))

    def not_held(self, work: Work, objections: Sequence[Objection]) -> list[Objection]:
        """An objection for each material of which it turned out that there is none, beside those of the rules.

        So where a register has no such record, and where an officer has read in the paper itself that there is none.
        """
        return self._absent(work, _statuses(work, {}), objections)

    def hold(self, work: Work, fresh: Mapping[str, Evidence]) -> None:
        """Refuse where a register is silent, a rule objects, or a material that was waived is not held after all."""
        findings = self.findings(work, fresh)
        found = _statuses(work, fresh)
        silent = unsettled(findings) or unanswered(found)
        if silent:
            waited_for = {each.need for each in findings.undetermined} or needs_unanswered(found)
            raise self._unsettled(work, fresh, silent, keys=waited_for)
        _require_as_established(work, fresh)
        objections = [*findings.blocking, *self._absent(work, found, findings.blocking)]
        if objections:
            raise Refused(objections)

    def require_judged(self, work: Work, findings: Findings) -> None:
        """Refuse while a rule of a step of the deciding place could not be judged: nothing judges it later.

        Where an irrevocable step is under way, it was cleared on answers, and the case goes on by those.
        """
        if findings.undetermined and not work.case.irrevocable_under_way:
            keys = {each.need for each in findings.undetermined}
            raise self._unsettled(work, work.dossier.evidence(), unsettled(findings), keys=keys)

    def plan(self, work: Work) -> Plan:
        """The terms and steps of a case, with what its regional agreements change."""
        agreed = self._agreed(work)
        return plan(
            work.matter,
            {role: self._parameters(work, role) for role in agreed},
            reasons=[reason for found in agreed.values() for reason in found.reasons],
            without=agreed[COMPETENT].without,
        )

    def results(self, work: Work, fresh: Mapping[str, Evidence]) -> tuple[a.ResultPaper, ...]:
        """The papers that say what was granted; refuses where a register is silent that only a paper hangs on."""
        return tuple(self._paper(work, fresh, each, key=each.key) for each in work.matter.results)

    def granted(self, work: Work, fresh: Mapping[str, Evidence]) -> tuple[Line, ...]:
        """What the decision says that it grants; refuses as for `results`."""
        said = Result("grant", "准予决定书", lambda known: granted(work.matter, known))
        return self._paper(work, fresh, said, key=said.key).lines

    def notice(self, work: Work, step: str, fresh: Mapping[str, Evidence]) -> tuple[a.ResultPaper, ...]:
        """What the applicants are told to do for a step that is cleared: one paper, or none."""
        planned = next((each for each in work.matter.procedure.steps if each.name == step), None)
        told = planned.notice if isinstance(planned, IrrevocableStep) else None
        return (self._paper(work, fresh, told, key=step),) if told else ()

    def _absent(self, work: Work, found: Sequence[MaterialStatus], objections: Sequence[Objection]) -> list[Objection]:
        return not_held(found, dropped=self._dropped(work), refused=needs_refused(work.matter, objections))

    def _paper(self, work: Work, fresh: Mapping[str, Evidence], composed: Result, *, key: str) -> a.ResultPaper:
        try:
            lines = tuple(composed.lines(self._of_the_day(work, fresh, composed.of_the_day)))
        except MissingEvidence as missing:
            need = missing.need
            raise self._unsettled(work, fresh, (need.title,), keys=(need.key,)) from missing
        except MissingCalendar as missing:
            raise self._unsettled(work, fresh, (f"{missing.year}年度工作日历",), keys=()) from missing
        return a.ResultPaper(key=key, title=composed.title, lines=lines)

    def _of_the_day(self, work: Work, fresh: Mapping[str, Evidence], names: Collection[str]) -> Application[Any]:
        """The application with the values that the parameters named have today, whatever was fixed at acceptance."""
        known = self.application(work, fresh)
        if not names:
            return known
        today = self.rulebook.at(work.matter, COMPETENT, work.case.places(), self.clock.today())
        laid_over = {**known.parameters.values, **{name: today[name] for name in names}}
        return replace(known, parameters=Parameters(laid_over))

    def _unsettled(
        self, work: Work, fresh: Mapping[str, Evidence], titles: Collection[str], *, keys: Collection[str]
    ) -> Refused:
        remedy = when_silent(fresh, keys, by_hand=self._by_hand(work))
        return refuse("CASE-UNSETTLED", f"以下数据尚未得到答复：{'、'.join(titles)}", remedy=remedy)

    def _by_hand(self, work: Work) -> frozenset[str]:
        """The needs that an officer can read from a paper of the case."""
        return frozenset(each.need.key for each in legible(work, self.application(work)))

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


def by_law(work: Work) -> Grounds:
    """On what whoever decides a case asks registers, with no consent."""
    return Grounds(purpose=work.matter.name, assurance=level_of(work.dossier), legal_basis=BY_LAW)


def asker_of(actor: a.Actor) -> Asker:
    """The officer as who asks a register."""
    return Asker(id=actor.officer, role=actor.kind, office=actor.office_name)


def when_silent(fresh: Mapping[str, Evidence], silent: Collection[str], *, by_hand: Collection[str] = ()) -> str:
    """What an officer does about needs that no register has answered, by their keys: one off the exchange never does.

    Those in `by_hand` can be read from a paper of the case.
    """
    waited_for = [fresh[key] for key in silent if key in fresh]
    if any(item.reason == OFF_EXCHANGE for item in waited_for):
        return BY_PAPER
    return BY_HAND if any(item.key in by_hand for item in waited_for) else "请稍后重新核验"


def _statuses(work: Work, fresh: Mapping[str, Evidence]) -> list[MaterialStatus]:
    return statuses(work.matter, work.dossier.answers(), {**work.dossier.evidence(), **fresh})


def _require_as_established(work: Work, fresh: Mapping[str, Evidence]) -> None:
    """An officer who has read a paper sees first that a register now says something else."""
    held = work.dossier.evidence()
    needs = [each for each in work.matter.needs if each.key in held and each.key in fresh]
    other = [each.title for each in needs if differs(each, held[each.key], fresh[each.key])]
    if other:
        message = f"登记库现已答复“{'、'.join(other)}”，与按纸质材料核对认定的不一致，以登记库的答复为准"
        raise refuse("CASE-ESTABLISH", message, remedy="请先“重新核验数据”，看过登记库的答复后再作决定")


def unsettled(findings: Findings) -> tuple[str, ...]:
    """What the registers have not said, by title."""
    return tuple(dict.fromkeys(each.title for each in findings.undetermined))
