"""Fixtures with fresh real databases: every test that asks for one runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

import pytest

from tongban.testing.postgresql_installation import PostgresqlUnavailableError, find_installation
from tongban.testing.postgresql_server import PostgresqlServer
from tongban.testing.volatile import new_folder

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal

    from tongban.testing.database_servers import DatabaseServer, PostgresqlDatabases, SqliteDatabases

DIALECTS = (pytest.param("sqlite", marks=pytest.mark.sqlite), pytest.param("postgresql", marks=pytest.mark.postgresql))
on_postgresql = pytest.mark.parametrize("database_dialect", DIALECTS[1:])
"""Marks a test of what only a server does: SQLite answers in the process itself."""


class Migrate(Protocol):
    """An async function that brings the database of a URL to the newest tables of some Piccolo apps.

    It closes its connections before it returns.
    """

    __module__: str
    __qualname__: str

    def __call__(self, url: str, apps: Sequence[object], /) -> Awaitable[object]:
        """Migrate."""
        ...


NewDatabase = Callable[[], str]
NewMigratedDatabase = Callable[[Migrate, Sequence[object]], str]
"""The type of the fixture `migrated_database_url`."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the dialects known markers, so that `-m "not postgresql"` chooses."""
    for dialect in ("sqlite", "postgresql"):
        config.addinivalue_line("markers", f"{dialect}: runs on {dialect}")


def pytest_report_header() -> str:
    """Say which PostgreSQL serves the tests and as whom, or why there is none."""
    try:
        return f"postgresql: {find_installation()}"
    except PostgresqlUnavailableError as reason:
        return f"postgresql: tests skipped: {reason}"


@pytest.fixture(scope="session")
def database_portal() -> Iterator[BlockingPortal]:
    """A thread with an event loop of its own, for what sync fixtures and steps await: `portal.call(function, …)`."""
    from anyio.from_thread import start_blocking_portal

    with start_blocking_portal("asyncio") as portal:
        yield portal


@pytest.fixture(scope="session")
def sqlite_databases() -> Iterator[SqliteDatabases]:
    """The SQLite files of this test process."""
    from tongban.testing.database_servers import SqliteDatabases

    folder = new_folder("tongban-sqlite-")
    yield SqliteDatabases(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_databases(database_portal: BlockingPortal) -> Iterator[PostgresqlDatabases]:
    """The private PostgreSQL server of this test process, started at first use."""
    from tongban.testing.database_servers import PostgresqlDatabases

    try:
        installation = find_installation()
    except PostgresqlUnavailableError as reason:
        pytest.skip(str(reason))
    with PostgresqlServer(installation) as server, PostgresqlDatabases(server, database_portal) as databases:
        yield databases


@pytest.fixture(params=DIALECTS)
def database_dialect(request: pytest.FixtureRequest) -> str:
    """The database this run of the test uses: "sqlite" or "postgresql"."""
    return str(request.param)


@pytest.fixture
def database_server(request: pytest.FixtureRequest, database_dialect: str) -> DatabaseServer:
    """Where this test's databases come from."""
    server: DatabaseServer = request.getfixturevalue(f"{database_dialect}_databases")
    return server


@pytest.fixture
def new_database_url(database_server: DatabaseServer) -> Iterator[NewDatabase]:
    """Make empty databases, as many as a test has nodes; each call returns a URL."""
    with ExitStack() as stack:

        def create() -> str:
            url = database_server.create()
            stack.callback(database_server.drop, url)
            return url

        yield create


@pytest.fixture
def database_url(new_database_url: NewDatabase) -> str:
    """The URL of an empty database."""
    return new_database_url()


@pytest.fixture(scope="session")
def database_templates() -> dict[tuple[object, ...], str]:
    """The migrated databases made so far, by dialect, migration and apps."""
    return {}


@pytest.fixture
def migrated_database_url(
    database_dialect: str,
    database_server: DatabaseServer,
    database_portal: BlockingPortal,
    database_templates: dict[tuple[object, ...], str],
) -> Iterator[NewMigratedDatabase]:
    """Make migrated databases: each call with (migrate, apps) returns a URL; only the first one migrates."""
    with ExitStack() as stack:

        def create(migrate: Migrate, apps: Sequence[object]) -> str:
            key = (database_dialect, migrate.__module__, migrate.__qualname__, *map(repr, apps))
            if key not in database_templates:
                template = database_server.create()
                database_portal.call(migrate, template, apps)
                database_templates[key] = template
            url = database_server.copy(database_templates[key])
            stack.callback(database_server.drop, url)
            return url

        yield create
