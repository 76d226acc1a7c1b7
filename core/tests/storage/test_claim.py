"""Workers share a queue without taking the same row twice."""

from __future__ import annotations

import asyncio

from tongban.storage import Database, open_database
from tongban.storage.claim import claim


def test_workers_take_every_row_once(database_url: str) -> None:
    async def work() -> None:
        database = open_database(database_url)
        await database.start()
        await database.execute("CREATE TABLE job (id VARCHAR(36) PRIMARY KEY, due BIGINT, worker VARCHAR(36))")
        await database.execute_many("INSERT INTO job (id, due) VALUES ($1, $2)", [(str(n), n) for n in range(200)])
        taken = await asyncio.gather(*(take_all(database, f"w{n}") for n in range(5)))
        assert sorted(int(job) for jobs in taken for job in jobs) == list(range(150))
        await database.stop()

    asyncio.run(work())


async def take_all(database: Database, worker: str) -> list[str]:
    taken: list[str] = []
    while True:
        async with database.transaction("job.claim"):
            rows = await claim(
                database,
                "job",
                set_="worker = $1",
                where="worker IS NULL AND due < $2",
                order_by="due",
                limit=7,
                arguments=(worker, 150),
            )
        if not rows:
            return taken
        taken += [row["id"] for row in rows]
