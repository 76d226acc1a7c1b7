"""The contents of a case as far as this place may see them: answers, parties, evidence, papers, thread. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from tongban.cases.acts import Point
from tongban.cases.heads import Fact, Head, decode_head
from tongban.cases.papers import Paper
from tongban.cases.planning import FixedLaw
from tongban.cases.sheets import APPLICATION, EVIDENCE, LAW, Sheet, Shown
from tongban.evidence.items import Evidence
from tongban.identity.people import Party, Role


class Acted(msgspec.Struct, frozen=True):
    """Who acted in a fact."""

    name: str = ""
    kind: str = ""
    office: str = ""
    behalf: str = ""


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
    """Reads the parts of a case's facts, oldest first; absent parts are simply not there."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = tuple(facts)
        self.heads: tuple[Head, ...] = tuple(decode_head(fact.head) for fact in facts)

    def answers(self) -> dict[str, Any]:
        """The answers as last corrected."""
        found: dict[str, Any] = {}
        for sheet in self._sheets():
            found.update(sheet.answers)
        return found

    def shown(self) -> list[Shown]:
        """The answers as a person reads them and as last corrected, in the form's order within each audience."""
        return list({line.field: line for sheet in self._sheets() for line in sheet.shown}.values())

    def parties(self) -> tuple[Party, ...]:
        """The parties of the case."""
        return next((parties for _, parties in self._parts("parties", tuple[Party, ...])), ())

    def evidence(self) -> dict[str, Evidence]:
        """The latest evidence for each key."""
        found: dict[str, Evidence] = {}
        for fact in self.facts:
            for name, part in fact.parts.items():
                if name.startswith(EVIDENCE):
                    found |= {item.key: item for item in msgspec.json.decode(part.body, type=tuple[Evidence, ...])}
        return found

    def reports(self) -> dict[str, Report]:
        """The last report of each step."""
        return {report.step: report for _, report in self._parts("report", Report)}

    def law(self) -> FixedLaw | None:
        """The law fixed at acceptance, or None before it."""
        return next((law for _, law in self._parts(LAW, FixedLaw)), None)

    def papers(self) -> list[tuple[int, Paper]]:
        """Every paper issued, with the number of its fact."""
        return [(seq, paper) for seq, papers in self._parts("papers", tuple[Paper, ...]) for paper in papers]

    def messages(self) -> list[tuple[int, Message]]:
        """Questions and answers, with the numbers of their facts."""
        return list(self._parts("message", Message))

    def points(self, seq: int) -> tuple[Point, ...]:
        """The reasons that a fact gave."""
        fact = self.facts[seq - 1]
        part = fact.parts.get("reasons")
        return msgspec.json.decode(part.body, type=_Reasons).points if part else ()

    def last_points(self) -> tuple[Point, ...]:
        """The reasons last given: of a correction notice or a negative decision."""
        given = [content.points for _, content in self._parts("reasons", _Reasons)]
        return given[-1] if given else ()

    def actor(self, seq: int) -> Acted:
        """Who acted in a fact."""
        part = self.facts[seq - 1].parts.get("actor")
        return msgspec.json.decode(part.body, type=Acted) if part else Acted()

    def content(self, seq: int, name: str) -> dict[str, Any]:
        """The content of one part of one fact, empty where it is not to be seen here."""
        part = self.facts[seq - 1].parts.get(name)
        return msgspec.json.decode(part.body, type=dict[str, Any]) if part else {}

    def applicant(self) -> Party | None:
        """The applicant, if this place may see the parties."""
        return next((party for party in self.parties() if party.role is Role.APPLICANT), None)

    def _sheets(self) -> Iterator[Sheet]:
        for fact in self.facts:
            for name, part in fact.parts.items():
                if name.startswith(APPLICATION):
                    yield msgspec.json.decode(part.body, type=Sheet)

    def _parts(self, name: str, kind: Any) -> Iterator[tuple[int, Any]]:
        for seq, fact in enumerate(self.facts, start=1):
            part = fact.parts.get(name)
            if part is not None:
                yield seq, msgspec.json.decode(part.body, type=kind)


class _Reasons(msgspec.Struct, frozen=True):
    points: tuple[Point, ...] = ()
