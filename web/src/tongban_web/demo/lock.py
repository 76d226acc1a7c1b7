"""One demonstration at a time in one folder."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tongban.errors import Misconfigured


@contextmanager
def held(folder: Path, remedy: str) -> Iterator[None]:
    """Keep the folder to ourselves; raises `Misconfigured` with the remedy while another process has it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside the folder, which --reset removes; the system lets go of it however the process ends.
    with folder.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Misconfigured(f"演示正在运行 · the demonstration in {folder} is running: {remedy}") from None
        yield
