"""The values of law in force at a province, as its supervisor reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from tongban.matters.guides import spoken_value
from tongban.matters.matter import Matter
from tongban.matters.parameters import Scalar
from tongban.parameters_listed import InForce
from tongban.plugins import Plugin
from tongban.settings import PLATFORM
from tongban_web import view_data as v
from tongban_web.formatting import long_date

COLUMNS: Final = (v.Column("参数"), v.Column("现行数值"), v.Column("自何时起"), v.Column("依据"), v.Column("出处"))
BEHIND: Final = {"月": "个月", "比例": "", "日期": "", "文字": ""}
"""How a unit is written behind a number, where not as it is named."""


def headings(plugins: Iterable[Plugin]) -> dict[str, str]:
    """What stands above the parameters of each plugin: its matters, the first by name."""
    return {plugin.name: _of_matters(plugin.matters) for plugin in plugins if plugin.matters}


def _of_matters(matters: Sequence[Matter]) -> str:
    count = len({matter.id for matter in matters})
    return matters[0].name if count == 1 else f"{matters[0].name}等{count}个事项"


def tables(
    found: Iterable[tuple[str, Sequence[InForce]]], headings: Mapping[str, str]
) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    """A heading and the rows of each plugin."""
    every = {PLATFORM: "所有事项", **headings}
    return tuple((every.get(plugin, plugin), tuple(map(_row, listed))) for plugin, listed in found)


def _row(each: InForce) -> tuple[str, ...]:
    value = _value(each.current.value, each.unit)
    if each.following is not None:
        value += f"（{long_date(each.following.since)}起为{_value(each.following.value, each.unit)}）"
    return (each.title, value, long_date(each.current.since), each.current.reference, each.source)


def _value(value: Scalar, unit: str) -> str:
    """A number with its unit; what is no number says itself what it is."""
    if isinstance(value, bool):
        return "是" if value else "否"
    told = spoken_value(value, unit)
    return f"{told}{BEHIND.get(unit, unit)}" if told[:1].isdigit() else told
