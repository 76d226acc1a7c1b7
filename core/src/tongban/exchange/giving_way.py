"""Letting others in between two pieces of work."""

from __future__ import annotations

import asyncio


async def give_way() -> None:
    """Lets pages and other peers go on: on SQLite statements run in the event loop, and a batch would hold all up."""
    await asyncio.sleep(0)
