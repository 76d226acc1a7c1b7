"""Writes the pages: plain HTML and one style sheet, readable without a server, a network or a script."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scripts.living_documentation.chapters import Chapter
from scripts.living_documentation.coverage import covered, laws, without_basis
from scripts.step_uses import uses
from tongban.testing.specs.clauses import policies
from tongban.testing.specs.results import Outcome, ScenarioResult
from tongban.testing.specs.step_index import StepEntry
from tongban.testing.step_texts import loaded_definitions

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
LOOKS: Final = {
    Outcome.PASSED: "open",
    Outcome.FAILED: "refused",
    Outcome.SKIPPED: "stopped",
    Outcome.NOT_RUN: "stopped",
}
DATABASES: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def write_site(
    folder: Path,
    *,
    chapters: Sequence[Chapter],
    results: Sequence[ScenarioResult],
    steps: Sequence[StepEntry],
    ran: datetime,
) -> None:
    """Write the whole site anew; `ran` is when the results were made."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copyfile(str(files("tongban_web") / "static" / "site.css"), folder / "site.css")
    for asset in (HERE / "static").iterdir():
        shutil.copyfile(asset, folder / asset.name)
    shared = {
        "chapters": chapters,
        "ran": ran,
        "runs": len(results),
        "ended": Counter(scenario.outcome for chapter in chapters for scenario in chapter.scenarios),
        "Outcome": Outcome,
    }
    pages = _environment()
    for chapter in chapters:
        (folder / chapter.page).write_text(pages.get_template("chapter.html").render(shared, chapter=chapter), "utf-8")
    for name, own in _contents(chapters, steps).items():
        (folder / name).write_text(pages.get_template(name).render(shared, **own), "utf-8")


def _contents(chapters: Sequence[Chapter], steps: Sequence[StepEntry]) -> dict[str, dict[str, object]]:
    """What each page shows beside the chapters."""
    scenarios = [scenario for chapter in chapters for scenario in chapter.scenarios]
    matters = [matter for chapter in chapters for matter in chapter.matters]
    written = [ROOT / feature.path for chapter in chapters for feature in chapter.features]
    counted = uses(written, loaded_definitions())
    clauses = {policy.number: covered(policy.clauses, scenarios) for policy in policies()}
    return {
        "index.html": {"clauses": clauses},
        "policy.html": {"clauses": clauses, "policies": policies()},
        "law.html": {"laws": laws(matters, scenarios), "unfounded": without_basis(matters, scenarios)},
        "steps.html": {
            "steps": steps,
            "nouns": [(noun, list(entries)) for noun, entries in groupby(steps, key=lambda each: each.chapter)],
            "uses": counted,
            "unused": [text for text, number in counted.items() if not number],
        },
    }


def _environment() -> Environment:
    pages = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(looks=LOOKS, databases=DATABASES)
    return pages
