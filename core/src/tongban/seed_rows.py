"""A plugin's fictitious people as data files: `<folder>/<node>/*.yaml`, tables with their rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from tongban.cases.terms import add_months
from tongban.matters.days import month_after
from tongban.yaml_files import read_entries

Statement = tuple[str, tuple[object, ...]]

WRITTEN_FOR: Final = date(2026, 11, 23)
"""The day on which the fictitious people of a demonstration are as their files say."""
_AT_THE_END: Final = re.compile(r"(?:^|(?<=-))[0-9]{4}-(?:0[1-9]|1[0-2])(?P<day>-[0-3][0-9])?$")


def demo_rows(folder: Path, node: str, *, on: date = WRITTEN_FOR) -> Iterator[Statement]:
    """The rows of one province (6-digit code), none where it has no files; raises `Misconfigured` naming the file.

    Money is written in 分, a day as 2026-11-23. A key that begins with a full stop is no table: it holds YAML anchors.
    They are written for 2026-11-23: `on` a later day, every day and month in them, also at the end of an id, is so many
    whole months later, so that who pays in still does.
    """
    later = _whole_months(on)
    for path in sorted((folder / node).glob("*.yaml")):
        for table, rows in _tables(path).items():
            for row in rows if not table.startswith(".") else ():
                yield _insertion(table, {column: _moved(value, later) for column, value in row.items()})


def _whole_months(on: date) -> int:
    """How many have gone by since the day that the files are written for."""
    months = (on.year - WRITTEN_FOR.year) * 12 + on.month - WRITTEN_FOR.month - (on.day < WRITTEN_FOR.day)
    return max(months, 0)


def _moved(value: object, later: int) -> object:
    if isinstance(value, date):
        return add_months(value, later)
    written = _AT_THE_END.search(value) if isinstance(value, str) and later else None
    if written is None:
        return value
    text = written.group()
    moved = add_months(date.fromisoformat(text), later).isoformat() if written["day"] else month_after(text, later)
    return f"{str(value)[: written.start()]}{moved}"


def _tables(path: Path) -> dict[str, list[dict[str, Any]]]:
    return read_entries(path, list[dict[str, Any]], mend="write tables with lists of rows")


def _insertion(table: str, row: Mapping[str, object]) -> Statement:
    places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", tuple(map(_stored, row.values()))


def _stored(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value
