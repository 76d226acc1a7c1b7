"""No field that another place fills in with a number or a day is forgotten where bounds are held."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Any, Final, get_args, get_type_hints

import msgspec

from tongban.cases import facts as f
from tongban.cases.intents import Intent
from tongban.cases.plausible import DAYS, INSTANTS, LENGTHS

FREE_NUMBERS: Final = {"most", "assurance", "value"}
"""What caps another field, a level of signing in, and a value of law, which is for whoever knows its parameter."""

FREE_WORDS: Final = {
    "about", "asked_of", "at", "authority", "basis", "behalf", "behalf_name", "channel", "code", "condition",
    "consent", "delivery", "digest", "division", "edition", "evidence", "field", "how", "id", "key", "kind",
    "label", "matter", "matter_name", "message", "name", "node", "note", "number", "office", "office_name",
    "officer", "organisation", "original", "paper", "parameters", "province", "question", "reason",
    "reference", "remedy", "report", "returned", "role", "route_reason", "said", "source", "step",
    "term_reason", "text", "title", "to", "unit", "value", "way", "waybill", "why",
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
            yield name, {hints[name], *(get_args(hints[name]) if isinstance(hints[name], UnionType) else ())}
            yield from fields(hints[name], seen)


def named(kind: type) -> set[str]:
    """The fields of events and of what another place asks for that may be of that type."""
    return {name for said in (f.AnyEvent, Intent) for name, kinds in fields(said, set()) if kind in kinds}


def test_every_number_that_another_place_says_has_its_bounds() -> None:
    assert named(int) - LENGTHS - INSTANTS == FREE_NUMBERS


def test_every_text_that_another_place_says_is_a_day_or_is_known_to_be_none() -> None:
    assert named(str) >= DAYS
    assert named(str) - DAYS - FREE_WORDS == set()
