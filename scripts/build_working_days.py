"""Rebuilds core/src/tongban/cases/data/working_days.yaml from the installed chinesecalendar.

python scripts/build_working_days.py
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

from chinese_calendar.constants import Holiday, holidays, workdays

TARGET = Path(__file__).parents[1] / "core/src/tongban/cases/data/working_days.yaml"
SHORT = {"国庆节": "国庆", "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日": "抗战胜利70周年纪念日"}
HEADING = f"""\
# The State Council's yearly notices on 节假日安排: rest days from–to (both inclusive) and make-up working days.
# A notice may rearrange days of the December before. Built once from chinesecalendar {version("chinesecalendar")} (MIT)
# by scripts/build_working_days.py.
"""

DECEMBER = 12
NAMES = {holiday.value: SHORT.get(holiday.chinese, holiday.chinese) for holiday in Holiday}


def notice_year(day: date, name: str) -> int:
    """Tells whose year's notice arranges a day: New Year's days in December belong to the year that follows."""
    return day.year + 1 if name == "元旦" and day.month == DECEMBER else day.year


def runs(days: list[date]) -> Iterator[tuple[date, date]]:
    """Splits sorted days into unbroken runs."""
    for _, run in groupby(enumerate(days), key=lambda item: item[1] - timedelta(days=item[0])):
        members = [day for _, day in run]
        yield members[0], members[-1]


def entries() -> dict[int, list[str]]:
    """Writes one line for each run of rest days and one for make-up days, by year of notice and first day."""
    off: defaultdict[tuple[int, str], list[date]] = defaultdict(list)
    work: defaultdict[tuple[int, str], list[date]] = defaultdict(list)
    for table, target in ((holidays, off), (workdays, work)):
        for day, holiday in sorted(table.items()):
            target[notice_year(day, NAMES[holiday]), NAMES[holiday]].append(day)
    years: defaultdict[int, list[str]] = defaultdict(list)
    for (year, name), days in sorted(off.items(), key=lambda item: item[1][0]):
        for number, (first, last) in enumerate(runs(days)):
            made_up = f", work: [{', '.join(map(str, work[year, name]))}]" if number == 0 and work[year, name] else ""
            years[year].append(f"  - {{name: {name}, from: {first}, to: {last}{made_up}}}")
    return years


def main() -> None:
    """Writes the file."""
    body = "\n".join("\n".join([f"{year}:", *lines]) for year, lines in sorted(entries().items()))
    TARGET.write_text(f"{HEADING}{body}\n", "utf-8")


if __name__ == "__main__":
    main()
