"""People at the sites of the journey: each has a browser of their own, and patience with a node that is away."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import httpx

from tongban_web.journey.pages import Form, Page, read_page, sentences
from tongban_web.journey.supervisor import Supervisor

PATIENCE_SECONDS: Final = 120.0
PAUSE_SECONDS: Final = 0.05
AWAY: Final = frozenset({500, 502, 503, 504})

Got = TypeVar("Got")
Entry = str | tuple[str, ...]


class WrongTurn(Exception):
    """The journey did not go as expected."""


class Away(Exception):
    """A node did not answer."""


@dataclass(slots=True, eq=False)
class Visitor:
    """A person or officer at one province's site; `entrance` and `form` are how they sign in."""

    supervisor: Supervisor
    url: str
    name: str
    entrance: str
    form: Mapping[str, str]
    organisation: str = ""
    client: httpx.Client = field(init=False)
    token: str = ""
    signed_in: bool = False

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.url, follow_redirects=True, timeout=10.0, trust_env=False)

    def get(self, path: str) -> Page:
        """A page, signed in; raises `Away` while the node is away."""
        if not self.signed_in:
            self._sign_in()
        page = self._send("GET", path)
        if "/sign-in" in page.path:
            self._sign_in()
            page = self._send("GET", path)
        return page

    def submit(self, form: Form, entered: Mapping[str, Entry]) -> Page:
        """Fill a form in and send it."""
        return self._send("POST", form.action, data=_grouped(form.filled(dict(entered))))

    def ask(self, path: str) -> Any:
        """What the API says, by a token of one's own; None for what is not found."""
        if not self.token:
            self.token = self._issue()
        answer = self._answer("GET", f"/api/v1{path}", headers={"authorization": f"Bearer {self.token}"})
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        if answer.is_error:
            raise WrongTurn(f"{self.name}: GET {path}: {answer.status_code} {answer.text[:300]}")
        return answer.json()

    def until(self, look: Callable[[], Got | None], what: str) -> Got:
        """Look again and again until there is something; raises `WrongTurn` two minutes after the last restart."""
        deadline, starts, last = time.monotonic() + PATIENCE_SECONDS, self.supervisor.starts, ""
        while time.monotonic() < deadline:
            if self.supervisor.fault:
                raise WrongTurn(self.supervisor.fault)
            if self.supervisor.starts > starts:
                deadline, starts = time.monotonic() + PATIENCE_SECONDS, self.supervisor.starts
            try:
                found = look()
            except Away as away:
                found, last = None, str(away)
            if found is not None:
                return found
            time.sleep(PAUSE_SECONDS)
        raise WrongTurn(f"{self.name} at {self.url} waited in vain for: {what} {last}")

    def _sign_in(self) -> None:
        entrance = self._send("GET", self.entrance)
        form = entrance.form(f"{self.entrance}/development")
        if form is None:
            raise WrongTurn(f"{self.url}{self.entrance} offers no demonstration sign-in: {next(sentences(entrance))}")
        page = self.submit(form, dict(self.form))
        if self.name not in page.text:
            raise WrongTurn(f"{self.name} could not sign in at {self.url}: {next(sentences(page))}")
        if self.organisation:
            self._act_for()
        self.signed_in = True

    def _act_for(self) -> None:
        page = self._send("GET", "/acting-for")
        form = page.form("/acting-for")
        if form is None:
            raise WrongTurn(f"{self.name} finds nobody to act for: {next(sentences(page))}")
        self.submit(form, {"organisation": self.organisation})

    def _issue(self) -> str:
        audience = "staff" if self.entrance.endswith("staff") else "public"
        body = {"provider": "development", "form": dict(self.form), "entrance": audience}
        answer = self._answer("POST", "/api/v1/tokens", json=body)
        if answer.is_error:
            raise WrongTurn(f"{self.name}: no token: {answer.text[:300]}")
        return str(answer.json()["token"])

    def _send(self, method: str, path: str, **content: Any) -> Page:
        answer = self._answer(method, path, **content)
        return read_page(answer.status_code, str(answer.url), answer.text)

    def _answer(self, method: str, path: str, **content: Any) -> httpx.Response:
        try:
            answer = self.client.request(method, path, **content)
        except httpx.HTTPError as problem:
            raise Away(f"({type(problem).__name__})") from problem
        if answer.status_code in AWAY and answer.status_code != httpx.codes.INTERNAL_SERVER_ERROR:
            raise Away(f"({answer.status_code})")
        if answer.status_code == httpx.codes.INTERNAL_SERVER_ERROR:
            raise WrongTurn(f"{self.name}: {method} {path}: an internal error\n{self.supervisor.log_of(self.url)}")
        return answer


def _grouped(posted: list[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in posted:
        grouped.setdefault(name, []).append(value)
    return grouped
