"""What goes wrong, how often, and between whom: all drawn from one seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tongban.testing.simulation.faults import Fault, Happened


@dataclass(slots=True)
class Weather:
    """The faults of one simulation; `is_fair` ends them all. Probabilities are per item, request or second."""

    chance: random.Random
    lost_requests: float = 0.0
    lost_answers: float = 0.0
    lost_items: float = 0.0
    repeated: float = 0.0
    damaged: float = 0.0
    latency: float = 0.05
    deaths: float = 0.0
    cuts: float = 0.0
    clock_jumps: float = 0.0
    rotations: float = 0.0
    revocations: float = 0.0
    expiries: float = 0.0
    leaps: float = 0.0
    failing_statements: float = 0.0
    failing_commits: float = 0.0
    torn_commits: float = 0.0
    full_disks: float = 0.0
    upgrades: float = 0.0
    restores: float = 0.0
    is_fair: bool = False
    cut: set[tuple[str, str]] = field(default_factory=set)
    happened: Happened = field(default_factory=Happened)

    @classmethod
    def drawn(cls, chance: random.Random) -> Weather:
        """Each seed has its own climate: some faults often, some never."""

        def odds(most: float) -> float:
            return chance.choice((0.0, chance.uniform(0, most)))

        return cls(
            chance,
            lost_requests=odds(0.4),
            lost_answers=odds(0.4),
            lost_items=odds(0.3),
            repeated=odds(0.4),
            damaged=odds(0.1),
            latency=chance.choice((0.005, 0.1, 2.0, 8.0)),
            deaths=odds(0.15),
            cuts=odds(0.1),
            clock_jumps=odds(0.02),
            rotations=odds(0.01),
            leaps=odds(0.05),
            failing_statements=odds(0.003),
            failing_commits=odds(0.02),
            torn_commits=odds(0.02),
            full_disks=odds(0.05),
            upgrades=odds(0.1),
            revocations=odds(0.01),
            expiries=odds(0.01),
        )

    @property
    def clocks_are_sound(self) -> bool:
        """Whether no clock jumps in this climate, so that no hold may lapse early."""
        return not self.clock_jumps and not self.leaps

    def happens(self, probability: float) -> bool:
        """Whether something with that probability happens now."""
        return not self.is_fair and self.chance.random() < probability

    def note(self, fault: Fault) -> None:
        """A fault has taken effect."""
        self.happened[fault] += 1

    def delay(self) -> float:
        """Seconds that an item is on its way."""
        return self.chance.expovariate(1 / (0.02 if self.is_fair else self.latency))

    def reaches(self, sender: str, receiver: str) -> bool:
        """Whether anything gets from one node to another now; a cut may be one-sided."""
        return self.is_fair or (sender, receiver) not in self.cut

    def cut_off(self, nodes: list[str]) -> None:
        """A new partition in place of the last: of one line, one direction, or of a whole group."""
        self.cut = set()
        group = set(self.chance.sample(nodes, self.chance.randrange(1, len(nodes))))
        one_sided = self.chance.random() < 0.5
        for here in nodes:
            for there in nodes:
                if here in group and there not in group:
                    self.cut |= {(here, there)} if one_sided else {(here, there), (there, here)}
