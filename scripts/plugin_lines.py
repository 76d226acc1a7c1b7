"""Counts a plugin's Python as its limit does, without blank lines: `python -m scripts.plugin_lines housing_fund`.

What counts: every line of Python that is not blank, docstrings and comments too, in all modules but `tables.py` (the
declared tables and how each is looked up, without statements), the migrations with their list, and `testing/` (steps of
specifications, which are tests). What is no Python is data and does not count: words, parameters, demo rows and SQL
stand in files of their own. The limit is per matter.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Final

PLUGINS: Final = Path(__file__).parents[1] / "plugins"
PER_MATTER: Final = 120
NOT_COUNTED: Final = frozenset({"tables.py", "piccolo_app.py", "piccolo_migrations", "testing"})


def counted(plugin: str) -> dict[str, int]:
    """Lines that are not blank, by module or package directly under the plugin's package."""
    package = PLUGINS / plugin / "src" / f"tongban_{plugin}"
    lines: Counter[str] = Counter()
    for path in sorted(package.rglob("*.py")):
        inside = path.relative_to(package).parts
        if not NOT_COUNTED & set(inside):
            text = path.read_text("utf-8")
            lines["/".join(inside)] += sum(bool(line.strip()) for line in text.splitlines())
    return dict(lines)


def report(plugin: str, matters: int) -> str:
    """Every module with its lines, and the sum against the limit for so many matters."""
    lines = counted(plugin)
    rows = [f"{count:>6}  {name}" for name, count in lines.items()]
    total, limit = sum(lines.values()), PER_MATTER * matters
    return "\n".join([*rows, f"{total:>6}  of {limit} for {matters} matters"])


def main(arguments: list[str]) -> None:
    from tongban.plugins import load_plugins

    for plugin in arguments:
        (loaded, *_) = load_plugins([plugin]).loaded
        print(report(plugin, len(loaded.matters)))


if __name__ == "__main__":
    main(sys.argv[1:] or ["housing_fund"])
