"""Where installed plugins come from: entry points of group `tongban`, and the place in a file that an error names."""

from __future__ import annotations

import sysconfig
import traceback
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, TracebackType
from typing import cast

from tongban.errors import Misconfigured, PluginError
from tongban.yaml_files import place_in, read_yaml

GROUP = "tongban"
STDLIB = sysconfig.get_path("stdlib")


def likest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like one, or nothing where none is like it."""
    return next(iter(get_close_matches(word, list(known), n=1)), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint like “; did you mean 'household'?”, or nothing where no known word is like it."""
    near = likest(word, known)
    return f"; did you mean {near!r}?" if near else ""


def installed() -> dict[str, EntryPoint]:
    """Every installed plugin by name; raises `PluginError` where two distributions offer one name."""
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=GROUP):
        other = found.setdefault(point.name, point)
        if other.value != point.value:
            offered = f"{_distribution(other)} and {_distribution(point)}"
            raise PluginError(point.name, f"two distributions offer it, {offered}: uninstall one of them")
    return found


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist else point.value


def version_of(point: EntryPoint) -> str:
    """The version of the distribution that an entry point belongs to."""
    return point.dist.version if point.dist else ""


def enabled(names: Sequence[str], available: dict[str, EntryPoint]) -> list[EntryPoint]:
    """The entry points that settings name, in that order; raises `Misconfigured`."""
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise Misconfigured(f"plugins: {', '.join(map(repr, repeated))} named twice; name each plugin once")
    for name in names:
        if name not in available:
            raise Misconfigured(_not_installed(name, available))
    return [available[name] for name in names]


def _not_installed(name: str, available: dict[str, EntryPoint]) -> str:
    hint = did_you_mean(name, available)
    remedy = hint or f": pip install tongban-{name.replace('_', '-')}, or take the name out of the settings"
    return f"plugins: {name!r} is named but not installed{remedy} (installed: {', '.join(sorted(available)) or 'none'})"


def load(point: EntryPoint) -> ModuleType:
    """Import a plugin's module; raises `PluginError` naming the file and line where its import breaks."""
    try:
        loaded = point.load()
    except Exception as error:
        raise PluginError(point.name, f"cannot be imported: {describe(error)}; mend or disable it") from error
    if not isinstance(loaded, ModuleType):
        raise PluginError(point.name, f"its entry point {point.value!r} must name a module such as my_plugin.plugin")
    return loaded


def describe(error: BaseException) -> str:
    """What went wrong, with the innermost file and line outside the import machinery."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}:{error.lineno}: {error.msg}"
    place = _innermost(error.__traceback__)
    return f"{place}: {in_words(error)}" if place else in_words(error)


def in_words(error: BaseException) -> str:
    """What went wrong, without where."""
    return f"{type(error).__name__}: {error}"


def origin(error: BaseException, folder: Path) -> str:
    """The innermost `file:line` of a folder at which an error, or what it came from, was raised; or nothing."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}:{error.lineno}"
    while True:
        frames = [
            frame for frame in traceback.extract_tb(error.__traceback__) if folder in Path(frame.filename).parents
        ]
        if frames:
            return f"{frames[-1].filename}:{frames[-1].lineno}"
        if error.__cause__ is None:
            return ""
        error = error.__cause__


def _innermost(trace: TracebackType | None) -> str:
    here = str(Path(__file__).parent)
    frames = [frame for frame in traceback.extract_tb(trace) if _is_authors(frame.filename, here)]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""


def _is_authors(filename: str, here: str) -> bool:
    if filename.startswith(STDLIB) and "site-packages" not in filename:
        return False
    return not (filename.startswith(("<", here)) or "importlib" in filename or "/pluggy/" in filename)


def folder_of(module: ModuleType) -> Path:
    """The folder of the package that a plugin's module lies in."""
    spec = find_spec(module.__package__ or module.__name__)
    if spec is None or spec.origin is None:
        return Path(module.__file__ or ".").parent
    return Path(spec.origin).parent


def place_of(folder: Path, quoted: str) -> str:
    """`file:line: ` of the first line of a plugin's source that holds a quoted text, or nothing."""
    for path in sorted(folder.rglob("*.py")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if f'"{quoted}"' in line or f"'{quoted}'" in line:
                return f"{path}:{number}: "
    return ""


def place_of_line(file: Path, text: str) -> str:
    """`file:line: ` of the first line of a file that holds a text, else of its first."""
    lines = enumerate(file.read_text("utf-8").splitlines(), start=1)
    return f"{file}:{next((number for number, line in lines if text in line), 1)}: "


def place_of_parameter(folder: Path, name: str, *keys: str | int) -> str:
    """`file:line` of a parameter in a plugin's files, or of what it holds under some keys."""
    files = sorted((folder / "parameters").glob("*.yaml"))
    holding = [path for path in files if name in cast("dict[str, object]", read_yaml(path.read_text("utf-8")) or {})]
    return place_in(holding[0], name, *keys) if holding else f"{folder / 'parameters'}"
