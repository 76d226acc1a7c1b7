"""Taking rows off a table as off a queue, by several workers at once."""

from __future__ import annotations

from tongban.storage.database import Database
from tongban.storage.statements import Row


async def claim(
    database: Database,
    table: str,
    *,
    set_: str,
    where: str,
    order_by: str,
    limit: int,
    arguments: tuple[object, ...] = (),
    returning: str = "*",
    key: str = "id",
) -> list[Row]:
    """Mark up to `limit` rows as taken and return them; no two workers get the same row.

    `set_`, `where`, `order_by` and `returning` are SQL written by us, with $1… standing for `arguments`, and `key` is
    the table's. `where` must no longer hold once `set_` is done. On PostgreSQL rows that another worker is just
    claiming are skipped, on SQLite there is one writer at a time. The rows come in no particular order.
    """
    lock = " FOR UPDATE SKIP LOCKED" if database.dialect == "postgresql" else ""
    chosen = f"SELECT {key} FROM {table} WHERE {where} ORDER BY {order_by} LIMIT {int(limit)}{lock}"
    return await database.fetch(
        f"UPDATE {table} SET {set_} WHERE {key} IN ({chosen}) RETURNING {returning}", *arguments
    )
