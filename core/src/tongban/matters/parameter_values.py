"""What a parameter may be set to: of the kind that the plugin ships it as, and in a range that rules can count with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from tongban.matters.parameters import Layer, Parameter, Scalar, resolve

DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WORDS: Final = "文字"
"""The unit of what stays a text even where it looks like a number, such as that of a telephone."""
MOST: Final[Mapping[str, int]] = {"比例": 1, "年": 200, "月": 2400, "日": 73_000, "工作日": 73_000, "小时": 1_752_000}
"""No ratio is more than all; two hundred years are far off, and further off there is no calendar."""
MOST_OF_ANYTHING: Final = 10**12 - 1


class Kind(StrEnum):
    """Of which kind a value is, as an operator is told to write it."""

    FLAG = "true or false"
    WHOLE = "a whole number"
    EXACT = 'a number, in quotes where it has a decimal point, such as "30500.00"'
    DATE = 'a day in quotes, such as "2026-09-20"'
    TEXT = "a text in quotes, of one line"


def value_faults(parameter: Parameter, declared: Parameter) -> Iterator[str]:
    """What is wrong with the values of a parameter, held against how the plugin declares it."""
    kind = _kind_of_all(declared)
    for value in (each.value for each in parameter.values):
        if not _is_of(kind, value):
            yield f"has the value {value!r}; write {kind}"
        elif kind in {Kind.WHOLE, Kind.EXACT}:
            yield from _range_faults(value, parameter.unit, declared)


def crossed(layers: Sequence[Layer]) -> Iterator[tuple[str, str]]:
    """Lower limits, called like `base_min`, that lie above `base_max` on some day: each name with the fault.

    Days and texts that are called so are no limits.
    """
    names = {name for layer in layers for name in layer.parameters}
    for least in sorted(name for name in names if name.endswith("_min")):
        most = f"{least.removesuffix('_min')}_max"
        for day in _changes(layers, least, most) if most in names else ():
            values = resolve(layers, day).values
            lower, upper = (_number(values[each].value) if each in values else None for each in (least, most))
            if lower is not None and upper is not None and lower > upper:
                yield least, f"{least} {lower} is above {most} {upper} from {day} on; set both"
                break


def _changes(layers: Sequence[Layer], *names: str) -> list[date]:
    """The days on which one of the parameters gets another value."""
    set_by = (layer.parameters[name] for layer in layers for name in names if name in layer.parameters)
    return sorted({value.since for parameter in set_by for value in parameter.values})


def _kind_of_all(declared: Parameter) -> Kind:
    """The kind of what the plugin ships: exact where some of its values are whole and some are not."""
    kinds = {_kind_of(value.value) for value in declared.values}
    if declared.unit == WORDS:
        return Kind.TEXT
    return Kind.EXACT if kinds == {Kind.WHOLE, Kind.EXACT} else next(iter(kinds), Kind.TEXT)


def _kind_of(value: Scalar) -> Kind:
    if isinstance(value, bool):
        return Kind.FLAG
    if isinstance(value, int):
        return Kind.WHOLE
    if DAY.fullmatch(value):
        return Kind.DATE if _is_day(value) else Kind.TEXT
    return Kind.EXACT if _number(value) is not None else Kind.TEXT


def _is_of(kind: Kind, value: Scalar) -> bool:
    if kind is Kind.TEXT:
        return isinstance(value, str) and bool(value.strip()) and value.isprintable()
    return _kind_of(value) in ({Kind.WHOLE, Kind.EXACT} if kind is Kind.EXACT else {kind})


def _range_faults(value: Scalar, unit: str, declared: Parameter) -> Iterator[str]:
    number = _number(value)
    most = MOST.get(unit, MOST_OF_ANYTHING) if declared.most is None else declared.most
    if number is not None and not declared.least <= number <= most:
        yield f"has the value {value}; give it {declared.least} to {most}{'' if unit == '比例' else unit}"


def _number(value: Scalar) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
