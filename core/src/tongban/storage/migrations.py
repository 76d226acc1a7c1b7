"""The migrations of the enabled Piccolo apps, read from their folders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import cast

from piccolo.conf.apps import AppConfig

from tongban.storage.errors import StorageError


class MigrationError(StorageError):
    """Migrations cannot be run as they stand; the message names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One migration file of one app."""

    app: str
    path: Path
    module: ModuleType

    @property
    def name(self) -> str:
        """The file's name without `.py`, unique among all apps."""
        return self.path.stem

    @property
    def id(self) -> str:
        """What Piccolo records when it has run."""
        return str(self.module.ID)


def read(apps: Sequence[str]) -> list[Migration]:
    """All migrations of the apps (dotted paths of `piccolo_app` modules) in the order in which they run.

    Raises `MigrationError` when two files share a name, for Piccolo's own commands would run one for the other.
    """
    migrations = [migration for config in _configs(apps) for migration in _of(config)]
    seen: dict[str, Migration] = {}
    for migration in migrations:
        other = seen.setdefault(migration.name, migration)
        if other is not migration:
            raise MigrationError(
                f"{migration.path} and {other.path} have the same name: rename one to start with the name of its app, "
                f"{migration.app}_<timestamp>.py"
            )
    return migrations


def _configs(apps: Sequence[str]) -> list[AppConfig]:
    found: dict[str, AppConfig] = {}

    def visit(app: str) -> None:
        if app in found:
            return
        config = cast("AppConfig", import_module(app).APP_CONFIG)
        for needed in config.migration_dependencies:
            visit(needed)
        found[app] = config

    for app in apps:
        visit(app)
    return list(found.values())


def _of(config: AppConfig) -> Iterator[Migration]:
    folder = Path(config.resolved_migrations_folder_path)
    if not folder.is_dir():
        raise MigrationError(f"{folder} is no folder: name that of the migrations in migrations_folder_path of its app")
    files = (path for path in folder.glob("*.py") if path.name != "__init__.py")
    loaded = [Migration(config.app_name, path, _load(path, config.app_name)) for path in files]
    yield from sorted(loaded, key=lambda migration: migration.id)


def _load(path: Path, app: str) -> ModuleType:
    # Loaded under a name of its own: Piccolo imports migrations by their bare file names.
    spec = spec_from_file_location(f"tongban_migrations_{app}.{path.stem}", path)
    if spec is None or spec.loader is None:
        raise MigrationError(f"{path} cannot be imported")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    if not hasattr(module, "ID"):
        raise MigrationError(f"{path} has no ID: a migration names itself with ID = '<timestamp>'")
    if not hasattr(module, "forwards"):
        raise MigrationError(f"{path} has no forwards: write async def forwards(), which returns a MigrationManager")
    return module
