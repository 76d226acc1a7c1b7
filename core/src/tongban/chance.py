"""Salts, ids and codes from the system's random bytes, drawn many at once: asking for each costs more than using it."""

from __future__ import annotations

import os
from typing import Final

SALT_BYTES: Final = 16
AT_ONCE: Final = 256
CODE_LENGTH: Final = 12
_VARIANTS: Final = "89ab"
_LETTERS: Final = bytes(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte % 32] for byte in range(256))
"""For each byte one of 32 letters and digits (RFC 4648), each as likely as the others."""

_drawn: list[bytes] = []


def salt() -> bytes:
    """Sixteen random bytes that nobody else is given; safe in threads, and a forked process draws anew."""
    while True:
        try:
            return _drawn.pop()
        except IndexError:
            drawn = os.urandom(SALT_BYTES * AT_ONCE)
            _drawn.extend(drawn[at : at + SALT_BYTES] for at in range(0, len(drawn), SALT_BYTES))


def dated_id(milliseconds: int) -> str:
    """A version 7 UUID (RFC 9562) as text: 48 bits of Unix milliseconds, then chance."""
    date, text = f"{milliseconds:012x}", salt().hex()
    return f"{date[:8]}-{date[8:]}-7{text[13:16]}-{_VARIANTS[int(text[16], 16) & 3]}{text[17:20]}-{text[20:]}"


def printed_code() -> str:
    """A code for a paper that is handed out, 60 bits of chance in three groups of four letters and digits."""
    letters = salt()[:CODE_LENGTH].translate(_LETTERS).decode()
    return "-".join(letters[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def draw_anew() -> None:
    """Forget what was drawn: after a fork, and where a simulation takes the system's chance into its hands."""
    _drawn.clear()


os.register_at_fork(after_in_child=draw_anew)
