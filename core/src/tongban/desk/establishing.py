"""核对认定: what a register does not answer, read by an officer of the deciding place from the paper handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec

from tongban.cases import acts as a
from tongban.cases.applications import Work
from tongban.cases.decide import decide
from tongban.cases.levels import level_of
from tongban.cases.service import CaseService, Done, require_seen
from tongban.cases.wording import refuse
from tongban.clock import Clock, milliseconds
from tongban.desk.judging import BY_LAW, Judging, unsettled
from tongban.desk.legible import RULE, Legible, legible, why_illegible
from tongban.errors import Refused
from tongban.evidence.established import bound_to
from tongban.evidence.gather import Asker
from tongban.evidence.items import Evidence, Outcome, SourceKind, digest_of
from tongban.evidence.needed import place_of, question_of, subject_of
from tongban.evidence.questions import Grounds, RegisterQuestion
from tongban.evidence.records import RecordError, declared
from tongban.identity.people import Role
from tongban.matters.application import Application
from tongban.matters.forms import Check, Parsed, fields_of, parse
from tongban.matters.recorded import fits
from tongban.matters.rules import Objection

AS_ON_PAPER: Final = "请照材料核对后改正"


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
        parsed = parse(found.form, typed, self.check(self.clock.today()))
        objections = [*_unasked(found, typed), *parsed.objections, *_misfits(found, parsed)]
        if objections:
            raise Refused(objections)
        try:
            value = declared(found.need, {**found.given, **parsed.values})
        except RecordError:
            message = f"填写的内容合在一起不是有效的“{found.need.title}”"
            raise refuse(RULE, message, remedy=AS_ON_PAPER) from None
        return await self._record(work, known, found, actor, value=value, seen=seen)

    async def establish_absence(self, case_id: str, actor: a.Actor, *, need: str, seen: int | None = None) -> Done:
        """Establish that, by the paper, there is no such record."""
        work = await self._work(case_id, actor, need=need, seen=seen)
        known = self.judging.application(work)
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
        decide(work.case, act, by=actor, at=self.cases.context.moment())
        require_seen(work.case, seen)
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
        asker = Asker(id=actor.officer, role=actor.kind, office=actor.office_name)
        note = self.judging.gatherer.note_of_reading(question, item, matter=work.matter, application=known, asker=asker)
        return await self.cases.act(work.case.id, act, actor, seen=seen, looked_up=note)

    def _question(self, work: Work, known: Application[Any], found: Legible) -> tuple[RegisterQuestion, str]:
        """What the register was to be asked, for the purpose of reading the paper, and of which node."""
        need, places = found.need, work.case.places()
        subject, place = subject_of(known, need), place_of(work.matter, known, places, need)
        if subject is None or place is None:
            raise why_illegible(work, known, need.key)
        grounds = Grounds(purpose=work.matter.name, assurance=level_of(work.dossier), legal_basis=BY_LAW)
        question = question_of(work.matter, known, need, subject, grounds=grounds)
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


def _unasked(found: Legible, typed: Mapping[str, str]) -> Iterator[Objection]:
    """What was sent under a name that the form does not ask for."""
    names = {bound.name for bound in fields_of(found.form)}
    for name in typed:
        if name not in names:
            message = f"核对“{found.need.title}”时不填写“{name[:40]}”"
            remedy = f"请只填写：{'、'.join(f'{bound.name}（{bound.field.label}）' for bound in fields_of(found.form))}"
            yield Objection(rule=RULE, message=message, field=name[:40], remedy=remedy)


def _misfits(found: Legible, parsed: Parsed) -> Iterator[Objection]:
    """What could be read and is yet nothing that the record may hold."""
    for bound in fields_of(found.form):
        if bound.name in parsed.values and not fits(found.need.record, bound.name, parsed.values[bound.name]):
            message = f"“{bound.field.label}”填写的内容不符合登记的格式"
            yield Objection(rule=f"FORM:{bound.name}", message=message, field=bound.name, remedy=AS_ON_PAPER)


def _require_silent(found: Legible, fresh: Mapping[str, Evidence]) -> None:
    item = fresh.get(found.need.key)
    if item is not None and not item.material and item.outcome is not Outcome.UNANSWERED:
        message = f"登记库现已答复“{found.need.title}”，以登记库的答复为准，不再按纸质材料核对"
        raise refuse(RULE, message, remedy="请“重新核验数据”，按登记库的答复办理")
