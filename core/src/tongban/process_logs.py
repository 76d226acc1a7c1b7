"""What a process of a node writes to its log: one line of JSON for each event, an error with its traceback.

Values of variables are never written, for they may hold names, identity numbers and answers.
"""

from __future__ import annotations

import sys

import structlog


def write_logs() -> None:
    """Set the process's log up; called once, by whatever starts a process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
