"""HMAC-SHA256 with a key that is prepared once: OpenSSL takes ten times as long to prepare it as to use it."""

from __future__ import annotations

import hmac
from functools import lru_cache


def keyed_hash(secret: bytes, purpose: bytes, text: bytes) -> bytes:
    """The HMAC of a purpose and a text under a node's secret; no text of one purpose reads as one of another."""
    begun = _begun(secret, purpose).copy()
    begun.update(text)
    return begun.digest()


@lru_cache(maxsize=64)
def _begun(secret: bytes, purpose: bytes) -> hmac.HMAC:
    return hmac.new(secret, purpose + b"\0", "sha256")
