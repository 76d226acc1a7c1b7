"""Evidence as an officer reads it: what was asked of whom, what came back, when, and its digest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec

from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.matters.forms import fields_of
from tongban.matters.matter import Matter
from tongban.matters.needs import Needs
from tongban_web import view_data as v
from tongban_web.formatting import instant, long_date
from tongban_web.views.places import PlaceNames
from tongban_web.views.provenance import provenance, register_says
from tongban_web.words import Given

DAY = re.compile(r"\d{4}-\d\d-\d\d")
OUTCOMES = {Outcome.FOUND: "查到记录", Outcome.NONE: "登记库中没有记录", Outcome.UNANSWERED: "尚未答复"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One piece of evidence; `file` is the id of an uploaded file."""

    title: str
    outcome: str
    answered: bool
    provenance: v.Provenance
    at: str
    reason: str
    digest: str
    values: tuple[v.Definition, ...]
    file: str


def rows(evidence: Mapping[str, Evidence], matter: Matter | None, names: PlaceNames) -> tuple[EvidenceRow, ...]:
    """Every piece of evidence of a case."""
    labels = _labels(matter) if matter else {}
    return tuple(_row(item, labels.get(item.key, {}), names) for item in evidence.values())


def _row(item: Evidence, labels: Mapping[str, str], names: PlaceNames) -> EvidenceRow:
    value = item.value if isinstance(item.value, dict) else {}
    is_file = item.kind is SourceKind.UPLOAD
    answered = item.outcome is not Outcome.UNANSWERED
    return EvidenceRow(
        title=item.title,
        outcome=register_says(item, OUTCOMES) if item.kind is SourceKind.REGISTER else "已提供",
        answered=answered,
        provenance=provenance(item, names)
        if answered or not item.is_asked
        else v.Provenance("register", (f"向 {item.source} 查询", "未答复")),
        at=instant(item.at),
        reason=item.reason,
        digest=item.digest[:16],
        values=() if is_file else tuple(_values(value, labels)),
        file=str(value.get("file", "")) if is_file else "",
    )


def _values(value: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[v.Definition]:
    for name, held in value.items():
        if held not in (None, "", [], {}):
            yield v.Definition(labels.get(name, name), _text(held))


def _text(held: object) -> str:
    if isinstance(held, bool):
        return "是" if held else "否"
    try:
        return long_date(held) if isinstance(held, str) and DAY.fullmatch(held) else Given(held)
    except ValueError:  # it only looks like a day, and stands as another place's register said it
        return Given(held)


def _labels(matter: Matter) -> Mapping[str, Mapping[str, str]]:
    """By need, the Chinese name of each attribute of its record: its own title, else that of the field it fills in."""
    found: dict[str, dict[str, str]] = {}
    for bound in fields_of(matter.form):
        if bound.field.prefill:
            found.setdefault(bound.field.prefill.need, {})[bound.field.prefill.attribute] = bound.field.label
    for need in matter.needs:
        found[need.key] = {**found.get(need.key, {}), **_titles(need)}
    return found


@cache
def _titles(need: Needs[Any]) -> Mapping[str, str]:
    hints = get_type_hints(need.record, include_extras=True)
    found = {name: _title(hint) for name, hint in hints.items()}
    return {name: title for name, title in found.items() if title}


def _title(hint: object) -> str:
    return next((each.title for each in get_args(hint) if isinstance(each, msgspec.Meta) and each.title), "")
