"""Migrations run once, all or none, and never by surprise."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tongban.storage import Database, open_database
from tongban.storage.migrate import migrate, pending, require_migrated
from tongban.storage.migrations import MigrationError, read

CORE = "tongban.storage.piccolo_app"
Work = Callable[[Database], Awaitable[None]]


def run(url: str, work: Work) -> None:
    async def session() -> None:
        database = open_database(url)
        await database.start()
        try:
            await work(database)
        finally:
            await database.stop()

    asyncio.run(session())


def app(folder: Path, name: str, migration: str, body: str) -> str:
    """A Piccolo app in `folder` with one migration; its dotted path."""
    package = folder / name
    (package / "migrations").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "app.py").write_text(
        "from pathlib import Path\nfrom piccolo.conf.apps import AppConfig\n"
        f"APP_CONFIG = AppConfig(app_name={name!r}, migrations_folder_path=Path(__file__).parent / 'migrations')\n"
    )
    (package / "migrations" / f"{migration}.py").write_text(
        "from piccolo.apps.migrations.auto.migration_manager import MigrationManager\n"
        "from piccolo.columns import BigInt, Timestamptz, Varchar\n"
        "from tongban.storage.current import CurrentEngine\n"
        "ID = '2026-11-23T10:00:00:000000'\n"
        "async def forwards():\n"
        f"    manager = MigrationManager(migration_id=ID, app_name={name!r}, description='')\n"
        f"    {body}\n"
        "    return manager\n"
    )
    return f"{name}.app"


TABLE = "manager.add_table('Book', tablename='{0}_book', columns=[]); "
COLUMN = (
    "manager.add_column('Book', '{0}_book', 'title', column_class=Varchar, params=dict(length=9, default='', "
    "null=False, primary_key=False, unique=False, "
    "index=False, choices=None, db_column_name=None, secret=False, index_method=None))"
)


def test_migrations_run_once_and_say_what_ran(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    apps = [CORE, app(tmp_path, "shelf", "shelf_1", TABLE.format("shelf"))]

    async def work(database: Database) -> None:
        assert (await pending(database, apps))[-1] == "shelf_1"
        with pytest.raises(MigrationError, match="shelf_1: run `tongban migrate`"):
            await require_migrated(database, apps)
        assert (await migrate(database, apps))[-1] == "shelf_1"
        assert await migrate(database, apps) == []
        await require_migrated(database, apps)
        assert await database.fetch("SELECT * FROM shelf_book") == []
        assert await database.fetch("SELECT * FROM tongban_audit") == []

    run(database_url, work)
    assert capsys.readouterr().out == ""


def test_two_processes_that_start_together_migrate_once(database_url: str) -> None:
    code = (
        "import asyncio, sys\n"
        "from tongban.storage import open_database\nfrom tongban.storage.migrate import migrate\n"
        "async def main():\n"
        "    database = open_database(sys.argv[1])\n    await database.start()\n"
        f"    print(len(await migrate(database, [{CORE!r}])))\n    await database.stop()\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", code, database_url]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    answers = [process.communicate(timeout=60) for process in processes]
    assert [error for _, error in answers] == ["", "", ""]
    ran = sorted(int(output) for output, _ in answers)
    assert ran[:2] == [0, 0]
    assert ran[2] > 0


def test_a_migration_that_fails_leaves_nothing_behind(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    good = app(tmp_path, "good", "good_1", TABLE.format("good"))
    bad = app(tmp_path, "bad", "bad_1", "await CurrentEngine().run_ddl('CREATE TABLE nonsense (')")

    async def work(database: Database) -> None:
        with pytest.raises(MigrationError, match=r"bad_1\.py failed, nothing was changed"):
            await migrate(database, [good, bad])
        assert await pending(database, [good, bad]) == ["good_1", "bad_1"]

    run(database_url, work)


def spoil(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(path.read_text("utf-8").replace(text, f"no_{text}"), "utf-8")


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (spoil("ID ="), r"loan_1\.py has no ID: "),
        (spoil("forwards"), r"loan_1\.py has no forwards: "),
        (lambda path: path.parent.rename(path.parents[1] / "elsewhere"), r"migrations is no folder: name that of"),
    ],
    ids=["no id", "no forwards", "another folder"],
)
def test_what_is_no_migration_is_told_with_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: Callable[[Path], object], told: str
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    for module in ("loan", "loan.app"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    named = app(tmp_path, "loan", "loan_1", "pass")
    spoilt(tmp_path / "loan" / "migrations" / "loan_1.py")
    with pytest.raises(MigrationError, match=told):
        read([named])


def test_two_apps_with_one_file_name_are_refused(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    apps = [app(tmp_path, name, "initial", TABLE.format(name)) for name in ("one", "two")]

    async def work(database: Database) -> None:
        with pytest.raises(
            MigrationError, match="have the same name: rename one to start with the name of its app, two_"
        ):
            await migrate(database, apps)

    run(database_url, work)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("manager.drop_column('Book', 'b_book', 'title', None)", "drops a column"),
        (
            "manager.alter_column('Book', 'b_book', 'title', params={'null': True}, old_params={'null': False})",
            "alters a column",
        ),
        (COLUMN.format("b").replace("unique=False", "unique=True"), "adds the column title as unique"),
    ],
)
def test_sqlite_refuses_what_it_cannot_alter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, reason: str
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    apps = [app(tmp_path, f"lib{abs(hash(reason))}", "lib_1", change)]

    async def work(database: Database) -> None:
        with pytest.raises(MigrationError, match=reason):
            await migrate(database, apps)

    run(f"sqlite:///{tmp_path}/node.db", work)


def test_a_column_with_a_constant_default_is_added(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    apps = [
        app(tmp_path, "first", "first_1", TABLE.format("lib")),
        app(tmp_path, "second", "second_1", COLUMN.format("lib")),
    ]

    async def work(database: Database) -> None:
        assert await migrate(database, apps) == ["first_1", "second_1"]
        assert await database.fetch("SELECT title FROM lib_book") == []

    run(database_url, work)
