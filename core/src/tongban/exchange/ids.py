"""Identifiers that sort by the time they were minted."""

from __future__ import annotations

import os
import uuid
from datetime import datetime

from tongban.clock import milliseconds


def mint_id(now: datetime) -> str:
    """A version 7 UUID (RFC 9562) as text: 48 bits of milliseconds, then chance."""
    value = milliseconds(now) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
