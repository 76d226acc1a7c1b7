"""The materials of a case on a desk, and where its paper originals lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tongban.cases.reading import CaseView
from tongban.cases.state import Case
from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.matters.materials import FromMandate, FromRegister, Material, WindowCheck
from tongban.matters.matter import Matter
from tongban_web import view_data as v
from tongban_web.desk.offers import original_names
from tongban_web.desk.points import asked_materials
from tongban_web.views.judging import SEE_ALL
from tongban_web.views.places import PlaceNames
from tongban_web.views.provenance import provenance, why_open


def material_rows(view: CaseView, matter: Matter | None, names: PlaceNames) -> tuple[v.MaterialRow, ...]:
    """Each material: waived, handed in, or why it is not here."""
    whole = bool(SEE_ALL & view.places)
    return tuple(
        _row(material, _of(material, view.dossier.evidence()), view.case, names, whole=whole)
        for material in asked_materials(view, matter)
    )


def _of(material: Material, evidence: Mapping[str, Evidence]) -> list[Evidence]:
    """What is known of a material: what holds a value first, then what has not answered."""
    keys = [*(source.need.key for source in material.sources if isinstance(source, FromRegister)), material.key]
    items = [evidence[key] for key in keys if key in evidence]
    silent = [item for item in items if item.outcome is Outcome.UNANSWERED]
    return [*(item for item in items if item.value is not None), *silent]


def _row(material: Material, known: Sequence[Evidence], case: Case, names: PlaceNames, *, whole: bool) -> v.MaterialRow:
    if isinstance(material.sources[0], FromMandate):
        return v.MaterialRow(material.name, True, "免提交", "单位给经办人的授权由平台核对，在窗口办理的由窗口核对")
    if not known:
        return v.MaterialRow(material.name, False, _not_here(material, whole=whole), material.treatment)
    item = known[0]
    if item.outcome is Outcome.UNANSWERED:
        return v.MaterialRow(material.name, False, "待核验", f"{item.title}：{why_open(item, case)}")
    waived = item.kind is SourceKind.REGISTER
    why = " · ".join(provenance(item, names).parts)
    return v.MaterialRow(material.name, waived, "免提交" if waived else "已提供", why)


def _not_here(material: Material, *, whole: bool) -> str:
    """Why a material is not before this place: `whole` says that the place sees everything that was handed in."""
    if not whole:
        return "由业务属地核验"
    return "现场核验" if checked_there(material) else "未提供"


def checked_there(material: Material) -> bool:
    """Whether it is looked at where people stand, and nowhere else."""
    return all(isinstance(source, WindowCheck) for source in material.sources)


def originals(view: CaseView) -> tuple[v.Definition, ...]:
    """Each original that was taken in, and who has it."""
    names, places = original_names(view), view.case.places()
    found = []
    for original, where in view.case.originals.items():
        to = view.case.bound_for(original)
        told = f"由{places[where].name}保管" if to is None else f"寄往{places[to].name}途中"
        found.append(v.Definition(names.get(original, original), told))
    return tuple(found)
