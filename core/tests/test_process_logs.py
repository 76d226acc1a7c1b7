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


def test_what_an_error_says_is_not_written_whoever_logs_it(capsys: pytest.CaptureFixture[str]) -> None:
    before = structlog.get_config()
    write_logs()
    log = structlog.get_logger("somebody.elses")
    try:
        log.error("failed", exc_info=ValueError("张建国"))
        try:
            {}["李秋萍"]
        except KeyError:
            log.exception("failed")
    finally:
        structlog.configure(**before)
    told = capsys.readouterr().err
    assert ("ValueError" in told, "KeyError" in told) == (True, True)
    assert not any(name in told for name in ("张建国", "李秋萍"))


def test_a_log_on_a_full_disk_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    before = structlog.get_config()
    monkeypatch.setattr(sys, "stderr", FullDisk())
    write_logs()
    try:
        structlog.get_logger("tongban.test").error("database_unavailable", exc_info=OSError("disk full"))
    finally:
        structlog.configure(**before)
