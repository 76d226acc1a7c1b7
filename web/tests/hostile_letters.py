"""Sound facts of a case forged anew, one place in them at a time, and signed by a node that may send them."""

from __future__ import annotations

import copy
import hashlib
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tongban.cases.heads import Fact
from tongban.cases.number import CaseNumber

OF_THE_CHAIN: Final = frozenset({"case", "seq", "epoch", "prev", "parts"})
"""Fields of a head that hold it in its chain; whatever is wrong there is no contents."""

DROPPED: Final = object()
HOSTILE: Final[tuple[object, ...]] = (
    2**63,
    10**18,
    -1,
    1.5,
    True,
    None,
    "",
    "甲" * 5000,
    "\ud800",
    "\0\x1b[2J",
    "<script>alert(1)</script>",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "competent",
    [],
    {},
    [[]],
    {"file": "../x", "size": 2**60},
    DROPPED,
)
Path = tuple[Any, ...]
_serials = itertools.count(1)


@dataclass(frozen=True)
class Ledger:
    """Facts as JSON: what each head says, and what each part holds."""

    facts: tuple[dict[str, Any], ...]

    @classmethod
    def of(cls, facts: Sequence[Fact]) -> Ledger:
        return cls(
            tuple(
                {
                    "head": json.loads(fact.head),
                    "parts": {name: json.loads(bytes(part.body)) for name, part in fact.parts.items()},
                }
                for fact in facts
            )
        )

    def places(self, *, after: int = 0) -> Iterator[Path]:
        """Every place that a forger may write to, in the facts after the first so many."""
        for index, fact in list(enumerate(self.facts))[after:]:
            for name, held in fact["head"].items():
                if name not in OF_THE_CHAIN:
                    yield from places(held, (index, "head", name))
            for name, held in fact["parts"].items():
                yield from places(held, (index, "parts", name))

    def forged(self, path: Path, value: object) -> Ledger:
        """The same with something else in one place."""
        return Ledger(forged(self.facts, path, value))

    def sealed(self, case_id: str) -> list[bytes]:
        """The facts as those of a case of that id, chained."""
        prev, sealed = "", []
        for fact in self.facts:
            head = {**fact["head"], "case": case_id, "prev": prev}
            parts = {name: {"salt": "00", "body": content} for name, content in fact["parts"].items()}
            head["parts"] = {
                name: {**seal, "digest": _digest(parts[name])} if name in parts else seal
                for name, seal in head["parts"].items()
            }
            text = json.dumps(head)
            prev = hashlib.sha256(text.encode()).hexdigest()
            sealed.append(json.dumps({"head": text, "parts": parts}).encode())
        return sealed

    def renumbered(self) -> Ledger:
        """The same under the next case number of its two places."""
        said = self.facts[0]["head"]["event"]
        divisions = (said["receiving"]["division"], said["competent"]["division"])
        number = CaseNumber(*divisions, date(2026, 11, 23), 900_000 + next(_serials))
        return self.forged((0, "head", "event", "number"), str(number))


def _digest(part: dict[str, Any]) -> str:
    return hashlib.sha256(part["salt"].encode() + json.dumps(part["body"]).encode()).hexdigest()


def places(held: object, path: Path = ()) -> Iterator[Path]:
    """Every place in a JSON value, the whole included."""
    yield path
    if isinstance(held, dict):
        for name, each in held.items():
            yield from places(each, (*path, name))
    elif isinstance(held, list):
        for index, each in enumerate(held):
            yield from places(each, (*path, index))


def forged(whole: Any, path: Path, value: object) -> Any:
    """A copy with something else in one place."""
    made = copy.deepcopy(whole)
    *way, last = path
    held = made
    for step in way:
        held = held[step]
    if value is DROPPED:
        del held[last]
    else:
        held[last] = value
    return made
