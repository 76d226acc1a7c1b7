"""A thousand made-up people whose numbers, names and telephones are looked for wherever a node writes or sends."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import structlog

from tongban.identity.seed import DemoPerson
from tongban.process_logs import without_numbers, write_logs
from tongban.storage import Database
from tongban.storage.personal import personal_columns, tables_of

HOW_MANY: Final = 1_000
REGISTERS: Final = {"example_record": {"number"}}
"""The example's register is made by hand, without a Piccolo table to mark."""

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NUMBER: Final = re.compile(rb"(?=([0-9]{17}[0-9Xx]))")
_NAME: Final = re.compile("金丝雀[0-9]{4}".encode())
_ESCAPED_NAME: Final = re.compile(rb"\\\\u91d1\\\\u4e1d\\\\u96c0[0-9]{4}")
_MOBILE: Final = re.compile(rb"(?<![0-9])1990000[0-9]{4}(?![0-9])")
_ENCODED: Final = re.compile(rb"[A-Za-z0-9+/_-]{24,}")
_PLAIN: Final = bytes.maketrans(b"-_", b"+/")


def canaries() -> list[DemoPerson]:
    """People with valid numbers of no one's, all different."""
    return [
        DemoPerson(name=f"金丝雀{each:04}", number=_number(each), mobile=f"1990000{each:04}")
        for each in range(HOW_MANY)
    ]


def _number(each: int) -> str:
    born = date(1950, 1, 1) + timedelta(days=each * 17)
    body = f"510104{born:%Y%m%d}{each % 900 + 100:03}"
    rest = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[rest]


def log_everything() -> None:
    """A process's log as if nothing blotted numbers out: what is written in the first place is looked at."""
    write_logs()
    processors = structlog.get_config()["processors"]
    structlog.configure(processors=[each for each in processors if each is not without_numbers])


class Search:
    """Finds any of the numbers in what it is given, also where that is encoded as tokens and pieces of files are."""

    def __init__(self, people: Iterable[DemoPerson]) -> None:
        self._numbers = {person.number.encode() for person in people}

    def within(self, text: str | bytes) -> set[str]:
        """The numbers in a text."""
        data = text.encode() if isinstance(text, str) else text
        return {number.decode() for reading in _readings(data) for number in self._in(reading)}

    def named_in(self, text: str | bytes) -> set[str]:
        """The names and telephones in a text."""
        data = text.encode() if isinstance(text, str) else text
        looked_for = (_NAME, _ESCAPED_NAME, _MOBILE)
        return {found.decode() for reading in _readings(data) for each in looked_for for found in each.findall(reading)}

    def _in(self, data: bytes) -> set[bytes]:
        return {found.upper() for found in _NUMBER.findall(data)} & self._numbers

    async def in_database(self, database: Database, apps: Iterable[str]) -> dict[str, int]:
        """How many rows of each `table.column` hold a number, name or telephone where no mark says so."""
        marked = {table._meta.tablename: set(personal_columns(table)) for table in tables_of(apps)} | REGISTERS
        found: dict[str, int] = {}
        for table in await _tables(database):
            for row in await database.fetch(f"SELECT * FROM {table}"):
                for column in row.keys():  # noqa: SIM118 - a row is no dict
                    if column not in marked.get(table, ()) and self._holds(row[column]):
                        found[f"{table}.{column}"] = found.get(f"{table}.{column}", 0) + 1
        return found

    def _holds(self, value: object) -> bool:
        if not isinstance(value, str | bytes | bytearray | memoryview):
            return False
        return self.is_in(value if isinstance(value, str) else bytes(value))

    def is_in(self, text: str | bytes) -> bool:
        """Whether a text holds anything of anybody."""
        return bool(self.within(text) or self.named_in(text))

    def in_folder(self, folder: Path) -> list[str]:
        """The files whose name or content holds a number, name or telephone."""
        files = [path for path in folder.rglob("*") if path.is_file()]
        return [str(path) for path in files if self.is_in(path.name) or self.is_in(path.read_bytes())]


def _readings(data: bytes) -> Iterator[bytes]:
    """The text, and what each run in it reads as in base64, wherever in a group of four the run begins."""
    yield data
    for run in _ENCODED.findall(data):
        plain = run.translate(_PLAIN)
        yield from (_decoded(plain[begin:]) for begin in range(4))


def _decoded(run: bytes) -> bytes:
    whole = run[:-1] if len(run) % 4 == 1 else run  # one letter of a group says nothing
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


async def _tables(database: Database) -> list[str]:
    sql = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        if database.dialect == "sqlite"
        else "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
    )
    return [row["name"] for row in await database.fetch(sql)]
