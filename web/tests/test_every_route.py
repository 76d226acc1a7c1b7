"""Every route of the site, for every kind of viewer: nobody sees or moves what is somebody else's."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlencode

import httpx
import pytest
import route_table as who
from route_table import ALL_METHODS, ROUTES, Row
from scene import FILE, FIRM, SECRET, Guest, Scene

from tongban.testing.world import World

OPENED = {200, 201, 204, 302, 303}
ROWS_OF_OTHERS = ("case", "draft", "upload", "mandate", "token", "party", "fact")


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def test_every_route_says_to_whom_it_opens(scene: Scene) -> None:
    routes = {
        f"{method} {_without_kinds(route.path)}"
        for route in scene.app.routes
        for method in ALL_METHODS
        if method in getattr(route, "methods", ())
    }
    assert routes - ROUTES.keys() == set(), "say in route_table.py to whom these open"
    assert ROUTES.keys() - routes == set(), "these are no routes any more"


def test_no_route_opens_to_anybody_else(scene: Scene) -> None:
    async def sweep() -> list[str]:
        guests = await scene.guests()
        before = await _kept(scene)
        found = [fault async for fault in _faults(scene, guests)]
        assert await _kept(scene) == before
        return found

    assert scene.world.run(sweep) == []


def test_no_form_is_taken_without_the_token_of_its_session(scene: Scene) -> None:
    async def sweep() -> list[str]:
        guests, found = await scene.guests(), []
        forms = {"nothing": {}, "another's token": {"csrf": guests[who.OFFICER_ELSEWHERE].csrf}}
        for kind in (who.NOBODY, who.OWNER, who.CLERK, who.SUPERVISOR):
            for path in _posted_pages():
                for name, form in forms.items():
                    answer = await guests[kind].client.post(_address(scene, path, kind), data=form)
                    asked_in = answer.headers.get("location", "").startswith("/sign-in")
                    entrance = kind == who.NOBODY and not path.startswith("/sign-in")
                    if not (asked_in if entrance else answer.status_code == 403):
                        found.append(f"{kind} with {name} at {path}: {answer.status_code}")
        return found

    assert scene.world.run(sweep) == []


def test_a_browser_of_the_site_is_no_program(scene: Scene) -> None:
    async def asked() -> httpx.Response:
        owner = (await scene.guests())[who.OWNER]
        return await owner.client.get(f"/api/v1/cases/{scene.owned['case_id']}")

    assert scene.world.run(asked).status_code == 401


def _without_kinds(path: str) -> str:
    return re.sub(r":\w+\}", "}", path)


BODIES = (
    b"",
    b"{",
    b"7",
    b"\xff",
    b'{"x":1}',
    '{"matter":"户籍","act":"户籍","provider":"户籍"}'.encode("gbk"),
    b"[" * 10_000,
    b'{"matter":"hh.cert.hukou","office":1}',
    b" " * 2_000_000,
)
CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")


def test_whatever_the_api_answers_is_declared_and_told_in_chinese(scene: Scene) -> None:
    async def sweep() -> list[str]:
        guests = await scene.guests()
        described = (await guests[who.NOBODY].client.get("/api/v1/openapi.json")).json()["paths"]
        return [
            fault
            for path, operations in described.items()
            for method, operation in operations.items()
            for kind, guest in guests.items()
            if method != "delete" or kind not in ROUTES[f"DELETE {path}"].opens
            async for fault in _undeclared(scene, guest, method, path, kind, operation["responses"])
        ]

    assert scene.world.run(sweep) == []


async def _undeclared(
    scene: Scene, guest: Guest, method: str, path: str, kind: str, declared: dict[str, object]
) -> AsyncIterator[str]:
    address = _address(scene, path, kind)
    for body in BODIES if method == "post" else (b"",):
        headers = {**guest.bearer, "content-type": "application/json"}
        answer = await guest.client.request(method, address, content=body, headers=headers)
        asked = f"{kind} with {method} {path} {body[:40]!r}: {answer.status_code} {answer.text[:200]}"
        if str(answer.status_code) not in declared:
            yield f"not declared: {asked}"
        elif answer.status_code >= 400:
            problem = answer.headers["content-type"] == "application/problem+json"
            if not problem or not CHINESE.search(answer.json()["detail"]) or re.search(r"Expected|Object", answer.text):
                yield f"not told: {asked}"


def _posted_pages() -> Iterator[str]:
    for route in ROUTES:
        method, _, path = route.partition(" ")
        nowhere = path == "/{address}"  # whatever is sent there is not taken
        if method == "POST" and not nowhere and not path.startswith(("/api/", "/exchange/")):
            yield path


async def _kept(scene: Scene) -> dict[str, list[tuple[object, ...]]]:
    """Every row at the node that the requests could have touched."""
    return {
        name: sorted(map(tuple, await scene.node.database.fetch(f"SELECT * FROM tongban_{name}")))
        for name in ROWS_OF_OTHERS
    }


async def _faults(scene: Scene, guests: dict[str, Guest]) -> AsyncIterator[str]:
    for route, row in ROUTES.items():
        method, _, path = route.partition(" ")
        for kind, guest in guests.items():
            if kind in row.opens and method != "GET":
                continue
            answer = await _asked(scene, guest, method, path, kind)
            if (fault := _fault(answer, row, path, kind)) is not None:
                yield f"{kind} at {route}: {answer.status_code}, {fault}"


def _address(scene: Scene, path: str, kind: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda name: scene.ids(path, kind)[name[1]], path)


async def _asked(scene: Scene, guest: Guest, method: str, path: str, kind: str) -> httpx.Response:
    address, machines = _address(scene, path, kind), path.startswith("/api/")
    headers = dict(guest.bearer) if machines else {}
    if method == "GET":
        return await guest.client.get(f"{address}?{urlencode({'number': scene.number})}", headers=headers)
    if path.endswith("/files/{material}"):
        return await guest.client.post(address, files={"data": ("a.pdf", FILE)}, headers=headers)
    if machines:
        return await guest.client.request(method, address, json=_body(path), headers=headers)
    form = {"csrf": guest.csrf, "seen": str(scene.seen), "confirmed": "yes", "act": "save", "text": "改", "about": ""}
    return await guest.client.post(address, data=form)


def _body(path: str) -> dict[str, object] | None:
    if path.endswith("/acts"):
        return {"act": "ask", "text": "在吗"}
    if path.endswith("/mandates"):
        return {"agent": "500103199208259980", "agent_name": "李秋萍", "matters": ["hf.employer_open"],
                "since": "2026-11-23", "until": "2026-12-23"}  # fmt: skip
    if path.endswith(("/cases", "/v1/assessments", "/drafts", "/drafts/{draft_id}")):
        return {"matter": "hh.cert.hukou", "office": "440106-hall", "consent": True}
    return None


def _fault(answer: httpx.Response, row: Row, path: str, kind: str) -> str | None:
    status, entrance = answer.status_code, answer.headers.get("location", "").startswith("/sign-in")
    if kind in row.opens:
        return None if status in OPENED and not entrance else "closed to whom it should open"
    if SECRET in answer.text or FILE in answer.content or FIRM.name in answer.text:
        return "tells what is somebody else's"
    if kind in row.told and status in {403, 415, 422}:
        return None
    if kind in who.UNKNOWN and (status == 401 if path.startswith("/api/") else entrance):
        return None
    return None if status == 404 else "neither there nor not there"
