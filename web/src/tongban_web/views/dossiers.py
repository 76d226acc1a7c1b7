"""The contents of a case as people read them: answers, parties and evidence, each with where it came from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from tongban.cases.decisions_result import WAYS
from tongban.cases.dossier import Dossier
from tongban.cases.due import delivering_desk
from tongban.cases.in_part import in_part
from tongban.cases.reading import CaseView
from tongban.cases.standing import ended, standing
from tongban.cases.state import Case
from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.given import Given
from tongban.identity.masking import mask
from tongban.identity.people import Role
from tongban.matters.fields import Field
from tongban.matters.forms import fields_of
from tongban.matters.matter import Matter
from tongban_web import view_data as v
from tongban_web.views.places import PlaceNames
from tongban_web.views.provenance import badge, provenance, register_says, why_open
from tongban_web.views.typed import as_read

PROVIDED = {SourceKind.PLEDGE: "已承诺", SourceKind.UPLOAD: "已上传", SourceKind.WINDOW: "已当面核验"}
ESTABLISHED = {Outcome.FOUND: "已照提交或出示的材料核对认定", Outcome.NONE: "照提交或出示的材料认定没有登记"}
ENDED = {Role.AGENT: "（委托已终止）", Role.GUARDIAN: "（被监护人已成年）"}
FOUND = {Outcome.FOUND: "已查到", Outcome.NONE: "登记库中没有记录", Outcome.UNANSWERED: "尚未答复"}


def parties(view: CaseView, *, on: date) -> tuple[v.Definition, ...]:
    """Who is concerned, and who no longer acts for them on that day."""
    known = view.dossier.parties()
    gone = ended(known, view.case, on=on)
    return tuple(
        v.Definition(
            f"{party.role.label}{ENDED.get(party.role, '') if party.role in gone else ''}",
            Given(f"{party.name} {mask(party.number)}"),
            numeric=True,
        )
        for party in known
    )


def reachable(view: CaseView, *, on: date) -> tuple[v.Definition, ...]:
    """The same for the desk: with the mobile of whoever may be called about the case."""
    known = view.dossier.parties()
    still = standing(known, view.case, on=on)
    return tuple(
        replace(line, value=Given(f"{line.value} · {party.mobile}")) if party.mobile and party in still else line
        for line, party in zip(parties(view, on=on), known, strict=True)
    )


def answers(dossier: Dossier, matter: Matter | None, names: PlaceNames) -> tuple[v.Definition, ...]:
    """What was filled in, as last corrected and as its reader may know it; without its plugin stored labels serve."""
    fields = {bound.name: bound.field for bound in fields_of(matter.form)} if matter else {}
    known, parts = dossier.evidence(), in_part(dossier, matter)
    now = {**dossier.answers(), **parts}
    return tuple(
        v.Definition(
            line.label,
            _reads(fields.get(line.field), now.get(line.field), parts.get(line.field, line.text), names),
            _source(fields.get(line.field), now.get(line.field), known, names),
        )
        for line in dossier.shown()
    )


def delivery(view: CaseView) -> v.Definition:
    """How the result reaches whoever applied, as it was sent or else as they chose, and where it is collected."""
    case = view.case
    way = case.dispatched or case.delivery
    where = f"：{case.places()[delivering_desk(case)].name}" if way == "window" else ""
    return v.Definition("结果怎样送达", f"{WAYS.get(way, way)}{where}")


def postal(view: CaseView) -> tuple[v.Definition, ...]:
    """Where the result goes by post, for whoever may see it."""
    known = view.postal
    if known is None:
        return ()
    lines = (("邮寄收件人", known.recipient), ("收件人手机号码", known.phone), ("收件地址", known.address))
    return tuple(v.Definition(label, Given(text)) for label, text in lines)


def _reads(field: Field | None, value: object, stored: str, names: PlaceNames) -> str:
    if field is None or value is None:
        return stored
    return as_read(field, value, names)


def _source(field: Field | None, value: object, known: dict[str, Evidence], names: PlaceNames) -> v.Provenance | None:
    """Where a value came from; None for what the applicant typed."""
    item = known.get(field.prefill.need) if field and field.prefill else None
    if item is None or not isinstance(item.value, dict) or field is None or field.prefill is None:
        return None
    return provenance(item, names) if item.value.get(field.prefill.attribute) == value else None


def evidence(view: CaseView, names: PlaceNames) -> tuple[v.Definition, ...]:
    """What registers, uploads, pledges and the window say."""
    return tuple(
        v.Definition(item.title, _says(item, view.case), badge(item, names))
        for item in view.dossier.evidence().values()
    )


def _says(item: Evidence, case: Case) -> str:
    if item.material and not item.is_withheld:
        return ESTABLISHED[item.outcome]
    provided = "" if item.is_withheld else PROVIDED.get(item.kind, "")
    says = provided or register_says(item, FOUND)
    why = why_open(item, case)
    return f"{says}（{why}）" if why else says


def files(dossier: Dossier, case_id: str) -> tuple[v.Link, ...]:
    """The files of the case, each with its address."""
    return tuple(
        v.Link(str(value.get("name", "文件")), f"/cases/{case_id}/files/{value['file']}")
        for value in _files(dossier.evidence().values())
    )


def file_ids(dossier: Dossier) -> frozenset[str]:
    """The files that the reader of a case may open, those in whose place another came included."""
    return frozenset(str(value["file"]) for value in _files(dossier.every_evidence()))


def _files(evidence: Iterable[Evidence]) -> list[dict[str, object]]:
    values = [item.value for item in evidence if item.is_file]
    return [value for value in values if isinstance(value, dict) and "file" in value]
