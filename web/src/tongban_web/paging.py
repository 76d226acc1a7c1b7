"""Where a list goes on, on pages and through the API: the time and the id of the last line above."""

from __future__ import annotations

from typing import Final

LONGEST: Final = len(str(2**62)) - 1
"""How many digits a time may have, so that every database holds it."""


def place_after(at: int, last: str) -> str:
    """That place as an address has it."""
    return f"{at}:{last}"


def place_above(text: str) -> tuple[int, str] | None:
    """The same, read; None for what is no place, and for the first page."""
    at, _, last = text.partition(":")
    return (int(at), last) if at.isascii() and at.isdigit() and len(at) <= LONGEST else None
