"""How many names somebody may hold against numbers of others that are not theirs: within a quarter of an hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from tongban.clock import Clock
from tongban.errors import Refused
from tongban.identity.attempts import MOST_KEYS, WITHIN
from tongban.matters.rules import Objection

Pair = tuple[str, str]
"""A name and a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guesser:
    """Whoever holds names against numbers: their key, how many may not fit, and what they do after that."""

    key: str
    most: int = 5
    remedy: str = "请对照当事人的居民身份证填写；没有把握的，请当事人本人登录或到窗口办理"


def at_window(officer: str) -> Guesser:
    """A clerk, who types from the cards of many people a day: only more slips than come of that are guesses."""
    remedy = "请对照到场人出示的居民身份证填写；证件信息与系统不一致的，请当事人先到公安机关更正"
    return Guesser(key=f"officer:{officer}", most=20, remedy=remedy)


@dataclass(slots=True)
class Guesses:
    """Pairs of late that turned out not to belong together, by who asked; in this process's memory, like `Attempts`.

    What was told once is told again: a draft that is opened, saved and checked asks the same each time.
    """

    clock: Clock
    _wrong: dict[str, dict[Pair, datetime]] = field(default_factory=dict)

    def begin(self, pair: Pair, *, by: Guesser) -> None:
        """Count a pair as wrong until it is `settled`; raises `Refused` where there were too many others."""
        held = self._of_late(by.key)
        if pair in held:
            return
        if len(held) >= by.most:
            raise self._too_many(held, by.remedy)
        if by.key not in self._wrong and len(self._wrong) >= MOST_KEYS:
            self._forget_oldest()
        self._wrong[by.key] = {**held, pair: self.clock.now()}

    def settled(self, pair: Pair, *, by: Guesser) -> None:
        """The pair is not known to be wrong: it counts no more, those before it still do."""
        held = self._wrong.get(by.key, {})
        held.pop(pair, None)
        if not held:
            self._wrong.pop(by.key, None)

    def _of_late(self, key: str) -> dict[Pair, datetime]:
        since = self.clock.now() - WITHIN
        return {pair: at for pair, at in self._wrong.get(key, {}).items() if at > since}

    def _forget_oldest(self) -> None:
        for key in sorted(self._wrong, key=lambda each: max(self._wrong[each].values()))[: MOST_KEYS // 2]:
            del self._wrong[key]

    def _too_many(self, held: Mapping[Pair, datetime], remedy: str) -> Refused:
        minutes = ceil((min(held.values()) + WITHIN - self.clock.now()).total_seconds() / 60)
        message = f"填写的姓名与公民身份号码多次不一致，请在{minutes}分钟后再试"
        return Refused([Objection(rule="TOO-MANY", message=message, remedy=remedy)])
