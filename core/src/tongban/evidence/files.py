"""Files under the node's data folder, each encrypted and named by the SHA-256 of what it holds."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from tongban.clock import Clock
from tongban.evidence.file_cipher import FileCipher

BEGUN = "begun"
"""The folder of files that are being fetched from another place, each named by its digest and by that place."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_SOURCE = re.compile(r"[0-9]{6}")


class FileStore:
    """Content-addressed files, readable by the node alone; never inside a folder that a web server serves.

    Nobody reads one without `secret`, the node's own.
    """

    def __init__(self, folder: Path, *, secret: bytes, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._kept = FileCipher(secret, b"tongban.files.kept")
        self._fetched = FileCipher(secret, b"tongban.files.fetched")

    async def put(self, content: bytes) -> str:
        """Store the bytes, safe against power loss, and anew where the disk has spoilt them; their digest."""
        return await asyncio.to_thread(self._put, content)

    async def get(self, digest: str) -> bytes:
        """The bytes with that digest; raises `FileNotFoundError`, also where the disk has spoilt them."""
        return await asyncio.to_thread(self._get, digest)

    async def part(self, digest: str, *, offset: int, most: int, size: int) -> bytes:
        """Some of the `size` bytes with that digest; raises `FileNotFoundError`, also where the disk cut them short.

        Whoever has all of them checks the digest.
        """
        return await asyncio.to_thread(self._some, digest, offset, most, size)

    async def begun(self, digest: str, *, source: str) -> int:
        """How many bytes of a file that is being fetched from a place lie here already."""
        return await asyncio.to_thread(self._begun, self._part(digest, source))

    async def add_piece(self, digest: str, piece: bytes, *, offset: int, source: str) -> None:
        """Keep a piece of a file that is being fetched; the same piece twice, or for two readers, is one."""
        await asyncio.to_thread(self._add_piece, self._part(digest, source), piece, offset)

    async def finish(self, digest: str, *, source: str) -> bytes:
        """The pieces as one file, kept from now on; raises `FileNotFoundError` if they are not that file."""
        return await asyncio.to_thread(self._finish, digest, self._part(digest, source))

    async def forget(self, digest: str, *, source: str) -> None:
        """Delete the pieces of a file that is being fetched."""
        await asyncio.to_thread(self._part(digest, source).unlink, missing_ok=True)

    async def sweep(
        self,
        named: frozenset[str],
        *,
        awaited: frozenset[str] = frozenset(),
        unused_for: timedelta = timedelta(days=1),
    ) -> int:
        """Delete the files that are not in `named` and were not put lately; how many.

        So are those that are begun, but for what is `awaited`: its further pieces may be days on their way.
        """
        return await asyncio.to_thread(self._sweep, named, awaited, self._clock.now() - unused_for)

    def replace(self, digest: str, content: bytes) -> None:
        """Encrypt what lies here in clear."""
        _write(self._path(digest), self._kept.apply(digest, content))

    def _put(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        if self._whole(digest) is None:
            self.replace(digest, content)
        now = self._clock.now().timestamp()
        os.utime(self._path(digest), (now, now))
        return digest

    def _get(self, digest: str) -> bytes:
        content = self._kept.apply(digest, self._path(digest).read_bytes())
        if hashlib.sha256(content).hexdigest() != digest:
            raise FileNotFoundError(f"{self._path(digest)} is damaged: restore it from the backup")
        return content

    def _some(self, digest: str, offset: int, most: int, size: int) -> bytes:
        with self._path(digest).open("rb") as file:
            if os.fstat(file.fileno()).st_size != size:
                raise FileNotFoundError(f"{self._path(digest)} is damaged: restore it from the backup")
            file.seek(offset)
            return self._kept.apply(digest, file.read(most), offset=offset)

    def _sweep(self, named: frozenset[str], awaited: frozenset[str], before: datetime) -> int:
        unused = [
            path
            for path in (*self._folder.glob("??/*"), *self._folder.glob(f"{BEGUN}/*"))
            if _digest_of(path) not in (awaited if path.parent.name == BEGUN else named)
            and path.stat().st_mtime < before.timestamp()
        ]
        for path in unused:
            path.unlink(missing_ok=True)
        return len(unused)

    def _begun(self, path: Path) -> int:
        return path.stat().st_size if path.is_file() else 0

    def _add_piece(self, path: Path, piece: bytes, offset: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(opened, self._fetched.apply(path.name, piece, offset=offset), offset)
            os.fsync(opened)
        finally:
            os.close(opened)
        _keep_names(path.parent)

    def _finish(self, digest: str, path: Path) -> bytes:
        if self._whole(digest) is None:
            try:
                content = self._fetched.apply(path.name, path.read_bytes())
            except FileNotFoundError:  # unless another process was quicker
                return self._get(digest)
            if hashlib.sha256(content).hexdigest() != digest:
                raise FileNotFoundError(f"what was fetched is not the file {digest}")
            self._put(content)
        path.unlink(missing_ok=True)
        return self._get(digest)

    def _whole(self, digest: str) -> bytes | None:
        """What is kept; None where it is to be had anew, also because the disk has spoilt it."""
        try:
            return self._get(digest)
        except FileNotFoundError:
            return None

    def _part(self, digest: str, source: str) -> Path:
        if not _SOURCE.fullmatch(source):
            raise FileNotFoundError(f"{source!r} is no place to fetch files from")
        return self._folder / BEGUN / f"{self._path(digest).name}.{source}"

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise FileNotFoundError(f"{digest!r} is no SHA-256")
        return self._folder / digest[:2] / digest


def _digest_of(path: Path) -> str:
    return path.name.partition(".")[0] if path.parent.name == BEGUN else path.name


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    _keep_names(path.parent)


def _keep_names(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
