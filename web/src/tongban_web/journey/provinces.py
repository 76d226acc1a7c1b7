"""The provinces of a journey: fresh data, free ports, gone afterwards."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tongban_web.demo import databases
from tongban_web.demo.ports import DEFAULTS, free_ports
from tongban_web.demo.provinces import Province, lay_out
from tongban_web.journey.supervisor import BEGIN


@contextmanager
def fresh_provinces(new_database: Callable[[], str] | None = None) -> Iterator[tuple[Province, ...]]:
    """Three provinces that nothing has happened in yet; `new_database` gives each the URL of an empty database."""
    with tempfile.TemporaryDirectory(prefix="tongban-journey-") as folder:
        found = {node: new_database() for node in DEFAULTS} if new_database else {}
        provinces = lay_out(Path(folder), free_ports(list(DEFAULTS)), now=BEGIN, databases=found)
        ready = databases.sow if found else databases.prepare
        asyncio.run(ready(provinces, on=BEGIN.date()))
        yield provinces
