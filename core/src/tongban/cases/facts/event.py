"""What every event is: one thing that happened to a case."""

from __future__ import annotations

import msgspec


class Event(msgspec.Struct, frozen=True, tag_field="kind", kw_only=True):
    """Base of everything that can happen to a case."""
