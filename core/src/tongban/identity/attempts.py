"""How often somebody may fail to sign in, or to verify a paper: within a quarter of an hour."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from tongban.clock import Clock
from tongban.errors import Refused
from tongban.matters.rules import Objection

WITHIN: Final = timedelta(minutes=15)
BY_ACCOUNT: Final = 5
BY_ADDRESS: Final = 50
"""An address may be that of a whole office or a village's shared line."""
MOST_KEYS: Final = 20_000


@dataclass(slots=True)
class Attempts:
    """Attempts of late that have not succeeded.

    In this process's memory: whoever guesses gains nothing by a restart that they cannot cause, and a sign-in writes
    nothing that a flood of them could fill the database with. Each process of a node counts its own.
    """

    clock: Clock
    what: str = "登录失败次数过多"
    remedy: str = "忘记密码的，请先按该登录方式的办法找回；不是本人操作的，请修改密码；也可以到就近的窗口办理"
    _failed: dict[str, deque[datetime]] = field(default_factory=dict)

    def begin(self, *, account: str, address: str) -> None:
        """Count an attempt, as failed until `succeeded`; raises `Refused` where there were too many."""
        wait = max((self._wait(key, most) for key, most in _limits(account, address)), default=timedelta(0))
        if wait:
            raise self._too_many(wait)
        if len(self._failed) >= MOST_KEYS:
            self._forget_oldest()
        for key, _ in _limits(account, address):
            self._failed.setdefault(key, deque()).append(self.clock.now())

    def succeeded(self, *, account: str, address: str) -> None:
        """The attempt just begun was no failure, and those before it at this account count no more."""
        self._failed.pop(f"account:{account}", None)
        if at_address := self._failed.get(f"address:{address}"):
            at_address.pop()

    def _wait(self, key: str, most: int) -> timedelta:
        failed, now = self._failed.get(key), self.clock.now()
        while failed and now - failed[0] >= WITHIN:
            failed.popleft()
        if failed is not None and not failed:
            del self._failed[key]
        return failed[-most] + WITHIN - now if failed and len(failed) >= most else timedelta(0)

    def _too_many(self, wait: timedelta) -> Refused:
        message = f"{self.what}，请在{ceil(wait / timedelta(minutes=1))}分钟后再试"
        return Refused([Objection(rule="TOO-MANY", message=message, remedy=self.remedy)])

    def _forget_oldest(self) -> None:
        for key in sorted(self._failed, key=lambda each: self._failed[each][-1])[: MOST_KEYS // 2]:
            del self._failed[key]


def _limits(account: str, address: str) -> Iterator[tuple[str, int]]:
    if account:
        yield f"account:{account}", BY_ACCOUNT
    if address:
        yield f"address:{address}", BY_ADDRESS
