"""Whether a node can serve people now, and if not, what its operator must do."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tongban.audit.state import AuditState
from tongban.background import Background
from tongban.clock import Clock
from tongban.exchange.trust import Trust
from tongban.operation.trial import Trial
from tongban.settings import Settings

LEAST_FREE: Final = 0.05
UNSEALED_SECONDS: Final = 60.0
"""A sealer works twice a second: acts that wait so long say that it does not."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Looks at the background work, the trust list, the audit chain and what the node writes to."""

    settings: Settings
    trust: Trust
    audit: AuditState
    clock: Clock
    background: Background
    trial: Trial

    async def problems(self) -> list[str]:
        """Everything that keeps it from serving, a sentence each; raises StorageError where the database is away."""
        problems = [*self.background.problems(), *self._trust_list(), *await self._audit_chain(), *self._folder()]
        await self.trial.require_writing()
        return problems

    def _trust_list(self) -> list[str]:
        if not self.trust.current.past_grace(self.clock.now()):
            return []
        return ["the trust list is past its grace: fetch the current one, see settings.trust_list"]

    async def _audit_chain(self) -> list[str]:
        found = await self.audit.look()
        problems = []
        if not found.is_authentic:
            problems.append("the head of the audit chain was not written by this node: run `tongban audit verify`")
        if found.oldest_unsealed_seconds > UNSEALED_SECONDS:
            waiting = f"acts wait for {found.oldest_unsealed_seconds:.0f} s to be sealed"
            problems.append(f"{waiting}: look for audit_not_sealed in the log")
        return problems

    def _folder(self) -> list[str]:
        folder = self._existing()
        disk = shutil.disk_usage(folder)
        if disk.free < disk.total * LEAST_FREE:
            return [f"the disk of {folder} has less than 5 % left: make room"]
        if not os.access(folder, os.W_OK):
            return [f"{folder} cannot be written: correct its rights, or settings.data"]
        return []

    def _existing(self) -> Path:
        return next(folder for folder in (self.settings.data, *self.settings.data.parents) if folder.exists())
