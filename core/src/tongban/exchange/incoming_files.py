"""The files that lie in the folders of peers: which are looked at next, and what becomes of each."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final

import structlog

from tongban.clock import Clock
from tongban.exchange import frame, limits
from tongban.exchange.ids import mint_id

SUFFIX: Final = ".letters"
UNREADABLE: Final = ".unreadable"
FILES_AT_ONCE: Final = 20
"""Files taken from one peer before it is the next one's turn."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class IncomingFiles:
    """What lies in `folder/<peer>`; nothing in one such folder holds up what lies behind it or in another."""

    folder: Path
    clock: Clock
    _left: Counter[Path] = field(default_factory=Counter)
    """How often a file that lies there was left for later: it comes after those that were left less often."""

    _passed_by: set[Path] = field(default_factory=set)
    """Files that can be neither deleted nor moved, and are not looked at again for as long as this process runs."""

    def waiting(self, peers: Iterable[str]) -> list[Path]:
        """Some of each peer's files."""
        found = [_files_in(self.folder / peer) for peer in peers]
        there = set(chain(*found))
        self._left = Counter({path: times for path, times in self._left.items() if path in there})
        self._passed_by &= there
        return [path for files in found for path in self._in_turn(files)[:FILES_AT_ONCE]]

    def leave(self, path: Path) -> None:
        """It is looked at again once those behind it were."""
        self._left[path] += 1

    def set_aside(self, path: Path) -> None:
        """It is kept under another name; never raises."""
        for name in (f"{path.name.removesuffix(SUFFIX)}{UNREADABLE}", f"{mint_id(self.clock.now())}{UNREADABLE}"):
            try:
                path.replace(path.with_name(name))
            except FileNotFoundError:  # another process of this node was quicker
                return
            except OSError as problem:
                _log.warning("file_not_set_aside", file=str(path), problem=problem.strerror)
            else:
                return
        self._pass_by(path)

    def delete(self, path: Path) -> None:
        """It is done with; never raises."""
        try:
            path.unlink(missing_ok=True)
        except OSError as problem:
            _log.warning("file_not_deleted", file=str(path), problem=problem.strerror)
            self._pass_by(path)

    def _pass_by(self, path: Path) -> None:
        _log.error("file_passed_by", file=str(path), remedy="let this node delete and rename what lies in the folder")
        self._passed_by.add(path)

    def _in_turn(self, files: set[Path]) -> list[Path]:
        return sorted(files - self._passed_by, key=lambda path: (self._left[path], path.name))


def read(path: Path) -> list[bytes]:
    """The items of a batch; raises FrameError for what is none, OSError for what cannot be read now."""
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise frame.FrameError("this is no file but a link, a folder or a pipe")
    if found.st_size > limits.MAX_FRAME_BYTES:
        raise frame.FrameError(f"a batch may have {limits.MAX_FRAME_BYTES} bytes, not {found.st_size}")
    return frame.unpack(path.read_bytes())


def _files_in(folder: Path) -> set[Path]:
    try:
        return {folder / name for name in os.listdir(folder) if name.endswith(SUFFIX)}  # noqa: PTH208 - names are enough
    except FileNotFoundError:  # nothing has come yet
        return set()
    except OSError as problem:
        _log.warning("folder_not_read", folder=str(folder), problem=problem.strerror)
        return set()
