"""The tables of 户籍 as a Piccolo app."""

from __future__ import annotations

from pathlib import Path

from piccolo.conf.apps import AppConfig

from tongban_household.tables import TABLES

APP_CONFIG = AppConfig(
    app_name="household",
    migrations_folder_path=Path(__file__).parent / "piccolo_migrations",
    table_classes=list(TABLES),
)
