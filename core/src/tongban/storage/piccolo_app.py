"""Core as a Piccolo app; each module that has tables is named here once."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

from piccolo.conf.apps import AppConfig

from tongban.storage.schema import Schema

MODULES = (
    "tongban.audit.tables",
    "tongban.cases.tables",
    "tongban.desk.tables",
    "tongban.evidence.tables",
    "tongban.exchange.tables",
    "tongban.exchange.trust_tables",
    "tongban.identity.tables",
)


def schemas() -> list[Schema]:
    """What each of `MODULES` declares as `SCHEMA`, in that order."""
    return [cast("Schema", import_module(module).SCHEMA) for module in MODULES]


APP_CONFIG = AppConfig(
    app_name="tongban",
    migrations_folder_path=Path(__file__).parent / "piccolo_migrations",
    table_classes=[table for schema in schemas() for table in schema.tables],
)
