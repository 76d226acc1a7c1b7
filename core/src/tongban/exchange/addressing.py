"""Whether what asks for an answer at once was made just now, by whoever signed it, for the node it came to."""

from __future__ import annotations

from typing import Protocol

from tongban.exchange import limits
from tongban.exchange.refusals import Refused


class Addressed(Protocol):
    """A question or a request; `iat` is in Unix milliseconds."""

    @property
    def sender(self) -> str:
        """Who says to have signed it."""
        ...

    @property
    def receiver(self) -> str:
        """For whom it is."""
        ...

    @property
    def iat(self) -> int:
        """When it was made."""
        ...


def check(message: Addressed, *, sender: str, receiver: str, now: int) -> None:
    """Holds an authenticated message against where, from whom and when it arrived; raises Refused."""
    check_parties(message, sender=sender, receiver=receiver)
    if not is_timely(message.iat, now=now):
        raise Refused("clock_skew", f"{(message.iat - now) // 1000} s")


def check_parties(message: Addressed, *, sender: str, receiver: str) -> None:
    """The same but for when it was made."""
    if message.sender != sender:
        raise Refused("sender_mismatch", f"{sender} signed for {message.sender}")
    if message.receiver != receiver:
        raise Refused("wrong_receiver", message.receiver)


def is_timely(iat: int, *, now: int) -> bool:
    """Whether what was made at an instant was made just now."""
    return abs(iat - now) <= limits.SKEW_MILLISECONDS
