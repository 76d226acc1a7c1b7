"""Which columns hold personal data in the clear: Piccolo's own mark, `secret=True`, on the column itself.

Tests hold everything that is stored to these marks, the operators' page is made from them, and erasing goes by them.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import cast

from piccolo.columns import Bytea, Column
from piccolo.conf.apps import AppConfig
from piccolo.table import Table


def tables_of(apps: Iterable[str]) -> list[type[Table]]:
    """The tables of some Piccolo apps, given as dotted paths of their `piccolo_app` modules."""
    configs = (cast("AppConfig", import_module(app).APP_CONFIG) for app in apps)
    return [table for config in configs for table in config.table_classes]


def personal_columns(table: type[Table]) -> tuple[str, ...]:
    """The names of the marked columns of a table, in their order."""
    return tuple(column._meta.db_column_name for column in table._meta.columns if column._meta.secret)


def blanked(table: type[Table], *, no_bytes: str) -> str:
    """SQL for the SET of an UPDATE that erases what is personal in a row: null where that may be, else empty.

    `no_bytes` is the placeholder whose argument is `b""`, which no literal writes for both databases.
    """
    marked = (column for column in table._meta.columns if column._meta.secret)
    return ", ".join(f"{column._meta.db_column_name} = {_blank(column, no_bytes)}" for column in marked)


def _blank(column: Column, no_bytes: str) -> str:
    if column._meta.null:
        return "NULL"
    return no_bytes if isinstance(column, Bytea) else "''"
