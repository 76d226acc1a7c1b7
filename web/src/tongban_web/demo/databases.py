"""The databases of a demonstration: made with their fictitious people, or brought up to date."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date

from tongban.checks import CORE_APP, begin_anew
from tongban.demonstration.records import sow_records
from tongban.passports.admission import plugins_of
from tongban.plugins import Plugins
from tongban.settings import Settings
from tongban.storage import Database, open_database
from tongban.storage.lacking import require_tables
from tongban.storage.migrate import migrate
from tongban_web.demo.provinces import Province, read_settings


async def prepare(provinces: Sequence[Province], *, on: date) -> None:
    """Every province's database, ready for its node to start; what is new begins on that day."""
    for province in provinces:
        settings = read_settings(province)
        plugins = plugins_of(settings)
        if province.database_file.exists():
            await _bring_up(settings.database, plugins, settings)
        else:
            await _make(province, settings, plugins, on=on)


async def sow(provinces: Sequence[Province], *, on: date) -> None:
    """The same for provinces whose settings name databases that are still empty."""
    for province in provinces:
        settings = read_settings(province)
        await _fill(settings.database, plugins_of(settings), settings, on=on)


async def _make(province: Province, settings: Settings, plugins: Plugins, *, on: date) -> None:
    # Under another name until it is whole: what is interrupted here is made anew next time.
    unfinished = province.database_file.with_suffix(".unfinished")
    for leftover in province.folder.glob(f"{unfinished.name}*"):
        leftover.unlink()
    await _fill(f"sqlite:///{unfinished}?synchronous=normal", plugins, settings, on=on)
    await asyncio.to_thread(unfinished.rename, province.database_file)


async def _fill(url: str, plugins: Plugins, settings: Settings, *, on: date) -> None:
    async with _migrated(url, plugins) as database:
        await sow_records(database, plugins, settings, on=on)


async def _bring_up(url: str, plugins: Plugins, settings: Settings) -> None:
    async with _migrated(url, plugins) as database:
        await require_tables(database, (CORE_APP, *plugins.piccolo_apps), remedy=begin_anew(settings))


@asynccontextmanager
async def _migrated(url: str, plugins: Plugins) -> AsyncIterator[Database]:
    database = open_database(url)
    await database.start()
    try:
        await migrate(database, (CORE_APP, *plugins.piccolo_apps))
        yield database
    finally:
        await database.stop()
