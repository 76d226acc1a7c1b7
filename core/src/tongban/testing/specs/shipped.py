"""Where the specifications of an installed plugin lie."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from tongban.errors import PluginError
from tongban.plugin_sources import enabled, installed

FOLDER: Final = "features"


def feature_files(package: Path) -> list[Path]:
    """The specifications in a package: those in the folder for them, and no others."""
    return sorted((package / FOLDER).rglob("*.feature"))


def features_of(plugin: str) -> Path:
    """The folder of a plugin's specifications, in a wheel or an editable installation.

    Raises `Misconfigured` where it is not installed, `PluginError` where it brings none.
    """
    (point,) = enabled([plugin], installed())
    for package in _packages(point):
        if feature_files(package):
            return package / FOLDER
        remedy = f"put .feature files into {package / FOLDER} and build the distribution anew"
        raise PluginError(plugin, f"it brings no specifications: {remedy}")
    raise PluginError(plugin, f"its package {point.module} cannot be found; install the distribution anew")


def _packages(point: EntryPoint) -> list[Path]:
    spec = find_spec(point.module.partition(".")[0])
    return [Path(each) for each in (spec.submodule_search_locations or () if spec else ())]
