"""A page as somebody without a mouse reads it: its text, its links and its forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

VOID = frozenset({"input", "br", "img", "link", "meta", "hr"})
SILENT = frozenset({"script", "style", "template"})


@dataclass(slots=True)
class Form:
    """A form: where it posts to, what it holds as it stands, which values its controls offer, and its buttons."""

    action: str
    held: list[tuple[str, str]] = field(default_factory=list)
    offered: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def names(self) -> frozenset[str]:
        """Every control that can be filled in."""
        return frozenset([*self.offered, *(name for name, _ in self.held)])

    def filled(self, entered: dict[str, str | tuple[str, ...]]) -> list[tuple[str, str]]:
        """What a browser would post after this was entered; raises `LookupError` for a control that is not there."""
        missing = [name for name in entered if name not in self.names and name not in dict(self.buttons)]
        if missing:
            raise LookupError(f"{self.action} asks for {sorted(self.names)}, not for {missing}")
        posted = [(name, value) for name, value in self.held if name not in entered]
        for name, value in entered.items():
            posted += [(name, each) for each in ((value,) if isinstance(value, str) else value)]
        return posted


@dataclass(slots=True)
class Page:
    """One answer of a site."""

    status: int
    url: str
    text: str
    links: list[str]
    forms: list[Form]

    @property
    def path(self) -> str:
        """The path after redirects."""
        return urlsplit(self.url).path

    def form(self, ending: str) -> Form | None:
        """The first form whose address ends like that."""
        return next((form for form in self.forms if urlsplit(form.action).path.endswith(ending)), None)

    def link(self, ending: str) -> str | None:
        """The first link whose address ends like that."""
        return next((link for link in self.links if urlsplit(link).path.endswith(ending)), None)


def read_page(status: int, url: str, html: str) -> Page:
    """Read an answer."""
    reader = _Reader(url)
    reader.feed(html)
    reader.close()
    return Page(status, url, " ".join(" ".join(reader.words).split()), reader.links, reader.forms)


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.url = url
        self.words: list[str] = []
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self._area = ""
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self._silent += 1
        elif tag == "a" and "href" in given:
            self.links.append(urljoin(self.url, given["href"]))
        elif tag == "form":
            self._form = Form(urljoin(self.url, given.get("action", "")))
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(self._form, tag, {name: value or "" for name, value in attrs})

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "select":
            self._select = name
            form.offered.setdefault(name, [])
        elif tag == "option" and self._select:
            form.offered[self._select].append(given.get("value", ""))
            if "selected" in given:
                form.held.append((self._select, given.get("value", "")))
        elif tag == "textarea":
            self._area = name
            form.held.append((name, ""))
        elif tag == "button" and name:
            form.buttons.append((name, given.get("value", "")))
        elif tag == "input" and name:
            self._input(form, name, given)

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        value = given.get("value", "")
        if given.get("type") in {"checkbox", "radio"}:
            form.offered.setdefault(name, []).append(value or "on")
            if "checked" in given:
                form.held.append((name, value or "on"))
        elif given.get("type") == "file":
            form.offered.setdefault(name, [])
        elif given.get("type") not in {"submit", "button"}:
            form.held.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent -= 1
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._area and self._form is not None and self._form.held[-1][0] == self._area:
            self._form.held[-1] = (self._area, self._form.held[-1][1] + data)
        self.words.append(data)


def sentences(page: Page) -> Iterator[str]:
    """The beginning of a page's text, for a message about it."""
    yield page.text[:600]
