"""Fields of administrative divisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tongban.matters.cities import plain_code
from tongban.matters.fields.field import Field, FieldFault


@dataclass(frozen=True, slots=True)
class Place(Field):
    """An administrative division; the answer is its code: 6 digits, a township's 9, a village's 12.

    `level` is how far down it is chosen: province, prefecture, county, township or village.
    """

    level: str = "county"
    widget: ClassVar[str] = "division"
    remedy: ClassVar[str] = "请填写地名，如“四川省成都市”，或填写行政区划代码"

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
