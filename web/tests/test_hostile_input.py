"""Whatever anybody sends to any address, the site answers with a sentence: no failure, no script, no lost header."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle

import httpx
import pytest
from litestar import Litestar
from lxml import html

from tongban.testing.world import World
from tongban_web.testing.sites import site_of

ANSWERS = {
    "cert_kind": "kinship",
    "purpose": "<script>alert(1)</script>",
    "hukou_place": "510104",
    "relative_name": "张德福",
    "relative_number": "51010419580206991X",
    "handed_by": "self",
}
PLACES = (
    "%00",
    "a" * 3000,
    "..%2f..%2f..%2fetc%2fpasswd",
    "-1",
    "9" * 30,
    "9" * 5000,
    "%ff%fe",
    "%ED%A0%80",
    "%27%20OR%201=1--",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "x%0d%0aSet-Cookie:%20forged=1",
)
QUERY = (
    "before=999999999999999999:%27&drafts=9999999999999999999:a&after=~&number=%25&place=12345&q=%27&case=x&about=x"
    "&missing=%3Cb%3E&next=//x.example"
)
FORMS = (b"", b"a=%ff%fe", b"\xff\xfe=1", b"a=" + b"b" * 200_000, b"&".join(b"f%d=1" % n for n in range(5000)))
TEXTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "NUL\0",
    "1' OR '1'='1",
    "{{7*7}}",
    "12345",
    "9" * 4000,
    "2026-99-99",
    "1e999999999",
    "javascript:alert(1)",
    "\u202e\ufeff٣",
)
BODIES = (
    b"",
    b"{",
    b"null",
    b"7",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"act":"ask","text":"\\ud800"}',
    '{"act":"ask","text":"户籍"}'.encode("gbk"),
    b'{"act":"ask","text":"\\u0000","behalf":"\\u0000"}',
    b'{"act":"clear","step":"\\u0000"}',
    b'{"act":"extend","days":1e400,"reason":""}',
    b'{"act":"extend","reason":"x","days":99999999999999999999}',
    b'{"act":"report","step":"x","outcome":"done","values":{"\\u0000":"\\u0000"}}',
)
FIRMS = {"hf.employer_open": "915101040000001239"}
"""For whom somebody acts who applies for a matter of firms."""

GUARDS = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy")


@dataclass(frozen=True)
class Person:
    """One role at one site: a browser that is signed in, and the token of its forms."""

    role: str
    client: httpx.AsyncClient
    csrf: str


@pytest.fixture(autouse=True)
def provinces(world: World) -> None:
    """Founded before the sweep, which runs in the event loop."""
    world.province("440000")


@pytest.fixture
def case(world: World) -> str:
    home = world.province("440000")
    handed = home.apply("hh.cert.hukou", by="张建国", answers=ANSWERS, channel="window", delivery="window",
                        window_checks=("identity",))  # fmt: skip
    return handed.case.id


@asynccontextmanager
async def _people(world: World) -> AsyncIterator[tuple[Litestar, list[Person]]]:
    app = site_of(world.province("440000").node)
    number, other = world.person("张建国").number, world.person("李秋萍").number
    people = [
        Person("guest", _client(app), ""),
        await _signed_in(app, "applicant", "/sign-in", {"person": number, "level": "L3"}),
        await _signed_in(app, "unsure", "/sign-in", {"person": number, "level": "L1"}),
        await _signed_in(app, "stranger", "/sign-in", {"person": other, "level": "L3"}),
        await _signed_in(app, "clerk", "/sign-in/staff", {"officer": "440106-hall-1"}),
        await _signed_in(app, "supervisor", "/sign-in/staff", {"officer": "440000-supervisor"}),
    ]
    yield app, people
    for person in people:
        await person.client.aclose()


def _client(app: Litestar) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")


async def _signed_in(app: Litestar, role: str, entrance: str, form: dict[str, str]) -> Person:
    client = _client(app)
    guest = _token(await client.get(entrance))
    answer = await client.post(f"{entrance}/development", data={"csrf": guest, **form})
    assert answer.status_code == 303, answer.text
    return Person(role, client, _token(await client.get(answer.headers["location"])))


def _token(page: httpx.Response) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)
    assert found, page.text
    return found[1]


def _looked_at(answer: httpx.Response) -> None:
    asked = f"{answer.request.method} {str(answer.request.url)[:200]} {answer.request.content[:200]!r}"
    assert answer.status_code < 500, f"{asked}: {answer.text[:500]}"
    for header in GUARDS:
        assert header in answer.headers, f"{asked}: no {header}"
    assert "forged" not in answer.headers.get("set-cookie", ""), asked
    assert not re.search(r"[\r\n]", "".join(answer.headers.values())), asked
    assert not answer.headers.get("location", "").startswith("//"), asked
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert "49" not in re.findall(r"\{\{7\*7\}\}|(?<=>)49(?=<)", answer.text), asked
        assert _scripts(answer.text) == [], asked


def _scripts(page: str) -> list[str]:
    """Whatever on a page would run as a script and is not a file of ours."""
    if not page.strip():
        return []
    document = html.document_fromstring(page)
    inline = [element.text_content() for element in document.iter("script") if not element.get("src")]
    attributes = [pair for element in document.iter() for pair in element.attrib.items() if pair[0] != "value"]
    handlers = [f"{name}={value}" for name, value in attributes if name.startswith("on") or _runs(value)]
    return [*filter(str.strip, inline), *handlers]


def _runs(address: str) -> bool:
    return address.strip().lower().startswith("javascript:")


def _addresses(app: Litestar, case: str) -> Iterator[tuple[str, set[str]]]:
    """Every route with each hostile text in the place of an id, and beside the id of a real case."""
    for route in app.routes:
        names = re.findall(r"\{(\w+)(?::\w+)?\}", route.path)
        methods = set(getattr(route, "methods", ())) & {"GET", "POST", "DELETE"}
        if not names:
            yield route.path, methods
        for place in PLACES if names else ():
            yield re.sub(r"\{\w+(?::\w+)?\}", place, route.path), methods
            if len(names) > 1:
                beside = route.path.replace("{case_id:str}", case)
                yield re.sub(r"\{\w+(?::\w+)?\}", place, beside), methods


def test_no_address_fails_for_anybody(world: World, case: str) -> None:
    async def sweep() -> int:
        sent, forms = 0, cycle(FORMS)
        async with _people(world) as (app, people):
            for address, methods in _addresses(app, case):
                for method in sorted(methods):
                    for person in people:
                        sent += await _send(person, method, address.replace("//", "/"), next(forms))
        return sent

    assert world.run(sweep) > 2000


async def _send(person: Person, method: str, address: str, form: bytes) -> int:
    if method == "POST":
        body = b"csrf=%s&seen=1&act=review&confirmed=yes&%s" % (person.csrf.encode(), form)
        plain = {"content-type": "application/x-www-form-urlencoded"}
        if not address.startswith("/sign-out"):
            _looked_at(await person.client.post(address, content=body, headers=plain))
    else:
        _looked_at(await person.client.request(method, f"{address}?{QUERY}"))
    return 1


@pytest.mark.parametrize("matter", ["hh.cert.hukou", "hf.transfer", "mr.marry", "hf.employer_open"])
def test_no_text_breaks_a_form_or_its_draft(world: World, matter: str) -> None:
    async def sweep() -> None:
        async with _people(world) as (_, people):
            applicant = people[1]
            if firm := FIRMS.get(matter, ""):
                choice = dict(_form(await applicant.client.get("/acting-for"), "/acting-for").form_values())
                await applicant.client.post("/acting-for", data=choice | {"organisation": firm})
            start = f"/matters/{matter}/apply"
            page = await applicant.client.get(start)
            filled = dict(_form(page, start).form_values()) | {"consent": "yes"}
            opened = await applicant.client.post(start, data=filled)
            assert opened.status_code == 303, opened.text
            await _filled_in(applicant, opened.headers["location"])

    world.run(sweep)


def test_no_text_breaks_the_window_or_the_desk(world: World, case: str) -> None:
    acts = ("ask", "ask_correction", "take_original", "receive", "withdraw")

    async def sweep() -> None:
        async with _people(world) as (_, people):
            clerk = people[4]
            for address in ("/window/apply", *(f"/desk/cases/{case}/acts/{act}" for act in acts)):
                await _filled_in(clerk, address)
            for person, address in (
                (people[1], f"/cases/{case}"),
                (clerk, f"/desk/cases/{case}"),
                (people[5], f"/supervision/cases/{case}/for/complaint"),
            ):
                page = await person.client.get(address)
                assert page.status_code == 200, page.text
                _looked_at(page)
                assert "&lt;script&gt;alert(1)" in page.text

    world.run(sweep)


async def _filled_in(person: Person, address: str) -> None:
    """Every hostile text into every field of a form at once, and the page looked at that comes of it."""
    page = await person.client.get(address)
    _looked_at(page)
    if page.status_code != 200:
        return
    form = _form(page, address)
    kept = {name: value for name, value in form.form_values() if name in {"csrf", "seen", "shown", "about", "question"}}
    names = {field.name for field in form.inputs if field.name} - kept.keys()
    for text in TEXTS:
        answer = await person.client.post(address, data={**dict.fromkeys(names, text), **kept})
        _looked_at(answer)
        _looked_at(await person.client.get(address))


def _form(page: httpx.Response, action: str) -> html.FormElement:
    forms = [form for form in html.document_fromstring(page.text).forms if (form.action or "").split("?")[0] == action]
    assert forms, page.text
    return forms[0]


def test_no_body_breaks_the_api_or_the_exchange(world: World, case: str) -> None:
    addresses = ("/cases", "/assessments", "/tokens", f"/cases/{case}/acts")

    async def sweep() -> None:
        app = site_of(world.province("440000").node)
        number = world.person("张建国").number
        async with _client(app) as client:
            for form, entrance in (
                ({"person": number, "level": "L3"}, "public"),
                ({"officer": "440106-hall-1"}, "staff"),
            ):
                headers = await _bearer(client, form, entrance)
                for address in addresses:
                    for body in (*BODIES, *_nearly_right(number)):
                        for kind in ("application/json", "text/plain"):
                            told = await client.post(
                                f"/api/v1{address}", content=body, headers={**headers, "content-type": kind}
                            )
                            _looked_at(told)
                            assert "json" in told.headers["content-type"], told.text
                for query in (f"before={2**63}:x", f"before={'9' * 19}:x", "before=٣:x", "after=x:y", "before=-1:x"):
                    for address in ("/api/v1/cases", "/api/v1/queue"):
                        _looked_at(await client.get(f"{address}?{query}", headers=headers))
                assert (await client.get(f"/api/v1/cases/{case}", headers=headers)).status_code == 200

    world.run(sweep)


async def _bearer(client: httpx.AsyncClient, form: dict[str, str], entrance: str) -> dict[str, str]:
    asked = {"provider": "development", "entrance": entrance, "scopes": ["cases:read", "cases:write"], "form": form}
    issued = await client.post("/api/v1/tokens", json=asked)
    return {"authorization": f"Bearer {issued.json()['token']}"}


def _nearly_right(number: str) -> Sequence[bytes]:
    sign_in = {"provider": "development", "entrance": "public", "scopes": [], "form": {"person": number, "level": "L3"}}
    asked = {"matter": "hh.cert.hukou", "office": "440106-hall", "delivery": "window", "consent": True}
    standing = {"applicant": {"name": "张\0建国", "number": number}, "identity_checked": True}
    return [
        json.dumps(each).encode()
        for each in (
            {**sign_in, "title": "\0"},
            {**sign_in, "hours": 10**30},
            {**asked, "office": "\0", "answers": {"hukou_place": "12345", "cert_kind": "\0"}, "organisation": "\0"},
            {**asked, "answers": ANSWERS, **standing, "window_checks": ["identity", "\0"], "pledges": ["\0"]},
        )
    ]


def test_two_clicks_at_the_same_moment_make_one_case_and_one_acceptance(world: World) -> None:
    async def hand_in_twice() -> list[int]:
        app = site_of(world.province("440000").node)
        async with _client(app) as client:
            headers = await _bearer(client, {"person": world.person("张建国").number, "level": "L3"}, "public")
            asked = {"matter": "hh.cert.hukou", "office": "440106-hall", "answers": ANSWERS, "delivery": "electronic"}
            once = {**headers, "idempotency-key": "one"}
            send = (client.post("/api/v1/cases", json={**asked, "consent": True}, headers=once) for _ in range(8))
            answers = await asyncio.gather(*send)
            assert len({answer.json()["id"] for answer in answers}) == 1, [answer.text for answer in answers]
            return [answer.status_code for answer in answers]

    assert world.run(hand_in_twice) == [201] * 8
    world.deliver()

    async def accept_at_once() -> list[int]:
        app = site_of(world.province("510000").node)
        async with _client(app) as client:
            first = await _bearer(client, {"officer": "510104-police-1"}, "staff")
            second = await _bearer(client, {"officer": "510104-police-2"}, "staff")
            queue = await client.get("/api/v1/queue", headers=first)
            (case,) = {task["case"] for task in queue.json()["tasks"]}
            send = [
                client.post(f"/api/v1/cases/{case}/acts", json={"act": "accept"}, headers=headers)
                for headers in (first, second) * 3
            ]
            return sorted(answer.status_code for answer in await asyncio.gather(*send))

    done, *others = world.run(accept_at_once)
    assert done == 200
    assert set(others) <= {409, 422}
