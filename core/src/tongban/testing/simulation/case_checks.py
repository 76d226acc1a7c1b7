"""What must hold of cases: one owner at every moment, and in the end the same story everywhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tongban.cases.announcing import FACTS, OFFER, told
from tongban.cases.state import Case
from tongban.cases.store import decode_case
from tongban.desk.file_letters import PIECE, STREAM, WANTED
from tongban.exchange.refusals import CONTRADICTIONS
from tongban.testing.simulation.cases import CasesWork
from tongban.testing.simulation.files import PIECE_BYTES
from tongban.testing.simulation.people import UNGRANTED

NONE = frozenset[str]()
ALLOWED = {OFFER: frozenset({"not_served", "no_grant"}), FACTS: NONE, WANTED: NONE, PIECE: NONE}

_DIFFERENCES: Final = """SELECT code, peer, details FROM tongban_incident WHERE closed_at IS NULL
AND code IN ('heads_differ', 'totals_differ', 'day_not_compared')"""


@dataclass(slots=True)
class Observer:
    """Looks at all nodes' committed rows at once, as no node can."""

    works: Mapping[str, CasesWork]
    broken: list[str] = field(default_factory=list)
    _connections: dict[str, sqlite3.Connection] = field(default_factory=dict)

    def look(self) -> None:
        """Notes every case that two nodes could change at this moment."""
        writers: dict[str, list[str]] = {}
        for node in self.works:
            for case in self._cases(node, "WHERE owner = ?", node):
                if not case.offered:
                    writers.setdefault(case.id, []).append(node)
        for case_id, nodes in writers.items():
            if len(nodes) > 1:
                self.broken.append(f"case {case_id} has two owners at once: {', '.join(nodes)}")

    def is_at_rest(self) -> bool:
        """Whether every letter is settled, every receipt told, and every file where it is wanted."""
        unsettled = "SELECT 1 FROM tongban_outbox WHERE settled_at IS NULL"
        untold = "SELECT 1 FROM tongban_receipt WHERE told_at IS NULL"
        wanted = "SELECT 1 FROM tongban_wanted_file WHERE state IN ('open', 'arrived')"
        promised = "SELECT 1 FROM tongban_promised_file WHERE done_at IS NULL"
        under_way = f"{unsettled} UNION ALL {untold} UNION ALL {wanted} UNION ALL {promised}"
        return not any(self._rows(node, under_way) for node in self.works)

    def at_the_end(self) -> Iterator[str]:
        """Sentences on everything that does not hold."""
        for node, work in self.works.items():
            known = {case.id for case in self._cases(node)}
            yield from (f"{node} lost case {each}, handed in there" for each in work.acknowledged if each not in known)
            yield from (f"{node} noted a contradiction of {each}" for each in work.contradictions)
            yield from self._unsettled(node)
            for code, peer, details in self._rows(node, _DIFFERENCES):
                yield f"{node} noted of {peer}: {code} ({details})"
            yield from self._of_files(node)
            for case in self._cases(node):
                yield from self._of_case(node, case)

    def letters(self) -> int:
        """How many letters were written."""
        return sum(int(self._rows(node, "SELECT count(*) FROM tongban_outbox")[0][0]) for node in self.works)

    def story(self) -> str:
        """All heads and all letters of all nodes."""
        sql = "SELECT head FROM tongban_fact ORDER BY case_id, seq"
        letters = "SELECT id || coalesce(digest, '') || state FROM tongban_outbox ORDER BY id"
        return repr([(node, self._rows(node, sql), self._rows(node, letters)) for node in self.works])

    def close(self) -> None:
        """Close the files."""
        for connection in self._connections.values():
            connection.close()

    def _of_case(self, node: str, case: Case) -> Iterator[str]:
        heads = self._heads(node, case.id)
        if len(heads) != case.seq:
            yield f"{node} holds {len(heads)} facts of case {case.id}, whose present says {case.seq}"
        if case.matter == UNGRANTED and case.owner != case.receiving.node:
            yield f"{case.owner} took in case {case.id} without a grant"
        if case.owner == node:
            yield from (f"{other} does not know case {case.id} of {node}" for other in self._missing(case))
        elif heads != self._heads(case.owner, case.id):
            yield f"{node} and the owner {case.owner} tell case {case.id} differently"

    def _of_files(self, node: str) -> Iterator[str]:
        """Each file wanted is here, each piece was written once; one asked for twice was not here after a day."""
        sql = "SELECT id, case_id, holder, size, asked_from, have, state, code FROM tongban_wanted_file"
        for want, case, holder, size, asked_from, have, state, code in self._rows(node, sql):
            name = f"the file of case {case}, which {node} wanted of {holder}"
            if state not in {"done", "over"}:
                yield f"{name}, is {state} ({code})"
            if state == "done" and (have != size or not self._rows(node, _HERE, case)):
                yield f"{name}, is not here: {have} of {size}"
            pieces = len(self._rows(holder, _PIECES, f"{STREAM}{want}"))
            if state == "done" and pieces != -(-(size - asked_from) // PIECE_BYTES):
                yield f"{name}, came in {pieces} pieces for {size - asked_from} bytes"

    def _missing(self, case: Case) -> list[str]:
        return [node for node in sorted(told(case) - {case.owner}) if not self._heads(node, case.id)]

    def _unsettled(self, node: str) -> Iterator[str]:
        for row in self._rows(node, "SELECT id, state FROM tongban_intent WHERE state = 'pending'"):
            yield f"{node} still waits for what became of intent {row[0]}"
        for letter, kind, state, problem in self._rows(node, "SELECT id, kind, state, problem FROM tongban_outbox"):
            if letter in self.works[node].out_of_date:
                if (state, problem) != ("rejected", "stale_epoch"):
                    yield f"{node}: what it told in the name of an epoch before ended {state} ({problem})"
                continue
            is_allowed = problem in ALLOWED[kind] if kind in ALLOWED else problem not in CONTRADICTIONS
            if state != "applied" and not (state == "rejected" and is_allowed):
                yield f"{node}: a letter {kind} ended {state} ({problem})"

    def _heads(self, node: str, case_id: str) -> list[str]:
        sql = "SELECT head FROM tongban_fact WHERE case_id = ? ORDER BY seq"
        return [row[0] for row in self._rows(node, sql, case_id)]

    def _cases(self, node: str, where: str = "", *arguments: str) -> list[Case]:
        rows = self._rows(node, f"SELECT snapshot FROM tongban_case {where}", *arguments)
        return [decode_case(row[0]) for row in rows]

    def _rows(self, node: str, sql: str, *arguments: str) -> list[tuple[Any, ...]]:
        if node not in self._connections:
            self._connections[node] = sqlite3.connect(self.works[node].path, isolation_level=None)
        return self._connections[node].execute(sql, arguments).fetchall()


_HERE = "SELECT 1 FROM tongban_upload WHERE id = ?"
_PIECES = f"SELECT 1 FROM tongban_outbox WHERE case_id = ? AND kind = '{PIECE}'"
