"""Places as people know them: the one-character name of a province, a place name typed, a place's card."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tongban.matters.cities import plain_code
from tongban.routing.divisions import Division, Divisions, Level

LONGEST = 60
CODE_LENGTHS = frozenset({6, 9, 12})
_CODES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 66"
MARKS = dict(zip(_CODES.split(), "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新兵", strict=True))


def is_code(text: str) -> bool:
    """Whether a text has the shape of a division code of 6, 9 or 12 digits."""
    return text.isascii() and text.isdigit() and len(text) in CODE_LENGTHS


def mark_of(province: str) -> str:
    """粤 for 440000."""
    return MARKS.get(province[:2], "")


@dataclass(frozen=True)
class PlaceNames:
    """Finds divisions by what people type: a full name, part of a name, or a code."""

    divisions: Divisions

    @cached_property
    def _by_full_name(self) -> dict[str, str]:
        names: dict[str, str] = {}
        waiting = list(self.divisions.provinces())
        while waiting:
            division = waiting.pop()
            names[self.divisions.full_name(division.code)] = division.code
            waiting += self.divisions.children(division.code)
        return names

    def name(self, text: str) -> str:
        """The full name of a code, and anything else as it is."""
        return (self.divisions.full_name(text) if is_code(text) else "") or text

    def code(self, text: str) -> str:
        """The code where the text names one place only, as short as it may be, else the text."""
        compact = "".join(text.split())
        if is_code(compact):
            return compact
        exact = self._by_full_name.get(compact)
        if exact:
            return plain_code(exact)
        found = self.candidates(text)
        return plain_code(found[0].code) if len(found) == 1 else text

    def candidates(self, text: str, limit: int = 12) -> tuple[Division, ...]:
        """The places a text may mean, best first; none for a code."""
        if not text.strip() or text.strip().isdigit() or len(text) > LONGEST:
            return ()
        found = self.divisions.search(text, limit=limit) or self._ending(text, limit)
        named = [division for division in found if division.name == text.strip()]
        return tuple(named) if len(named) == 1 else found

    def below(self, code: str, level: str) -> tuple[Division, ...]:
        """What to go on choosing from where a code lies above the townships or villages that are asked for."""
        chosen, wanted = self.divisions.find(code) if is_code(code) else None, Level[level.upper()]
        if chosen is None or wanted <= Level.COUNTY or not Level.PREFECTURE <= chosen.level < wanted:
            return ()
        return self.divisions.children(chosen.code)

    def _ending(self, text: str, limit: int) -> tuple[Division, ...]:
        compact = "".join(text.split())
        codes = [code for name, code in self._by_full_name.items() if compact in name][:limit]
        return tuple(division for code in codes if (division := self.divisions.find(code)))
