"""Two provinces' values of law side by side, and against the nation's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from tongban.errors import Misconfigured
from tongban.matters.parameters import Parameters, Scalar, resolve
from tongban.parameters_in_force import ParametersInForce
from tongban.plugins import Plugin

UNSET = "-"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A parameter whose value is not everywhere the nation's; `one` and `other` are those of the two provinces."""

    plugin: str
    name: str
    title: str
    unit: str
    nation: str
    one: str
    other: str

    def __str__(self) -> str:
        values = f"nation {self.nation}  |  {self.one}  |  {self.other}"
        return f"{self.plugin}  {self.name}（{self.title}，{self.unit}）  {values}"


def differences(in_force: ParametersInForce, one: str, other: str, *, on: date) -> Iterator[Difference]:
    """Every parameter that one of two provinces (6-digit codes) sets otherwise than the nation, on a day.

    Raises `Misconfigured` for a code that is no province's.
    """
    for code in (one, other):
        if not (len(code) == 6 and code.isdigit() and code.endswith("0000")):
            raise Misconfigured(f"{code!r} is no province; write its 6-digit code, such as 440000")
    for plugin in in_force.plugins.loaded:
        yield from _of_plugin(plugin, in_force, (one, other), on)


def _of_plugin(plugin: Plugin, in_force: ParametersInForce, codes: tuple[str, str], on: date) -> Iterator[Difference]:
    if not plugin.matters:
        return
    nation = resolve((plugin.layer,), on)
    one, other = (resolve(in_force.layers(plugin.matters[0].id, code), on) for code in codes)
    for name, parameter in plugin.layer.parameters.items():
        values = [_shown(each, name) for each in (nation, one, other)]
        if len(set(values)) > 1:
            yield Difference(
                plugin=plugin.name,
                name=name,
                title=parameter.title,
                unit=parameter.unit,
                nation=values[0],
                one=f"{codes[0]} {values[1]}",
                other=f"{codes[1]} {values[2]}",
            )


def _shown(parameters: Parameters, name: str) -> str:
    resolved = parameters.values.get(name)
    return UNSET if resolved is None else _text(resolved.value)


def _text(value: Scalar) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)
