"""NATS JetStream as a transport between nodes."""

from __future__ import annotations

from typing import Final

NAME: Final = "nats"
"""What a trust list and settings call the transport."""
