"""Two provinces' values of law side by side, and against the nation's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from tongban.errors import Misconfigured
from tongban.matters.parameters import Layer, Parameters, Scalar, resolve
from tongban.parameters_in_force import ParametersInForce, platform_layer
from tongban.settings import PLATFORM

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
    codes = (one, other)
    for plugin in in_force.plugins.loaded:
        if plugin.matters:
            matter = plugin.matters[0].id
            at = [resolve(in_force.layers(matter, code), on) for code in codes]
            yield from _between(plugin.name, plugin.layer, codes, (resolve((plugin.layer,), on), *at))
    at = [in_force.for_every_matter(code, on) for code in codes]
    yield from _between(PLATFORM, platform_layer(), codes, (resolve((platform_layer(),), on), *at))


def _between(plugin: str, layer: Layer, codes: tuple[str, str], resolved: Sequence[Parameters]) -> Iterator[Difference]:
    """Where the values of the nation and of two provinces differ."""
    for name, parameter in layer.parameters.items():
        values = [_shown(each, name) for each in resolved]
        if len(set(values)) > 1:
            yield Difference(
                plugin=plugin,
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
