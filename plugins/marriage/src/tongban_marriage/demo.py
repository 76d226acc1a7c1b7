"""Records of the demo: fictitious people, and the opening hours of one registry in each province."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tongban_marriage.forms import SLOTS, WALK_IN
from tongban_marriage.records import MaritalStatus
from tongban_marriage.tables import HOLIDAY

Statement = tuple[str, tuple[object, ...]]

REGISTRIES: Final = {"440000": "440106", "500000": "500103", "510000": "510104"}
EVERY_DAY: Final = (HOLIDAY, *range(1, 8))
"""On whatever day somebody walks through the demo, a couple can be received and registered."""
COUPLES: Final = 3
COUPLES_BEFORE_NOON: Final = 1
BEFORE_NOON: Final = "11:00"

PEOPLE: Final = (
    ("吴浩", "610104200411239915", MaritalStatus.UNMARRIED, ""),
    ("梁晓雯", "500103199506189968", MaritalStatus.UNMARRIED, ""),
    ("王小川", "440106199611239974", MaritalStatus.UNMARRIED, ""),
    ("郑月", "370102200611239909", MaritalStatus.UNMARRIED, ""),
    ("许诺", "110101200611249926", MaritalStatus.UNMARRIED, ""),
    ("孙静", "420106200411249926", MaritalStatus.UNMARRIED, ""),
    ("张建国", "510104198503109997", MaritalStatus.MARRIED, "2015-05-20"),
    ("李秋萍", "500103199208259980", MaritalStatus.MARRIED, "2015-05-20"),
    ("刘大勇", "430102197611239935", MaritalStatus.DIVORCED, "2019-06-03"),
    ("周雅琴", "340102198504029943", MaritalStatus.WIDOWED, "2022-02-11"),
    ("赵敏", "33010619881201996X", MaritalStatus.MARRIED, "2015-05-20"),
    ("陈志远", "320102197609309951", MaritalStatus.MARRIED, "2003-10-08"),
    ("钱国庆", "520102196603159991", MaritalStatus.MARRIED, "1990-01-12"),
)


def demo_records(node: str) -> Iterator[Statement]:
    """The statements for a province (6-digit code); the base of marital status is the same everywhere."""
    for name, number, status, since in PEOPLE:
        yield _STATUS, (number, name, status.value, since)
    if node in REGISTRIES:
        yield from _openings(REGISTRIES[node])


def _openings(division: str) -> Iterator[Statement]:
    for weekday in EVERY_DAY:
        for slot, _ in SLOTS:
            if slot != WALK_IN:
                couples = COUPLES_BEFORE_NOON if slot == BEFORE_NOON else COUPLES
                yield _OPENING, (division, weekday, slot, couples)


_STATUS: Final = """INSERT INTO marriage_status (number, name, status, since, case_id)
VALUES ($1, $2, $3, $4, '')"""
_OPENING: Final = "INSERT INTO marriage_opening (division, weekday, slot, capacity) VALUES ($1, $2, $3, $4)"
