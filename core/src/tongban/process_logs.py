"""What a process of a node writes to its log: one line of JSON for each event, an error by where it arose.

Values of variables and messages of errors are never written, for they may hold names, identity numbers and answers, as
those of databases and plugins do; an identity number that comes so far all the same is blotted out.
"""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TextIO, cast

import structlog
from structlog.typing import EventDict, WrappedLogger

from tongban.faults import trace

# A case number holds more digits, after its two letters.
IDENTITY_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])(\d{17}[\dXx]|\d{15})(?![0-9A-Za-z])")


def write_logs() -> None:
    """Set the process's log up; called once, by whatever starts a process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_message,
            without_numbers,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _Lossy(sys.stderr))),
    )


@dataclass(frozen=True, slots=True, weakref_slot=True)
class _Lossy:
    """A stream where what cannot be written is lost: a full disk under the log must not end whatever tells of it."""

    stream: TextIO

    def write(self, text: str) -> None:
        with suppress(OSError):
            self.stream.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self.stream.flush()


def without_message(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """An error that was logged whole, as by somebody else's code, is told like all others by its `trace`."""
    given = event.pop("exc_info", None)
    problem = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    return {**event, "trace": trace(problem)} if problem else event


def without_numbers(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Blot out the identity numbers in an event: the last net, where nothing should have come so far."""
    return {name: _blotted(value) if isinstance(value, str) else value for name, value in event.items()}


def _blotted(text: str) -> str:
    return IDENTITY_NUMBER.sub("（证件号码）", text)
