"""Photographs of pages as a walk comes to them, on a telephone and on a desk, with what they say and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Size(TypedDict):
    width: int
    height: int


DESK: Final[Size] = {"width": 1280, "height": 900}
TELEPHONE: Final[Size] = {"width": 360, "height": 780}
ENLARGED: Final[Size] = {"width": 640, "height": 450}
"""What is left of the desk at 200 %."""
ENTERED: Final = """[...document.querySelectorAll("input:not([type=hidden]), textarea, select")]
    .map(control => control.value + control.checked).join()"""
WIDER: Final = "document.documentElement.scrollWidth - window.innerWidth"


@dataclass(slots=True)
class Album:
    """The photographs of one walk; `faults` are pages that are wider than a window."""

    folder: Path
    faults: list[str] = field(default_factory=list)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def take(self, page: Page, who: str) -> None:
        """Photograph a page, once for each person and content."""
        said = page.inner_text("body")
        shown = (who, said + page.evaluate(ENTERED))
        if shown in self._seen:
            return
        self._seen.add(shown)
        name = f"{len(self._seen):03d}_{who}_{_named(page.url)}"
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{name}.txt").write_text(f"{page.url}\n\n{said}\n", "utf-8")
        for size in (ENLARGED, TELEPHONE, DESK):
            page.set_viewport_size(size)
            self.faults += _overflow(page, name, size)
            if size is not ENLARGED:
                page.screenshot(path=self.folder / f"{name}_{size['width']}.png", full_page=True)


def _overflow(page: Page, name: str, size: Size) -> Iterator[str]:
    wider = page.evaluate(WIDER)
    if wider > 0:
        yield f"{name}: {wider} px wider than {size['width']} px"


def _named(url: str) -> str:
    parts = [part for part in urlsplit(url).path.split("/") if part]
    return "_".join(part[:24] if len(part) < 30 else "id" for part in parts) or "zone"
