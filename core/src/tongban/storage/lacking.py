"""What a database lacks although its migrations have run: it was made before they were released as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Final

from tongban.errors import Misconfigured
from tongban.storage.database import Database

_COLUMNS: Final = {
    "sqlite": """SELECT made.name AS made, part.name AS part
FROM sqlite_master AS made, pragma_table_info(made.name) AS part WHERE made.type = 'table'""",
    "postgresql": """SELECT table_name AS made, column_name AS part FROM information_schema.columns
WHERE table_schema = ANY (current_schemas(false))""",
}
NAMED: Final = 5


async def require_tables(database: Database, apps: Sequence[str], *, remedy: str) -> None:
    """Raise `Misconfigured` with the operator's `remedy` if a table or column of the apps is not there."""
    lacks = await lacking(database, apps)
    if lacks:
        more = f" and {len(lacks) - NAMED} more" if len(lacks) > NAMED else ""
        lacked = f"{', '.join(lacks[:NAMED])}{more}"
        raise Misconfigured(f"what `database` names is older than the first release and lacks {lacked}; {remedy}")


async def lacking(database: Database, apps: Sequence[str]) -> list[str]:
    """The columns ("tongban_draft.key") that the apps declare and the database does not have, in order."""
    rows = await database.fetch(_COLUMNS[database.dialect])
    there = {f"{row['made']}.{row['part']}" for row in rows}
    return sorted(set(_declared(apps)) - there)


def _declared(apps: Sequence[str]) -> Iterator[str]:
    for app in apps:
        for table in import_module(app).APP_CONFIG.table_classes:
            # Piccolo keeps what a table is in `_meta`.
            meta = table._meta  # noqa: SLF001
            yield from (f"{meta.tablename}.{column._meta.db_column_name}" for column in meta.columns)  # noqa: SLF001
