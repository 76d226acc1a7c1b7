"""What the node writes to its log: one JSON line for each event, stacks without the values in them."""

from __future__ import annotations

import structlog


def configure_logs() -> None:
    """Write JSON lines; a stack names files and lines only, since its variables hold what citizens typed."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        cache_logger_on_first_use=True,
    )
