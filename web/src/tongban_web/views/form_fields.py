"""The fields of a form as controls: sections, values, sources and objections, whatever matter they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import msgspec

from tongban.evidence.prefill import Prefilled
from tongban.matters.cities import plain_code
from tongban.matters.fields import AFFIRMED, Choice, Count, Field, Number, Place, visible
from tongban.matters.forms import Bound, Form, fields_of
from tongban.routing.divisions import Division
from tongban_web import view_data as v
from tongban_web.views.objections import of_control
from tongban_web.views.places import PlaceNames
from tongban_web.views.provenance import OWN, provenance

WIDGETS: Mapping[str, v.Widget] = {
    "text": "text",
    "textarea": "area",
    "flag": "confirm",
    "date": "date",
    "month": "text",
    "money": "money",
    "percent": "percent",
    "division": "division",
    "mobile": "text",
}
HINTS = {"month": "例如 2026-11", "percent": "填写百分数，例如 12"}
PLACE_HINTS = {
    "prefecture": "填写城市名，如“四川省成都市”，或 6 位行政区划代码",
    "township": "填写地名，先填到县（区）再选乡镇（街道），或填写 9 位行政区划代码",
    "village": "填写地名，先填到县（区）再逐级选到村（社区），或填写 12 位行政区划代码",
}
INPUT_MODES = {"mobile": "tel"}
COMPLETION = {"mobile": "tel"}
RADIOS = 6


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading; `controls` are those whose value decides whether others are asked."""

    heading: str
    fields: tuple[v.Field, ...]
    controls: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What is known of a form that somebody fills in."""

    typed: Mapping[str, str]
    prefilled: Prefilled
    objections: Sequence[v.Objection]
    names: PlaceNames


def asked(form: type[Form], typed: Mapping[str, str]) -> tuple[Bound, ...]:
    """The fields that these answers call for."""
    return tuple(bound for bound in fields_of(form) if visible(bound.field, typed))


def sections(form: type[Form], filled: Filled) -> tuple[Section, ...]:
    """The form's sections in the order in which their first fields are declared."""
    texts = current(form, filled)
    bounds = asked(form, texts)
    deciding = frozenset(bound.field.shown_when[0] for bound in fields_of(form) if bound.field.shown_when)
    headings = dict.fromkeys(bound.field.section for bound in bounds)
    return tuple(
        Section(
            heading or "申请内容",
            tuple(
                control(bound, texts.get(bound.name, ""), filled) for bound in bounds if bound.field.section == heading
            ),
            deciding,
        )
        for heading in headings
    )


def current(form: type[Form], filled: Filled) -> dict[str, str]:
    """What stands in each field: as typed, else as a register has it, else as the form has it by itself."""
    values = {**defaults_of(form)}
    values |= {name: text for name, (text, _) in filled.prefilled.items()}
    return values | {name: text for name, text in filled.typed.items() if text or name not in values}


@cache
def defaults_of(form: type[Form]) -> Mapping[str, str]:
    """The texts of the defaults that a form gives its fields."""
    defaults = {info.name: info.default for info in msgspec.structs.fields(form)}
    texts = {bound.name: defaults[bound.name] for bound in fields_of(form)}
    return {name: text for name, text in texts.items() if isinstance(text, str) and text}


def control(bound: Bound, text: str, filled: Filled) -> v.Field:
    """One field of the form as a control of the page, with the text that stands in it."""
    field = bound.field
    candidates, lower = _candidates(field, text, filled.names), _lower(field, text, filled.names)
    return v.Field(
        name=bound.name,
        label=field.label,
        widget="choice" if candidates or lower else _widget(field),
        value=text if lower else _shown_value(field, text, filled.names, choosing=bool(candidates)),
        hint=_how_to_choose(text, filled.names, candidates, lower) or field.help or _hint(field),
        required=_required(bound),
        options=lower or _options(field, filled.names, [each.code for each in candidates]),
        objections=_objections(bound, filled),
        provenance=_provenance(bound, text, filled),
        inputmode="numeric" if isinstance(field, Count) else INPUT_MODES.get(field.widget, ""),
        autocomplete=COMPLETION.get(field.widget, ""),
        maximum_length=field.maximum_length if field.widget in {"text", "textarea"} else 0,
        unit=field.unit if isinstance(field, Count) else "",
    )


def _candidates(field: Field, text: str, names: PlaceNames) -> tuple[Division, ...]:
    return names.candidates(text) if isinstance(field, Place) and not text.isdigit() else ()


def _lower(field: Field, text: str, names: PlaceNames) -> tuple[v.Option, ...]:
    """The townships or villages of what was chosen so far, and a way back for whoever chose a wrong place."""
    below = names.below(text, field.level) if isinstance(field, Place) else ()
    options = tuple(v.Option(plain_code(each.code), names.name(each.code)) for each in below)
    return (*options, v.Option("", "都不是，重新填写地名")) if options else ()


def _how_to_choose(text: str, names: PlaceNames, candidates: Sequence[Division], lower: Sequence[v.Option]) -> str:
    if lower:
        return f"请在{names.name(text)}之下选择一处"
    return "有几处地名相近，请选择一处" if candidates else ""


def _required(bound: Bound) -> bool | None:
    """Whether it must be filled in; None for a box that only some of the choices which show it call for."""
    return None if bound.field.widget == "flag" and not bound.required and bound.needed else bound.needed


def _hint(field: Field) -> str:
    if isinstance(field, Place):
        return PLACE_HINTS.get(field.level, "")
    return HINTS.get(field.widget, "")


def _objections(bound: Bound, filled: Filled) -> tuple[v.Objection, ...]:
    """Those of the field; a remedy that only repeats the hint above it is said once."""
    found = of_control(filled.objections, bound.name)
    hint = bound.field.help
    return tuple(msgspec.structs.replace(each, remedy="") if each.remedy == hint else each for each in found)


def _widget(field: Field) -> v.Widget:
    match field:
        case Choice():
            return "select" if len(field.options) > RADIOS else "choice"
        case Number():
            return "identity" if field.kind == "person" else "text"
        case _:
            return WIDGETS[field.widget]


def _shown_value(field: Field, text: str, names: PlaceNames, *, choosing: bool) -> str:
    if field.widget == "flag":
        return "yes" if text in AFFIRMED else ""
    if field.widget == "division":
        return "" if choosing else names.name(text)
    return text


def _options(field: Field, names: PlaceNames, candidates: Sequence[str]) -> tuple[v.Option, ...]:
    if isinstance(field, Choice):
        return tuple(v.Option(value, label) for value, label in field.options)
    return tuple(v.Option(plain_code(code), names.name(code)) for code in candidates)


def _provenance(bound: Bound, text: str, filled: Filled) -> v.Provenance | None:
    known = filled.prefilled.get(bound.name)
    if known is not None and text == known[0]:
        return provenance(known[1], filled.names)
    return OWN if known is not None and text else None
