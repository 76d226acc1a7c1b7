"""Where test databases lie: in memory if there is room, for nothing of theirs has to outlive a power cut."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - only folders of our own are made there
ROOM = 2 * 1024**3  # bytes; containers often have 64 MB, too little for a PostgreSQL cluster


def new_folder(prefix: str) -> Path:
    """A new folder that only this user may enter; whoever asks for it removes it."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM
    return Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if roomy else None))
