"""A neutral plugin for the platform's own specifications: real plugins are installed, this one only for a test."""

from __future__ import annotations

from pathlib import Path
from typing import Final

NAME: Final = "example"


def offer(site: Path) -> None:
    """Write into a folder what makes Python find the plugin as installed, once the folder is on its path."""
    about = site / f"tongban_{NAME}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: tongban-{NAME}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[tongban]\n{NAME} = {__name__}.plugin\n")
