"""What an installed distribution consists of, by the RECORD that came with its wheel, and what was changed since."""

from __future__ import annotations

import hashlib
import marshal
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterable, Iterator
from importlib.metadata import Distribution, EntryPoint, PackageNotFoundError, distribution
from importlib.util import MAGIC_NUMBER, cache_from_source, find_spec
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

from tongban.errors import PluginError
from tongban.passports.reasons import Reason

HEADER: Final = 16
"""Bytes of a compiled file before its code (PEP 552)."""

# What an installer adds of its own differs from machine to machine.
LOCAL: Final = frozenset({"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"})

FROM_SOURCE: Final = Reason("source_folder")


class FromSourceFolder(PluginError):
    """A plugin has no wheel behind it, and so no RECORD of its files."""


def contents(plugin: str, installed: Distribution) -> dict[str, str]:
    """Path and SHA-256 of each file of the wheel, as its RECORD has them.

    Raises `FromSourceFolder` where there is no wheel behind it.
    """
    found = {
        file.as_posix(): file.hash.value
        for file in installed.files or ()
        if file.hash is not None and not _is_local(file.as_posix())
    }
    if not any(path.endswith(".py") and "/" in path for path in found):
        raise FromSourceFolder(plugin, str(FROM_SOURCE))
    return found


def _is_local(path: str) -> bool:
    return path.startswith("..") or "__pycache__" in path or (".dist-info/" in path and Path(path).name in LOCAL)


def digest(plugin: str, installed: Distribution) -> str:
    """SHA-256 hex over the RECORD's own lines, the same wherever the wheel is installed."""
    lines = "".join(f"{path},{sha256}\n" for path, sha256 in sorted(contents(plugin, installed).items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def tampered(plugin: str, installed: Distribution) -> Iterator[Reason]:
    """Files that are not as the RECORD says: changed, gone, or added to the plugin's packages."""
    recorded = contents(plugin, installed)
    for path, sha256 in recorded.items():
        file = Path(str(installed.locate_file(path)))
        if not file.is_file():
            yield Reason.of("gone", file=str(file))
        elif _sha256(file) != sha256:
            yield Reason.of("changed", file=str(file))
        elif compiled := _compiled_otherwise(file):
            yield Reason.of("stale", file=compiled)
    for package in {path.partition("/")[0] for path in recorded if path.endswith(".py") and "/" in path}:
        yield from _added(Path(str(installed.locate_file(package))), recorded.keys())


def _added(package: Path, recorded: Collection[str]) -> Iterator[Reason]:
    """What a package holds and its wheel does not, and folders that lie elsewhere."""
    for file in sorted((package, *package.rglob("*"))):
        path = file.relative_to(package.parent).as_posix()
        if file.is_dir() and file.is_symlink():
            yield Reason.of("linked", file=str(file))
        elif file.is_file() and "__pycache__" not in path and path not in recorded:
            yield Reason.of("added", file=str(file))


def _compiled_otherwise(source: Path) -> str:
    """The compiled file that Python would run for a source and that was not made of it, or nothing."""
    compiled = Path(cache_from_source(str(source)))
    data = compiled.read_bytes() if source.suffix == ".py" and compiled.is_file() else b""
    if not data.startswith(MAGIC_NUMBER):
        return ""
    try:
        found = marshal.loads(data[HEADER:])  # noqa: S302 - as Python itself would, which would run it too
        is_its = found == compile(source.read_bytes(), str(source), "exec", dont_inherit=True)
    except (EOFError, ValueError, TypeError, SyntaxError):
        is_its = False
    return "" if is_its else str(compiled)


def shadowed(point: EntryPoint, installed: Distribution) -> Reason | None:
    """That Python would import something else than a plugin's installed files, or None; none of its code is run."""
    recorded = contents(point.name, installed)
    module = point.module.replace(".", "/")
    if not {f"{module}.py", f"{module}/__init__.py"} & recorded.keys():
        return Reason.of("not_in_wheel", module=point.module)
    for name in sorted({path.partition("/")[0].removesuffix(".py") for path in recorded if path.endswith(".py")}):
        homes = {Path(str(installed.locate_file(each))) for each in (f"{name}.py", f"{name}/__init__.py", name)}
        spec = find_spec(name)
        places = (spec.origin, *(spec.submodule_search_locations or ())) if spec else ()
        found = {Path(each) for each in places if each}
        if not found or not found <= homes:
            where, home = ", ".join(sorted(map(str, found - homes))), str(installed.locate_file(""))
            return Reason.of("hidden" if where else "not_found", module=name, where=where, home=home)
    return None


def differing(recorded: Iterable[str], installed: Distribution) -> list[str]:
    """What a plugin stands on beside Tongban and is not here as it was tried, `name==version`, or is here besides.

    What Tongban itself stands on is the node's own to choose.
    """
    own = distribution("tongban")
    nodes = {"tongban", *(each.partition("==")[0] for each in dependencies(own))}
    both = set(recorded) ^ set(dependencies(installed))
    return sorted(each for each in both if each.partition("==")[0] not in nodes)


def _sha256(file: Path) -> str:
    return urlsafe_b64encode(hashlib.sha256(file.read_bytes()).digest()).rstrip(b"=").decode()


def dependencies(installed: Distribution) -> tuple[str, ...]:
    """Every distribution that it stands on here, directly or not, as `name==version`."""
    found: dict[str, str] = {}
    waiting = [installed]
    while waiting:
        for line in waiting.pop().requires or ():
            requirement = Requirement(line)
            if requirement.name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
                continue
            try:
                needed = distribution(requirement.name)
            except PackageNotFoundError:
                continue
            found[requirement.name] = needed.version
            waiting.append(needed)
    return tuple(f"{name}=={version}" for name, version in sorted(found.items()))
