"""The provinces of a journey: fresh data, free ports, gone afterwards."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tongban_web.demo import databases
from tongban_web.demo.ports import DEFAULTS, free_ports
from tongban_web.demo.provinces import Province, lay_out
from tongban_web.journey.supervisor import BEGIN


@contextmanager
def fresh_provinces() -> Iterator[tuple[Province, ...]]:
    """Three provinces that nothing has happened in yet."""
    with tempfile.TemporaryDirectory(prefix="tongban-journey-") as folder:
        provinces = lay_out(Path(folder), free_ports(list(DEFAULTS)), now=BEGIN)
        asyncio.run(databases.prepare(provinces))
        yield provinces
