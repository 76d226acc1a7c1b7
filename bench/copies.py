"""A hundred thousand cases out of one: every row the real case has, with its own ids, office, day and applicant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bench.people import people
from bench.stage import OFFICE, Stage

EACH = 500
"""Cases of one office, all in its queue."""
FILES = 10_000
"""So many of them have their whole file; of the others there is what lists and queues are made of."""
LISTED = {"tongban_case": "id", "tongban_party": "case_id", "tongban_task": "case_id"}
QUEUED = {"tongban_case": "id", "tongban_task": "case_id"}
WHOLE = {**LISTED, "tongban_fact": "case_id", "tongban_outbox": "case_id"}


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that the real case has in one table."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class Original:
    """The real case; its id, number and office are what every copy has its own of. `keys` are the applicants'."""

    case_id: str
    number: str
    keys: tuple[str, ...]
    tables: tuple[Table, ...]


def offices(cases: int) -> tuple[str, ...]:
    """The office measured, and as many others as the cases need, with codes of the same length."""
    return tuple(office_of(first) for first in range(0, cases, EACH))


def office_of(index: int) -> str:
    """The office of a copy."""
    return OFFICE if index < EACH else f"52{index // EACH:04}-hf"


def case_id(index: int) -> str:
    """The id of a copy."""
    return f"01900000-0000-7000-8000-{index:012x}"


async def original(stage: Stage, tables: Mapping[str, str]) -> Original:
    """Read every row of the real case."""
    database, case, found = stage.node.database, stage.case_id, []
    for name, key in tables.items():
        rows = await database.fetch(f"SELECT * FROM {name} WHERE {key} = $1", case)
        columns = tuple(column for column in rows[0].keys() if column != "id" or name in NAMED_BY_US)  # noqa: SIM118
        found.append(Table(name, columns, tuple(tuple(row[column] for column in columns) for row in rows)))
    number = (await database.fetch("SELECT number FROM tongban_case WHERE id = $1", case))[0]["number"]
    keys = tuple(stage.node.accounts.key(person.number) for person in people())
    return Original(case, str(number), keys, tuple(found))


def copied(made_of: Original, table: Table, indexes: range) -> Iterator[tuple[object, ...]]:
    """The rows of the copies in one table."""
    own = OWN.get(table.name, _nothing)
    told = [frozenset(name for name, value in _named(table, row) if _names(made_of, value)) for row in table.rows]
    for index in indexes:
        exchange = _exchange(made_of, index)
        for place, row in enumerate(table.rows):
            fresh = own(made_of, index, place)
            yield tuple(
                fresh[name] if name in fresh else exchange(value) if name in told[place] else value
                for name, value in _named(table, row)
            )


def _named(table: Table, row: tuple[object, ...]) -> Iterator[tuple[str, object]]:
    return zip(table.columns, row, strict=True)


def _names(made_of: Original, value: object) -> bool:
    """Whether a value tells what every copy has its own of; looked for once, for there are a million copies."""
    return any(_replaced(value, old, "") != value for old in (made_of.case_id, made_of.number, OFFICE))


def _exchange(made_of: Original, index: int) -> Callable[[object], object]:
    number = f"{made_of.number[:-12]}{index:012}"
    pairs = ((made_of.case_id, case_id(index)), (made_of.number, number), (OFFICE, office_of(index)))

    def exchange(value: object) -> object:
        for old, new in pairs:
            value = _replaced(value, old, new)
        return value

    return exchange


def _replaced(value: object, old: str, new: str) -> object:
    if isinstance(value, str):
        return value.replace(old, new)
    return value.replace(old.encode(), new.encode()) if isinstance(value, bytes) else value


def _nothing(made_of: Original, index: int, place: int) -> dict[str, object]:
    return {}


def _due(made_of: Original, index: int, place: int) -> dict[str, object]:
    return {"due_on": (date(2026, 11, 24) + timedelta(days=index % 40)).isoformat()}


def _party(made_of: Original, index: int, place: int) -> dict[str, object]:
    return {"key": made_of.keys[index % len(made_of.keys)]}


def _letter(made_of: Original, index: int, place: int) -> dict[str, object]:
    # Delivered long ago, so that nobody tries to, and its text is erased already: it would be in the midst of the runs.
    return {"id": f"{index:030}{place:06}", "state": "applied", "settled_at": index, "body": b""}


OWN = {"tongban_case": _due, "tongban_task": _due, "tongban_party": _party, "tongban_outbox": _letter}
NAMED_BY_US = frozenset({"tongban_case", "tongban_outbox"})
"""Tables whose `id` is ours; elsewhere the database numbers the rows."""
