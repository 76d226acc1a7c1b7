"""The judgement finds what was planted: a judge that sees nothing would call every run clean."""

from __future__ import annotations

from pathlib import Path

import pytest
from chaos.judging import judge
from chaos.load import Operations
from chaos.notes import Note, make_tables

from tongban.checks import CORE_APP
from tongban.storage import Database, open_database
from tongban.storage.migrate import migrate
from tongban.testing.databases import NewMigratedDatabase


async def bring_up(url: str, apps: object) -> None:
    database = open_database(url)
    await database.start()
    await migrate(database, (CORE_APP,))
    await make_tables(database)
    await database.stop()


async def opened(url: str) -> Database:
    database = open_database(url)
    await database.start()
    return database


async def judged(new: NewMigratedDatabase, folder: Path, acts: list[int], effects: list[int], acknowledged: list[int]):
    """What the judge says of one stream from one node to another."""
    sender, receiver = await opened(new(bring_up, [])), await opened(new(bring_up, []))
    for n in acts:
        await sender.execute("INSERT INTO chaos_act (stream, n) VALUES ('s', $1)", n)
    for n in effects:
        await receiver.execute("INSERT INTO chaos_effect (stream, n, seq) VALUES ('s', $1, $1)", n)
    operations = Operations(folder / "operations.log")
    operations.acknowledge([Note("s", "510000", n) for n in acknowledged])
    verdict = await judge([sender, receiver], operations)
    await sender.stop()
    await receiver.stop()
    return verdict


@pytest.mark.parametrize(
    ("acts", "effects", "acknowledged", "found"),
    [
        ([1, 2, 3], [1, 2, 3], [1, 2], {}),
        ([1, 2, 3], [1, 2], [], {"lost": 1}),
        ([1], [1], [1, 2], {"lost": 1}),
        ([1, 2], [1, 2, 2], [], {"duplicated": 1, "out_of_order": 1}),
        ([1, 2, 3], [2, 1, 3], [], {"out_of_order": 3}),
        ([1], [1, 2], [], {"invented": 1}),
    ],
    ids=["clean", "never applied", "acknowledged and gone", "twice", "disordered", "from nowhere"],
)
async def test_the_judge_counts_what_went_wrong(
    migrated_database_url: NewMigratedDatabase,
    tmp_path: Path,
    acts: list[int],
    effects: list[int],
    acknowledged: list[int],
    found: dict[str, int],
):
    verdict = await judged(migrated_database_url, tmp_path, acts, effects, acknowledged)
    counts = ("lost", "duplicated", "out_of_order", "invented")
    assert {name: getattr(verdict, name) for name in counts if getattr(verdict, name)} == found
