"""The arithmetic of the audit log: pseudonyms, leaves, the chain over them and its authentication."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256

import msgspec

from tongban.keyed_hash import keyed_hash

GENESIS = sha256(b"tongban audit 1").digest()

Fields = tuple[int, str, str, str, str, str | None, str]
"""What a leaf covers: at, node, actor, role, act, case_id, purpose."""


@lru_cache(maxsize=1024)
def pseudonym(secret: bytes, actor: str) -> str:
    """The same 32 characters for the same person on this node, and nothing that leads back without the secret."""
    return keyed_hash(secret, b"audit actor", actor.encode()).hex()[:32]


def leaf(salt: bytes, fields: Fields) -> bytes:
    """SHA-256(0x00 ‖ salt ‖ row)."""
    return sha256(b"\0" + salt + _encode(fields)).digest()


def extend(chain: bytes, leaves: Iterable[bytes]) -> bytes:
    """The chain after `leaves`: h = SHA-256(h ‖ leaf) for each."""
    for item in leaves:
        chain = sha256(chain + item).digest()
    return chain


def authenticate(secret: bytes, *, position: int, chain: bytes) -> bytes:
    """What shows that this node sealed the chain here: without it whoever writes to the database could chain anew."""
    return keyed_hash(secret, b"audit seal", position.to_bytes(8, "big") + chain)


_encode = msgspec.json.Encoder().encode
