"""Identifiers that sort by the time they were minted."""

from __future__ import annotations

from datetime import datetime

from tongban.chance import dated_id
from tongban.clock import milliseconds


def mint_id(now: datetime) -> str:
    """A version 7 UUID (RFC 9562) as text: 48 bits of milliseconds, then chance."""
    return dated_id(milliseconds(now))
