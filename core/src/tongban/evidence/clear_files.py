"""Files that were stored before files were encrypted: found by how they begin, and encrypted where they lie."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from tongban.evidence.contents import HEAD_BYTES, begins_as_document
from tongban.evidence.files import BEGUN, FileStore


def clear_files(folder: Path) -> list[Path]:
    """What lies in the folder of uploads in clear; only the first bytes of each file are read."""
    found = (*folder.glob("??/*"), *folder.glob(f"{BEGUN}/*"))
    return sorted(path for path in found if path.is_file() and begins_as_document(_head(path)))


def seal(paths: Sequence[Path], store: FileStore) -> int:
    """Encrypt files that lie in clear; how many. May be broken off at any point, begun again, and done while in use.

    What was only begun to be fetched is deleted, for it is fetched anew.
    """
    return sum(_seal(path, store) for path in paths)


def _seal(path: Path, store: FileStore) -> bool:
    if path.parent.name == BEGUN:
        path.unlink(missing_ok=True)
        return True
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != path.name:
        return False  # by chance a ciphertext begins like a document, or the disk has spoilt it: it stays as it is
    store.replace(path.name, content)
    return True


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)
