"""The documentation site builds without a warning, needs no network, and finds Chinese by any part of a word."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tongban_web.testing.browser import MISSING, find_chromium, open_browser, violations

ROOT = Path(__file__).parents[2]
LOADED = re.compile(r'<(?:script|img|iframe)[^>]* src="([^"]+)"|<link[^>]* rel="stylesheet"[^>]* href="([^"]+)"')
FETCHED = re.compile(r"(?:url[(]|@import )['\"]?(?:https?:)?//")


def build(source: Path, site: Path) -> subprocess.CompletedProcess[str]:
    options = ("--quiet", "--fail-on-warning", "--keep-going", "-b", "html")
    return subprocess.run(
        [sys.executable, "-m", "sphinx", *options, str(source), str(site)], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site."""
    folder = tmp_path_factory.mktemp("site")
    built = build(ROOT / "docs", folder)
    assert (built.returncode, built.stderr) == (0, "")
    return folder


def test_every_page_of_the_documentation_is_on_the_site(site: Path):
    pages = {path.relative_to(ROOT / "docs").with_suffix("") for path in (ROOT / "docs").rglob("*.md")}
    assert pages <= {path.relative_to(site).with_suffix("") for path in site.rglob("*.html")}


def test_nothing_is_loaded_from_elsewhere(site: Path):
    loaded = {
        target for page in site.rglob("*.html") for found in LOADED.findall(page.read_text("utf-8")) for target in found
    }
    assert [target for target in loaded if target.startswith(("http:", "https:", "//"))] == []
    assert [sheet for sheet in site.rglob("*.css") if FETCHED.search(sheet.read_text("utf-8"))] == []


def test_pairs_of_characters_are_found(site: Path):
    text = (site / "searchindex.js").read_text("utf-8")
    terms = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))["terms"]
    assert {"补正", "正告", "期限", "送达", "overlay"} <= terms.keys()
    assert "function splitQuery" in (site / "_static" / "language_data.js").read_text("utf-8")


@pytest.mark.skipif(not find_chromium(), reason=MISSING)
def test_axe_objects_to_none_of_its_kinds_of_page(site: Path):
    pages = ("index", "search", "authors/tutorial", "testers/steps", "operators/settings")
    with open_browser() as browser:
        tab = browser.new_page()
        found = {}
        for page in pages:
            tab.goto((site / f"{page}.html").as_uri())
            found[page] = violations(tab)
    assert {page: wrong for page, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("link", ["lost.md", "#lost", "other.md#lost", "../lost.py", "../../lost/README.md"])
def test_a_link_that_leads_nowhere_fails_the_build(tmp_path: Path, link: str):
    source = tmp_path / "docs"
    source.mkdir()
    shutil.copyfile(ROOT / "docs" / "conf.py", source / "conf.py")
    shutil.copytree(ROOT / "docs" / "_static", source / "_static")
    (source / "index.md").write_text(f"# 首页\n\n[链接]({link})\n\n```{{toctree}}\nother\n```\n", "utf-8")
    (source / "other.md").write_text("# 另一页\n\n## 一节\n", "utf-8")
    built = build(source, tmp_path / "site")
    assert built.returncode != 0
    assert "lost" in built.stderr
