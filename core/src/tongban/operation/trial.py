"""Whether the database can be written, tried now and then."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from tongban.storage.database import Database
from tongban.storage.errors import StorageError

TRIAL_SECONDS: Final = 5.0
"""Between two trials at least: anybody may ask, and each holds up whoever writes."""


class _RolledBackError(Exception):
    """Nothing of a trial stays."""


@dataclass(slots=True)
class Trial:
    """Writes and takes it back."""

    database: Database
    _tried_at: float | None = None
    _problem: StorageError | None = None
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def require_writing(self) -> None:
        """Raises what the last trial did, for as long as it is not repeated."""
        async with self._one_at_a_time:
            now = asyncio.get_running_loop().time()
            if self._tried_at is None or not 0 <= now - self._tried_at < TRIAL_SECONDS:
                self._problem = await self._try()
                self._tried_at = asyncio.get_running_loop().time()
        if self._problem is not None:
            raise self._problem.with_traceback(None)

    async def _try(self) -> StorageError | None:
        try:
            async with self.database.transaction("operation.trial"):
                await self.database.execute("UPDATE tongban_audit_head SET holder = holder WHERE id = 1")
                _roll_back()
        except StorageError as problem:
            return problem
        except _RolledBackError:
            pass
        return None


def _roll_back() -> None:
    raise _RolledBackError
