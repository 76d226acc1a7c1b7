"""Administrative divisions: what a code means, what it covers and what it meant at another time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from tongban.errors import Misconfigured
from tongban.routing.division_tables import (
    Division,
    DivisionCodeError,
    DivisionTableError,
    Level,
    built_in_divisions,
    divisions_in,
    level_of,
    normalise,
    significant,
)

__all__ = ["Division", "DivisionCodeError", "DivisionTableError", "Divisions", "Level", "load_divisions", "normalise"]

OUTSIDE = ("71", "81", "82")  # 台湾、香港、澳门: known, but no part of 跨省通办
CORPS = Division(normalise("660000"), "新疆生产建设兵团", Level.PROVINCE)  # acts as a province; the code is ours
ALWAYS = 9999  # a last year for what is still in force


class Divisions:
    """All divisions a node knows, immutable; codes of 6, 9 or 12 digits are accepted everywhere and 12 are returned."""

    def __init__(self, divisions: Iterable[Division], *, standard: frozenset[str]) -> None:
        periods: dict[str, tuple[Division, ...]] = {}
        for division in divisions:
            periods[division.code] = (*periods.get(division.code, ()), division)
        for code, named in periods.items():
            if len(named) > 1:
                periods[code] = tuple(sorted(named, key=_last_year))
        self._periods = MappingProxyType(periods)
        self._standard = standard
        self._children = self._grouped_by_parent()
        self._joined = lru_cache(maxsize=8192)(self._join)

    def find(self, code: str, *, on: date | None = None) -> Division | None:
        """Finds what the code means now (or meant last), or what it meant at the date; None if it is unknown then."""
        named = self._periods.get(normalise(code), ())
        if on is not None:
            named = tuple(division for division in named if division.valid_in(on.year))
        return named[-1] if named else None

    def full_name(self, code: str, *, on: date | None = None) -> str:
        """Joins the names down to the code ("四川省成都市锦江区"), leaving groupings out; "" for an unknown code."""
        return self._joined(code, on)

    def _join(self, code: str, on: date | None) -> str:
        division = self.find(code, on=on)
        if division is None:
            return ""
        above = (self._at_time_of(division, parent) for parent in _ancestors(division.code))
        return "".join(part.name for part in (*above, division) if part is not None and not part.grouping)

    def province(self, code: str) -> str:
        """Gives the 12-digit code of the province of a code."""
        return normalise(code)[:2].ljust(12, "0")

    def prefecture(self, code: str) -> str:
        """Gives the 12-digit code of the prefecture of a code, in municipalities that of a grouping (500100)."""
        return normalise(code)[:4].ljust(12, "0")

    def children(self, code: str, *, on: date | None = None) -> tuple[Division, ...]:
        """Lists what lies directly below a division now (or at the date), looking through groupings."""
        below = self._children.get(normalise(code), ())
        if on is None:
            return tuple(division for division in below if division.until is None)
        return tuple(division for division in below if division.valid_in(on.year))

    def provinces(self) -> tuple[Division, ...]:
        """Lists the provinces that take part in 跨省通办, the 兵团 among them."""
        return tuple(division for division in self._children.get("", ()) if division.code[:2] not in OUTSIDE)

    def covers(self, above: str, code: str) -> bool:
        """Says whether the first division is the second one or contains it."""
        return normalise(code).startswith(significant(normalise(above)))

    def was_valid(self, code: str, on: date) -> bool:
        """Says whether the code was in force in the year of the date; both years of a change count."""
        return self.find(code, on=on) is not None

    def is_outside(self, code: str) -> bool:
        """Says whether the code lies in 香港、澳门 or 台湾, which the platform does not serve."""
        return normalise(code)[:2] in OUTSIDE

    def in_standard(self, code: str) -> bool:
        """Says whether GB/T 2260 knows or knew the code: own codes such as that of the 兵团 do not count."""
        return normalise(code) in self._standard

    def search(self, text: str, *, limit: int = 20) -> tuple[Division, ...]:
        """Finds present divisions whose full name holds every word of the text; higher levels and name starts first."""
        words = text.split()
        if not words:
            return ()
        hits = [division for division in self._present() if words[-1] in division.name and self._holds(division, words)]
        hits.sort(key=lambda division: (not division.name.startswith(words[-1]), division.level, division.code))
        return tuple(hits[:limit])

    def __len__(self) -> int:
        return len(self._periods)

    def _present(self) -> Iterable[Division]:
        return (named[-1] for named in self._periods.values() if named[-1].until is None and not named[-1].grouping)

    def _holds(self, division: Division, words: Sequence[str]) -> bool:
        full = self.full_name(division.code) if len(words) > 1 else division.name
        return all(word in full for word in words)

    def _at_time_of(self, division: Division, parent: str) -> Division | None:
        named = self._periods.get(parent, ())
        then = tuple(above for above in named if above.valid_in(_last_year(division))) or named
        return then[-1] if then else None

    def _grouped_by_parent(self) -> MappingProxyType[str, tuple[Division, ...]]:
        below: defaultdict[str, list[Division]] = defaultdict(list)
        for code, named in self._periods.items():
            shown = [division for division in named if not division.grouping]
            if shown:
                below[self._shown_parent(code)] += shown
        return MappingProxyType({parent: tuple(below[parent]) for parent in below})

    def _shown_parent(self, code: str) -> str:
        for parent in reversed(_ancestors(code)):
            named = self._periods.get(parent)
            if named and not named[-1].grouping:
                return parent
        return ""


def load_divisions(extra: Sequence[Path] = ()) -> Divisions:
    """Reads the built-in divisions and the operator's tables.

    Raises DivisionTableError naming file and line. What a later table says of a code replaces all earlier rows of it.
    """
    if not extra:
        return _built_in()
    tables = [list(divisions_in(path)) for path in extra]
    divisions = _assembled(tables)
    for path, table in zip(extra, tables, strict=True):
        _require_counties(path, table, divisions)
    return divisions


def _require_counties(path: Path, table: Iterable[Division], divisions: Divisions) -> None:
    """What lies in a county that nobody knows, as a mistyped code does, would be offered nowhere."""
    for county, division in {each.code[:6]: each for each in table if each.level > Level.COUNTY}.items():
        if divisions.find(county) is None:
            told = f"divisions: {path}: {division.code} {division.name} lies in {county}, which no table names"
            raise Misconfigured(f"{told}; correct the code, or name the county in a table too")


@cache
def _built_in() -> Divisions:
    """What ships with this version, read once: divisions are immutable."""
    return _assembled([])


def _assembled(added: Sequence[Sequence[Division]]) -> Divisions:
    standard = built_in_divisions()
    return Divisions(_latest([standard, [CORPS], *added]), standard=frozenset(division.code for division in standard))


def _latest(tables: Sequence[Sequence[Division]]) -> Iterable[Division]:
    for position, table in enumerate(tables):
        replaced = {division.code for later in tables[position + 1 :] for division in later}
        yield from (division for division in table if division.code not in replaced)


def _last_year(division: Division) -> int:
    return ALWAYS if division.until is None else division.until


def _ancestors(code: str) -> tuple[str, ...]:
    """Lists the codes above a 12-digit code, highest first."""
    return tuple(code[:length].ljust(12, "0") for length in (2, 4, 6, 9)[: level_of(code) - 1])
