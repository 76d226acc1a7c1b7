"""Reading division tables: the built-in GB/T 2260 one and the townships and villages an operator adds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import msgspec

from tongban.errors import Misconfigured


class Level(IntEnum):
    """The five levels of service: 省、市、县、乡镇（街道）、村（社区）."""

    PROVINCE = 1
    PREFECTURE = 2
    COUNTY = 3
    TOWNSHIP = 4
    VILLAGE = 5


class Division(msgspec.Struct, frozen=True, gc=False):
    """One name a code carried, with its first and last year (both inclusive; None: not known, or still in force)."""

    code: str
    name: str
    level: Level
    since: int | None = None
    until: int | None = None
    grouping: bool = False

    def valid_in(self, year: int) -> bool:
        """Says whether the code carried this name in `year`."""
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)


class DivisionCodeError(ValueError):
    """A text that is no division code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"行政区划代码应为6位、9位或12位数字，收到“{code}”")


class DivisionTableError(Misconfigured):
    """A line of a division table that cannot be read."""

    def __init__(self, place: Path, line: int, reason: str) -> None:
        super().__init__(
            f"{place}:{line}: {reason}; expected a header code,name[,since,until] and one division per line"
        )


@lru_cache(maxsize=4096)
def normalise(code: str) -> str:
    """Pads a code of 6, 9 or 12 digits to 12; raises DivisionCodeError."""
    if len(code) not in (6, 9, 12) or not (code.isascii() and code.isdigit()):
        raise DivisionCodeError(code)
    return code.ljust(12, "0")


def level_of(code: str) -> Level:
    """Tells the level of a 12-digit code by its trailing zeros."""
    if code[9:] != "000":
        return Level.VILLAGE
    if code[6:] != "000000":
        return Level.TOWNSHIP
    if code[4:6] != "00":
        return Level.COUNTY
    return Level.PREFECTURE if code[2:4] != "00" else Level.PROVINCE


_SIGNIFICANT = {Level.PROVINCE: 2, Level.PREFECTURE: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}


def significant(code: str) -> str:
    """Cuts a 12-digit code to the digits that mean something at its level ("510100000000" → "5101")."""
    return code[: _SIGNIFICANT[level_of(code)]]


def built_in_divisions() -> list[Division]:
    """Reads the built-in table of provinces, prefectures and counties, present and abolished."""
    text = files("tongban.routing").joinpath("data/divisions.csv").read_text("utf-8")
    return [_division(*line.split(",")) for line in text.splitlines()[1:]]


def divisions_in(path: Path) -> Iterator[Division]:
    """Reads an operator's table of townships, villages or corrections; raises DivisionTableError naming the line."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            yield from _checked(path, lines)
    except (OSError, UnicodeError) as error:
        raise Misconfigured(f"divisions: {path} cannot be read: {error}; correct the setting or the file") from error


def _checked(path: Path, lines: Iterable[str]) -> Iterator[Division]:
    for number, line in enumerate(lines, start=1):
        fields = [field.strip().strip('"') for field in line.split(",")]
        if number == 1:
            if fields[:2] != ["code", "name"]:
                raise DivisionTableError(path, number, "no header")
        elif fields != [""]:
            yield _readable(path, number, fields)


def _readable(path: Path, number: int, fields: list[str]) -> Division:
    try:
        division = _division(*fields[:4])
    except (TypeError, ValueError) as error:
        raise DivisionTableError(path, number, str(error)) from error
    if not division.name:
        raise DivisionTableError(path, number, "no name")
    return division


def _division(code: str, name: str, since: str = "", until: str = "", grouping: str = "") -> Division:
    code = normalise(code)
    return Division(code, name, level_of(code), _year(since), _year(until), grouping == "1")


def _year(text: str) -> int | None:
    if text and not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise ValueError(f"“{text}” is no year, such as 2024; a name holds no comma")
    return int(text) if text else None
