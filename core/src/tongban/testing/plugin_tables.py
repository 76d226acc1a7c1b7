"""A plugin's own tables in a test: a migrated database, and the statements of effects and demo records run in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date

from tongban.cases.effects import Written
from tongban.cases.recording import hold, write_effects
from tongban.checks import CORE_APP
from tongban.clock import FixedClock
from tongban.errors import Refused
from tongban.evidence.registers import RegisterContext
from tongban.storage import Database
from tongban.testing.databases import NewMigratedDatabase
from tongban.testing.migrating import bring_up, opened
from tongban.testing.specs.values import calendar, divisions


@asynccontextmanager
async def migrated_database(new: NewMigratedDatabase, *apps: str) -> AsyncIterator[Database]:
    """An open database with the tables of core and of the plugin's Piccolo apps; `new` is `migrated_database_url`."""
    async with opened(new(bring_up, [CORE_APP, *apps])) as database:
        yield database


def register_context(database: Database, on: date) -> RegisterContext:
    """What a node gives to `tongban_register_registers`, on a day."""
    return RegisterContext(database=database, clock=FixedClock(on), calendar=calendar(), divisions=divisions())


async def run_statements(database: Database, statements: Iterable[Written]) -> list[str]:
    """Run what an effect or a demo returned, in one transaction; the messages of the claims that found no row.

    Where there are any, nothing is kept, as when the act is refused.
    """
    try:
        async with database.transaction("test.statements"):
            await hold(write_effects(database, list(statements)))
    except Refused as refused:
        return [objection.message for objection in refused.objections]
    return []
