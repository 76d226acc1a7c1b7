"""What an installed distribution consists of, by the RECORD that came with its wheel, and what was changed since."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

from tongban.errors import PluginError

# What an installer adds of its own differs from machine to machine.
LOCAL: Final = frozenset({"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"})


def contents(plugin: str, installed: Distribution) -> dict[str, str]:
    """Path and SHA-256 of each file of the wheel, as its RECORD has them.

    Raises `PluginError` where there is no wheel behind it, as with an installation from a source folder.
    """
    found = {
        file.as_posix(): file.hash.value
        for file in installed.files or ()
        if file.hash is not None and not _is_local(file.as_posix())
    }
    if not any(path.endswith(".py") and "/" in path for path in found):
        remedy = "build its wheel and install that (`pip wheel --no-deps .`, `pip install …whl`)"
        raise PluginError(plugin, f"it is installed from a source folder, which has no RECORD of its files; {remedy}")
    return found


def _is_local(path: str) -> bool:
    return path.startswith("..") or "__pycache__" in path or (".dist-info/" in path and Path(path).name in LOCAL)


def digest(plugin: str, installed: Distribution) -> str:
    """SHA-256 hex over the RECORD's own lines, the same wherever the wheel is installed."""
    lines = "".join(f"{path},{sha256}\n" for path, sha256 in sorted(contents(plugin, installed).items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def tampered(plugin: str, installed: Distribution) -> Iterator[str]:
    """Files that are not as the RECORD says: changed, gone, or added to the plugin's packages."""
    recorded = contents(plugin, installed)
    for path, sha256 in recorded.items():
        file = Path(str(installed.locate_file(path)))
        if not file.is_file():
            yield f"{file} is gone"
        elif _sha256(file) != sha256:
            yield f"{file} was changed"
    for package in {path.partition("/")[0] for path in recorded if path.endswith(".py") and "/" in path}:
        root = Path(str(installed.locate_file(package)))
        for file in sorted(root.rglob("*")):
            path = f"{package}/{file.relative_to(root).as_posix()}"
            if file.is_file() and "__pycache__" not in path and path not in recorded:
                yield f"{file} was added"


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
