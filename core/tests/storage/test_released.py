"""A released migration stays as it is, and what is declared today is what the migrations make."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tongban.checks import CORE_APP
from tongban.storage import Database, open_database
from tongban.storage import piccolo_migrations as migrations
from tongban.storage.lacking import lacking
from tongban.storage.migrate import migrate
from tongban.storage.piccolo_app import schemas
from tongban.storage.released import unfrozen, unlisted
from tongban.storage.schema import create

MADE = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
APP = """from pathlib import Path
from piccolo.conf.apps import AppConfig
APP_CONFIG = AppConfig(app_name={0!r}, migrations_folder_path=Path(__file__).parent / "migrations")
"""


def shelf(folder: Path, name: str, text: str) -> Path:
    """A Piccolo app whose one migration, of this text, is released; the migration's path."""
    package = folder / name
    (package / "migrations").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "app.py").write_text(APP.format(name))
    path = package / "migrations" / f"{name}_1.py"
    path.write_text(text)
    (path.parent / "released.txt").write_text(f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    return path


def test_no_migration_of_core_that_was_released_has_changed() -> None:
    assert list(unfrozen(CORE_APP)) == []


def test_every_migration_of_core_is_written_down_as_released() -> None:
    record = Path(migrations.__file__).with_name("released.txt").read_text("utf-8")
    listed = {line.split()[-1] for line in record.splitlines()}
    assert {path.name for path in Path(migrations.__file__).parent.glob("tongban_*.py")} - listed == set()


def test_a_released_migration_that_was_changed_or_taken_away_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    path = shelf(tmp_path, "shelf_changed", "ID = '1'\n")
    assert list(unfrozen("shelf_changed.app")) == []
    path.write_text("ID = '1'  # another column\n")
    [told] = unfrozen("shelf_changed.app")
    assert (told.path, told.what) == (path, "is released and was changed since")
    assert "further file" in told.remedy
    path.unlink()
    [told] = unfrozen("shelf_changed.app")
    assert told.what == "is released and gone"


def test_a_line_of_the_record_that_names_no_digest_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    record = shelf(tmp_path, "shelf_line", "ID = '1'\n").with_name("released.txt")
    record.write_text(f"{record.read_text('utf-8')}shelf_line_2.py\n", "utf-8")
    [told] = unfrozen("shelf_line.app")
    assert (told.path, "no digest and file, 'shelf_line_2.py'" in told.what) == (record, True)
    assert "as `sha256sum` does" in told.remedy


def test_a_migration_that_was_released_and_is_not_written_down_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    first = shelf(tmp_path, "shelf_unlisted", "ID = '1'\n")
    record = first.with_name("released.txt")
    further = [first.with_name(f"shelf_unlisted_{number}.py") for number in (2, 3)]
    for path in further:
        path.write_text("ID = '2'\n")
    assert list(unlisted("shelf_unlisted.app", "0.1.0")) == []
    [told] = unlisted("shelf_unlisted.app", "0.2.0")
    assert (told.path, told.what) == (further[0], "was released and stands in no released.txt")
    assert "sha256sum shelf_unlisted_2.py" in told.remedy
    record.write_text(f"{sha256(further[1].read_bytes()).hexdigest()}  {further[1].name}\n")
    assert [each.path for each in unlisted("shelf_unlisted.app", "0.1.0")] == [first, further[0]]
    record.unlink()
    assert [each.path for each in unlisted("shelf_unlisted.app", "0.1.1")] == [first, further[0]]


@pytest.mark.parametrize("line", ["from shelf_borrowing.tables import TABLES", "import shelf_borrowing.tables"])
def test_a_released_migration_that_reads_what_may_change_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "shelf_borrowing", raising=False)
    monkeypatch.delitem(sys.modules, "shelf_borrowing.app", raising=False)
    shelf(tmp_path, "shelf_borrowing", f"{line}\nID = '1'\n")
    [told] = unfrozen("shelf_borrowing.app")
    assert "reads shelf_borrowing.tables" in told.what


async def test_the_migrations_make_every_column_that_is_declared(database_url: str) -> None:
    database = open_database(database_url)
    await database.start()
    try:
        await migrate(database, [CORE_APP])
        assert await lacking(database, [CORE_APP]) == []
    finally:
        await database.stop()


async def test_the_migrations_make_the_indexes_and_triggers_that_are_declared(tmp_path: Path) -> None:
    made, declared = f"sqlite:///{tmp_path / 'made.db'}", f"sqlite:///{tmp_path / 'declared.db'}"
    assert await _after(made, migrated=True) == await _after(declared, migrated=False)


async def _after(url: str, *, migrated: bool) -> set[tuple[str, ...]]:
    database = open_database(url)
    await database.start()
    try:
        await migrate(database, [CORE_APP]) if migrated else await _declared(database)
        return {(row["type"], row["name"], " ".join(row["sql"].split())) for row in await database.fetch(MADE)}
    finally:
        await database.stop()


async def _declared(database: Database) -> None:
    with database.bind():
        async with database.transaction("storage.migrate"):
            await create(schemas())
