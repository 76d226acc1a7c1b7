"""Keeps cases: facts for ever, and beside them what is derived for look-ups. Raw SQL, few statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from tongban.cases.derive import Derived
from tongban.cases.evolve import fold
from tongban.cases.fact_rows import entry_of, entry_without_law, fact_of, rows_of
from tongban.cases.heads import Entry, Fact, encode
from tongban.cases.state import IN_TRANSIT, Case
from tongban.storage import Database, Insertion, Into, Row

UNDATED = "9999-12-31"

decode_case = msgspec.json.Decoder(Case).decode

_FILE = """SELECT CASE WHEN f.seq = 1 THEN c.snapshot END AS snapshot, {head}, f.parts
FROM tongban_fact f JOIN tongban_case c ON c.id = f.case_id WHERE f.case_id = $1 ORDER BY f.seq"""
_BEGUN = """SELECT c.snapshot, {head}, f.parts
FROM tongban_fact f JOIN tongban_case c ON c.id = f.case_id WHERE f.case_id = $1 AND f.seq = 1"""
_OWN_FILE = """SELECT f.seq, c.snapshot, {head}, f.parts, f.law, '' AS role, '' AS organisation
FROM tongban_fact f LEFT JOIN tongban_case c ON c.id = f.case_id AND f.seq = 1 WHERE f.case_id = $1
UNION ALL SELECT 0, NULL, NULL, NULL, NULL, role, organisation FROM tongban_party
WHERE case_id = $1 AND key IN ($2, $3) ORDER BY 1"""
_REPLACE_CASE = """UPDATE tongban_case SET state = $2, owner = $3, is_open = $4, due_on = $5, due_unit = $6,
snapshot = $7 WHERE id = $1"""
_UPDATE_CASE = """UPDATE tongban_case SET state = $2, owner = $3, seq = $4, is_open = $5, due_on = $6, due_unit = $7,
updated_at = $8, snapshot = $9 WHERE id = $1 AND seq = $10"""
_HELD = """SELECT p.role, p.organisation, c.matter FROM tongban_party p JOIN tongban_case c ON c.id = p.case_id
WHERE p.case_id = $1 AND p.key IN ($2, $3)"""
_OPEN_ALIKE = """SELECT c.number FROM tongban_party p JOIN tongban_case c ON c.id = p.case_id
WHERE p.key = $1 AND p.role = 'applicant' AND c.matter = $2 AND c.is_open = 1 AND c.id <> $3
ORDER BY p.submitted_at, p.case_id LIMIT 5"""
_SAYS = {"sqlite": "instr(snapshot, $1) > 0", "postgresql": "position($1 IN snapshot) > 0"}
_UNSETTLED = "SELECT id, number FROM tongban_case WHERE is_open = 1 OR {says} ORDER BY id"
_OFFICE_FILE = """SELECT f.seq, c.snapshot, {head}, f.parts, f.law, '' AS number
FROM tongban_fact f LEFT JOIN tongban_case c ON c.id = f.case_id AND f.seq = 1 WHERE f.case_id = $1
UNION ALL SELECT 0, NULL, NULL, NULL, NULL, number FROM (SELECT c.number
FROM tongban_party p JOIN tongban_case c ON c.id = p.case_id
WHERE p.key = (SELECT key FROM tongban_party WHERE case_id = $1 AND role = 'applicant' AND organisation = '' LIMIT 1)
AND p.role = 'applicant' AND c.id <> $1 AND c.is_open = 1 AND c.matter = (SELECT matter FROM tongban_case WHERE id = $1)
ORDER BY p.submitted_at, p.case_id LIMIT 5) AS alike ORDER BY 1"""
_FILES = (_FILE, _BEGUN, _OWN_FILE, _OFFICE_FILE)
_CASES = Into(
    "tongban_case",
    id="varchar",
    number="varchar",
    matter="varchar",
    matter_name="varchar",
    edition="varchar",
    state="varchar",
    owner="varchar",
    seq="integer",
    applicant="varchar",
    receiving_province="varchar",
    competent_province="varchar",
    is_open="smallint",
    due_on="varchar",
    due_unit="varchar",
    submitted_at="bigint",
    updated_at="bigint",
    snapshot="bytea",
)
_PARTIES = Into(
    "tongban_party",
    case_id="varchar",
    key="varchar",
    role="varchar",
    organisation="varchar",
    submitted_at="bigint",
)
_TASKS = Into(
    "tongban_task",
    case_id="varchar",
    office="varchar",
    kind="varchar",
    step="varchar",
    title="varchar",
    due_on="varchar",
    due_unit="varchar",
    submitted_at="bigint",
)
_TIMERS = Into("tongban_timer", case_id="varchar", kind="varchar", due_at="bigint")
_NEXT_SERIALS = """INSERT INTO tongban_serial (prefix, next) VALUES ($1, $2)
ON CONFLICT (prefix) DO UPDATE SET next = tongban_serial.next + $2 RETURNING next"""


@dataclass(frozen=True, slots=True)
class Held:
    """A party role that somebody holds in a case of a matter, by mandate of the organisation with that key, if any."""

    role: str
    organisation: str
    matter: str


class CaseStore:
    """Reads and writes cases in the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = " FOR UPDATE" if database.dialect == "postgresql" else ""
        # JSON is decoded from bytes: a text would be turned into characters, and back, for nothing.
        head = database.utf8_sql("f.head")
        self._unsettled = _UNSETTLED.format(says=_SAYS[database.dialect])
        files = (each.format(head=f"{head} AS head") for each in _FILES)
        self._file, self._begun, self._own_file, self._office_file = files

    async def load(self, case_id: str) -> Case | None:
        """The present of a case, or None."""
        row = await self._database.fetch_one("SELECT snapshot FROM tongban_case WHERE id = $1", case_id)
        return decode_case(row["snapshot"]) if row else None

    async def lock(self, case_id: str) -> Case | None:
        """The same, holding the case against other writers until the transaction ends."""
        sql = f"SELECT snapshot FROM tongban_case WHERE id = $1{self._lock}"
        row = await self._database.fetch_one(sql, case_id)
        return decode_case(row["snapshot"]) if row else None

    async def unsettled(self) -> list[Row]:
        """Id and number of every case with which something is still to be done: open, or an original in the post."""
        return await self._database.fetch(self._unsettled, f'"{IN_TRANSIT}'.encode())

    async def has_number(self, number: str) -> bool:
        """Whether a case goes by that number."""
        return bool(await self._database.fetch("SELECT 1 AS one FROM tongban_case WHERE number = $1", number))

    async def held(self, case_id: str, keys: Sequence[str]) -> tuple[Held, ...]:
        """The party roles that one or two person keys hold in a case."""
        found = await self._database.fetch(_HELD, case_id, keys[0], keys[-1])
        return tuple(Held(row["role"], row["organisation"], row["matter"]) for row in found)

    async def open_alike(self, key: str, matter: str, *, beside: str) -> list[str]:
        """The numbers of the first open cases of a matter, but for one, that a person key applies for."""
        return [row["number"] for row in await self._database.fetch(_OPEN_ALIKE, key, matter, beside)]

    async def file(self, case_id: str) -> tuple[Case, list[Entry]] | None:
        """The present of a case and its facts without the law, read at once, or None."""
        return _told(await self._database.fetch_shared(self._file, case_id), entry_without_law)

    async def begun(self, case_id: str) -> tuple[Case, list[Entry]] | None:
        """The same with the first fact alone, which names the parties."""
        return _told(await self._database.fetch(self._begun, case_id), entry_without_law)

    async def office_file(self, case_id: str) -> tuple[Case, list[Entry], tuple[str, ...]] | None:
        """A case and its facts, the law too, with the numbers of the same person's other open cases of the matter."""
        found = await self._database.fetch_shared(self._office_file, case_id)
        told = _told([row for row in found if row["seq"] > 0], entry_of)
        return (*told, tuple(row["number"] for row in found if row["seq"] == 0)) if told else None

    async def own_file(self, case_id: str, keys: Sequence[str]) -> tuple[tuple[Held, ...], Case, list[Entry]] | None:
        """The same with the law and the party roles that one or two person keys hold; None for whoever holds none."""
        found = await self._database.fetch_shared(self._own_file, case_id, keys[0], keys[-1])
        told = _told([row for row in found if row["seq"] > 0], entry_of)
        if told is None or len(told[1]) == len(found):
            return None
        case, facts = told
        held = tuple(Held(row["role"], row["organisation"], case.matter) for row in found if row["seq"] == 0)
        return held, case, facts

    async def facts(self, case_id: str, after: int = 0) -> list[Fact]:
        """The facts of a case after a sequence number, in order."""
        sql = "SELECT head, parts, law FROM tongban_fact WHERE case_id = $1 AND seq > $2 ORDER BY seq"
        found = await self._database.fetch(sql, case_id, after)
        return list(map(fact_of, found))

    async def folded(self, case_id: str) -> Case:
        """A case as its heads add up to now."""
        sql = "SELECT head FROM tongban_fact WHERE case_id = $1 ORDER BY seq"
        return fold(row["head"] for row in await self._database.fetch(sql, case_id))

    async def update(self, before: Case, case: Case, facts: Sequence[Fact], derived: Derived, *, at: int) -> bool:
        """Keep the facts that followed; False where somebody else wrote in between."""
        changed = await self._database.execute(
            _UPDATE_CASE,
            case.id,
            case.state.value,
            case.owner,
            case.seq,
            int(not case.ended),
            derived.due_on,
            derived.due_unit,
            at,
            encode(case),
            before.seq,
        )
        if not changed:
            return False
        await self._insert_facts(case, facts)
        await self.replace_derived(case, derived)
        return True

    async def replace_derived(self, case: Case, derived: Derived) -> None:
        """Replace tasks and timers, after an act or when the calendar has changed."""
        await self._database.execute("DELETE FROM tongban_task WHERE case_id = $1", case.id)
        await self._database.execute("DELETE FROM tongban_timer WHERE case_id = $1", case.id)
        await self._insert_derived(case, derived)

    async def replace_present(self, case: Case, derived: Derived) -> None:
        """Replace the folded state and all that is derived from it, where the ledger has not gone on."""
        present = (case.state.value, case.owner, int(not case.ended), derived.due_on, derived.due_unit)
        await self._database.execute(_REPLACE_CASE, case.id, *present, encode(case))
        await self.replace_derived(case, derived)

    async def forget_party(self, case_id: str, role: str) -> None:
        """Nobody holds that role in their own name any more."""
        sql = "DELETE FROM tongban_party WHERE case_id = $1 AND role = $2 AND organisation = ''"
        await self._database.execute(sql, case_id, role)

    async def take_serials(self, prefix: str, count: int) -> range:
        """Reserve case-number serials of a prefix; gaps are harmless, repeats impossible."""
        row = await self._database.fetch_one(_NEXT_SERIALS, prefix, count)
        last = int(row["next"]) if row else count
        return range(last - count + 1, last + 1)

    async def _insert_facts(self, case: Case, facts: Sequence[Fact]) -> None:
        insertion = rows_of(case, facts)
        await self._database.execute(insertion.sql, *insertion.arguments)

    async def _insert_derived(self, case: Case, derived: Derived) -> None:
        for insertion in _derived(case, derived):
            await self._database.execute(insertion.sql, *insertion.arguments)


def insertion(
    case: Case, facts: Sequence[Fact], derived: Derived, *, applicant: str, parties: Sequence[tuple[str, str, str]]
) -> list[Insertion]:
    """What keeps a new case, not sent yet. Sent, it raises `Duplicate` for a known case.

    `parties` are person key, role and the key of the organisation whose case it is.
    """
    records = [(case.id, *party, case.submitted_at) for party in parties]
    return [
        _case(case, derived, applicant),
        rows_of(case, facts),
        *([Insertion(_PARTIES, records)] if records else []),
        *_derived(case, derived),
    ]


def _case(case: Case, derived: Derived, applicant: str) -> Insertion:
    record = (
        case.id,
        case.number,
        case.matter,
        case.matter_name,
        case.edition,
        case.state,
        case.owner,
        case.seq,
        applicant,
        case.receiving.province,
        case.competent.province,
        int(not case.ended),
        derived.due_on,
        derived.due_unit,
        case.submitted_at,
        case.submitted_at,
        encode(case),
    )
    return Insertion(_CASES, [record])


def _derived(case: Case, derived: Derived) -> Iterator[Insertion]:
    tasks = [
        (
            case.id,
            office,
            task.kind,
            task.step,
            task.title,
            task.sorted_on or UNDATED,
            task.due_unit,
            case.submitted_at,
        )
        for office, task in derived.tasks
    ]
    timers = [(case.id, kind, due_at) for kind, due_at in derived.timers]
    return (Insertion(into, records) for into, records in ((_TASKS, tasks), (_TIMERS, timers)) if records)


def _told(rows: Sequence[Row], read: Callable[[Row], Entry]) -> tuple[Case, list[Entry]] | None:
    """A case and its facts out of their rows, of which the first brings the case."""
    return (decode_case(rows[0]["snapshot"]), list(map(read, rows))) if rows else None
