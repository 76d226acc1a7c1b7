"""A database older than the first release is told at the start, not by the first page that needs what it lacks."""

from __future__ import annotations

import pytest

from tongban.checks import CORE_APP
from tongban.errors import Misconfigured
from tongban.storage import open_database
from tongban.storage.lacking import lacking, require_tables
from tongban.storage.migrate import migrate


async def test_what_was_never_made_is_told_with_the_remedy(database_url: str) -> None:
    database = open_database(database_url)
    await database.start()
    try:
        await migrate(database, [CORE_APP])
        await require_tables(database, [CORE_APP], remedy="")
        async with database.transaction("test.older"):
            await database.execute("DROP TABLE tongban_trust_list")
        lacks = await lacking(database, [CORE_APP])
        assert lacks == [f"tongban_trust_list.{column}" for column in ("signed", "taken_at", "version")]
        with pytest.raises(Misconfigured, match=r"`database` .* lacks tongban_trust_list.*; run `make demo-reset`$"):
            await require_tables(database, [CORE_APP], remedy="run `make demo-reset`")
    finally:
        await database.stop()
