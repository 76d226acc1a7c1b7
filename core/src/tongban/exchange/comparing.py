"""What a node has of the letters between it and a peer, as far as the two compare it: the port, and what differs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from tongban.exchange.statements import Gap, StreamHead, Total


class Comparisons(Protocol):
    """Reads outbox and inbox of one node for comparison, and takes up letters again that a peer has lost."""

    async def take_turn(self, peer: str, *, every: int) -> bool:
        """Whether this process is to compare with a peer now: once in so many milliseconds, by the store's clock."""
        ...

    async def take_night(self, peer: str, day: str) -> bool:
        """Whether this process is to tell a peer totals on a day; once, unless it gives the night back."""
        ...

    async def give_back_night(self, peer: str) -> None:
        """The totals could not be told."""
        ...

    async def oldest(self, peer: str) -> int:
        """When the first letter to a peer was written; 0 if none was."""
        ...

    async def heads(self, peer: str, *, since: int, until: int, after: str) -> list[StreamHead]:
        """The last confirmed letter of a span in each stream to a peer, by case after `after`, one page."""
        ...

    async def gaps(self, sender: str, heads: Sequence[StreamHead]) -> tuple[list[Gap], list[StreamHead]]:
        """What is missing here of a sender's streams, and the heads under whose numbers other bytes lie here."""
        ...

    async def send_again(self, peer: str, gaps: Sequence[Gap], *, told_at: int, now: int) -> int:
        """Makes letters after the gaps due once more; how many. Those that the peer refused stay refused.

        Only those that the peer confirmed before it told of the gaps, by its own clock, so that nobody who repeats its
        word makes us send again and again. A confirmation from the future was given by a wrong clock.
        """
        ...

    async def sent(self, peer: str, *, since: int, until: int) -> tuple[Total, ...] | None:
        """Totals of letters to a peer written in a span; None while one of them is not confirmed."""
        ...

    async def is_any_unconfirmed(self, peer: str, *, until: int) -> bool:
        """Whether a letter to a peer that was written before waits for its confirmation still."""
        ...

    async def received(self, sender: str, *, since: int, until: int) -> tuple[Total, ...]:
        """The same as `sent` of letters that came from a peer."""
        ...


class Differences(Protocol):
    """Where what sending cannot mend is noted, for somebody to look at."""

    async def open(self, code: str, *, peer: str, details: str, about: str | None = None) -> None:
        """Note a difference, unless it is noted already, with these details or with some that begin with `about`."""
        ...

    async def close(self, code: str, *, peer: str, details: str) -> None:
        """Note that a difference is gone; `details` begin with these words."""
        ...


def differences(
    heads: Sequence[StreamHead], ends: Mapping[str, int], forked: Collection[str]
) -> tuple[list[Gap], list[StreamHead]]:
    """What is missing here of the streams of these heads, and the heads under whose numbers other bytes lie here.

    `ends` says by stream how far its letters lie here without a gap, `forked` is the streams of the latter.
    """
    gaps = [Gap(head.case, ends.get(head.case, 0)) for head in heads]
    missing = [gap for gap, head in zip(gaps, heads, strict=True) if gap.after < head.seq]
    return missing, [head for head in heads if head.case in forked]
