"""The supervisor's overview: the cases of a node by state, time limit and pair of provinces, and lists of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from tongban.cases.acts import Actor
from tongban.cases.calendar import MissingCalendar
from tongban.cases.context import Context
from tongban.cases.state import ENDED, State
from tongban.cases.tasks import PAUSED, UNDETERMINED
from tongban.clock import milliseconds_of
from tongban.storage import Row

KEPT = timedelta(minutes=1)
RECENT = timedelta(days=30)
NEAR_WORKING_DAYS = 3
PAGE = 20


class Urgency(StrEnum):
    """How a case stands to its nearest last day."""

    OVERDUE = "overdue"
    NEAR = "near"
    NORMAL = "normal"
    UNDETERMINED = "undetermined"
    PAUSED = "paused"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Count:
    """How many open cases there are of one pair of provinces, state and urgency."""

    receiving: str
    competent: str
    state: State
    urgency: Urgency
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All counts as they stood at an instant (Unix milliseconds); `ended` are those that ended in the last 30 days."""

    at: int
    counts: tuple[Count, ...]
    ended: dict[State, int]

    def of_state(self, state: State) -> int:
        """Open cases in a state, or cases that ended so lately."""
        return self.ended.get(state, 0) + sum(each.cases for each in self.counts if each.state is state)

    def of_urgency(self, urgency: Urgency) -> int:
        """Open cases of an urgency."""
        return sum(each.cases for each in self.counts if each.urgency is urgency)

    def of_pair(self, receiving: str, competent: str) -> tuple[int, int]:
        """Open cases of a pair of provinces, and how many of them are overdue."""
        found = [each for each in self.counts if (each.receiving, each.competent) == (receiving, competent)]
        return sum(each.cases for each in found), sum(each.cases for each in found if each.urgency is Urgency.OVERDUE)

    @property
    def provinces(self) -> tuple[str, ...]:
        """Every province that receives or decides an open case."""
        return tuple(sorted({code for each in self.counts for code in (each.receiving, each.competent)}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which cases to list; what is empty does not narrow. A state in which a case has ended lists the last 30 days."""

    state: State | None = None
    urgency: Urgency | None = None
    receiving: str = ""
    competent: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the supervisor's list; it names nobody."""

    case_id: str
    number: str
    matter_name: str
    state: State
    receiving: str
    competent: str
    due_on: str | None
    due_unit: str
    submitted_at: int


@dataclass(slots=True)
class Overviews:
    """Reads the overview; counts are kept for a minute, so that a page in everybody's browser costs one count."""

    context: Context
    _kept: Overview | None = field(default=None)

    async def counts(self, reader: Actor) -> Overview:
        """The counts, at most a minute old."""
        await self.context.audited(reader, "read_overview", purpose=self.context.node)
        now = self.context.moment().at
        if self._kept is None or now - self._kept.at >= milliseconds_of(KEPT):
            self._kept = await self._count(now)
        return self._kept

    async def cases(self, chosen: Filter, reader: Actor, before: tuple[int, str] | None = None) -> list[Listed]:
        """The cases that a filter chooses, newest first; `before` is (submitted_at, id) of the last line above."""
        await self.context.audited(reader, "list_cases", purpose=self.context.node)
        sql, arguments = self._listing(chosen, before or (2**62, ""))
        found = await self.context.database.fetch(sql, *arguments)
        return [_listed(row) for row in found]

    async def _count(self, now: int) -> Overview:
        today, near = self._days()
        found = await self.context.database.fetch(_COUNT, today, near)
        ended = await self.context.database.fetch(_ENDED, now - milliseconds_of(RECENT))
        return Overview(
            at=now,
            counts=tuple(
                Count(row["receiving"], row["competent"], State(row["state"]), Urgency(row["urgency"]), row["cases"])
                for row in found
            ),
            ended={State(row["state"]): row["cases"] for row in ended},
        )

    def _days(self) -> tuple[str, str]:
        today = self.context.clock.today()
        try:
            near = self.context.calendar.nth_working_day(today, NEAR_WORKING_DAYS)
        except MissingCalendar:
            near = today
        return today.isoformat(), near.isoformat()

    def _listing(self, chosen: Filter, before: tuple[int, str]) -> tuple[str, list[object]]:
        arguments: list[object] = [*before]
        conditions = list(self._conditions(chosen, arguments))
        return f"{_LIST} {' '.join(conditions)} ORDER BY submitted_at DESC, id DESC LIMIT {PAGE}", arguments

    def _conditions(self, chosen: Filter, arguments: list[object]) -> Iterable[str]:
        if chosen.state in ENDED:
            arguments.append(self.context.moment().at - milliseconds_of(RECENT))
            yield f"AND is_open = 0 AND updated_at >= ${len(arguments)}"
        else:
            yield "AND is_open = 1"
        columns = (
            ("state", chosen.state.value if chosen.state else ""),
            ("receiving_province", chosen.receiving),
            ("competent_province", chosen.competent),
        )
        for column, value in columns:
            if value:
                arguments.append(value)
                yield f"AND {column} = ${len(arguments)}"
        if chosen.urgency:
            today, near = self._days()
            condition, days = _URGENT[chosen.urgency]
            values = {"today": today, "near": near}
            places = {name: f"${len(arguments) + index}" for index, name in enumerate(days, start=1)}
            arguments += [values[name] for name in days]
            yield f"AND {condition.format(**places)}"


def _listed(row: Row) -> Listed:
    return Listed(
        case_id=row["id"],
        number=row["number"],
        matter_name=row["matter_name"],
        state=State(row["state"]),
        receiving=row["receiving_province"],
        competent=row["competent_province"],
        due_on=row["due_on"],
        due_unit=row["due_unit"],
        submitted_at=row["submitted_at"],
    )


_URGENT: dict[Urgency, tuple[str, tuple[str, ...]]] = {
    Urgency.OVERDUE: ("due_on < {today}", ("today",)),
    Urgency.NEAR: ("due_on >= {today} AND due_on <= {near}", ("today", "near")),
    Urgency.NORMAL: (f"due_on > {{near}} AND due_on < '{PAUSED}'", ("near",)),
    Urgency.UNDETERMINED: (f"due_on = '{UNDETERMINED}'", ()),
    Urgency.PAUSED: (f"due_on = '{PAUSED}'", ()),
    Urgency.NONE: ("due_on IS NULL", ()),
}
# Both counts read an index only: of the open cases, and of those that ended lately.
_COUNT = f"""SELECT receiving_province AS receiving, competent_province AS competent, state,
CASE WHEN due_on IS NULL THEN 'none' WHEN due_on = '{UNDETERMINED}' THEN 'undetermined'
WHEN due_on = '{PAUSED}' THEN 'paused'
WHEN due_on < $1 THEN 'overdue' WHEN due_on <= $2 THEN 'near' ELSE 'normal' END AS urgency, COUNT(*) AS cases
FROM tongban_case WHERE is_open = 1 GROUP BY 1, 2, 3, 4"""
_ENDED = """SELECT state, COUNT(*) AS cases FROM tongban_case
WHERE is_open = 0 AND updated_at >= $1 GROUP BY state"""
_LIST = """SELECT id, number, matter_name, state,
receiving_province, competent_province, due_on, due_unit, submitted_at
FROM tongban_case WHERE (submitted_at, id) < ($1, $2)"""
