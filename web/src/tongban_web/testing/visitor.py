"""A visitor of the site: sends real HTTP requests to the application of a node, as a browser without scripts would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

import httpx
from litestar import Litestar
from litestar.status_codes import HTTP_500_INTERNAL_SERVER_ERROR
from lxml import html

from tongban.testing.world import World
from tongban_web.testing.page_lint import faults
from tongban_web.testing.sites import site_of

Files = Mapping[str, tuple[str, bytes, str]]


@dataclass
class Page:
    """One answer: status, address after redirects, and the parsed document; `raised` is what broke it."""

    response: httpx.Response
    raised: Exception | None = None

    @property
    def is_broken(self) -> bool:
        """Whether something was raised that nobody foresaw."""
        return self.status >= HTTP_500_INTERNAL_SERVER_ERROR

    @property
    def is_whole(self) -> bool:
        """Whether it is a page, no file and no fragment of one."""
        return self.response.headers.get("content-type", "").startswith("text/html") and "<html" in self.response.text

    @property
    def status(self) -> int:
        """Of HTTP."""
        return self.response.status_code

    @property
    def path(self) -> str:
        """Path and query after redirects."""
        return self.response.url.raw_path.decode()

    @cached_property
    def document(self) -> Any:
        """The page as lxml has it."""
        return html.fromstring(self.response.text)

    @property
    def text(self) -> str:
        """What a person reads."""
        return " ".join(self.document.text_content().split())

    @property
    def heading(self) -> str:
        """Its one h1."""
        return " ".join(self.document.xpath("string(//h1)").split())

    def form(self, action: str) -> dict[str, str]:
        """What a browser would post of the form with that action, buttons apart."""
        forms = [form for form in self.document.forms if (form.action or "").split("?")[0] == action]
        assert forms, f"no form posts to {action}: {[form.action for form in self.document.forms]}"
        return {name: value for name, value in forms[0].form_values() if name != "act"}


def assert_usable(page: Page) -> None:
    """No page goes by unseen: each must be one that everybody can use."""
    if page.is_whole:
        assert faults(page.document) == [], page.path
        assert not page.is_broken, page.text


@dataclass
class Visitor:
    """One person's browser at one node; `judge` looks at every page."""

    world: World
    province: str
    app: Litestar
    judge: Callable[[Page], object] = assert_usable
    client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        app: Any = self.app  # typed more narrowly than httpx asks
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", follow_redirects=True)

    @classmethod
    def at(cls, world: World, province: str, *, judge: Callable[[Page], object] = assert_usable) -> Visitor:
        """Somebody at the site of a province."""
        return cls(world, province, site_of(world.province(province).node), judge)

    def another(self) -> Visitor:
        """Somebody else at the same site."""
        return Visitor(self.world, self.province, self.app, self.judge)

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Page:
        """Follow an address."""
        return self._looked_at(self.world.run(self.client.get, address, headers=dict(headers or {})))

    def post(
        self,
        address: str,
        data: Mapping[str, str],
        files: Files | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Send a form's content."""
        sent: dict[str, Any] = {"data": dict(data), "files": dict(files or {}) or None, "headers": dict(headers or {})}
        return self._looked_at(self.world.run(self.client.post, address, **sent))

    def submit(self, page: Page, action: str, files: Files | None = None, /, **typed: str) -> Page:
        """Fill in the form of a page and send it."""
        return self.post(urljoin(page.path, action), {**page.form(action), **typed}, files)

    def sign_in(self, name: str, level: str = "L3") -> Page:
        """Enter as a test person."""
        number = self.world.person(name).number
        entrance = self.get("/sign-in")
        return self.submit(entrance, "/sign-in/development", person=number, level=level)

    def sign_in_staff(self, officer: str) -> Page:
        """Enter as an officer."""
        return self.submit(self.get("/sign-in/staff"), "/sign-in/staff/development", officer=officer)

    def _looked_at(self, response: httpx.Response) -> Page:
        page = Page(response)
        if page.is_broken:
            page.raised = self.app.state.get("raised")
        self.judge(page)
        return page


def begin(visitor: Visitor, matter: str = "hh.cert.hukou", **typed: str) -> Page:
    """Open a form."""
    address = f"/matters/{matter}/apply"
    return visitor.submit(visitor.get(address), address, **typed)


def filled(visitor: Visitor, matter: str = "hh.cert.hukou", **typed: str) -> Page:
    """Fill in a form, with consent, and go to its review."""
    form = begin(visitor, matter, consent="yes")
    return visitor.submit(form, form.path, act="review", **typed)


def handed_in(visitor: Visitor, matter: str = "hh.cert.hukou", **typed: str) -> Page:
    """Hand an application in: the page of its case."""
    review = filled(visitor, matter, **typed)
    assert review.status == 200, review.text
    return visitor.submit(review, review.path.replace("review", "submit"))
