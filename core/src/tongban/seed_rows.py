"""A plugin's fictitious people as data files: `<folder>/<node>/*.yaml`, tables with their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tongban.yaml_files import read_entries

Statement = tuple[str, tuple[object, ...]]


def demo_rows(folder: Path, node: str) -> Iterator[Statement]:
    """The rows of one province (6-digit code), none where it has no files; raises `Misconfigured` naming the file.

    Money is written in 分, a day as 2026-11-23. A key that begins with a full stop is no table: it holds YAML anchors.
    """
    for path in sorted((folder / node).glob("*.yaml")):
        for table, rows in _tables(path).items():
            for row in rows if not table.startswith(".") else ():
                yield _insertion(table, row)


def _tables(path: Path) -> dict[str, list[dict[str, Any]]]:
    return read_entries(path, list[dict[str, Any]], mend="write tables with lists of rows")


def _insertion(table: str, row: Mapping[str, object]) -> Statement:
    places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", tuple(map(_stored, row.values()))


def _stored(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value
