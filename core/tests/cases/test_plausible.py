"""No field that another place fills in with a number or a day is forgotten where bounds are held."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, get_args, get_type_hints

import msgspec

from tongban.cases import facts as f
from tongban.cases.intents import Intent
from tongban.cases.plausible import DAYS, INSTANTS, LENGTHS, faults_in

FREE_NUMBERS: Final = {"most", "assurance", "value", "instead_of"}
"""What caps another field, a level of signing in, a value of law, which is for whoever knows its parameter, and the
fact that an act takes the place of, which is the one that is known or none."""

FREE_WORDS: Final = {
    "about", "after", "answers", "asked_of", "at", "audience", "authority", "awaits", "basis", "behalf",
    "behalf_name", "channel", "checks", "code", "condition", "consent", "cooperating", "delivery", "digest",
    "division", "edition", "elsewhere", "evidence", "field", "fields", "granted", "grounds", "how", "id", "key",
    "keys", "kind", "label", "lines", "material", "matter", "matter_name", "message", "modes", "name", "need", "node",
    "note", "number", "office", "office_name", "officer", "organisation", "original", "paper", "parameters",
    "province", "question", "reason", "reference", "remedy", "report", "returned", "role", "roles", "route_reason",
    "said", "shown", "source", "step", "term_reason", "text", "texts", "title", "to", "unit", "unsettled", "value",
    "values", "way", "waybill", "why", "without",
}  # fmt: skip
"""Texts that are no days."""


def fields(hint: Any, seen: set[Any]) -> Iterator[tuple[str, Any]]:
    """Every field of a type and of the types in it, with the types that it may be of."""
    if not (isinstance(hint, type) and issubclass(hint, msgspec.Struct)):
        for each in get_args(hint):
            yield from fields(each, seen)
    elif hint not in seen:
        seen.add(hint)
        hints = get_type_hints(hint)
        for name in hint.__struct_fields__:
            yield name, leaves(hints[name])
            yield from fields(hints[name], seen)


def leaves(hint: Any) -> set[Any]:
    """The types of which a value may be, or what it holds where it is a union, a tuple or a mapping."""
    return set().union(*map(leaves, get_args(hint))) if get_args(hint) else {hint}


def named(kind: type) -> set[str]:
    """The fields of events and of what another place asks for that may be of that type."""
    return {name for said in (f.AnyEvent, Intent) for name, kinds in fields(said, set()) if kind in kinds}


def test_every_number_that_another_place_says_has_its_bounds() -> None:
    assert named(int) - LENGTHS - INSTANTS == FREE_NUMBERS


def test_every_text_that_another_place_says_is_a_day_or_is_known_to_be_none() -> None:
    assert named(str) >= DAYS
    assert named(str) - DAYS - FREE_WORDS == set()


class Several(msgspec.Struct):
    """What is bounded, several times in one field."""

    days: tuple[int, ...]
    last_day: dict[str, str]


def test_each_of_several_has_its_bounds() -> None:
    assert list(faults_in(Several(days=(1, 2), last_day={"a": "2026-11-27"}))) == []
    far = Several(days=(1, 10**9), last_day={"a": "2026-11-27", "b": "27.11.2026"})
    assert list(faults_in(far)) == ["no days can be '1000000000'", "no last_day can be '27.11.2026'"]
