"""Offices: the counters and authorities of a division, found by what they are and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final

import msgspec
import yaml
from msgspec import Meta

from tongban.errors import Misconfigured
from tongban.routing.division_tables import significant
from tongban.routing.divisions import Divisions, normalise
from tongban.yaml_files import read_yaml

COUNTY: Final = 6
"""Digits of a county's code."""


class Office(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An office with the kinds of authority it holds, such as "housing_fund_centre".

    `division` has 6 digits down to the county, 9 for a township and 12 for a village.
    `windows` says that it takes in applications at a counter for other places (异地代收代办).
    """

    code: Annotated[str, Meta(pattern=r"\A[0-9A-Za-z][0-9A-Za-z-]{0,31}\Z")]
    name: Annotated[str, Meta(min_length=1)]
    division: Annotated[str, Meta(pattern=r"\A[0-9]{6}([0-9]{3}){0,2}\Z")]
    authorities: Annotated[tuple[str, ...], Meta(min_length=1)]
    address: str = ""
    phone: str = ""
    windows: bool = False

    @property
    def whereabouts(self) -> str:
        """Name, address and telephone in one phrase, as far as they are known."""
        known = [f"地址：{self.address}"] if self.address else []
        known += [f"电话：{self.phone}"] if self.phone else []
        return f"{self.name}（{'，'.join(known)}）" if known else self.name


class OfficeDirectory:
    """Every office a node knows, immutable; raises `Misconfigured` where two share a code or a division is unknown."""

    def __init__(self, offices: Iterable[Office], divisions: Divisions) -> None:
        by_code: dict[str, Office] = {}
        for office in offices:
            if by_code.setdefault(office.code, office) is not office:
                raise Misconfigured(f"offices: two offices have the code {office.code!r}; give one another code")
            if not _is_known(office.division, divisions):
                raise Misconfigured(f"offices: {office.code} lies in unknown division {office.division!r}; correct it")
        self._by_code = MappingProxyType(by_code)
        self._divisions = divisions
        self._competent: dict[tuple[str, str], list[Office]] = {}
        for code in sorted(by_code):
            for authority in by_code[code].authorities:
                place = significant(normalise(by_code[code].division))
                self._competent.setdefault((authority, place), []).append(by_code[code])

    def office(self, code: str) -> Office | None:
        """The office of that code."""
        return self._by_code.get(code)

    def find(self, authority: str, division: str) -> Office | None:
        """The office of that kind at a division itself, else of the nearest prefecture or province above it."""
        return next(iter(self.competent(authority, division)), None)

    def competent(self, authority: str, division: str) -> tuple[Office, ...]:
        """Every office of that kind whose division is or covers the given one, the nearest first."""
        code = normalise(division)
        nearest_first = (self._competent.get((authority, code[:length]), ()) for length in (12, 9, 6, 4, 2))
        return tuple(chain.from_iterable(nearest_first))

    def windows(self, division: str) -> tuple[Office, ...]:
        """The offices within a division that take in applications for other places."""
        return tuple(
            office
            for office in self._by_code.values()
            if office.windows and self._divisions.covers(division, office.division)
        )

    def __iter__(self) -> Iterator[Office]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)


def _is_known(division: str, divisions: Divisions) -> bool:
    """Whether there is such a division; its county will do, since who publishes an office has tables of its own."""
    return any(divisions.find(code) is not None for code in {division, division[:COUNTY]})


def published_offices(raw: Iterable[msgspec.Raw]) -> list[Office]:
    """The offices of a trust list; raises `Misconfigured` for one that cannot be read."""
    try:
        return [msgspec.json.decode(entry, type=Office) for entry in raw]
    except msgspec.MsgspecError as error:
        raise Misconfigured(f"trust list: an office cannot be read: {error}; ask for a corrected list") from error


def load_offices(path: Path) -> list[Office]:
    """The offices of a YAML file, a list of entries; raises `Misconfigured` naming the file and the entry."""
    try:
        entries = read_yaml(path.read_text("utf-8")) or []
        return msgspec.convert(entries, list[Office])
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Misconfigured(f"offices file {path} cannot be read: {error}; mend the file") from error


def known_offices(published: Iterable[Office], local: Iterable[Office], divisions: Divisions) -> OfficeDirectory:
    """The offices of the trust list, and those of the node's own file that the list does not publish."""
    listed = {office.code: office for office in published}
    return OfficeDirectory([*listed.values(), *(each for each in local if each.code not in listed)], divisions)
