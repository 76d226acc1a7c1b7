"""A process as in `one_process`, with a bug: what another process holds counts as free."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from one_process import work

from tongban.exchange.stores import incoming, outgoing
from tongban.storage import Database


def nobody_holds(database: Database) -> str:
    """Every row."""
    return "TRUE"


if __name__ == "__main__":
    incoming.free = outgoing.free = nobody_holds
    asyncio.run(work(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
