"""Released migrations stay as they are: beside them stands the digest of each, as `sha256sum` writes it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Final

RECORD: Final = "released.txt"
MECHANISM: Final = "tongban.storage.schema"
"""How core makes tables; it says nothing of which."""


@dataclass(frozen=True, slots=True)
class Unfrozen:
    """A released migration that no longer makes what it made, and what its author does about it."""

    path: Path
    what: str
    remedy: str


def unfrozen(app: str) -> Iterator[Unfrozen]:
    """Every released migration of a Piccolo app (dotted path of its `piccolo_app`) that changed, or would change."""
    folder = Path(import_module(app).APP_CONFIG.resolved_migrations_folder_path)
    for name, digest in _released(folder):
        path = folder / name
        if not path.is_file():
            yield Unfrozen(path, "is released and gone", "put it back: databases that it made name it")
        elif sha256(path.read_bytes()).hexdigest() != digest:
            remedy = "put it back as it was and make the change in a further file"
            yield Unfrozen(path, "is released and was changed since", remedy)
        else:
            yield from _borrowing(path, own=app.partition(".")[0])


def _released(folder: Path) -> Iterator[tuple[str, str]]:
    record = folder / RECORD
    for line in record.read_text("utf-8").splitlines() if record.is_file() else ():
        digest, _, name = line.partition(" ")
        yield name.strip(" *"), digest


def _borrowing(path: Path, *, own: str) -> Iterator[Unfrozen]:
    """What a migration reads of its own package changes under it, whatever its digest says."""
    for module in _imported(ast.parse(path.read_text("utf-8"))):
        if module.partition(".")[0] == own and module != MECHANISM:
            what = f"is released and reads {module}, which changes"
            yield Unfrozen(path, what, "write what it makes into the migration itself")


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module
            case ast.ImportFrom(level=level) if level:
                yield from ()
