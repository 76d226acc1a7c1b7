"""Pieces of files that wait behind one that this node has lost: refused for good, or they would come without end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from tongban.clock import Clock, milliseconds, milliseconds_of
from tongban.desk.file_letters import PIECE, id_in
from tongban.desk.wanted_files import PATIENCE, UNDER_WAY, WantedFiles
from tongban.desk.wants import Want, Wants
from tongban.exchange.applying import Stream
from tongban.exchange.kept_letters import KeptLetters
from tongban.exchange.refusals import Rejected

LOOKED_EVERY: Final = timedelta(minutes=1)
STREAMS: Final = 20
"""Streams of a peer in one look: however many it fills, the files of all others go on beside it."""


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
    _looked_up_to: dict[str, str] = field(default_factory=dict)
    """By peer, the last stream of the look before; none where that came to the end."""

    async def give_up(self) -> int:
        """Looks once a minute; how many pieces were refused."""
        now = milliseconds(self.clock.now())
        if 0 <= self._look_at - now <= milliseconds_of(LOOKED_EVERY):
            return 0
        self._look_at = now + milliseconds_of(LOOKED_EVERY)
        waiting = [await self._next_of(sender) for sender in await self.letters.senders_waiting(PIECE)]
        return sum([await self._given_up(stream, now - since) for some in waiting for stream, since in some.items()])

    async def _next_of(self, sender: str) -> dict[Stream, int]:
        after = self._looked_up_to.pop(sender, "")
        found = await self.letters.waiting_since(PIECE, sender=sender, after=after, most=STREAMS)
        if len(found) == STREAMS:
            _, self._looked_up_to[sender] = next(reversed(found))
        return found

    async def _given_up(self, stream: Stream, waited: int) -> bool:
        """The holder reads in the refusal of a piece that no further one is of use."""
        want = await self._under_way(stream)
        if want is not None and (waited < milliseconds_of(PATIENCE) or await self.wanted.stands(want)):
            return False
        if not await self.refuse(stream, Rejected("business_rule", "本节点不再等待该文件的这些分段，需要时另行调取")):
            return False
        if want is not None:
            await self.wants.give_up(want)
        return True

    async def _under_way(self, stream: Stream) -> Want | None:
        """What is wanted in it and not here yet."""
        holder, name = stream
        want = await self.wants.of(id_in(name))
        return want if want is not None and want.holder == holder and want.state in UNDER_WAY else None
