"""What tells of a fault must not be ended by it."""

from __future__ import annotations

import errno
import io
import sys

import pytest
import structlog

from tongban.process_logs import write_logs


class FullDisk(io.StringIO):
    """A stream that takes nothing more."""

    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_log_on_a_full_disk_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    before = structlog.get_config()
    monkeypatch.setattr(sys, "stderr", FullDisk())
    write_logs()
    try:
        structlog.get_logger("tongban.test").error("database_unavailable", exc_info=OSError("disk full"))
    finally:
        structlog.configure(**before)
