"""SQLite takes only migrations that add."""

from __future__ import annotations

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Column
from piccolo.columns.defaults.base import Default

from tongban.storage.migrations import MigrationError


def refuse_unless_additive(manager: MigrationManager, path: Path) -> None:
    """Raise `MigrationError` for what SQLite cannot alter, or would alter only by copying the table."""
    reasons = [*_alterations(manager), *_columns(manager)]
    if reasons:
        raise MigrationError(
            f"{path} {', '.join(reasons)}: SQLite takes only new tables and new columns with a constant default. Write "
            "it by hand with add_raw: create the new table, copy the rows, rename it"
        )


def _alterations(manager: MigrationManager) -> list[str]:
    found = {
        "drops a table": manager.drop_tables,
        "drops a column": manager.drop_columns.drop_columns,
        "alters a column": manager.alter_columns.alter_columns,
        "adds a constraint": manager.add_constraints.add_constraints,
        "drops a constraint": manager.drop_constraints.drop_constraints,
        "moves a table to another schema": manager.change_table_schemas,
    }
    return [what for what, items in found.items() if items]


def _columns(manager: MigrationManager) -> list[str]:
    added = [item.column for item in manager.add_columns.add_columns]
    return [f"adds the column {column._meta.name} {why}" for column in added if (why := _objection(column))]


def _objection(column: Column) -> str:
    if column._meta.unique:
        return "as unique"
    default = column._meta.params.get("default")
    if isinstance(default, Default) or callable(default):
        return "with a default that is computed"
    return ""
