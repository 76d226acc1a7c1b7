"""How a module declares its tables so that one migration creates them on both databases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from piccolo.table import Table

from tongban.storage.current import CurrentEngine
from tongban.storage.engine import Dialect


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """The tables of one module, and the DDL Piccolo cannot write for both databases.

    `ddl` runs on both (composite indexes are `CREATE UNIQUE INDEX`, never a `Unique` constraint, which SQLite
    cannot add); `only` is DDL of one database, such as triggers.
    """

    tables: tuple[type[Table], ...]
    ddl: tuple[str, ...] = ()
    only: dict[Dialect, tuple[str, ...]] = field(default_factory=dict)


async def create(schemas: Iterable[Schema]) -> None:
    """Create everything in order; for the initial migration of an app."""
    engine = CurrentEngine()
    for schema in schemas:
        for table in schema.tables:
            await table.create_table()
        for statement in (*schema.ddl, *schema.only.get(engine.dialect, ())):
            await engine.run_ddl(statement)
