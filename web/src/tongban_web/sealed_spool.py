"""Where an upload waits until all of it is here: in memory while it is small, else on disk under a key of its own."""

from __future__ import annotations

import io
import os
import tempfile
from typing import IO, Final

from litestar.datastructures import upload_file

from tongban.evidence.file_cipher import FileCipher

KEY_BYTES: Final = 32


class SealedSpool:
    """`SpooledTemporaryFile` as far as Litestar uses it; that one would write an identity card to the disk in clear.

    The key is kept nowhere else, so that nobody reads what a power cut leaves on the disk.
    """

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._file: IO[bytes] = io.BytesIO()
        self._cipher = FileCipher(os.urandom(KEY_BYTES), b"tongban.spool")
        self._rolled = False
        """Whether it lies on disk, where Litestar reads and writes it in a thread."""

    @property
    def closed(self) -> bool:
        """Whether it has been let go of."""
        return self._file.closed

    def write(self, data: bytes | bytearray) -> int:
        """Put bytes where it stands."""
        if not self._rolled and self._file.tell() + len(data) > self._max_size:
            self._roll()
        return self._file.write(self._turned(bytes(data)))

    def read(self, size: int = -1) -> bytes:
        """Bytes from where it stands."""
        at = self._file.tell()
        return self._turned(self._file.read(size), at=at)

    def seek(self, offset: int) -> int:
        """Stand elsewhere."""
        return self._file.seek(offset)

    def close(self) -> None:
        """Let go of it."""
        self._file.close()

    def _roll(self) -> None:
        held, at = self._file, self._file.tell()
        held.seek(0)
        self._rolled, self._file = True, tempfile.TemporaryFile()  # noqa: SIM115 - closed by whoever closes this
        self.write(held.read())
        self.seek(at)

    def _turned(self, data: bytes, *, at: int | None = None) -> bytes:
        """Encrypted or decrypted if it lies on disk."""
        return self._cipher.apply("", data, offset=self._file.tell() if at is None else at) if self._rolled else data


def seal_uploads() -> None:
    """Have every upload of this process wait so; Litestar has no setting for it."""
    upload_file.SpooledTemporaryFile = SealedSpool  # type: ignore[assignment, attr-defined]
