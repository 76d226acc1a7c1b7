"""Serials of case numbers, reserved in blocks, so that handing in takes no statement for its number."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from tongban.cases.number import LAST_SERIAL
from tongban.cases.store import CaseStore
from tongban.cases.wording import refuse

AT_ONCE: Final = 100


@dataclass(slots=True)
class Block:
    """What is reserved for a pair of places and not given out; one reservation at a time, lest another's be lost."""

    left: list[int] = field(default_factory=list)
    reserving: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(slots=True)
class Serials:
    """The serials of a day; yesterday's blocks are let go with the day."""

    store: CaseStore
    day: str = ""
    blocks: dict[str, Block] = field(default_factory=dict)

    async def next(self, pair: str, day: str) -> int:
        """The next serial of a pair of places on a day; raises `Refused` after the last."""
        if day != self.day:
            self.day, self.blocks = day, {}
        block = self.blocks.setdefault(pair, Block())
        while not block.left:
            async with block.reserving:
                if not block.left:
                    block.left = list(await self.store.take_serials(f"{pair}{day}", AT_ONCE))[::-1]
        serial = block.left.pop()
        if serial > LAST_SERIAL:
            message = f"收件地与办理地之间今日的办件编号已用完（每日至多{LAST_SERIAL}件），暂不能提交"
            raise refuse("CASE-NUMBER", message, remedy="请明日再提交，或到办理地的窗口申请")
        return serial
