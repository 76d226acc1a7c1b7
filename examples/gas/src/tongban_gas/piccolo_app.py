"""The tables as a Piccolo app."""

from __future__ import annotations

from pathlib import Path

from piccolo.conf.apps import AppConfig

from tongban_gas.tables import TABLES

APP_CONFIG = AppConfig(
    app_name="gas",
    migrations_folder_path=Path(__file__).parent / "piccolo_migrations",
    table_classes=list(TABLES),
)
