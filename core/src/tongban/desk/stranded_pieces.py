"""Pieces of files that wait behind one that this node has lost: refused for good, or they would come without end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from tongban.clock import Clock, milliseconds, milliseconds_of
from tongban.desk.file_letters import PIECE, id_in
from tongban.desk.wanted_files import WantedFiles
from tongban.desk.wants import Wants
from tongban.exchange.applying import Stream
from tongban.exchange.kept_letters import KeptLetters
from tongban.exchange.refusals import Rejected

LOOKED_EVERY: Final = timedelta(minutes=1)


async def nobody(stream: Stream, refusal: Rejected) -> bool:
    """Refuses nothing: there is no exchange."""
    return False


@dataclass(slots=True)
class StrandedPieces:
    """Gives up streams of files in which nothing is waited for; whoever assembles the exchange sets `refuse`.

    A node that was set back to before it wanted a file, or to before a piece of it came, gets no piece twice: those
    before are settled where they were sent.
    """

    clock: Clock
    wants: Wants
    wanted: WantedFiles
    letters: KeptLetters
    refuse: Callable[[Stream, Rejected], Awaitable[bool]] = nobody
    _look_at: int = field(default=0)

    async def give_up(self) -> int:
        """Looks once a minute; how many pieces were refused."""
        now = milliseconds(self.clock.now())
        if 0 <= self._look_at - now <= milliseconds_of(LOOKED_EVERY):
            return 0
        self._look_at = now + milliseconds_of(LOOKED_EVERY)
        return sum([await self._given_up(stream) for stream in await self.letters.streams_waiting(PIECE)])

    async def _given_up(self, stream: Stream) -> bool:
        """The holder reads in the refusal of a piece that no further one is of use."""
        holder, name = stream
        want = await self.wants.of(id_in(name))
        if want is not None and want.holder == holder:
            if await self.wanted.is_waiting(want):
                return False
            await self.wants.give_up(want)
        return await self.refuse(stream, Rejected("business_rule", "本节点不再等待该文件的这些分段，需要时另行调取"))
