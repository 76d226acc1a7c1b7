"""Timers: the owner's deems accepted, lapses and resumes, the receiving place's says that no correction came."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256

import structlog

from tongban.cases import acts as a
from tongban.cases.arrivals import later_words
from tongban.cases.calendar import WorkingCalendar
from tongban.cases.decide import decide
from tongban.cases.derive import derive
from tongban.cases.evolve import FOLD
from tongban.cases.handing_in import is_under_way
from tongban.cases.service import CaseService
from tongban.cases.state import Case
from tongban.cases.suspensions import EXPLANATION
from tongban.errors import Refused
from tongban.exchange.incidents import Incidents
from tongban.faults import trace
from tongban.storage.errors import StorageError

_log = structlog.get_logger(__name__)

TIMER = a.Actor(kind="timer")
BATCH = 200
POSTPONED_MILLISECONDS = 600_000
LAPSES = {
    "confirm": "共同申请人未在期限内确认",
    "attend": "申请人未在预约日期到场",
    "correction": "申请人未在期限内补正",
}

Deeming = Callable[[Case], Awaitable[a.Deem]]


@dataclass(frozen=True, slots=True)
class Timekeeper:
    """Acts on cases whose time has come; `deeming` plans what a deemed acceptance fixes."""

    cases: CaseService
    deeming: Deeming

    async def run_due(self) -> int:
        """Act on every timer that has come due; how many were looked at."""
        now = self.cases.context.moment().at
        sql = f"SELECT case_id, kind FROM tongban_timer WHERE due_at <= $1 ORDER BY due_at LIMIT {BATCH}"
        due = await self.cases.context.database.fetch(sql, now)
        for row in due:
            try:
                await self._act(row["case_id"], row["kind"])
            except Exception as problem:  # noqa: BLE001 - a case whose plugin is broken or gone must not hold up others
                _log.error("timer_failed", case=row["case_id"], kind=row["kind"], trace=trace(problem))
                await self._postpone(row["case_id"], row["kind"], now + POSTPONED_MILLISECONDS)
        return len(due)

    async def _postpone(self, case_id: str, kind: str, until: int) -> None:
        sql = "UPDATE tongban_timer SET due_at = $1 WHERE case_id = $2 AND kind = $3 AND due_at < $1"
        await self.cases.context.database.execute(sql, until, case_id, kind)

    async def _act(self, case_id: str, kind: str) -> None:
        case = await self.cases.case(case_id)
        act = await self._due_act(case, kind)
        async with self.cases.context.database.transaction("case.timer"):
            locked = await self.cases.store.lock(case_id)
            if locked is None or locked.seq != case.seq or not await self._is_due(case_id, kind):
                return
            if locked.owner != self.cases.context.node:
                await self._tell_owner(locked, act, kind)
                return
            try:
                drafts = decide(locked, act, by=TIMER, at=self.cases.context.moment())
            except Refused:
                await self._rederive(locked)
                return
            await self.cases.recorder.go_on(locked, drafts, actor=TIMER)
            await self.cases.context.audited(TIMER, kind, purpose=case.matter, case_id=case_id)
        self.cases.context.wake()

    async def _is_due(self, case_id: str, kind: str) -> bool:
        """Whether it still is: the case may have gone on since the timekeeper looked."""
        sql = "SELECT 1 FROM tongban_timer WHERE case_id = $1 AND kind = $2 AND due_at <= $3"
        due = await self.cases.context.database.fetch_one(sql, case_id, kind, self.cases.context.moment().at)
        return due is not None

    async def _tell_owner(self, case: Case, act: a.AnyAct, kind: str) -> None:
        if not is_under_way(await self.cases.intents.of(case.id)):
            await self.cases.intents.send(case, act, TIMER)
            self.cases.context.wake()
        await self._postpone(case.id, kind, self.cases.context.moment().at + POSTPONED_MILLISECONDS)

    async def _due_act(self, case: Case, kind: str) -> a.AnyAct:
        if kind == "notice":
            return await self.deeming(case)
        if kind == EXPLANATION:
            return a.Resume()
        return a.Lapse(why=LAPSES[kind])

    async def reckon_anew(self) -> int:
        """Where calendar or fold is not the one last reckoned with, reckon the cases anew; how many."""
        context = self.cases.context
        known = await context.database.fetch_one("SELECT calendar FROM tongban_reckoned WHERE id = 1")
        if known is not None and known["calendar"] == reckoned_with(context.calendar):
            return 0
        return await self.load_calendar(context.calendar)

    async def load_calendar(self, calendar: WorkingCalendar) -> int:
        """Take a new calendar, fold every unsettled case from its facts and reckon its limits anew; how many."""
        self.cases.context.calendar = calendar
        found = await self.cases.store.unsettled()
        for row in found:
            try:
                await self._reckon(row["id"])
            except StorageError:
                raise
            except Exception as problem:  # noqa: BLE001 - one case that cannot be folded must not stop all time
                _log.error("case_not_reckoned", case=row["id"], trace=trace(problem))
                await self._warn(row["number"])
        await self.cases.context.database.execute(_RECKONED, reckoned_with(calendar))
        self.cases.context.wake()
        return len(found)

    async def _reckon(self, case_id: str) -> None:
        async with self.cases.context.database.transaction("case.calendar"):
            if await self.cases.store.lock(case_id) is not None:
                case = await self.cases.store.folded(case_id)
                await self._rederive(case)
                await self._tell_last_days(case)

    async def _warn(self, number: str) -> None:
        context = self.cases.context
        incidents = Incidents(context.database, context.clock)
        await incidents.open("case_not_reckoned", peer=context.node, details=f"办件{number}")

    async def _tell_last_days(self, case: Case) -> None:
        """The steps that are due here end for every place on the day that follows by the calendar here."""
        context = self.cases.context
        if case.ended:
            return
        for word in later_words(case, context.calendar, node=context.node):
            await self.cases.intents.send(case, word.act, word.by)

    async def _rederive(self, case: Case) -> None:
        context = self.cases.context
        derived = derive(case, context.calendar, context.clock.today(), node=context.node)
        await self.cases.store.replace_present(case, derived)


def reckoned_with(calendar: WorkingCalendar) -> str:
    """What the limits of open cases follow from beside their facts: SHA-256 hex of the calendar and the fold."""
    return sha256(f"{FOLD} {calendar.fingerprint}".encode()).hexdigest()


_RECKONED = """INSERT INTO tongban_reckoned (id, calendar) VALUES (1, $1)
ON CONFLICT (id) DO UPDATE SET calendar = excluded.calendar"""
