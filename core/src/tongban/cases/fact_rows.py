"""Facts as rows: what is seldom read of them, the law, in a column of its own."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tongban.cases.heads import Entry, Fact, Part, decode_head, decode_part, encode
from tongban.cases.sheets import LAW
from tongban.cases.state import Case
from tongban.storage import Insertion, Into, Row

_FACTS = Into("tongban_fact", case_id="varchar", seq="integer", head="text", parts="bytea", law="bytea")


def rows_of(case: Case, facts: Sequence[Fact]) -> Insertion:
    """The last facts of a case, to be inserted."""
    first = case.seq - len(facts) + 1
    records = [(case.id, first + offset, fact.head, *_apart(fact)) for offset, fact in enumerate(facts)]
    return Insertion(_FACTS, records)


def fact_of(row: Row) -> Fact:
    """A whole fact, out of its `head`, `parts` and `law`."""
    parts, law = decode_parts(row["parts"]), row["law"]
    return Fact(head=row["head"], parts=parts if law is None else {LAW: decode_part(law), **parts})


def entry_of(row: Row) -> Entry:
    """A fact to be read; its `head` comes as bytes."""
    return Entry(decode_head(row["head"]), decode_parts(row["parts"]), row["law"])


def entry_without_law(row: Row) -> Entry:
    """The same where nobody asks for the law."""
    return Entry(decode_head(row["head"]), decode_parts(row["parts"]), msgspec.UNSET)


def _apart(fact: Fact) -> tuple[bytes, bytes | None]:
    """The parts of a fact as two columns hold them."""
    law = fact.parts.get(LAW)
    if law is None:
        return encode(fact.parts), None
    return encode({name: part for name, part in fact.parts.items() if name != LAW}), encode(law)


decode_parts = msgspec.json.Decoder(dict[str, Part]).decode
