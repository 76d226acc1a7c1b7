"""核对认定: what a register does not answer, read by an officer of the deciding place from the paper handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import msgspec

from tongban.cases import acts as a
from tongban.cases.applications import Work
from tongban.cases.service import CaseService, Done
from tongban.cases.wording import refuse
from tongban.clock import Clock, milliseconds
from tongban.desk.judging import Judging, asker_of, by_law, unsettled
from tongban.desk.legible import RULE, Legible, legible, why_illegible
from tongban.desk.paper_records import record_of
from tongban.errors import Refused
from tongban.evidence.established import bound_to
from tongban.evidence.items import Evidence, Outcome, SourceKind, digest_of
from tongban.evidence.needed import place_of, question_of, subject_of
from tongban.evidence.questions import RegisterQuestion
from tongban.identity.people import Role
from tongban.matters.application import Application
from tongban.matters.forms import Check
from tongban.matters.unknown_names import known_in

NOTHING_TYPED: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishingDesk:
    """Acts on what no register has answered; pages and API come here alike."""

    judging: Judging
    cases: CaseService
    clock: Clock
    check: Callable[[date], Check]

    async def establish(
        self, case_id: str, actor: a.Actor, *, need: str, typed: Mapping[str, str], seen: int | None = None
    ) -> Done:
        """Establish the record that the paper shows; raises `Refused` with every field that cannot be read, at once."""
        work = await self._work(case_id, actor, need=need, seen=seen)
        known = self.judging.application(work)
        found = _readable(work, known, need)
        value = record_of(found, typed, self.check(self.clock.today()))
        return await self._record(work, known, found, actor, value=value, seen=seen)

    async def establish_absence(
        self,
        case_id: str,
        actor: a.Actor,
        *,
        need: str,
        typed: Mapping[str, str] = NOTHING_TYPED,
        seen: int | None = None,
    ) -> Done:
        """Establish that, by the paper, there is no such record, of which nothing can be `typed`."""
        work = await self._work(case_id, actor, need=need, seen=seen)
        known = self.judging.application(work)
        if unknown := tuple(known_in(None, where="没有这项登记时的登记内容").objections(typed)):
            raise Refused(unknown)
        return await self._record(work, known, _readable(work, known, need), actor, value=None, seen=seen)

    async def _work(self, case_id: str, actor: a.Actor, *, need: str, seen: int | None) -> Work:
        """The case, before anything of it is told or asked; raises `Refused` or `Conflict` where it is not to be done.

        Whatever the paper says, the case refuses as it would refuse that there is no record.
        """
        work = await self.judging.work(case_id)
        none = Evidence(
            key=need, title=need, kind=SourceKind.UPLOAD, outcome=Outcome.NONE, source="", at=0, material=need
        )
        act = a.Establish(need=need, name=need, evidence=none)
        await self.cases.require_permitted(work.case, act, actor, seen=seen)
        self.cases.require_takeable(work.case, act, actor)
        return work

    async def _record(
        self,
        work: Work,
        known: Application[Any],
        found: Legible,
        actor: a.Actor,
        *,
        value: dict[str, Any] | None,
        seen: int | None,
    ) -> Done:
        """A register that answers after all is believed before any paper, and so is asked once more."""
        question, node = self._question(work, known, found)
        said = f"{_shown(work, found)}《{found.material.name}》，由{actor.office_name}{actor.name}核对认定"
        item = self._evidence(found, value, said=said, about=question.about)
        item = msgspec.structs.replace(item, question=bound_to(question, node, found.paper))
        still = unsettled(self.judging.findings(work, {found.need.key: item}))
        act = a.Establish(need=found.need.key, name=found.material.name, evidence=item, unsettled=still)
        _require_silent(found, await self.judging.fresh(work, actor, keys=[found.need.key]))
        note = self.judging.gatherer.note_of_reading(
            question, item, matter=work.matter, application=known, asker=asker_of(actor)
        )
        return await self.cases.act(work.case.id, act, actor, seen=seen, looked_up=note)

    def _question(self, work: Work, known: Application[Any], found: Legible) -> tuple[RegisterQuestion, str]:
        """What the register was to be asked, for the purpose of reading the paper, and of which node."""
        need, places = found.need, work.case.places()
        subject, place = subject_of(known, need), place_of(work.matter, known, places, need)
        if subject is None or place is None:
            raise why_illegible(work, known, need.key)
        question = question_of(work.matter, known, need, subject, grounds=by_law(work))
        purpose = f"按《{found.material.name}》{question.grounds.purpose}"
        grounds = msgspec.structs.replace(question.grounds, purpose=purpose)
        return msgspec.structs.replace(question, grounds=grounds), place.node

    def _evidence(self, found: Legible, value: dict[str, Any] | None, *, said: str, about: Role) -> Evidence:
        return Evidence(
            key=found.need.key,
            title=found.need.title,
            kind=found.paper.kind,
            outcome=Outcome.NONE if value is None else Outcome.FOUND,
            source=said,
            at=milliseconds(self.clock.now()),
            value=value,
            digest=digest_of(value),
            about=about.value,
            material=found.material.key,
        )


def _readable(work: Work, known: Application[Any], need: str) -> Legible:
    found = next((each for each in legible(work, known) if each.need.key == need), None)
    if found is None:
        raise why_illegible(work, known, need)
    return found


def _shown(work: Work, found: Legible) -> str:
    """How the paper came before the officer, for the sentence that says where the answer is from."""
    if found.paper.kind is SourceKind.WINDOW:
        return f"依据申请人在{work.case.receiving.name}窗口出示的"
    return "依据申请人提交的"


def _require_silent(found: Legible, fresh: Mapping[str, Evidence]) -> None:
    item = fresh.get(found.need.key)
    if item is not None and not item.material and item.outcome is not Outcome.UNANSWERED:
        message = f"登记库现已答复“{found.need.title}”，以登记库的答复为准，不再按纸质材料核对"
        raise refuse(RULE, message, remedy="请“重新核验数据”，按登记库的答复办理")
