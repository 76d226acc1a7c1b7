"""The rows that a demonstration's registers start with."""

from __future__ import annotations

from datetime import date

from tongban.errors import Misconfigured
from tongban.plugins import Plugins
from tongban.settings import Settings
from tongban.storage import Database


async def sow_records(database: Database, plugins: Plugins, settings: Settings, *, on: date) -> int:
    """Write what every plugin brings for the province into a migrated, still empty database; how many statements.

    `on` is the day on which the demonstration begins. Raises `Misconfigured` on a node that is no demonstration.
    """
    if not settings.demo:
        raise Misconfigured(f"node {settings.node} is no demonstration and takes no fictitious people: set demo = true")
    statements = plugins.demo_records(settings.node, on=on)
    async with database.transaction("demonstration.records"):
        for sql, arguments in statements:
            await database.execute(sql, *arguments)
    return len(statements)
