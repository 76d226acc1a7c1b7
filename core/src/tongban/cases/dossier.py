"""The contents of a case as far as this place may see them: answers, parties, evidence, papers, thread. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Final, TypeVar

import msgspec

from tongban.cases.acts import Point
from tongban.cases.facts import Cleared, Declined, Event, RefusedByPlace
from tongban.cases.heads import Entry, Fact, Head, decode_head, law_of
from tongban.cases.papers import Paper
from tongban.cases.planning import FixedLaw
from tongban.cases.postal import POSTAL, PostalAddress
from tongban.cases.sheets import APPLICATION, EVIDENCE, Sheet, Shown
from tongban.evidence.items import Evidence
from tongban.identity.people import Party, Role

Content = TypeVar("Content")
RECORDED: Final = (("paper", "纸质决定书文号"), ("decided", "决定日期"), ("note", "说明"))
"""What a window writes down of a decision made on paper."""


class Acted(msgspec.Struct, frozen=True):
    """Who acted in a fact; `behalf_name` is who stood at the window and was identified there.

    `assurance` is the level of a party's sign-in, 0 where it was not recorded.
    """

    name: str = ""
    kind: str = ""
    office: str = ""
    behalf: str = ""
    behalf_name: str = ""
    assurance: int = 0


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a place reported about a step."""

    step: str
    values: dict[str, Any]
    shown: tuple[tuple[str, str], ...] = ()
    points: tuple[Point, ...] = ()


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A question or an answer on the case."""

    question: str
    text: str


class Dossier:
    """Reads the parts of a case's facts, oldest first; absent parts are simply not there.

    `heads` are those of facts that somebody has decoded already. `seen_as` are the party roles in which a
    party reads: what registers say of another living person is then withheld.
    """

    def __init__(
        self,
        facts: Sequence[Fact | Entry],
        heads: Sequence[Head] | None = None,
        *,
        seen_as: frozenset[str] | None = None,
    ) -> None:
        self._seen_as = seen_as
        self.facts = tuple(facts)
        self.heads = tuple(heads if heads is not None else map(_head, facts))

    @property
    def is_anothers(self) -> bool:
        """Whether a party reads who neither applies nor acts for who does."""
        return self._seen_as is not None and Role.APPLICANT not in self._seen_as

    @property
    def is_read_by_party(self) -> bool:
        """Whether a party reads, not an office."""
        return self._seen_as is not None

    def answers(self) -> dict[str, Any]:
        """The answers as last corrected."""
        found: dict[str, Any] = {}
        for sheet in self._sheets:
            found.update(sheet.answers)
        return found

    def shown(self) -> list[Shown]:
        """The answers as a person reads them and as last corrected, in the form's order within each audience."""
        return list({line.field: line for sheet in self._sheets for line in sheet.shown}.values())

    def parties(self) -> tuple[Party, ...]:
        """The parties of the case."""
        return self._told

    def evidence(self) -> dict[str, Evidence]:
        """The latest evidence for each key."""
        return dict(self._latest)

    def every_evidence(self) -> list[Evidence]:
        """All evidence that was ever given, what was later given anew included; oldest first."""
        return [item for _, item in self.brought()]

    def brought(self) -> Iterator[tuple[Event, Evidence]]:
        """The same, each with the fact that brought it."""
        return ((event, self._told_of(item)) for event, items in self._evidence for item in items)

    def _told_of(self, item: Evidence) -> Evidence:
        if self._seen_as is None or not item.about or item.about in self._seen_as | {Role.DECEASED}:
            return item
        return item.withheld()

    def reports(self) -> dict[str, Report]:
        """The last report of each step."""
        return dict(self._reports)

    def cleared(self) -> dict[str, date]:
        """The day on which each step was last cleared."""
        return {head.event.step: date.fromisoformat(head.on) for head in self.heads if isinstance(head.event, Cleared)}

    def law(self) -> FixedLaw | None:
        """The law fixed at acceptance, or None before it; raises `NotRead` where a file was read without it."""
        return self._law

    def postal(self) -> PostalAddress | None:
        """Where the result goes by post."""
        return next((postal for _, postal in self._parts(POSTAL, _postal)), None)

    def papers(self) -> list[tuple[int, Paper]]:
        """Every paper issued, with the number of its fact."""
        return [(seq, paper) for seq, papers in self._parts("papers", _papers) for paper in papers]

    def messages(self) -> list[tuple[int, Message]]:
        """Questions and answers, with the numbers of their facts."""
        return list(self._parts("message", _message))

    def points(self, seq: int) -> tuple[Point, ...]:
        """The reasons that a fact gave."""
        part = self.facts[seq - 1].parts.get("reasons")
        return _reasons(part.body).points if part else ()

    def negative_points(self) -> tuple[Point, ...]:
        """Why the case was declined or refused, if it was; of a decision on paper what the window wrote down of it."""
        for head in reversed(self.heads):
            if isinstance(head.event, Declined | RefusedByPlace):
                return self._on_paper(head.seq) if head.event.recorded else self.points(head.seq)
        return ()

    def _on_paper(self, seq: int) -> tuple[Point, ...]:
        content = self.content(seq, "recorded")
        return tuple(
            Point(field=key, label=label, reason=str(content[key])) for key, label in RECORDED if content.get(key)
        )

    def last_points(self) -> tuple[Point, ...]:
        """The reasons last given: of a correction notice or a negative decision."""
        given = [content.points for _, content in self._parts("reasons", _reasons)]
        return given[-1] if given else ()

    def actor(self, seq: int) -> Acted:
        """Who acted in a fact."""
        part = self.facts[seq - 1].parts.get("actor")
        return _acted(part.body) if part else NOBODY

    def content(self, seq: int, name: str) -> dict[str, Any]:
        """The content of one part of one fact, empty where it is not to be seen here."""
        part = self.facts[seq - 1].parts.get(name)
        return _content(part.body) if part else {}

    def applicant(self) -> Party | None:
        """The applicant, if this place may see the parties."""
        return next((party for party in self.parties() if party.role is Role.APPLICANT), None)

    # A page asks for these in several places.
    @cached_property
    def _told(self) -> tuple[Party, ...]:
        return next((parties for _, parties in self._parts("parties", _parties)), ())

    @cached_property
    def _latest(self) -> dict[str, Evidence]:
        return {item.key: item for _, item in self.brought()}

    @cached_property
    def _reports(self) -> dict[str, Report]:
        return {report.step: report for _, report in self._parts("report", _report)}

    @cached_property
    def _law(self) -> FixedLaw | None:
        return next((_law(bytes(part.body)) for fact in self.facts if (part := law_of(fact)) is not None), None)

    @cached_property
    def _sheets(self) -> tuple[Sheet, ...]:
        return tuple(_sheet(body) for _, body in self._bodies(APPLICATION))

    @cached_property
    def _evidence(self) -> tuple[tuple[Event, tuple[Evidence, ...]], ...]:
        return tuple((event, _items(body)) for event, body in self._bodies(EVIDENCE))

    def _bodies(self, prefix: str) -> Iterator[tuple[Event, msgspec.Raw]]:
        for head, fact in zip(self.heads, self.facts, strict=True):
            for name, part in fact.parts.items():
                if name.startswith(prefix):
                    yield head.event, part.body

    def _parts(self, name: str, decode: Callable[[msgspec.Raw], Content]) -> Iterator[tuple[int, Content]]:
        for seq, fact in enumerate(self.facts, start=1):
            part = fact.parts.get(name)
            if part is not None:
                yield seq, decode(part.body)


def _head(fact: Fact | Entry) -> Head:
    return fact.head if isinstance(fact, Entry) else decode_head(fact.head)


@lru_cache(maxsize=32)
def _law(body: bytes) -> FixedLaw:
    """Cases that were accepted under one law hold it in the same 15 kB."""
    return _decode_law(body)


class _Reasons(msgspec.Struct, frozen=True):
    points: tuple[Point, ...] = ()


NOBODY = Acted()

_acted = msgspec.json.Decoder(Acted).decode
_content = msgspec.json.Decoder(dict[str, Any]).decode
_decode_law = msgspec.json.Decoder(FixedLaw).decode
_items = msgspec.json.Decoder(tuple[Evidence, ...]).decode
_message = msgspec.json.Decoder(Message).decode
_papers = msgspec.json.Decoder(tuple[Paper, ...]).decode
_parties = msgspec.json.Decoder(tuple[Party, ...]).decode
_postal = msgspec.json.Decoder(PostalAddress).decode
_reasons = msgspec.json.Decoder(_Reasons).decode
_report = msgspec.json.Decoder(Report).decode
_sheet = msgspec.json.Decoder(Sheet).decode
