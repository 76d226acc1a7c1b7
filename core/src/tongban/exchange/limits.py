"""The sizes, depths and windows that the exchange holds before it parses anything."""

from __future__ import annotations

from typing import Final

PROTOCOL_VERSION: Final = 1

MAX_BODY_BYTES: Final = 248 * 1024
"""Largest JSON text in a letter or answer; facts that carry parts need more than the 64 kB a bare letter would."""

MAX_PAYLOAD_BYTES: Final = 344 * 1024
"""Largest signed JSON payload: a body, encrypted and in base64url, and its heading."""

MAX_RECEIPT_BYTES: Final = 32 * 1024
"""Largest signed JSON payload of a receipt, its words encrypted: it is kept for ever, and counts against no limit."""

MAX_HEADER_BYTES: Final = 512
MAX_SIGNATURE_BYTES: Final = 1024
MAX_TRUST_LIST_BYTES: Final = 16 * 1024 * 1024

MAX_JSON_DEPTH: Final = 32

BATCH_ITEMS: Final = 50
"""Letters that a courier puts into one delivery; as many receipts may ride along."""

MAX_FRAME_ITEMS: Final = 4 * BATCH_ITEMS
"""Items that a frame may hold: every letter of a full batch can be answered with custody and with a final receipt."""

BATCH_BYTES: Final = 2 * 1024 * 1024
MAX_FRAME_BYTES: Final = 4 * 1024 * 1024

MOST_PARKED: Final = 10_000
"""Letters of one peer that may be here without effect."""

MOST_PARKED_BYTES: Final = 256 * 1024 * 1024
"""Their bytes: many times what so many letters about cases come to, or the files under way; of 32 peers 8 GB."""

SKEW_MILLISECONDS: Final = 5 * 60 * 1000
NONCE_MILLISECONDS: Final = 10 * 60 * 1000


def is_too_large(token: bytes) -> bool:
    """Whether no letter that a node may open comes to so many bytes."""
    return len(token) > token_bytes(MAX_PAYLOAD_BYTES)


def token_bytes(payload_bytes: int) -> int:
    """Largest compact JWS over a payload of that size: three parts in base64url and their separators."""
    return (payload_bytes + MAX_HEADER_BYTES + MAX_SIGNATURE_BYTES) * 4 // 3 + 16
