"""Fields of administrative divisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from tongban.matters.cities import plain_code
from tongban.matters.fields.field import Field, FieldFault

REMEDIES: Final = {
    "province": "请填写地名，如“四川省”，或填写6位行政区划代码",
    "prefecture": "请填写地名，如“四川省成都市”，或填写6位行政区划代码",
    "county": "请填写地名，如“四川省成都市锦江区”，或填写6位行政区划代码",
    "township": "请填写地名，写到乡镇（街道），或填写9位行政区划代码",
    "village": "请填写地名，写到村（社区），或填写12位行政区划代码",
}
BY_PROGRAM: Final = {
    "province": "请填写6位行政区划代码，不要填写地名，如四川省填写510000",
    "prefecture": "请填写6位行政区划代码，不要填写地名，如四川省成都市填写510100",
    "county": "请填写6位行政区划代码，不要填写地名，如四川省成都市锦江区填写510104",
    "township": "请填写乡镇（街道）的9位行政区划代码，不要填写地名",
    "village": "请填写村（社区）的12位行政区划代码，不要填写地名",
}
"""Names are read on pages alone."""


@dataclass(frozen=True, slots=True)
class Place(Field):
    """An administrative division; the answer is its code: 6 digits, a township's 9, a village's 12.

    `level` is how far down it is chosen: province, prefecture, county, township or village.
    """

    level: str = "county"
    widget: ClassVar[str] = "division"

    @property
    def remedy(self) -> str:
        return REMEDIES[self.level]

    @property
    def by_program(self) -> str:
        return BY_PROGRAM[self.level]

    @property
    def digits(self) -> int:
        """How many digits the code of an answer has."""
        return {"township": 9, "village": 12}.get(self.level, 6)

    def parse(self, text: str) -> object:
        if not (text.isascii() and text.isdigit() and len(text) in {6, 9, 12}):
            raise FieldFault(f"请选择“{self.label}”，或填写{self.digits}位行政区划代码")
        return plain_code(text)


@dataclass(frozen=True, slots=True)
class City(Place):
    """A city; `city_of` gives it for an answer that is one of its districts."""

    level: str = "prefecture"
