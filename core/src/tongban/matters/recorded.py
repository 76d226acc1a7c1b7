"""A register's record as a form, for whoever reads the same from a paper: one field for each of its attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, cast, get_args, get_origin, get_type_hints

import msgspec
from msgspec import NODEFAULT, UNSET, Meta

from tongban.matters.fields import (
    ENDLESS,
    YEARS,
    Choice,
    Count,
    Day,
    Field,
    FieldFault,
    Flag,
    Money,
    Month,
    Percent,
    Place,
)
from tongban.matters.forms import Form, written_field

CENTS: Final = "（分）"
"""How the title of an amount ends that is kept in 分; it is typed and shown in yuan."""
LONGEST: Final = 200
MOST: Final = 999_999_999
BEYOND: Final = 10**14
"""The number from which on a form takes none: a million million 元 in 分, far below what a column holds."""
UNKEPT: Final = re.compile(r"[\x00\ud800-\udfff]")
"""What no column holds: NUL, and half of a character."""
_SPELLED: Final = (Month, Count, Place)
"""Fields that take only some texts, however long."""
_SEVERAL: Final = (list, tuple)


@cache
def fields_of_record(record: type[msgspec.Struct]) -> Mapping[str, Field]:
    """The attributes that a person can type, each as a field; a list or a record within the record is none."""
    found = {name: _field(name, hint) for name, hint in _hints(record).items()}
    return {name: field for name, field in found.items() if field is not None}


@cache
def listed_in(record: type[msgspec.Struct]) -> Mapping[str, type[msgspec.Struct]]:
    """The attributes that list records of their own, each with what it lists."""
    inner = {name: next(iter(get_args(_bare(hint))), None) for name, hint in _hints(record).items()}
    return {name: each for name, each in inner.items() if isinstance(each, type) and issubclass(each, msgspec.Struct)}


@cache
def titles_of(record: type[msgspec.Struct]) -> Mapping[str, str]:
    """The title of each attribute that has one: its field's own, else that of its `Meta`."""
    found = {name: _title(hint) for name, hint in _hints(record).items()}
    return {name: title for name, title in found.items() if title}


@cache
def untypable(record: type[msgspec.Struct]) -> tuple[str, ...]:
    """The attributes that a record must have and that nobody can type."""
    typable = fields_of_record(record)
    return tuple(info.name for info in msgspec.structs.fields(record) if info.required and info.name not in typable)


@cache
def form_of(record: type[msgspec.Struct], given: frozenset[str] = frozenset()) -> type[Form]:
    """The form for the attributes that are not `given` otherwise; an untyped one has the record's own default."""
    fields, hints = fields_of_record(record), _hints(record)
    asked = [info for info in msgspec.structs.fields(record) if info.name in fields.keys() - given]
    typed = [(info, _bare(hints[info.name]), fields[info.name]) for info in asked]
    parts = [(info.name, Annotated[kind, field], *_default(info, field)) for info, kind, field in typed]
    made = msgspec.defstruct(f"{record.__name__}Form", parts, bases=(Form,), frozen=True, kw_only=True)
    return cast("type[Form]", made)


def fits(record: type[msgspec.Struct], name: str, value: object) -> bool:
    """Whether an attribute may have that value, by itself."""
    try:
        msgspec.convert(msgspec.to_builtins(value), _hints(record)[name], strict=False)
    except msgspec.ValidationError:
        return False
    return True


def out_of_range(record: msgspec.Struct) -> Iterator[str]:
    """The attributes, of what it lists too, that say what no rule or column is made for."""
    for name, bound in _bounded(type(record)):
        value = getattr(record, name)
        for each in value if isinstance(value, _SEVERAL) else (value,):
            if isinstance(each, str):
                if not _is_text_in_range(bound, each):
                    yield name
            elif isinstance(each, msgspec.Struct):
                yield from out_of_range(each)
            elif not _is_in_range(bound, each):
                yield name


@cache
def _bounded(record: type[msgspec.Struct]) -> tuple[tuple[str, Field | None], ...]:
    """Each attribute with the field that bounds it: that of a text, or of a number with how many the author wrote."""
    hints, fields = _hints(record), fields_of_record(record)
    counts = {name: field for name, hint in hints.items() if isinstance(field := written_field(hint), Count)}
    bounds = {**{name: field for name, field in fields.items() if _bare(hints[name]) is str}, **counts}
    return tuple((name, bounds.get(name)) for name in record.__struct_fields__)


def _is_text_in_range(bound: Field | None, text: str) -> bool:
    if text and isinstance(bound, _SPELLED):
        return _takes(bound, text)
    fits = len(text) <= (bound.maximum_length if bound else LONGEST)
    return fits and (text.isprintable() or not UNKEPT.search(text))  # of what is printable columns keep all


def _is_in_range(bound: Field | None, value: object) -> bool:
    match value:
        case date():
            return value.year in YEARS or value == ENDLESS
        case Decimal():
            return value.is_finite() and abs(value) < BEYOND
        case int() if not isinstance(value, bool):
            return abs(value) < BEYOND and (bound is None or _takes(bound, str(value)))
    return True


def _takes(field: Field, text: str) -> bool:
    try:
        field.parse(text)
    except FieldFault:
        return False
    return True


@cache
def _hints(record: type[msgspec.Struct]) -> Mapping[str, Any]:
    hints = get_type_hints(record, include_extras=True)
    return {info.name: hints[info.name] for info in msgspec.structs.fields(record)}


def _default(info: msgspec.structs.FieldInfo, field: Field) -> tuple[Any, ...]:
    if isinstance(field, Flag) and info.required:
        return (False,)  # a box that is not ticked says no
    if info.default is not NODEFAULT and info.default is not UNSET:
        return (info.default,)
    return () if info.default_factory is NODEFAULT else (msgspec.field(default_factory=info.default_factory),)


def _field(name: str, hint: Any) -> Field | None:
    """The field that the author wrote with the attribute, else one by its type."""
    return written_field(hint) or _by_type(_bare(hint), _title(hint) or name, _meta(hint))


def _by_type(kind: Any, label: str, meta: Meta) -> Field | None:
    """What a record says has happened when it is read; of a day that may lie ahead the author writes `Day` himself."""
    if get_origin(kind) is Literal:
        return Choice(label, options=tuple((str(each), str(each)) for each in get_args(kind)))
    if not isinstance(kind, type):
        return None
    if issubclass(kind, Enum):
        return Choice(label, options=tuple((str(each.value), getattr(each, "label", str(each.value))) for each in kind))
    if kind is str:
        return Month(label) if _is_of_months(meta.pattern) else Field(label, maximum_length=meta.max_length or LONGEST)
    if kind is int:
        is_money = label.endswith(CENTS)
        return Money(label.removesuffix(CENTS)) if is_money else Count(label, least=0, most=MOST)
    simple: dict[type, Field] = {bool: Flag(label), date: Day(label, past=True), Decimal: Percent(label, places=4)}
    return simple.get(kind)


def _is_of_months(pattern: str | None) -> bool:
    """Whether a pattern takes months and nothing like them."""
    return bool(pattern) and bool(re.search(str(pattern), "2026-12")) and not re.search(str(pattern), "2026-13")


def _bare(hint: Any) -> Any:
    """The type itself: without what is annotated, and without None."""
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    if get_origin(hint) in {Union, UnionType}:
        kinds = [each for each in get_args(hint) if each is not type(None)]
        return _bare(kinds[0]) if len(kinds) == 1 else hint
    return hint


def _title(hint: Any) -> str:
    written = written_field(hint)
    return (written.label if written else "") or _meta(hint).title or ""


def _meta(hint: Any) -> Meta:
    return next((each for each in get_args(hint) if isinstance(each, Meta)), Meta())
