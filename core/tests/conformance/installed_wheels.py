"""A plugin as an author's wheel leaves it on another machine."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path


def leave(source: Path, folder: Path) -> Path:
    """Put the plugin of a source folder into `site` of an empty folder, its tests beside it, and nothing else."""
    building = shutil.copytree(source, folder / "source")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", ".."], cwd=building, check=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    shutil.move(building / "tests", folder / "tests")
    shutil.copyfile(building / "pyproject.toml", folder / "pyproject.toml")
    shutil.rmtree(building)
    return folder
