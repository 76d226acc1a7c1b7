"""The key under which a node looks up a person or organisation without storing the number in an index."""

from __future__ import annotations

from functools import lru_cache

from tongban.keyed_hash import keyed_hash


@lru_cache(maxsize=1024)
def person_key(secret: bytes, number: str) -> str:
    """HMAC-SHA256 hex of an identity number (or credit code) under the node's secret; X may be in either case."""
    return keyed_hash(secret, b"person key", number.strip().upper().encode()).hex()
