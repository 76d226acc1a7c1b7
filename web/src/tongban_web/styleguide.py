"""Renders every component with fictitious content to one page: `python -m tongban_web.styleguide <directory>`."""

from __future__ import annotations

import shutil
import sys
from importlib import resources
from pathlib import Path

from tongban_web.styleguide_content import context
from tongban_web.templating import build_environment, render_page


def write_styleguide(target: Path, *, overrides: Path | None = None) -> Path:
    """The style guide as a directory that opens without a server: `target/index.html` and its static files."""
    environment = build_environment(overrides, ())
    page = render_page(environment, "styleguide.html", context())
    with resources.as_file(resources.files("tongban_web") / "static") as static:
        shutil.copytree(static, target / "static", dirs_exist_ok=True)
    index = target / "index.html"
    index.write_text(page, encoding="utf-8")
    return index


if __name__ == "__main__":
    print(write_styleguide(Path(sys.argv[1] if len(sys.argv) > 1 else "styleguide")))
