"""A plugin's SQL as data: one file of named statements, which an editor colours and a reviewer reads as SQL."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tongban.errors import Misconfigured

NAMED: Final = "-- name: "


def statements(path: Path) -> Mapping[str, str]:
    """The statements of a file, each under the line `-- name: …`; raises `Misconfigured` naming the file.

    `{name}` in a statement stands for an earlier one, so that what several ask alike is said once. Lines that begin
    with `--` are comments.
    """
    named: dict[str, str] = {}
    for section in f"\n{_text(path)}".split(f"\n{NAMED}")[1:]:
        name, _, text = section.partition("\n")
        if name.strip() in named:
            raise Misconfigured(f"{path}: {name.strip()} is there twice; give each statement a name of its own")
        lines = [line for line in text.splitlines() if line and not line.startswith("--")]
        try:
            named[name.strip()] = "\n".join(lines).format_map(named)
        except KeyError as error:
            raise Misconfigured(
                f"{path}: {name.strip()} needs {error}, which no earlier statement is called"
            ) from error
    return named


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise Misconfigured(f"{path}: {error.strerror}; put the statements there, and into the wheel") from error
