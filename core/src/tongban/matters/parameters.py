"""Law as dated data: values with validity and a reference, resolved for a date and a place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import msgspec

from tongban.errors import Misconfigured
from tongban.yaml_files import place_in, read_entries

Scalar = bool | int | str
"""A value of a parameter: a flag, a number, or a text, which a decimal is too."""

TERM_UNITS: Final = ("工作日", "日", "月")
"""What the values of a term may be counted in: working days of the place's calendar, days and months of the wall's."""

LONGEST: Final = 3660
"""Of a term, in days, working days or months; every node refuses a case that says more."""

HOURS: Final = "小时"
SHAPE: Final = (
    "each of its values is like {since: 2023-09-01, value: 10, reference: 某条例第八条}, "
    'and money or a ratio stands in quotes, such as value: "30500.00"'
)


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value from a date on (until the next one), with the reference that sets it."""

    since: date
    value: Scalar
    reference: str


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named value of law: what it means, its unit, and its values over time.

    `least` and `most` are the plugin's to say: between which numbers every place has to keep it.
    """

    title: str
    unit: str
    values: tuple[Value, ...]
    least: int = 0
    most: int | None = None

    def on(self, day: date) -> Value | None:
        """The value in force on a day."""
        current = [value for value in self.values if value.since <= day]
        return max(current, key=lambda value: value.since) if current else None


class Resolved(msgspec.Struct, frozen=True):
    """A value as it was resolved, with where it came from; fixed in a case at acceptance."""

    value: Scalar
    unit: str
    source: str
    reference: str


@dataclass(frozen=True, slots=True)
class Parameters:
    """The resolved values that rules and procedures read."""

    values: Mapping[str, Resolved]

    def __getitem__(self, name: str) -> Resolved:
        try:
            return self.values[name]
        except KeyError:
            raise Misconfigured(f"缺少参数{name}：请在参数文件中补充该参数及其依据") from None

    def integer(self, name: str) -> int:
        """A whole number."""
        return int(self[name].value)

    def decimal(self, name: str) -> Decimal:
        """An exact decimal (written as text in the file)."""
        return Decimal(str(self[name].value))

    def text(self, name: str) -> str:
        """Text."""
        return str(self[name].value)

    def day(self, name: str) -> date:
        """A day (written as text in the file)."""
        return date.fromisoformat(self.text(name))

    def flag(self, name: str) -> bool:
        """True or false."""
        return self[name].value is True

    @property
    def digest(self) -> str:
        """SHA-256 hex of the resolved values."""
        return hashlib.sha256(msgspec.json.encode(dict(self.values), order="sorted")).hexdigest()


NO_PARAMETERS = Parameters({})  # where no place decides yet, or no rule is judged


class Layer(msgspec.Struct, frozen=True):
    """One source of values: the nation's file, a province's overlay, or an agreement."""

    source: str
    parameters: dict[str, Parameter]


def load_layer(path: Path, source: str) -> Layer:
    """Read a parameter file; raises `Misconfigured` naming file and line and what is wrong there."""
    parameters = read_entries(path, Parameter, mend=SHAPE)
    for name, parameter in parameters.items():
        _require_one_a_day(path, name, parameter)
    return Layer(source, parameters)


def _require_one_a_day(path: Path, name: str, parameter: Parameter) -> None:
    days = [value.since for value in parameter.values]
    for at, day in enumerate(days):
        if (first := days.index(day)) != at:
            there, here = (place_in(path, name, "values", each) for each in (first, at))
            message = (
                f"{here}: parameter {name!r} has another value since {day} at {there}; keep the one that is in force"
            )
            raise Misconfigured(message)


def resolve(layers: Iterable[Layer], on: date) -> Parameters:
    """The values in force on a date; a later layer overrides an earlier one."""
    values: dict[str, Resolved] = {}
    for layer in layers:
        for name, parameter in layer.parameters.items():
            value = parameter.on(on)
            if value is not None:
                values[name] = Resolved(value.value, parameter.unit, layer.source, value.reference)
    return Parameters(values)
