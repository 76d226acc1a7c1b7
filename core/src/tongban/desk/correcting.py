"""The applicant's answer to a correction notice: exactly the points asked, read and checked like the form itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
from tongban.errors import Refused
from tongban.evidence.items import Evidence
from tongban.matters.fields import FieldFault
from tongban.matters.forms import Bound, Check, fields_of
from tongban.matters.rules import Objection


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
        values, objections = self._read(fields, typed)
        given = [item for item in uploads if item.key in materials]
        missing = set(materials) - {item.key for item in given}
        objections += [_missing(work, key) for key in materials if key in missing]
        if objections:
            raise Refused(objections)
        answers = self._whole(work, values)
        lines = [Shown(bound.name, bound.field.label, bound.field.show(values[bound.name])) for bound in fields]
        changed = {name: value for name, value in answers.items() if name in values}
        sheets = addressed(changed, lines, audiences(work.matter, work.case.places()))
        return await self.desk.cases.act(case_id, a.Correct(sheets=sheets, evidence=tuple(given)), actor, seen=seen)

    def _read(self, fields: Sequence[Bound], typed: Mapping[str, str]) -> tuple[dict[str, Any], list[Objection]]:
        check = self.check(self.clock.today())
        values: dict[str, Any] = {}
        objections: list[Objection] = []
        for bound in fields:
            try:
                values[bound.name] = _value(bound, typed.get(bound.name, "").strip(), check)
            except FieldFault as fault:
                objections.append(Objection(rule=f"FORM:{bound.name}", message=str(fault), field=bound.name))
        return values, objections

    def _whole(self, work: Work, values: Mapping[str, Any]) -> dict[str, Any]:
        try:
            whole = {**work.dossier.answers(), **msgspec.to_builtins(dict(values))}
            answers = msgspec.convert(whole, work.matter.form, strict=False)
        except msgspec.ValidationError as fault:
            raise refuse("CASE-CORRECTION", f"补正后的内容不完整：{fault}", remedy="请逐项核对后重新提交") from fault
        return dict(msgspec.to_builtins(answers))


def _value(bound: Bound, text: str, check: Check) -> object:
    if not text and bound.field.widget != "flag":
        raise FieldFault(bound.field.left_empty)
    value = bound.field.parse(text)
    message = check(bound.field, value)
    if message:
        raise FieldFault(message)
    return value


def _missing(work: Work, key: str) -> Objection:
    name = next(material.name for material in work.matter.materials if material.key == key)
    return Objection(rule="MATERIAL", field=key, message=f"请重新提交“{name}”", remedy="请按补正通知书的要求上传该材料")
