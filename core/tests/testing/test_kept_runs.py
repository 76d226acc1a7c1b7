"""What a long run printed stands in its place of a page, in place of the run before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tongban.testing.kept_runs import Kept

PAGE = "before\n<!-- run: simulate -->\nthe run before\n<!-- end of run -->\n<!-- run: chaos -->\n<!-- end of run -->\n"


def test_a_run_replaces_the_one_before_and_no_other(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    run = Kept("simulate", "make simulate SEEDS=2")
    run.tell("2 seeds, 0 failed")
    run.save(page)
    kept = page.read_text()
    assert "`make simulate SEEDS=2`, commit `" in kept
    assert "2 seeds, 0 failed" in kept
    assert "the run before" not in kept
    assert kept.startswith("before\n<!-- run: simulate -->\n")
    assert kept.endswith("<!-- end of run -->\n<!-- run: chaos -->\n<!-- end of run -->\n")


def test_a_page_without_a_place_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing")
    with pytest.raises(SystemExit, match="has no place for this run"):
        Kept("chaos", "make chaos").save(page)
