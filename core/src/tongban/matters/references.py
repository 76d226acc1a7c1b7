"""Numbers of contracts, homes and leases, which people type as they please. Pure."""

from __future__ import annotations

import unicodedata
from typing import Final

LONGEST: Final = 40


def one_spelling(number: str) -> str:
    """The number as everybody's is compared: however wide or large its letters are, and with whatever blanks.

    At most `LONGEST` characters, for wide ones may become several.
    """
    return "".join(unicodedata.normalize("NFKC", number).upper().split())[:LONGEST]
