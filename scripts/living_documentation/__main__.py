"""Writes the living documentation of a run: `python -m scripts.living_documentation RESULTS FOLDER`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from scripts.living_documentation.chapters import chapters
from scripts.living_documentation.site import write_site
from tongban.clock import CHINA
from tongban.plugin_sources import installed
from tongban.testing.specs.results import read_results
from tongban.testing.specs.step_index import load_steps, step_index

ROOT = Path(__file__).parents[2]


def write(results_file: Path, folder: Path) -> None:
    """Read the results and write the site."""
    results = read_results(results_file)
    load_steps()
    write_site(
        folder,
        chapters=list(chapters(ROOT, sorted(installed()), results)),
        results=results,
        steps=step_index(),
        ran=datetime.fromtimestamp(results_file.stat().st_mtime, CHINA),
    )
    print(f"{folder / 'index.html'}: {len(results)} runs")


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
