"""Reading working-day calendars: the built-in years and the YAML files an operator adds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml

from tongban.cases.calendar import Notice, WorkingCalendar
from tongban.yaml_files import read_yaml

EXAMPLE = "write 2027: [{name: 元旦, from: 2027-01-01, to: 2027-01-03, work: [2027-01-04]}]"


class CalendarFileError(ValueError):
    """A calendar file that cannot be read."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}; {EXAMPLE}")


def load_calendar(overlays: Sequence[Path] = ()) -> WorkingCalendar:
    """Reads the built-in years and then the operator's files; a year in a later file replaces that year wholly.

    Raises CalendarFileError naming the file and the year.
    """
    if not overlays:
        return _built_in()
    return _built_in().replaced(notice for path in overlays for notice in read_notices(_text(path), place=str(path)))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CalendarFileError(str(path), f"cannot be read ({error}); correct `calendars` in the settings") from error


@cache
def _built_in() -> WorkingCalendar:
    """The years that ship with this version, read once: a calendar is immutable."""
    text = files("tongban.cases").joinpath("data/working_days.yaml").read_text("utf-8")
    return WorkingCalendar(read_notices(text, place="working_days.yaml"))


def read_notices(text: str, *, place: str) -> Iterator[Notice]:
    """Reads the years of one YAML text; `place` names it in errors."""
    try:
        years = read_yaml(text)
    except yaml.YAMLError as error:
        raise CalendarFileError(place, f"is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(years, dict):
        raise CalendarFileError(place, "has no years")
    for year, holidays in years.items():
        if not isinstance(year, int) or not isinstance(holidays, list):
            raise CalendarFileError(place, f"{year!r} is no year with a list of holidays")
        yield _notice(year, holidays, place=f"{place}, {year}")


def _notice(year: int, holidays: list[object], *, place: str) -> Notice:
    off: dict[date, str] = {}
    work: dict[date, str] = {}
    for holiday in holidays:
        name = holiday.get("name") if isinstance(holiday, dict) else None
        if not isinstance(holiday, dict) or not isinstance(name, str):
            raise CalendarFileError(place, f"{holiday!r} has no name")
        off.update((day, name) for day in _rest_days(holiday, place=place))
        work.update((day, name) for day in _make_up_days(holiday, place=place))
    for day in (*off, *work):
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            raise CalendarFileError(place, f"{day} lies neither in {year} nor in the December before")
    if both := sorted(off.keys() & work.keys()):
        raise CalendarFileError(place, f"{both[0]} is both a rest day and a make-up day")
    return Notice(year, off, work)


def _rest_days(holiday: Mapping[str, object], *, place: str) -> list[date]:
    first, last = holiday.get("from"), holiday.get("to")
    if not isinstance(first, date) or not isinstance(last, date) or last < first:
        raise CalendarFileError(place, f"{holiday['name']} needs dates from ≤ to")
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def _make_up_days(holiday: Mapping[str, object], *, place: str) -> list[date]:
    days = holiday.get("work", [])
    if not isinstance(days, list) or not all(isinstance(day, date) for day in days):
        raise CalendarFileError(place, f"{holiday['name']}: work must be a list of dates")
    return days
