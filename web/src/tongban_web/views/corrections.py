"""The fields and materials that a correction notice asks for, and what the applicant makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from tongban.cases.acts import Point
from tongban.cases.applications import Work
from tongban.cases.reading import CaseView
from tongban.desk.correcting import LONGEST_SAID, SAID, otherwise_asked
from tongban.desk.noticed import fields_to_correct
from tongban.evidence.materials import MaterialStatus
from tongban.evidence.uploads import StoredFile
from tongban.matters.fields import visible
from tongban.matters.forms import Bound, fields_of
from tongban.matters.materials import Material
from tongban.matters.matter import Matter
from tongban.matters.rules import Objection
from tongban_web import view_data as v
from tongban_web.views.applications import targets
from tongban_web.views.form_fields import Filled, control
from tongban_web.views.materials import MaterialItem, material_item, pledge_control
from tongban_web.views.objections import Target, of_control, shown_objections
from tongban_web.views.places import PlaceNames
from tongban_web.views.typed import as_typed, read


@dataclass(frozen=True, slots=True, kw_only=True)
class PointItem:
    """One point of the notice with the control that answers it, if it is about a field or a material."""

    label: str
    reason: str
    basis: str
    remedy: str
    field: v.Field | None
    material: MaterialItem | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPage:
    """The form of a correction."""

    case_id: str
    matter_name: str
    points: tuple[PointItem, ...]
    said: tuple[v.Field, ...]
    objections: tuple[v.Objection, ...]


def correction_page(
    view: CaseView,
    matter: Matter,
    files: Sequence[StoredFile],
    *,
    typed: Mapping[str, str] | None,
    objections: Iterable[Objection],
    names: PlaceNames,
) -> CorrectionPage:
    """Each point with its control, filled with the present answer."""
    shown = shown_objections(objections, {**targets(matter), SAID: Target(SAID, "补正说明")})
    filled = Filled(typed=_typed_now(view, matter) | dict(typed or {}), prefilled={}, objections=shown, names=names)
    points = view.dossier.last_points()
    return CorrectionPage(
        case_id=view.case.id,
        matter_name=view.case.matter_name,
        points=tuple(_point(point, matter, filled, files, shown) for point in points),
        said=said_fields(Work(case=view.case, matter=matter, dossier=view.dossier), filled.typed.get(SAID, ""), shown),
        objections=shown,
    )


def said_fields(work: Work, text: str = "", objections: Sequence[v.Objection] = ()) -> tuple[v.Field, ...]:
    """Where a point of the notice is about neither a field nor a material: what is said to it."""
    field = v.Field(
        name=SAID,
        label="补正说明",
        widget="area",
        value=text,
        required=True,
        hint="对通知书中没有对应栏目的要求，逐项写明",
        maximum_length=LONGEST_SAID,
        objections=of_control(objections, SAID),
    )
    return (field,) if otherwise_asked(work) else ()


def _point(
    point: Point, matter: Matter, filled: Filled, files: Sequence[StoredFile], shown: Sequence[v.Objection]
) -> PointItem:
    bound = next((bound for bound in fields_of(matter.form) if bound.name == point.field), None)
    material = next((each for each in matter.materials if each.key == point.field), None)
    return PointItem(
        label=bound.field.label if bound else material.name if material else point.label,
        reason=point.reason,
        basis=point.basis,
        remedy=point.remedy,
        field=_field(bound, filled) if bound else None,
        material=_material(material, files, shown, filled.names) if material and bound is None else None,
    )


def _field(bound: Bound, filled: Filled) -> v.Field:
    """The field, to be left empty while what stands above does not call for it."""
    field = control(bound, filled.typed.get(bound.name, ""), filled)
    return msgspec.structs.replace(field, required=field.required and visible(bound.field, filled.typed))


def _material(
    material: Material, files: Sequence[StoredFile], shown: Sequence[v.Objection], names: PlaceNames
) -> MaterialItem:
    offers = tuple(source for source in material.sources)
    return material_item(MaterialStatus(material=material, offers=offers), files, shown, names)


def _typed_now(view: CaseView, matter: Matter) -> dict[str, str]:
    answers = view.dossier.answers()
    return {bound.name: as_typed(bound.field, answers.get(bound.name)) for bound in fields_of(matter.form)}


def corrected(view: CaseView, matter: Matter, posted: Mapping[str, Any], names: PlaceNames) -> dict[str, str]:
    """The texts of the asked fields as posted."""
    return read(fields_to_correct(matter, view.case), posted, {}, names)


def promised(materials: Sequence[Material], posted: Mapping[str, Any]) -> frozenset[str]:
    """The keys of the materials for which a promise was given."""
    return frozenset(each.key for each in materials if posted.get(pledge_control(each.key)) == "yes")
