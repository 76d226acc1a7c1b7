"""The keys that others knew, of which the audit log was told."""

from __future__ import annotations

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt, Varchar
from piccolo.table import Table

from tongban.storage.schema import Schema, create

ID = "2026-11-26T15:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Compromised keys told of"


class CompromisedKey(Table, tablename="tongban_compromised_key"):
    """As it was first."""

    kid = Varchar(150, primary_key=True)
    compromised_at = BigInt()
    told_at = BigInt()


SCHEMA = Schema(tables=(CompromisedKey,))


async def forwards() -> MigrationManager:
    """Make the table."""
    manager = MigrationManager(migration_id=ID, app_name="tongban", description=DESCRIPTION)

    async def create_table() -> None:
        await create([SCHEMA])

    manager.add_raw(create_table)
    return manager
