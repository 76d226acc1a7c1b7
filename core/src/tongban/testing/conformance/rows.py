"""A row in any table, whatever its columns are."""

from __future__ import annotations

from typing import Final

from tongban.storage import Database

_COLUMNS: Final = {
    "sqlite": "SELECT name, type FROM pragma_table_info($1)",
    "postgresql": """SELECT column_name AS name, data_type AS type FROM information_schema.columns
WHERE table_name = $1 ORDER BY ordinal_position""",
}
NUMERIC: Final = ("int", "serial", "numeric", "real", "double", "bool")


async def columns_of(database: Database, table: str) -> dict[str, str]:
    """Column names with their types in the database's own words; none where there is no such table."""
    rows = await database.fetch(_COLUMNS[database.dialect], table)
    return {row["name"]: str(row["type"]).lower() for row in rows}


async def write_a_row(database: Database, table: str) -> None:
    """Insert one row with a value in every column."""
    columns = await columns_of(database, table)
    places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    values = [1 if any(word in kind for word in NUMERIC) else "1" for kind in columns.values()]
    async with database.transaction("test.row"):
        await database.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", *values)
