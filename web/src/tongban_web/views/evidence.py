"""Evidence as an officer reads it: what was asked of whom, what came back, when, and its digest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from tongban.cases.reading import CaseView
from tongban.evidence.items import Evidence, Outcome, SourceKind
from tongban.given import Given
from tongban.matters.fields import Field, Money
from tongban.matters.forms import fields_of
from tongban.matters.matter import Matter
from tongban.matters.recorded import CENTS, fields_of_record, listed_in, titles_of
from tongban_web import view_data as v
from tongban_web.formatting import instant, long_date
from tongban_web.views.places import PlaceNames
from tongban_web.views.provenance import badge, register_says, why_open
from tongban_web.views.typed import as_read

DAY = re.compile(r"\d{4}-\d\d-\d\d")
OUTCOMES = {Outcome.FOUND: "查到记录", Outcome.NONE: "登记库中没有记录", Outcome.UNANSWERED: "尚未答复"}

ESTABLISHED = {Outcome.FOUND: "照材料核对认定", Outcome.NONE: "照材料认定没有登记"}


class EvidenceRow(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of evidence; `file` is the id of an uploaded file."""

    title: str
    outcome: str
    answered: bool
    provenance: v.Provenance | None
    at: str
    reason: str
    digest: str
    values: tuple[v.Definition, ...]
    file: str


def rows(view: CaseView, matter: Matter | None, names: PlaceNames) -> tuple[EvidenceRow, ...]:
    """Every piece of evidence of a case."""
    dossier = view.dossier
    records = {need.key: need.record for need in matter.needs} if matter else {}
    labels = _labels(matter) if matter else {}
    read = {item.key: item for item in dossier.every_evidence() if item.material}
    return tuple(
        _row(
            msgspec.structs.replace(item, reason=why_open(item, view.case)),
            labels.get(item.key, {}),
            records.get(item.key),
            names,
            read=read.get(item.key),
        )
        for item in dossier.evidence().values()
    )


def _row(
    item: Evidence,
    labels: Mapping[str, str],
    record: type[msgspec.Struct] | None,
    names: PlaceNames,
    *,
    read: Evidence | None,
) -> EvidenceRow:
    """One row; `read` is what was once read from a paper in its place."""
    value = item.value if isinstance(item.value, dict) else {}
    answered = item.outcome is not Outcome.UNANSWERED
    return EvidenceRow(
        title=item.title,
        outcome=_outcome(item),
        answered=answered,
        provenance=badge(item, names)
        if answered or not item.is_asked
        else v.Provenance("register", (f"向 {item.source} 查询", "未答复")),
        at=instant(item.at),
        reason=item.reason or (_superseded(read) if read and not item.material else ""),
        digest=item.digest[:16],
        values=() if item.is_file else tuple(_values(value, labels, record, names)),
        file=str(value.get("file", "")) if item.is_file else "",
    )


def _outcome(item: Evidence) -> str:
    if item.material:
        return ESTABLISHED[item.outcome]
    return register_says(item, OUTCOMES) if item.kind is SourceKind.REGISTER else "已提供"


def _superseded(read: Evidence) -> str:
    return f"以登记库的答复为准，此前{read.source}的内容不再采用"


def _values(
    value: Mapping[str, Any], labels: Mapping[str, str], record: type[msgspec.Struct] | None, names: PlaceNames
) -> Iterator[v.Definition]:
    fields, lists = (fields_of_record(record), listed_in(record)) if record else ({}, {})
    for name, held in value.items():
        if held in (None, "", [], {}):
            continue
        if name in lists and isinstance(held, list):
            each = (_values(one, titles_of(lists[name]), lists[name], names) for one in held if isinstance(one, dict))
            yield from (v.Definition(labels.get(name, name), lines=tuple(lines)) for lines in each)
            continue
        field = fields.get(name)
        label = labels.get(name, name).removesuffix(CENTS) if isinstance(field, Money) else labels.get(name, name)
        yield v.Definition(label, _shown(field, held, names))


def _shown(field: Field | None, held: object, names: PlaceNames) -> str:
    """As the field of a form would show it, where the record says which one it would be."""
    if field is None or isinstance(held, bool):
        return _text(held)
    try:
        return as_read(field, held, names)
    except (ValueError, ArithmeticError):  # another place's register said something else
        return _text(held)


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
        record: type[msgspec.Struct] = need.record
        found[need.key] = {**found.get(need.key, {}), **titles_of(record)}
    return found
