"""A file system of its own for the data of one database, which can be full: in memory, and only where one may mount."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOMY: Final = "2g"
TRIES: Final = 20
"""What is written between looking and filling makes the new size too small, and then nothing changes."""


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """Its size is made what is used, and roomy again: every write that needs room fails meanwhile."""

    mount: Path

    @property
    def space(self) -> Path:
        """Where a tablespace may lie."""
        return self.mount / "space"

    async def fill(self) -> bool:
        """Leave no room; False if that did not succeed."""
        return any(self._shrunk() for _ in range(TRIES))

    async def make_room(self) -> None:
        """As before."""
        _call("mount", "-o", f"remount,size={ROOMY}", str(self.mount))

    def _shrunk(self) -> bool:
        figures = os.statvfs(self.mount)
        used = (figures.f_blocks - figures.f_bfree) * figures.f_frsize
        return _call("mount", "-o", f"remount,size={used}", str(self.mount), check=False)


@contextmanager
def mounted(owner: int, group: int) -> Iterator[SmallDisk | None]:
    """A disk for a server that runs as this user; None where nothing may be mounted."""
    folder = Path(tempfile.mkdtemp(prefix="tongban-chaos-disk-"))
    folder.chmod(0o755)
    try:
        if not _call("mount", "-t", "tmpfs", "-o", f"size={ROOMY},mode=0755", "tongban", str(folder), check=False):
            yield None
            return
        disk = SmallDisk(folder)
        disk.space.mkdir(0o700)
        os.chown(disk.space, owner, group)
        try:
            yield disk
        finally:
            _call("umount", "--lazy", str(folder), check=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _call(*command: str, check: bool = True) -> bool:
    """Whether it went well."""
    program = shutil.which(command[0])
    if program is None:
        return False
    return subprocess.run([program, *command[1:]], check=check, capture_output=True).returncode == 0
