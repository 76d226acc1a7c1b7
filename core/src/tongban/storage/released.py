"""Released migrations stay as they are: beside them stands the digest of each, as `sha256sum` writes it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Final

from packaging.version import InvalidVersion, Version

RECORD: Final = "released.txt"
MECHANISM: Final = "tongban.storage.schema"
"""How core makes tables; it says nothing of which."""
LINE: Final = re.compile(r"[0-9a-f]{64} [ *]\S+")
FIRST: Final = Version("0.1.0")
"""The version that a new plugin has; whatever has a later one was released before."""


@dataclass(frozen=True, slots=True)
class Unfrozen:
    """A released migration that no longer makes what it made, and what its author does about it."""

    path: Path
    what: str
    remedy: str


def unfrozen(app: str) -> Iterator[Unfrozen]:
    """Every released migration of a Piccolo app (dotted path of its `piccolo_app`) that changed, or would change."""
    folder = Path(import_module(app).APP_CONFIG.resolved_migrations_folder_path)
    for line in _lines(folder):
        if line.strip() and not LINE.fullmatch(line):
            remedy = "write each line as `sha256sum` does: the digest, two blanks, the name of the file"
            yield Unfrozen(folder / RECORD, f"holds a line that names no digest and file, {line!r}", remedy)
    for name, digest in _released(folder):
        path = folder / name
        if not path.is_file():
            yield Unfrozen(path, "is released and gone", "put it back: databases that it made name it")
        elif sha256(path.read_bytes()).hexdigest() != digest:
            remedy = "put it back as it was and make the change in a further file"
            yield Unfrozen(path, "is released and was changed since", remedy)
        else:
            yield from _borrowing(path, own=app.partition(".")[0])


def unlisted(app: str, version: str) -> Iterator[Unfrozen]:
    """Migrations that were released, as far as can be known, and of which no digest is written down.

    These are all that run before one that is listed; of an app past its first version, all but the last too, which may
    be that of the version being written.
    """
    folder = Path(import_module(app).APP_CONFIG.resolved_migrations_folder_path)
    listed = {name for name, _ in _released(folder)}
    own = sorted(path for path in folder.glob("*.py") if path.stem != "__init__")
    last_listed = max((number for number, path in enumerate(own) if path.name in listed), default=0)
    for path in own[: max(last_listed, len(own) - 1 if _is_later(version) else 0)]:
        if path.name not in listed:
            remedy = f"as it was released, write its digest there: `sha256sum {path.name} >> {RECORD}` in {folder}"
            yield Unfrozen(path, f"was released and stands in no {RECORD}", remedy)


def _is_later(version: str) -> bool:
    try:
        return Version(version) > FIRST
    except InvalidVersion:
        return False


def _released(folder: Path) -> Iterator[tuple[str, str]]:
    for line in filter(LINE.fullmatch, _lines(folder)):
        digest, _, name = line.partition(" ")
        yield name.strip(" *"), digest


def _lines(folder: Path) -> list[str]:
    record = folder / RECORD
    return record.read_text("utf-8").splitlines() if record.is_file() else []


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
