"""The applicant's answer to a correction notice: the points asked for, and the form that they make as a whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from tongban.cases import acts as a
from tongban.cases.applications import Work
from tongban.cases.sheets import Shown, addressed
from tongban.cases.wording import refuse
from tongban.clock import Clock
from tongban.desk.audiences import audiences
from tongban.desk.handling import CaseDesk, Done
from tongban.desk.outstanding import statuses
from tongban.errors import Refused
from tongban.evidence.items import Evidence
from tongban.evidence.materials import MaterialStatus, missing
from tongban.identity.people import Party, Role
from tongban.matters.amending import amended
from tongban.matters.forms import Bound, Check, Form, Parsed, fields_of, given
from tongban.matters.matter import Channel, Matter
from tongban.matters.rules import Objection, Severity

NO_LONGER_ASKED = "不需要填写"
APPLY_ANEW = "请保持原来的内容，或撤回后重新申请"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionDesk:
    """Takes corrections in."""

    desk: CaseDesk
    clock: Clock
    check: Callable[[date], Check]

    async def asked(self, case_id: str) -> tuple[Work, list[Bound], list[str]]:
        """The case, the fields to correct and the keys of the materials to hand in again."""
        work = await self.desk.work(case_id)
        names = set(work.case.correction.fields) if work.case.correction else set()
        fields = [bound for bound in fields_of(work.matter.form) if bound.name in names]
        materials = [material.key for material in work.matter.materials if material.key in names]
        return work, fields, materials

    async def correct(
        self,
        case_id: str,
        actor: a.Actor,
        *,
        typed: Mapping[str, str],
        uploads: Sequence[Evidence] = (),
        seen: int | None = None,
    ) -> Done:
        """Hand in the corrections; raises `Refused` with every point that is still wrong."""
        work, fields, materials = await self.asked(case_id)
        handed_in = tuple(item for item in uploads if item.key in materials)
        whole = self._whole(work, typed, {bound.name for bound in fields})
        objections = [*whole.objections, *_lacking(work, whole, materials, handed_in)]
        if whole.answers is None or objections:
            raise Refused(objections)
        _require_same_case(work, self.desk.application(work).answers, whole.answers)
        sheets = addressed(*_changed(whole.answers, fields), audiences(work.matter, work.case.places()))
        return await self.desk.cases.act(case_id, a.Correct(sheets=sheets, evidence=handed_in), actor, seen=seen)

    def _whole(self, work: Work, typed: Mapping[str, str], names: Collection[str]) -> Parsed:
        before, check = work.dossier.answers(), self.check(self.clock.today())
        try:
            return amended(work.matter.form, before, typed, names=names, check=check)
        except msgspec.ValidationError as fault:
            message = "本平台读不出办件中原来填写的内容，不能在此补正"
            raise refuse("CASE-CORRECTION", message, remedy="请联系收件窗口，由窗口核对后处理") from fault


def _changed(answers: Form, fields: Sequence[Bound]) -> tuple[dict[str, Any], list[Shown]]:
    """The asked fields as they stand after the correction, raw and for reading."""
    now, raw = msgspec.structs.asdict(answers), msgspec.to_builtins(answers)
    answered = {bound.name for bound in given(type(answers), now)}
    lines = [
        Shown(name, bound.field.label, bound.field.show(now[name]) if name in answered else NO_LONGER_ASKED)
        for bound in fields
        for name in (bound.name,)
    ]
    return {bound.name: raw[bound.name] for bound in fields}, lines


def _lacking(
    work: Work, whole: Parsed, materials: Collection[str], handed_in: Sequence[Evidence]
) -> Iterator[Objection]:
    """The materials asked for that were not handed in again, and those that only the corrected answers call for."""
    before, held = work.dossier.answers(), work.dossier.evidence()
    answers = msgspec.to_builtins(whole.answers) if whole.answers else before
    brought = {item.key: item for item in handed_in}
    found = statuses(work.matter, answers, {**held, **brought})
    again = [each for each in found if each.material.key in materials and each.material.key not in brought]
    yield from map(_again, again)
    told = {each.material.key for each in again} | {each.field for each in _blocking(work, before, held)}
    yield from (each for each in _blocking(work, answers, {**held, **brought}) if each.field not in told)


def _blocking(work: Work, answers: Mapping[str, Any], evidence: Mapping[str, Evidence]) -> list[Objection]:
    found = missing(statuses(work.matter, answers, evidence), channel=Channel(work.case.channel))
    return [each for each in found if each.severity is Severity.BLOCKING]


def _again(status: MaterialStatus) -> Objection:
    material = status.material
    return Objection(
        rule="MATERIAL",
        field=material.key,
        message=f"请重新提交“{material.name}”",
        remedy="请按补正通知书的要求上传该材料",
    )


def _require_same_case(work: Work, before: Any, answers: Form) -> None:
    """Places and parties of a case were fixed at its submission; raises `Refused` where the answers name others."""
    route, was = work.matter.route(answers), work.matter.route(before)
    if (route.competent, dict(route.cooperating)) != (was.competent, dict(was.cooperating)):
        raise refuse("CASE-CORRECTION", "这样改动后应由另一个机关办理，不能以补正改动", remedy=APPLY_ANEW)
    if _numbers(work.matter, answers) != _numbers(work.matter, before):
        raise refuse("CASE-CORRECTION", "这样改动后当事人不同，不能以补正改动", remedy=APPLY_ANEW)


def _numbers(matter: Matter, answers: Form) -> set[tuple[Role, str]]:
    others: tuple[Party, ...] = matter.other_parties(answers) if matter.other_parties else ()
    return {(party.role, party.number) for party in others}
