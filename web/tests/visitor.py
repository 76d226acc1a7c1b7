"""A visitor of the site: sends real HTTP requests to the application of a node, as a browser without scripts would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import httpx
from litestar import Litestar
from lxml import html
from page_lint import faults

from tongban.testing.world import World
from tongban_web.app import create_app

Files = Mapping[str, tuple[str, bytes, str]]


@dataclass
class Page:
    """One answer: status, address after redirects, and the parsed document."""

    response: httpx.Response

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return self.response.url.raw_path.decode()

    @property
    def document(self) -> Any:
        return html.fromstring(self.response.text)

    @property
    def text(self) -> str:
        return " ".join(self.document.text_content().split())

    @property
    def heading(self) -> str:
        return " ".join(self.document.xpath("string(//h1)").split())

    def form(self, action: str) -> dict[str, str]:
        """What a browser would post of the form with that action, buttons apart."""
        forms = [form for form in self.document.forms if (form.action or "").split("?")[0] == action]
        assert forms, f"no form posts to {action}: {[form.action for form in self.document.forms]}"
        return {name: value for name, value in forms[0].form_values() if name != "act"}


@dataclass
class Visitor:
    """One person's browser at one node."""

    world: World
    province: str
    app: Litestar
    client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", follow_redirects=True)

    @classmethod
    def at(cls, world: World, province: str) -> Visitor:
        """Somebody at the site of a province."""
        return cls(world, province, create_app(world.province(province).node))

    def another(self) -> Visitor:
        """Somebody else at the same site."""
        return Visitor(self.world, self.province, self.app)

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Page:
        return _looked_at(Page(self.world.run(self.client.get, address, headers=dict(headers or {}))))

    def post(
        self,
        address: str,
        data: Mapping[str, str],
        files: Files | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        sent = {"data": dict(data), "files": dict(files or {}) or None, "headers": dict(headers or {})}
        return _looked_at(Page(self.world.run(self.client.post, address, **sent)))

    def submit(self, page: Page, action: str, files: Files | None = None, **typed: str) -> Page:
        """Fill in the form of a page and send it."""
        return self.post(urljoin(page.path, action), {**page.form(action), **typed}, files)

    def sign_in(self, name: str, level: str = "L3") -> Page:
        number = self.world.person(name).number
        entrance = self.get("/sign-in")
        return self.submit(entrance, "/sign-in/development", person=number, level=level)

    def sign_in_staff(self, officer: str) -> Page:
        return self.submit(self.get("/sign-in/staff"), "/sign-in/staff/development", officer=officer)


def _looked_at(page: Page) -> Page:
    """No page goes by unseen: each must be one that everybody can use."""
    if page.response.headers.get("content-type", "").startswith("text/html") and "<html" in page.response.text:
        assert faults(page.document) == [], page.path
        assert page.status < 500, page.text
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
