"""A private PostgreSQL server for one test process, reached by a unix socket only."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Self

from tongban.testing.postgresql_installation import Installation
from tongban.testing.volatile import new_folder

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "jit": "off",
}
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


class PostgresqlStartError(RuntimeError):
    """A PostgreSQL is here and does not start; the message holds its own words."""


class PostgresqlServer:
    """A server in a folder of its own, gone when stopped.

    Nothing of it is durable unless `settings` ask for it, and it dies with the process that started it (on Linux even
    if that is killed). `creation` are further arguments for `initdb`.
    """

    def __init__(
        self,
        installation: Installation,
        *,
        settings: Mapping[str, str] = MappingProxyType({}),
        home: Path | None = None,
        creation: Sequence[str] = (),
    ) -> None:
        self.creation = creation
        self.settings = {**SETTINGS, **settings}
        self.account = installation.account
        self.home = home or new_folder("tongban-postgresql-")
        self.binaries = self._reachable(installation.binaries)
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        """Name a database of this server as a node's settings would."""
        return f"postgresql://postgres@/{database}?host={self.home}"

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Create the cluster and start the server, without waiting until it answers."""
        if self.account is not None:
            os.chown(self.home, self.account.uid, self.account.gid)
        self._create_cluster()
        settings = self.settings | {"unix_socket_directories": str(self.home)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("wb") as log:
            self.process = self._popen("postgres", "-D", str(self.home / "data"), *options, output=log.fileno())

    def stop(self) -> None:
        """End the server by its own pid and remove what it wrote."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def log(self) -> Path:
        """The file that says why a server did not start."""
        return self.home / "log"

    def _create_cluster(self) -> None:
        arguments = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", *self.creation)
        creation = self._popen("initdb", "-D", str(self.home / "data"), *arguments, output=subprocess.PIPE)
        output, _ = creation.communicate()
        if creation.returncode != 0:
            message = f"initdb failed: {output.decode(errors='replace').strip()}"
            raise PostgresqlStartError(message)

    def _popen(self, program: str, *arguments: str, output: int) -> subprocess.Popen[bytes]:
        account = self.account
        return subprocess.Popen(
            [str(self.binaries / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=self.home,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            preexec_fn=die_with_parent(),
            start_new_session=True,  # Ctrl-C is for pytest, which then stops the server in order
        )

    def _reachable(self, binaries: Path) -> Path:
        """Copy an installation that the unprivileged user could not enter, such as one under /root."""
        if self.account is None or all(folder.stat().st_mode & 0o001 for folder in (binaries, *binaries.parents)):
            return binaries
        program_files, package = binaries.parent, binaries.parent.parent
        copies = self.home / "installation"
        shutil.copytree(program_files, copies / package.name / program_files.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")  # where a wheel keeps what its programs link to
        if libraries.is_dir():
            shutil.copytree(libraries, copies / libraries.name)
        return copies / package.name / program_files.name / binaries.name


def die_with_parent() -> Callable[[], None] | None:
    """Ask Linux to end the child when pytest is killed and cannot; elsewhere nothing can be asked."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGINT)

    return ask
