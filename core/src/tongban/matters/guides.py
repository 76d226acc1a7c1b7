"""Guides: what a matter says of itself in plain words, kept as data beside the plugin's code."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Final

import msgspec

from tongban.errors import Misconfigured
from tongban.matters.days import spoken_day
from tongban.matters.money import percent, spoken
from tongban.matters.parameters import Parameters, Scalar
from tongban.yaml_files import place_in, read_entries

FILE: Final = "guides.yaml"


class Guide(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of one matter for the zone and the guide page.

    A condition names a number of law by its parameter, like `满{transfer_months}个月`, so that it is never out of date.
    `joint` is what a co-applicant is told before confirming: what follows from it, and what does not.
    """

    summary: str = ""
    conditions: tuple[str, ...] = ()
    joint: str = ""
    keywords: tuple[str, ...] = ()
    life_event: str = ""
    ministry: str = ""

    @property
    def parameters(self) -> frozenset[str]:
        """The names of the parameters that the conditions speak of."""
        return frozenset(name for text in self.conditions for _, name, _, _ in Formatter().parse(text) if name)

    def conditions_by(self, parameters: Parameters) -> tuple[str, ...]:
        """The conditions with the values in force."""
        values = {name: spoken_value(parameters[name].value, parameters[name].unit) for name in self.parameters}
        return tuple(text.format_map(values) for text in self.conditions)


def read_guides(folder: Path) -> dict[str, Guide]:
    """The guides of a plugin by matter id, none where it has no `guides.yaml`; raises `Misconfigured`."""
    path = folder / FILE
    if not path.exists():
        return {}
    guides = read_entries(path, Guide, mend=f"a matter's words are {', '.join(Guide.__struct_fields__)}")
    for matter_id, guide in guides.items():
        try:
            guide.parameters  # noqa: B018 - that each {name} is closed
        except ValueError as error:
            place = place_in(path, matter_id, "conditions")
            raise Misconfigured(
                f"{place}: a condition cannot be read: {error}; write a parameter as {{its_name}}"
            ) from error
    return guides


def spoken_value(value: Scalar, unit: str) -> str:
    """As a person reads it; the text names the unit, but for that of a ratio."""
    match unit:
        case "比例":
            return percent(Decimal(str(value)))
        case "日期":
            return spoken_day(date.fromisoformat(str(value)))
        case "元":
            return spoken(Decimal(str(value))).removesuffix("元")
        case _:
            return str(value)
