"""The key under which a node looks up a person or organisation without storing the number in an index."""

from __future__ import annotations

import hmac


def person_key(secret: bytes, number: str) -> str:
    """HMAC-SHA256 hex of an identity number (or credit code) under the node's secret; X may be in either case."""
    return hmac.digest(secret, b"person key\0" + number.strip().upper().encode(), "sha256").hex()
