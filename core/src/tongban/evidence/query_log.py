"""The record, kept on both sides, of every question to a register."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from tongban.chance import dated_id
from tongban.evidence.questions import RegisterAnswer, RegisterQuestion
from tongban.exchange.rows import marks
from tongban.identity.person_keys import person_key
from tongban.storage import Database, Insertion, Into, Row


class Side(StrEnum):
    """Which end of a question a row tells of; `PAPER` where no register answered and an officer read a paper."""

    ASKED = "asked"
    ANSWERED = "answered"
    LOCAL = "local"
    PAPER = "paper"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One question with what came of it; `peer` is the node at the other end.

    `officer` and `office` are who asked, where it was not the person who applies.
    """

    side: Side
    peer: str
    question: RegisterQuestion
    answer: RegisterAnswer
    officer: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was answered so far: of one application, and to the node that asks in one day."""

    others: int
    """How many other people the application was said to concern."""
    elsewhere: int
    """How many other nodes asked for the same application."""
    over_quota: bool
    """Whether the node has used up its questions."""


class QueryLog:
    """The query log of one node; `secret` is the node's and turns a number into a person key."""

    def __init__(self, database: Database, *, secret: bytes) -> None:
        self._database = database
        self._secret = secret

    async def write(self, entries: Sequence[Entry]) -> None:
        """Add rows with one statement, in the caller's transaction if there is one."""
        insertion = self.insertion(entries)
        await self._database.execute(insertion.sql, *insertion.arguments)

    def insertion(self, entries: Sequence[Entry]) -> Insertion:
        """The same, not sent yet; at least one entry."""
        return Insertion(_ROWS, [self._row(entry) for entry in entries])

    async def of_application(self, application: str) -> list[Row]:
        """Every question asked for an application, oldest first."""
        return await self._database.fetch(_OF_APPLICATION, application)

    async def asked(self, question: RegisterQuestion, *, asking: str, since: int, quota: int) -> Asked:
        """What the node `asking` has asked before this question; its quota counts since an instant (Unix ms)."""
        subject = person_key(self._secret, question.subject)
        row = await self._database.fetch_one(_ASKED, question.application, subject, asking, since, max(quota - 1, 0))
        assert row is not None  # noqa: S101 - a SELECT without FROM has one row
        return Asked(others=row["others"], elsewhere=row["elsewhere"], over_quota=row["last"] is not None)

    async def about(self, number: str, *, limit: int = 100) -> list[Row]:
        """Who asked about a person or organisation, newest first."""
        return await self._database.fetch(_ABOUT, person_key(self._secret, number), limit)

    async def about_for(self, number: str, matters: Collection[str], *, limit: int = 100) -> list[Row]:
        """As `about`, of these matters alone."""
        if not matters:
            return []
        sql = _ABOUT_FOR.format(matters=marks(len(matters), 2))
        return await self._database.fetch(sql, person_key(self._secret, number), limit, *sorted(matters))

    async def unsubmitted(self, since: int, *, limit: int = 100) -> list[Row]:
        """What clerks had looked up with somebody's consent for applications that became no case, newest first.

        Each application with its officer, office and matter, the instant of the last question, and how many people.
        """
        return await self._database.fetch(_UNSUBMITTED, since, limit)

    def _row(self, entry: Entry) -> tuple[object, ...]:
        question, answer, grounds = entry.question, entry.answer, entry.question.grounds
        return (
            dated_id(max(0, answer.at)),
            entry.side,
            answer.at,
            entry.peer[:64],
            question.register[:200],
            question.need[:200],
            question.matter[:100],
            question.application[:36],
            question.about,
            person_key(self._secret, question.subject),
            grounds.purpose[:200],
            int(grounds.assurance),
            grounds.consent[:200],
            grounds.legal_basis[:200],
            answer.outcome,
            answer.reason[:200],
            answer.digest,
            entry.officer[:64],
            entry.office[:100],
        )


_ROWS = Into(
    "tongban_query_log",
    id="varchar",
    side="varchar",
    at="bigint",
    peer="varchar",
    register="varchar",
    need="varchar",
    matter="varchar",
    application="varchar",
    about="varchar",
    subject_key="varchar",
    purpose="varchar",
    assurance="smallint",
    consent="varchar",
    legal_basis="varchar",
    outcome="varchar",
    reason="varchar",
    digest="varchar",
    officer="varchar",
    office="varchar",
)
_COLUMNS = ", ".join(_ROWS.columns)
_OF_APPLICATION = f"SELECT {_COLUMNS} FROM tongban_query_log WHERE application = $1 ORDER BY at, id"
_ASKED = """SELECT
(SELECT count(DISTINCT subject_key) FROM tongban_query_log
 WHERE application = $1 AND side <> 'asked' AND outcome <> 'unanswered' AND subject_key <> $2) AS others,
(SELECT count(DISTINCT peer) FROM tongban_query_log
 WHERE application = $1 AND side = 'answered' AND outcome <> 'unanswered' AND peer <> $3) AS elsewhere,
(SELECT at FROM tongban_query_log
 WHERE peer = $3 AND at > $4 AND side = 'answered' AND outcome <> 'unanswered'
 ORDER BY at DESC LIMIT 1 OFFSET $5) AS last"""
_ABOUT = f"SELECT {_COLUMNS} FROM tongban_query_log WHERE subject_key = $1 ORDER BY at DESC, id LIMIT $2"
_ABOUT_FOR = _ABOUT.replace("ORDER BY", "AND matter IN ({matters}) ORDER BY")
_UNSUBMITTED = """SELECT application, officer, office, matter, max(at) AS at, count(DISTINCT subject_key) AS people
FROM tongban_query_log q WHERE officer <> '' AND consent <> '' AND at > $1
AND NOT EXISTS (SELECT 1 FROM tongban_case c WHERE c.id = q.application)
GROUP BY application, officer, office, matter ORDER BY max(at) DESC, application LIMIT $2"""
