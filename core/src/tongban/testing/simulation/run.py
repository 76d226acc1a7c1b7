"""One simulation: a storm, then fair weather in which everything must come to rest and hold."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol

from tongban.exchange.keys import OwnKeys
from tongban.exchange.trust import Trust, TrustList
from tongban.exchange.trust_signing import TrustError
from tongban.testing.simulation import clock_faults, survivors
from tongban.testing.simulation.carried import CarriedWay, goes_by_carrier
from tongban.testing.simulation.faults import Fault, Happened
from tongban.testing.simulation.letters import LettersWork
from tongban.testing.simulation.loop import Stuck, VirtualLoop, decided_by
from tongban.testing.simulation.membership import Membership
from tongban.testing.simulation.network import Network
from tongban.testing.simulation.province import Province, SimulatedClock, Work
from tongban.testing.simulation.scenes import CasesScene, LettersScene
from tongban.testing.simulation.software import OLDER, mixed
from tongban.testing.simulation.way import Way
from tongban.testing.simulation.weather import Weather

LONGEST_CALM_SECONDS: Final = 1_800
REST_SECONDS: Final = 10.0
"""Within which everything must be at rest after the last fault, but for what `Outcome.may_rest_late` says."""

COMPARED_EVERY_SECONDS: Final = 300
COMPARING_SECONDS: Final = 60
DAY_SECONDS: Final = 24 * 3_600
WEEK_SECONDS: Final = 7 * DAY_SECONDS
LARGEST: Final = 33
RESTORES: Final = 0.01
"""Of each node, a second, in the seeds that have any."""


class Scene(Protocol):
    """What a simulation is about."""

    busyness: int
    """The most acts of the people of one node, and one more."""

    busyness_of_many: int
    """The same where there are as many nodes as there may be."""

    @property
    def works(self) -> Mapping[str, Work]:
        """What the processes of each node do."""
        ...

    def is_at_rest(self) -> bool:
        """Whether nothing is under way any more."""
        ...

    def broken(self) -> list[str]:
        """Sentences on everything that does not hold, after all processes have ended."""
        ...

    def letters(self) -> int:
        """How many letters were written."""
        ...

    def story(self) -> str:
        """Everything that came of it: alike for two runs of one seed."""
        ...

    def close(self) -> None:
        """Let go of files."""
        ...


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What one seed came to; `trace` is the same whenever the same code runs the same seed."""

    seed: int
    nodes: int
    letters: int = 0
    happened: Happened = field(default_factory=Happened)
    seconds_to_rest: float = 0.0
    clocks_were_right: bool = True
    has_lost: bool = False
    trace: str = ""
    broken: list[str] = field(default_factory=list)

    @property
    def may_rest_late(self) -> bool:
        """What is dated into the future waits for it, and what is behind lost letters until they are compared."""
        return self.has_lost or not self.clocks_were_right


def simulate(seed: int, folder: Path) -> Outcome:
    """Run one seed to its end; `folder` is empty and for this seed alone."""
    with decided_by(seed) as chance:
        loop = VirtualLoop()
        asyncio.set_event_loop(loop)
        try:
            return Simulation(seed, loop, chance, folder).run()
        finally:
            asyncio.set_event_loop(None)
            loop.close()


def size_of(seed: int, chance: random.Random) -> int:
    """How many nodes a seed has: mostly few, for that is where races are; two of a hundred, one with cases, have 33."""
    return LARGEST if seed % 100 in {0, 1} else chance.choice((3, 3, 3, 4, 5, 8))


class Simulation:
    """All provinces, the weather between them, and what people do there."""

    def __init__(self, seed: int, loop: VirtualLoop, chance: random.Random, folder: Path) -> None:
        self._loop = loop
        self._chance = chance
        self._weather = Weather.drawn(chance)
        self._weather.restores = RESTORES if seed % 4 in {0, 2} else 0.0
        self._lose = seed % 4 == 0
        self._leaves_survivors = survivors.leaves_survivors(seed)
        if self._leaves_survivors:
            survivors.prepare(self._weather)
        self._has_lost = False
        self._network = Network(self._weather, {}, CarriedWay if goes_by_carrier(seed) else Way)
        self._members = Membership(size_of(seed, chance))
        nodes = tuple(self._members.own)
        is_of_cases = seed % 4 == 1
        self._scene: Scene = CasesScene(folder, nodes) if is_of_cases else LettersScene(nodes, chance)
        self._outcome = Outcome(seed=seed, nodes=len(nodes))
        self._last_end = 0.0
        """When the last key ends whose end is known: that is a fault too, though everybody has long learned of it."""
        for node in nodes:
            self._found(node)

    def run(self) -> Outcome:
        """The whole simulation."""
        outcome, scene = self._outcome, self._scene
        try:
            with mixed() if self._weather.upgrades else nullcontext():
                self._loop.run_until_complete(self._lived())
            outcome.broken += scene.broken()
        except Stuck as problem:
            outcome.broken.append(str(problem))
        outcome.broken += [*self._network.broken, *self._loop.failures]
        outcome.clocks_were_right = not self._weather.clock_jumps
        outcome.has_lost = self._has_lost
        if not outcome.may_rest_late and outcome.seconds_to_rest > REST_SECONDS:
            outcome.broken.append(f"at rest only {outcome.seconds_to_rest:.0f} s after the last fault")
        outcome.letters = scene.letters()
        outcome.happened = self._weather.happened
        outcome.trace = hashlib.sha256(f"{scene.story()}{self._loop.now}".encode()).hexdigest()[:16]
        scene.close()
        return outcome

    def _found(self, node: str) -> None:
        self._network.provinces[node] = Province(
            id=node,
            loop=self._loop,
            weather=self._weather,
            network=self._network,
            trust=Trust(self._members.current),
            own=self._members.own[node],
            clock=SimulatedClock(self._loop),
            work=self._scene.works[node],
            size=survivors.PROCESSES if self._leaves_survivors else self._chance.choice((1, 1, 2)),
        )

    async def _lived(self) -> None:
        provinces = list(self._network.provinces.values())
        for province in provinces:
            await province.start()
        people = [asyncio.ensure_future(self._live(province)) for province in provinces]
        await self._storm(provinces)
        if self._leaves_survivors:
            survivors.doom(provinces, self._chance)
        await asyncio.gather(*people)
        await self._calm(provinces)

    async def _storm(self, provinces: Sequence[Province]) -> None:
        weather, nodes = self._weather, [province.id for province in provinces]
        until = self._loop.now + self._chance.uniform(10, 60)
        while self._loop.now < until:
            await asyncio.sleep(self._chance.uniform(0, 2))
            for province in provinces:
                await self._trouble(province)
            if weather.happens(weather.cuts):
                weather.cut_off(nodes)
            if weather.happens(weather.leaps):
                clock_faults.leap(provinces)

    async def _trouble(self, province: Province) -> None:
        weather = self._weather
        if weather.happens(weather.deaths):
            province.kill()
        if len(province.alive) < province.size and self._chance.random() < 0.4:
            await province.start()
        if weather.happens(weather.clock_jumps):
            clock_faults.jump(province, self._chance)
        if weather.happens(weather.full_disks):
            province.fill_disk()
        if province.software == OLDER and weather.happens(weather.upgrades):
            await province.upgrade()
        if weather.restores and weather.happens(weather.restores):
            self._set_back(province)
        self._change_keys(province)

    def _set_back(self, province: Province) -> None:
        """A backup is restored: of what a node has sent, in other seeds of what it has received."""
        for process in list(province.alive):
            process.end()
        self._network.give_up(province.id)
        if isinstance(province.work, LettersWork):
            self._restore(province, province.work)
            self._has_lost = self._lose

    def _restore(self, province: Province, work: LettersWork) -> None:
        before, restore = work.disk.tables, work.lose if self._lose else work.set_back
        restore(province.id, self._chance)
        if work.disk.tables.outbox != before.outbox:
            self._weather.note(Fault.SENT_FORGOTTEN)
        if work.disk.tables.inbox != before.inbox:
            self._weather.note(Fault.RECEIVED_FORGOTTEN)

    def _change_keys(self, province: Province) -> None:
        weather = self._weather
        if weather.happens(weather.rotations):
            self._rotate(province)
        if weather.happens(weather.revocations):
            self._revoke(province)
        if weather.happens(weather.expiries):
            self._expire(province)

    async def _live(self, province: Province) -> None:
        scene = self._scene
        busy = scene.busyness if len(self._members.own) < LARGEST else scene.busyness_of_many
        for _ in range(self._chance.randrange(2, busy)):
            await asyncio.sleep(self._chance.expovariate(busy / 30))
            if province.alive:
                process = self._chance.choice(province.alive)
                await asyncio.wait({process.spawn(province.work.act(process))})

    async def _calm(self, provinces: Sequence[Province]) -> None:
        self._weather.is_fair = True
        late, began = set(self._network.deliveries), self._loop.now
        for province in provinces:
            province.clock.ahead = timedelta(0)
            if self._weather.upgrades:
                await province.upgrade()
            province.trust.replace(self._members.current)
            await (survivors.keep_one(province) if self._leaves_survivors else province.start())
        for _ in range(2 * LONGEST_CALM_SECONDS):
            if self._scene.is_at_rest():
                break
            await asyncio.sleep(0.5)
            began = self._loop.now if late & self._network.deliveries else began
        last_death = max(province.died_at for province in provinces)
        began = max(began, last_death, min(self._last_end, self._loop.now))
        self._outcome.seconds_to_rest = self._loop.now - began
        await self._compare(provinces)
        for process in [process for province in provinces for process in province.alive]:
            process.end()
        await asyncio.sleep(20)

    async def _compare(self, provinces: Sequence[Province]) -> None:
        """A night passes, and nothing differs; where something was lost, all streams are compared before, by weeks.

        Not between very many cases' nodes, each of which would compare seven days with each other in its database.
        """
        if isinstance(self._scene, CasesScene) and len(provinces) == LARGEST:
            return
        weeks = int(self._loop.leaped // WEEK_SECONDS) + 2 if self._has_lost else 0
        for seconds in (*([COMPARED_EVERY_SECONDS] * weeks), *([DAY_SECONDS] * (2 if self._has_lost else 1))):
            self._loop.leaped += seconds
            comparing = [province.alive[0] for province in provinces if province.alive]
            await asyncio.wait({process.spawn(process.compare()) for process in comparing})
            for _ in range(2 * COMPARING_SECONDS):
                if self._scene.is_at_rest():
                    break
                await asyncio.sleep(0.5)

    def _rotate(self, province: Province) -> None:
        """A new key, listed at once; every node learns of it in its own time."""
        self._take_up(province, self._members.rotate(province.id, at=province.clock.milliseconds()))

    def _revoke(self, province: Province) -> None:
        """New keys at once, because others may know those before."""
        at, is_known = province.clock.milliseconds(), self._chance.random() < 0.5
        self._take_up(province, self._members.revoke(province.id, at=at, is_known_to_others=is_known))

    def _expire(self, province: Province) -> None:
        """New keys beside those before, which end soon; some nodes learn of the new ones only when the old are over."""
        seconds = self._chance.uniform(1, 40)
        self._last_end = max(self._last_end, self._loop.now + seconds)
        until = province.clock.milliseconds() + int(seconds * 1000)
        self._take_up(province, self._members.expire(province.id, until=until))

    def _take_up(self, province: Province, own: OwnKeys) -> None:
        province.own = own
        for process in province.alive:
            process.keyring.replace(province.own)
        for other in self._network.provinces.values():
            self._loop.call_later(self._chance.uniform(0, 60), self._learn, other, self._members.current)

    def _learn(self, province: Province, found: TrustList) -> None:
        """Lists arrive in any order; an older one must never replace a newer."""
        before = province.trust.current.document.version
        try:
            province.trust.replace(found)
        except TrustError:
            self._weather.note(Fault.LIST_LATE)
        if province.trust.current.document.version < before:
            self._network.broken.append(f"{province.id} went back to an older trust list")
