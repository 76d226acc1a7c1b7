"""Texts that are longer than a case takes: refused whole, with what they were written as; nothing is cut off unsaid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tongban.cases.wording import LONGEST_TEXT
from tongban.matters.rules import Objection
from tongban_web import view_data as v
from tongban_web.desk.kinds import Entered, PointRow

COLUMNS: Final = {"reason": "理由", "basis": "依据", "remedy": "补救"}
"""What is written at a point, with what the page calls it."""


def too_long(entered: Entered, fields: Sequence[v.Field], rows: Sequence[PointRow]) -> Iterator[Objection]:
    """An objection to every text longer than its field says or, at a point, where rules write too, than cases take."""
    for field in fields:
        longest = field.maximum_length or LONGEST_TEXT
        yield from _too_long(entered.text(field.name), field.label, longest=longest, at=field.name)
    for row in rows:
        for column, called in COLUMNS.items():
            written = entered.text(f"{column}-{row.name}")
            yield from _too_long(written, f"{row.label}：{called}", longest=LONGEST_TEXT, at=f"reason-{row.name}")


def _too_long(text: str, label: str, *, longest: int, at: str) -> Iterator[Objection]:
    if len(text) > longest:
        remedy = "请写得简短一些后重新提交；较长的说明请作为材料提供"
        yield Objection(rule="DESK", message=f"“{label}”有{len(text)}字，不得超过{longest}字", field=at, remedy=remedy)
