"""How peers stand is looked up without going through the letters that they have taken."""

from __future__ import annotations

from pathlib import Path

from tongban.operation.peers import REFUSED_LATELY
from tongban.storage.opening import open_database
from tongban.testing.migrating import bring_up


async def test_of_a_million_letters_only_those_refused_lately_are_looked_at(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'node.sqlite'}"
    await bring_up(url, ["tongban.storage.piccolo_app"])
    database = open_database(url)
    await database.start()
    try:
        plan = [row["detail"] for row in await database.fetch(f"EXPLAIN QUERY PLAN {REFUSED_LATELY}", 0)]
    finally:
        await database.stop()
    assert "SEARCH tongban_outbox USING INDEX tongban_outbox_refused (settled_at>?)" in plan
    assert not [step for step in plan if step.startswith("SCAN tongban_outbox")]
