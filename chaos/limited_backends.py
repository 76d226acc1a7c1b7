"""A full disk where nothing may be mounted: the server's processes for one database may let no file grow any more."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import asyncpg

from tongban.testing.postgresql_installation import Account

LIMIT_BYTES: Final = 1024**2
SEGMENT_MEGABYTES: Final = "1"
"""The size of the server's log files, which must not be larger than the limit: a server that cannot write its log ends
at once, and that would be another fault than a table that cannot grow."""


@dataclass(frozen=True, slots=True)
class LimitedBackends:
    """No table of the database grows beyond the limit meanwhile; one that is smaller still does."""

    database: str
    account: Account | None
    """Who the server runs as, if not the present user."""

    async def fill(self) -> bool:
        """Refuse whatever lies behind the limit; False if nothing does, or if no process could be limited."""
        with suppress(OSError, asyncpg.PostgresError):
            connection = await asyncpg.connect(self.database)
            try:
                if await connection.fetchval(_LARGEST) < LIMIT_BYTES:
                    return False
                backends = [row["pid"] for row in await connection.fetch(_BACKENDS)]
            finally:
                await connection.close()
            return sum(self._limited(pid, str(LIMIT_BYTES)) for pid in backends) > 0
        return False

    async def make_room(self) -> None:
        """As before; processes that began meanwhile were never limited."""
        connection = await asyncpg.connect(self.database)
        try:
            for row in await connection.fetch(_BACKENDS):
                self._limited(row["pid"], "unlimited")
        finally:
            await connection.close()

    def _limited(self, pid: int, limit: str) -> bool:
        """Only a user may limit the user's own processes; only the soft limit is set, which may be raised again."""
        program = shutil.which("prlimit")
        if program is None:
            return False
        who = {"user": self.account.uid, "group": self.account.gid, "extra_groups": []} if self.account else {}
        command = [program, "--pid", str(pid), f"--fsize={limit}:"]
        return subprocess.run(command, check=False, capture_output=True, **who).returncode == 0


_LARGEST: Final = "SELECT coalesce(max(pg_relation_size(oid)), 0) FROM pg_class WHERE relname LIKE 'tongban_%'"
_BACKENDS: Final = """SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
