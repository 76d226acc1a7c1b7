"""Cases between a few nodes: the production case service on SQLite, with people who do whatever they may."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Final

from tongban.audit.record import Audit
from tongban.cases import acts as a
from tongban.cases.calendar_files import load_calendar
from tongban.cases.context import Context
from tongban.cases.receiving import CaseLetters
from tongban.cases.service import CaseService, Submission
from tongban.cases.state import Case
from tongban.cases.timekeeping import Timekeeper
from tongban.errors import Conflict, NotFound, Refused
from tongban.exchange.granting import Grants
from tongban.exchange.ids import mint_id
from tongban.exchange.incidents import Incidents
from tongban.exchange.outbox import Outbox
from tongban.exchange.receipts import Receipt
from tongban.exchange.stores.compared import ComparedRows
from tongban.exchange.stores.database import DatabaseStore
from tongban.matters.matter import Matter
from tongban.storage.database import Database
from tongban.storage.engine import NodeEngine
from tongban.storage.errors import StorageError
from tongban.storage.insertions import Insertion
from tongban.storage.sqlite import SqliteEngine
from tongban.storage.statements import Row
from tongban.testing.simulation import people
from tongban.testing.simulation.faults import ON_SQLITE, Fault, StoreFaults
from tongban.testing.simulation.files import SimulatedFiles
from tongban.testing.simulation.province import Opened, Process
from tongban.testing.simulation.set_back import told_of_before

TIMER_SECONDS: Final = 10.0


class SteppedDatabase(Database):
    """A database whose process may be overtaken or die between any two statements, and whose clock is its machine's."""

    def __init__(self, engine: NodeEngine, process: Process) -> None:
        super().__init__(engine)
        self._process = process

    @property
    def clock_sql(self) -> str:
        """The instant."""
        return str(self._process.province.clock.milliseconds())

    def transaction(self, boundary: str) -> AbstractAsyncContextManager[None]:  # type: ignore[override]
        """A named commit."""
        return self._stepped(boundary)

    @asynccontextmanager
    async def _stepped(self, boundary: str) -> AsyncIterator[None]:
        async with super().transaction(boundary):
            yield
            await self._process.step(f"{boundary}:before")
        await self._process.step(f"{boundary}:after")

    async def fetch(self, sql: str, *arguments: object) -> list[Row]:
        """All rows."""
        await self._process.step(sql)
        return await super().fetch(sql, *arguments)

    async def fetch_one(self, sql: str, *arguments: object) -> Row | None:
        """The first row."""
        await self._process.step(sql)
        return await super().fetch_one(sql, *arguments)

    async def execute(self, sql: str, *arguments: object) -> int:
        """A statement."""
        await self._process.step(sql)
        return await super().execute(sql, *arguments)

    async def execute_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """A statement for many rows."""
        await self._process.step(sql)
        await super().execute_many(sql, rows)

    async def write(self, boundary: str, insertions: Sequence[Insertion]) -> None:
        """Rows of several tables in one commit."""
        async with self.transaction(boundary):
            for each in insertions:
                await self.execute(each.sql, *each.arguments)


class _EveryMatter:
    """Every node decides every matter but one."""

    def offers(self, matter: str, edition: str) -> bool:
        return matter != people.UNSERVED

    def find(self, matter: str, edition: str) -> Matter | None:
        return None


@dataclass(slots=True)
class _Session:
    """What one process has open."""

    engine: SqliteEngine
    cases: CaseService
    files: SimulatedFiles


@dataclass(slots=True)
class CasesWork:
    """`Work`: people hand in applications and do with cases what their office lets them; `watch` is told of commits."""

    store_faults: ClassVar[StoreFaults] = ON_SQLITE

    path: Path
    peers: tuple[str, ...]
    watch: Callable[[], None]
    acknowledged: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)
    out_of_date: list[str] = field(default_factory=list)
    """Letters of an owner that was set back: nobody may take them."""

    _sessions: dict[Process, _Session] = field(default_factory=dict)

    async def open(self, process: Process) -> Opened:
        """The database file as it was left."""
        engine = SqliteEngine(str(self.path), synchronous="normal")
        await engine.start()
        database = SteppedDatabase(engine, process)
        cases = CaseService(_context(database, process))
        grants = _grants(process)
        letters = CaseLetters(cases, grants, Incidents(database, cases.context.clock))
        folder = self.path.with_suffix(".files")
        files = SimulatedFiles.opened(folder, cases=cases, letters=letters, grants=grants, process=process)
        self._sessions[process] = _Session(engine, cases, files)
        process.spawn(self._keep_time(Timekeeper(cases, _deemed)))
        process.spawn(files.carry())
        return Opened(
            store=DatabaseStore(database),
            handler=files.traffic,
            rejections=files.traffic,
            alarms=_Alarms(self.contradictions),
            comparisons=ComparedRows(database),
            differences=Incidents(database, cases.context.clock),
        )

    async def close(self, process: Process) -> None:
        """Roll back what is open and close the file."""
        if process.tasks:
            await asyncio.wait(process.tasks)
        session = self._sessions.pop(process, None)
        if session is not None:
            await session.engine.stop()

    def holds(self, letter: str) -> bool:
        """Whether a letter that came in is committed, under whatever bytes."""
        with closing(sqlite3.connect(self.path)) as connection:
            sql = "SELECT 1 FROM tongban_inbox WHERE letter_id = ?"
            return connection.execute(sql, (letter,)).fetchone() is not None

    async def act(self, process: Process) -> None:
        """Somebody hands in an application, or acts on a case that is known here."""
        with suppress(StorageError):  # they are told that it may not have been done
            await self._acted_somehow(process)
        self.watch()

    async def _acted_somehow(self, process: Process) -> None:
        chance, cases = process.province.weather.chance, self._sessions[process].cases
        known = await cases.context.database.fetch("SELECT id FROM tongban_case ORDER BY id")
        if not known or chance.random() < 0.2:
            case_id = mint_id(cases.context.clock.now())
            brought = await self._sessions[process].files.brought(case_id)
            await self._handed_in(cases, people.application(process.node, self.peers, chance, brought=brought))
        elif chance.random() < 0.2:
            await self._sessions[process].files.open_there(await cases.case(chance.choice(known)["id"]))
        else:
            case = await cases.case(chance.choice(known)["id"])
            set_back = chance.random() < 0.1
            await (self._told_of_before(cases, case, process) if set_back else self._acted(cases, case, process))

    async def _handed_in(self, cases: CaseService, submission: Submission) -> None:
        case = await cases.submit(submission)
        self.acknowledged.append(case.id)

    async def _acted(self, cases: CaseService, case: Case, process: Process) -> None:
        chance = process.province.weather.chance
        possible = people.acts(case, process.node, chance)
        if not possible:
            return
        act, actor = chance.choice(possible)
        try:
            await cases.act(case.id, act, actor)
        except (Refused, Conflict, NotFound):
            process.province.weather.note(Fault.FORBIDDEN_ACT)

    async def _told_of_before(self, cases: CaseService, known: Case, process: Process) -> None:
        context, chance = cases.context, process.province.weather.chance
        async with context.database.transaction("simulation.set_back"):
            letter = told_of_before(await cases.store.lock(known.id), context, chance)
            if letter is not None:
                self.out_of_date += [queued.id for queued in await context.outbox.put(letter)]
        process.wake()

    async def _keep_time(self, timekeeper: Timekeeper) -> None:
        while True:
            await asyncio.sleep(TIMER_SECONDS)
            with suppress(StorageError):
                await timekeeper.run_due()
            self.watch()


class _Alarms:
    def __init__(self, noted: list[str]) -> None:
        self._noted = noted

    async def on_contradiction(self, refusal: Receipt) -> None:
        self._noted.append(f"{refusal.addressee}: {refusal.code}")

    async def on_much_refused(self, peer: str, day: str) -> None:
        self._noted.append(f"{peer}: much refused")

    async def on_much_taken(self, peer: str, day: str) -> None:
        self._noted.append(f"{peer}: much taken")

    async def on_much_parked(self, peer: str) -> None:
        self._noted.append(f"{peer}: much parked")


def _grants(process: Process) -> Grants:
    return Grants(process.province.trust, process.node, process.province.clock)


def _context(database: Database, process: Process) -> Context:
    clock = process.province.clock
    return Context(
        node=process.node,
        name=process.node,
        database=database,
        clock=clock,
        calendar=load_calendar(),
        audit=Audit(database, secret=b"s" * 32, node=process.node, clock=clock),
        outbox=Outbox(database, clock=clock),
        matters=_EveryMatter(),
        has_office=lambda code: code == f"{process.node}-desk",
        is_served_by=lambda _node, _division: True,
        key_of=lambda number: hashlib.sha256(number.encode()).hexdigest(),
        wake=process.wake,
    )


async def _deemed(case: Case) -> a.Deem:
    return a.Deem(term_days=20, steps=people.steps(case))
