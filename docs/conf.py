"""The documentation site: `make docs`; warnings, among them every link that leads nowhere, are errors."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pygments.lexers.special import TextLexer
from sphinx.search import SearchLanguage, languages
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

project = "通办 Tongban"
author = "the makers of Tongban"
language = "zh_CN"
root_doc = "index"
source_suffix = {".md": "markdown"}
extensions = ["myst_parser"]
exclude_patterns = ["images"]

myst_heading_anchors = 4
suppress_warnings = ["myst.header"]  # a page may begin a section deeper, as a forge shows it

html_theme = "furo"
html_title = "通办 Tongban"
html_static_path = ["_static"]
html_css_files = ["docs.css"]
html_js_files = ["steps.js"]
html_show_sourcelink = False
html_copy_source = False
html_show_copyright = False

# What axe finds wanting in the theme's pages, each as it is written and as it should be.
MENDED: Final = (
    (re.compile(r'<p class="caption" role="heading">'), '<p class="caption" role="heading" aria-level="2">'),
    (re.compile(r'<aside class="sidebar-drawer">'), '<aside class="sidebar-drawer" aria-label="目录">'),
    (re.compile(r'<aside class="toc-drawer(?P<more>[^"]*)">'), r'<aside class="toc-drawer\g<more>" aria-label="本页">'),
    (re.compile(r"<pre>"), '<pre tabindex="0">'),
    (re.compile(r'<div id="search-results">'), '<h1>搜索</h1>\n<div id="search-results">'),
)
HAN: Final = re.compile(r"[\u3400-\u9fff]+")
LINK: Final = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<path>\.\.?/[^)#]*)[^)]*\)")
WORD: Final = re.compile(r"[A-Za-z0-9_]+")
SPLIT_IN_THE_BROWSER: Final = """
function splitQuery(query) {
  const words = query.match(/[A-Za-z0-9_]+/g) || [];
  for (const run of query.match(/[\\u3400-\\u9fff]+/g) || []) {
    if (run.length === 1) words.push(run);
    for (let at = 0; at + 1 < run.length; at += 1) words.push(run.slice(at, at + 2));
  }
  return words;
}
"""


class PairsOfCharacters(SearchLanguage):
    """Finds Chinese by pairs of neighbouring characters, so that any part of a word finds it, without a dictionary."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = SPLIT_IN_THE_BROWSER
    stopwords: frozenset[str] = frozenset()

    def split(self, input: str) -> list[str]:  # noqa: A002 - the name that Sphinx gives it
        """The words and pairs of a text."""
        pairs = [run[at : at + 2] for run in HAN.findall(input) for at in range(max(len(run) - 1, 1))]
        return WORD.findall(input) + pairs

    def stem(self, word: str) -> str:
        """The word as it is."""
        return word.lower()

    def word_filter(self, word: str) -> bool:
        """Whether a word is worth finding."""
        return len(word) > 1


languages["zh"] = PairsOfCharacters


def without_links_out_of_here(app: Sphinx, page: str, source: list[str]) -> None:
    """Leave the words of a link to what lies outside of docs/ (code, plugins, examples), which the site does not hold.

    One that leads nowhere in the repository is a warning, as of any link.
    """
    here = (Path(app.srcdir) / page).parent

    def shown(link: re.Match[str]) -> str:
        target = (here / link["path"]).resolve()
        if target.is_relative_to(app.srcdir):
            return link[0]
        if not target.exists():
            logger.warning("%s leads nowhere in the repository", link[0], location=page)
        return link["text"]

    source[0] = LINK.sub(shown, source[0])


def accessible(app: Sphinx, failed: Exception | None) -> None:
    """Mend in every page what hinders people who hear it or use no mouse."""
    for page in Path(app.outdir).rglob("*.html") if failed is None else ():
        text = page.read_text("utf-8")
        for found, mended in MENDED:
            text = found.sub(mended, text)
        page.write_text(text, "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Read pages as they lie in the repository; diagrams are shown as their text."""
    app.connect("source-read", without_links_out_of_here)
    app.connect("build-finished", accessible)
    app.add_lexer("mermaid", TextLexer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
