"""A simulated province: what survives a death, and the processes that die."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Protocol, TypeVar

from tongban.clock import CHINA, milliseconds
from tongban.exchange.comparing import Comparisons, Differences
from tongban.exchange.exchange import Exchange, assemble
from tongban.exchange.keyring import Keyring
from tongban.exchange.keys import OwnKeys
from tongban.exchange.ports import Alarms, Handler, Rejections
from tongban.exchange.questions import Question
from tongban.exchange.reconciling import Reconciler
from tongban.exchange.refusals import Rejected
from tongban.exchange.store import Store
from tongban.exchange.trust import Trust
from tongban.storage.errors import StorageError
from tongban.storage.guard import open_transaction
from tongban.testing.simulation.faults import Fault, StoreFaults
from tongban.testing.simulation.loop import VirtualLoop
from tongban.testing.simulation.network import Network
from tongban.testing.simulation.software import NEWER, OLDER, speaks
from tongban.testing.simulation.weather import Weather

START: Final = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
EFFECT_COMMITTED: Final = "exchange.apply:after"

Got = TypeVar("Got")


class Died(BaseException):
    """This process was killed."""


@dataclass(slots=True)
class SimulatedClock:
    """The clock of one machine; `ahead` is how wrong it is."""

    loop: VirtualLoop
    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        """The instant, as this machine sees it."""
        return START + timedelta(seconds=self.loop.now + self.loop.leaped) + self.ahead

    def today(self) -> date:
        """The calendar day in China."""
        return self.now().astimezone(CHINA).date()

    def limit(self, seconds: float) -> AbstractAsyncContextManager[object]:
        """Seconds of the simulation."""
        return asyncio.timeout(seconds)

    def milliseconds(self) -> int:
        """The instant as a database has it."""
        return milliseconds(self.now())


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a process works with."""

    store: Store
    handler: Handler
    rejections: Rejections
    alarms: Alarms
    comparisons: Comparisons
    differences: Differences


class Work(Protocol):
    """What the processes of one province do besides the exchange, and what of it survives them."""

    @property
    def store_faults(self) -> StoreFaults:
        """As what the faults of its store are counted."""
        ...

    async def open(self, process: Process) -> Opened:
        """Open what is on the disk; called when a process starts."""
        ...

    async def act(self, process: Process) -> None:
        """One act of somebody in this province."""
        ...

    async def close(self, process: Process) -> None:
        """Let go of what `open` opened; the process is dead."""
        ...

    def holds(self, letter: str) -> bool:
        """Whether a letter that came in is committed."""
        ...


@dataclass(slots=True)
class Province:
    """One node."""

    id: str
    loop: VirtualLoop
    weather: Weather
    network: Network
    trust: Trust
    own: OwnKeys
    clock: SimulatedClock
    work: Work
    size: int = 1
    software: int = OLDER
    full_until: float = 0.0
    alive: list[Process] = field(default_factory=list)
    died_at: float = 0.0

    async def start(self) -> None:
        """Bring as many processes to life as this province runs."""
        while len(self.alive) < self.size:
            process = Process(self)
            self.alive.append(process)
            try:
                await process.start()
            except Died:
                await self.work.close(process)

    def kill(self) -> None:
        """Kill one of its processes at this very instant."""
        if self.alive:
            self.weather.chance.choice(self.alive).die(Fault.KILLED)

    def fill_disk(self) -> None:
        """Nothing can be committed for a while."""
        self.full_until = self.loop.now + self.weather.chance.uniform(1, 20)

    async def upgrade(self) -> None:
        """Newer software: whatever still runs the older one is ended; what starts from now on runs the newer one."""
        self.software = NEWER
        for process in [each for each in self.alive if each.software != NEWER]:
            process.die(Fault.UPGRADED)


@dataclass(slots=True, eq=False)
class Process:
    """One process; it dies when it is killed, or after a number of steps that was drawn at its start."""

    province: Province
    exchange: Exchange = field(init=False)
    keyring: Keyring = field(init=False)
    reconciler: Reconciler = field(init=False)
    steps_left: int = 0
    software: int = OLDER
    is_alive: bool = True
    effects_left: int | None = None
    """After how many more committed effects of letters it dies, though the weather be fair."""

    tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    @property
    def node(self) -> str:
        """The node's id."""
        return self.province.id

    async def start(self) -> None:
        """Open the disk, put the exchange together and set the courier to work."""
        province, chance = self.province, self.province.weather.chance
        self.steps_left, self.software = chance.randrange(1, 2_000), province.software
        self.keyring = Keyring(province.id, province.own, province.trust)
        opened = await province.work.open(self)
        compared = (opened.comparisons, opened.differences)
        self.reconciler = Reconciler(province.id, *compared, self.keyring, province.clock, self.wake)
        self.exchange = assemble(
            opened.store,
            node=province.id,
            keyring=self.keyring,
            trust=province.trust,
            transport=province.network.way_from(self),
            clock=province.clock,
            handler=opened.handler,
            rejections=opened.rejections,
            responder=_Nobody(),
            alarms=opened.alarms,
            chance=chance,
            statements=self.reconciler,
        )
        self.spawn(self.exchange.courier.run())
        self.spawn(self.reconciler.run(self.exchange.transport, self.exchange))

    def wake(self) -> None:
        """Something new was committed."""
        self.exchange.courier.wake()

    async def compare(self) -> None:
        """Compare with every peer whose turn it is, now."""
        await self.reconciler.go_round(self.exchange.transport, self.exchange)

    async def step(self, what: str) -> None:
        """Between any two statements: others may go on, and this process may die."""
        weather = self.province.weather
        self._require_life()
        self._require_disk(what)
        self._count_effects(what)
        if not weather.is_fair and weather.deaths:
            self.steps_left -= 1
            if self.steps_left <= 0:
                self.die(self.province.work.store_faults.killed)
                raise Died
        if weather.chance.random() < 0.2:
            await asyncio.sleep(weather.chance.expovariate(500))
            self._require_life()

    def spawn(self, work: Coroutine[Any, Any, Got]) -> asyncio.Task[Got]:
        """Start a task that ends with this process."""
        task = self.province.loop.create_task(self._guarded(work))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        # Killed before its first step, a task never began what it was given.
        task.add_done_callback(lambda _: work.close())
        return task

    def die(self, of: Fault) -> None:
        """End for a fault, if it lives."""
        if self.is_alive:
            self.end()
            self.province.weather.note(of)

    def end(self) -> None:
        """End at once: nothing that is open is committed, nothing more is done."""
        self.is_alive = False
        self.province.alive.remove(self)
        self.province.died_at = self.province.loop.now
        for task in list(self.tasks):
            task.cancel()
        self.province.loop.create_task(self.province.work.close(self))

    async def _guarded(self, work: Coroutine[Any, Any, Got]) -> Got:
        open_transaction.set(None)
        speaks.set(self.software)
        try:
            return await work
        except StorageError:
            raise
        except Exception as problem:
            if self.is_alive:
                self.province.loop.failures.append(f"{self.node}: {type(problem).__name__}: {problem}")
            raise

    def _count_effects(self, what: str) -> None:
        if what != EFFECT_COMMITTED or self.effects_left is None:
            return
        self.effects_left -= 1
        if self.effects_left <= 0:
            self.die(Fault.KILLED_BEHIND_EFFECT)
            raise Died

    def _require_disk(self, what: str) -> None:
        """A statement or a commit that fails; one that is done may be reported as failed."""
        weather, province, faults = self.province.weather, self.province, self.province.work.store_faults
        is_commit, is_done = what.endswith(":before"), what.endswith(":after")
        if is_commit and not weather.is_fair and province.loop.now < province.full_until:
            weather.note(faults.full)
            raise StorageError("the disk is full")
        odds, fault = weather.failing_statements, faults.statement
        if is_commit:
            odds, fault = weather.failing_commits, faults.commit
        if is_done:
            odds, fault = weather.torn_commits, faults.torn
        if weather.happens(odds):
            weather.note(fault)
            raise StorageError(f"{what} was reported as failed")

    def _require_life(self) -> None:
        if not self.is_alive:
            raise Died


class _Nobody:
    async def respond(self, question: Question) -> bytes:
        raise Rejected("unknown_register")
