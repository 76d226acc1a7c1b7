"""How files lie on disk: encrypted with a key of their own, which a node's secret and their name make."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES256

from tongban.keyed_hash import keyed_hash

BLOCK_BYTES = 16


@dataclass(frozen=True, slots=True)
class FileCipher:
    """AES-256 in counter mode, so that any piece of a file can be written or read on its own.

    A key serves one content, that of the file's digest, which also tells whether what was read is whole. Pieces that
    came from elsewhere may be of another content, so `purpose` gives them another key.
    """

    secret: bytes
    purpose: bytes

    def apply(self, name: str, piece: bytes, *, offset: int = 0) -> bytes:
        """The piece at `offset` of the file of that name, encrypted if it was clear, clear if it was encrypted."""
        skipped = offset % BLOCK_BYTES
        counter = (offset // BLOCK_BYTES).to_bytes(BLOCK_BYTES, "big")
        key = AES256(keyed_hash(self.secret, self.purpose, name.encode()))
        return Cipher(key, modes.CTR(counter)).encryptor().update(bytes(skipped) + piece)[skipped:]
