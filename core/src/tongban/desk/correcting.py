"""The applicant's answer to a correction notice: the points asked for, and the form that they make as a whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec

from tongban.cases import acts as a
from tongban.cases.applications import Work
from tongban.cases.dossier import Dossier
from tongban.cases.service import Done
from tongban.cases.sheets import Shown, addressed
from tongban.cases.state import Case
from tongban.cases.wording import in_words, refuse
from tongban.clock import Clock, milliseconds
from tongban.desk.audiences import audiences
from tongban.desk.judging import Judging
from tongban.desk.noticed import fields_to_correct, materials_to_correct
from tongban.desk.outstanding import statuses
from tongban.errors import Refused
from tongban.evidence.items import Evidence, SourceKind
from tongban.evidence.materials import missing, stated
from tongban.evidence.uploads import StoredFile, Uploads
from tongban.identity.names import as_compared
from tongban.identity.people import Party, Role
from tongban.matters.amending import amended
from tongban.matters.fields import visible
from tongban.matters.forms import Bound, Check, Form, Parsed, fields_of, given
from tongban.matters.materials import Material, Pledge
from tongban.matters.matter import Channel, Matter
from tongban.matters.rules import Objection, Severity
from tongban.matters.unknown_names import known_fields, known_names

SAID: Final = "said"
LONGEST_SAID: Final = 1000
NO_LONGER_ASKED = "不需要填写"
APPLY_ANEW = "请保持原来的内容，或撤回后重新申请"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionDesk:
    """Takes corrections in."""

    judging: Judging
    uploads: Uploads
    clock: Clock
    check: Callable[[date], Check]

    async def asked(self, case_id: str) -> tuple[Work, list[Bound], list[str]]:
        """The case, the fields to correct and the keys of the materials to hand in again."""
        work = await self.judging.work(case_id)
        materials = [material.key for material in materials_to_correct(work.matter, work.case)]
        return work, fields_to_correct(work.matter, work.case), materials

    async def correct(
        self,
        case_id: str,
        actor: a.Actor,
        *,
        typed: Mapping[str, str],
        pledges: Collection[str] = (),
        brought: Collection[str] = (),
        uploads: Sequence[StoredFile] = (),
        said: str = "",
        seen: int | None = None,
    ) -> Done:
        """Hand in the corrections with the files uploaded since; raises `Refused` with every point still wrong.

        `pledges` and `brought` are keys of materials pledged, and of those that a clerk has checked at the window;
        `uploads` are files sent with these corrections, which may be the same as before. `said` answers the points
        that are about neither a field nor a material.
        """
        cases = self.judging.cases
        await cases.require_permitted(await cases.case(case_id), a.Correct(), actor, seen=seen)
        shown = brought if actor.kind == "officer" else ()
        act = await self._act(case_id, typed=typed, pledges=pledges, brought=shown, uploads=uploads, said=said)
        return await cases.act(case_id, act, actor, seen=seen)

    async def is_handed_in(
        self,
        case_id: str,
        actor: a.Actor,
        *,
        typed: Mapping[str, str],
        pledges: Collection[str],
        uploads: Sequence[StoredFile],
        said: str,
    ) -> bool:
        """Whether the party has handed in just these corrections already."""
        try:
            act = await self._act(case_id, typed=typed, pledges=pledges, brought=(), uploads=uploads, said=said)
        except Refused:
            return False
        return await self.judging.cases.is_done(case_id, act, actor)

    async def _act(
        self,
        case_id: str,
        *,
        typed: Mapping[str, str],
        pledges: Collection[str],
        brought: Collection[str],
        uploads: Sequence[StoredFile],
        said: str,
    ) -> a.Correct:
        work, fields, materials = await self.asked(case_id)
        unknown = _unknown(work, fields, typed=typed, pledges=pledges, brought=brought)
        files = {file.material: file for file in (*await self.files_since(case_id, work.dossier), *uploads)}
        handed_in = tuple(self._handed_in(work.matter, materials, files, pledges=pledges, brought=brought))
        whole = self._whole(work, typed, {bound.name for bound in fields})
        objections = [*unknown, *whole.objections, *_lacking(work, whole, materials, handed_in), *_unsaid(work, said)]
        if whole.answers is None or objections:
            raise Refused(objections)
        _require_same_case(work, self.judging.application(work).answers, whole.answers)
        sheets = addressed(*_changed(whole.answers, fields), audiences(work.matter, work.case.places()))
        return a.Correct(
            sheets=sheets if fields else (),
            evidence=handed_in,
            said=said.strip(),
            attend_by=_attend_by(work.matter, whole.answers),
        )

    async def files_since(self, case_id: str, dossier: Dossier) -> list[StoredFile]:
        """The files of the case that its facts do not name yet: uploaded in answer to the notice."""
        values = [item.value for item in dossier.evidence().values() if isinstance(item.value, dict)]
        named = {value.get("file") for value in values}
        return [file for file in await self.uploads.of_application(case_id) if file.id not in named]

    def _handed_in(
        self,
        matter: Matter,
        materials: Collection[str],
        files: Mapping[str, StoredFile],
        *,
        pledges: Collection[str],
        brought: Collection[str],
    ) -> Iterator[Evidence]:
        """The last file of each material asked for, or the promise, or what the clerk has seen."""
        now = milliseconds(self.clock.now())
        for material in (each for each in matter.materials if each.key in materials):
            if material.key in files:
                yield files[material.key].evidence(material.name)
            elif material.key in pledges and any(isinstance(source, Pledge) for source in material.sources):
                yield stated(material, SourceKind.PLEDGE, at=now)
            elif material.key in brought:
                yield stated(material, SourceKind.WINDOW, at=now)

    def _whole(self, work: Work, typed: Mapping[str, str], names: Collection[str]) -> Parsed:
        before, check = work.dossier.answers(), self.check(self.clock.today())
        try:
            return amended(work.matter.form, before, typed, names=names, check=check)
        except msgspec.ValidationError as fault:
            message = "本平台读不出办件中原来填写的内容，不能在此补正"
            raise refuse("CASE-CORRECTION", message, remedy="请联系收件窗口，由窗口核对后处理") from fault


def _unknown(
    work: Work,
    fields: Sequence[Bound],
    *,
    typed: Mapping[str, str],
    pledges: Collection[str],
    brought: Collection[str],
) -> Iterator[Objection]:
    """What is sent that the notice does not ask for, and that would change nothing."""
    materials = {each.key: each.name for each in materials_to_correct(work.matter, work.case)}
    yield from known_fields(fields, where="补正通知书要求填写的内容").objections(typed)
    handed_in = known_names(materials, rule="MATERIAL", where="补正通知书要求的材料")
    yield from handed_in.objections(pledges, field="pledges")
    yield from handed_in.objections(brought, field="brought")


def otherwise_asked(work: Work) -> bool:
    """Whether a point of the notice is about neither a field nor a material, so that only words can answer it."""
    known = {bound.name for bound in fields_of(work.matter.form)} | {each.key for each in work.matter.materials}
    return not known.issuperset(work.case.to_correct)


def _unsaid(work: Work, said: str) -> Iterator[Objection]:
    if otherwise_asked(work) and not in_words(said):
        remedy = "请按补正通知书的要求，在“补正说明”中逐项写明"
        yield Objection(rule="CASE-CORRECTION", field=SAID, message="请填写补正说明", remedy=remedy)
    if len(said.strip()) > LONGEST_SAID:
        remedy = "请写得简短一些，较长的说明请作为材料上传"
        yield Objection(rule="CASE-CORRECTION", field=SAID, message=f"补正说明不得超过{LONGEST_SAID}字", remedy=remedy)


def _attend_by(matter: Matter, answers: Form) -> str:
    """The day of the appointment as it stands now, "" for a matter without one."""
    return str(msgspec.to_builtins(answers).get(matter.attend_on, "")) if matter.attend_on else ""


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
    wanted = [each for each in work.matter.materials if each.key in materials and each.key not in brought]
    again = [each for each in wanted if not _called_off(each, work.case, answers)]
    yield from map(_again, again)
    told = {each.key for each in again} | {each.field for each in _blocking(work, before, held)}
    yield from (each for each in _blocking(work, answers, {**held, **brought}) if each.field not in told)


def _called_off(material: Material, case: Case, answers: Mapping[str, Any]) -> bool:
    """Whether the notice named it only for another answer to one of its fields, which was not given."""
    condition = material.shown_when
    return condition is not None and condition[0] in case.to_correct and not visible(material, answers)


def _blocking(work: Work, answers: Mapping[str, Any], evidence: Mapping[str, Evidence]) -> list[Objection]:
    found = missing(statuses(work.matter, answers, evidence), channel=Channel(work.case.channel))
    return [each for each in found if each.severity is Severity.BLOCKING]


def _again(material: Material) -> Objection:
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
    if _people(work.matter, answers) != _people(work.matter, before):
        raise refuse("CASE-CORRECTION", "这样改动后当事人不同，不能以补正改动", remedy=APPLY_ANEW)


def _people(matter: Matter, answers: Form) -> set[tuple[Role, str, str]]:
    others: tuple[Party, ...] = matter.other_parties(answers) if matter.other_parties else ()
    return {(party.role, party.number, as_compared(party.name)) for party in others}
