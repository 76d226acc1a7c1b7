"""The materials of a case on a desk, and where its paper originals lie."""

from __future__ import annotations

from tongban.cases.reading import CaseView
from tongban.evidence.items import SourceKind
from tongban.matters.materials import Material, WindowCheck
from tongban.matters.matter import Matter
from tongban_web import view_data as v
from tongban_web.desk.offers import original_names
from tongban_web.desk.points import asked_materials
from tongban_web.views.judging import SEE_ALL
from tongban_web.views.places import PlaceNames
from tongban_web.views.provenance import provenance


def material_rows(view: CaseView, matter: Matter | None, names: PlaceNames) -> tuple[v.MaterialRow, ...]:
    """Each material: waived, handed in, or why it is not here."""
    evidence, whole = view.dossier.evidence(), bool(SEE_ALL & view.places)
    found = []
    for material in asked_materials(view, matter):
        keys = [*(s.need.key for s in material.sources if hasattr(s, "need")), material.key]
        item = next((evidence[key] for key in keys if key in evidence and evidence[key].value is not None), None)
        waived = item is not None and item.kind is SourceKind.REGISTER
        how = _not_here(material, whole=whole) if item is None else "免提交" if waived else "已提供"
        why = " · ".join(provenance(item, names).parts) if item else material.treatment
        found.append(v.MaterialRow(material.name, waived, how, why))
    return tuple(found)


def _not_here(material: Material, *, whole: bool) -> str:
    """Why a material is not before this place: `whole` says that the place sees everything that was handed in."""
    if not whole:
        return "由业务属地核验"
    return "现场核验" if all(isinstance(source, WindowCheck) for source in material.sources) else "未提供"


def originals(view: CaseView) -> tuple[v.Definition, ...]:
    """Each original that was taken in, and who has it."""
    names, places = original_names(view), view.case.places()
    found = []
    for original, where in view.case.originals.items():
        to = places[where.removeprefix("transit:")].name
        told = f"寄往{to}途中" if where.startswith("transit:") else f"由{to}保管"
        found.append(v.Definition(names.get(original, original), told))
    return tuple(found)
