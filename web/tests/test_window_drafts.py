"""The drafts of a window: each reading is audited; by program as by page the clerk says that the card was checked."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
import route_table as who
from caller import Caller
from scene import FIRM, HALL, Scene
from test_api import APPLICATION

from tongban.desk.drafts import PAGE
from tongban.testing.world import World
from tongban_housing_fund.testing.samples import EMPLOYER

PERSON = {"name": "张建国", "number": "510104198503109997"}
FOR_PERSON = {**APPLICATION, "delivery": "window", "applicant": PERSON, "identity_checked": True}
FOR_FIRM = {
    "matter": EMPLOYER.matter,
    "office": HALL,
    "answers": EMPLOYER.answers,
    "organisation": FIRM.number,
    "applicant": PERSON,
    "identity_checked": True,
    "consent": True,
}


@pytest.fixture
def clerk(world: World) -> Caller:
    return Caller.at(world, "440000").sign_in_staff("440106-hall-1")


def _audited(world: World, act: str) -> list[tuple[str, str | None]]:
    rows = world.run(
        world.province("440000").node.database.fetch,
        "SELECT purpose, case_id FROM tongban_audit WHERE act = $1 ORDER BY id",
        act,
    )
    return [(row["purpose"], row["case_id"]) for row in rows]


def _put(caller: Caller, address: str, body: object) -> httpx.Response:
    return caller.send("PUT", address, json.dumps(body).encode(), **{"content-type": "application/json"})


def test_each_reading_of_a_windows_draft_is_audited_once_by_page_and_by_program(world: World) -> None:
    scene = Scene(world)
    draft, file = scene.shelved["draft_id"], scene.shelved["file_id"]
    pages = (f"/window/drafts/{draft}", f"/window/drafts/{draft}/review", f"/window/drafts/{draft}/files/{file}")

    async def read() -> list[int]:
        clerk = (await scene.guests())[who.CLERK]
        return [
            (await clerk.client.get(each, headers=clerk.bearer)).status_code
            for each in (*pages, f"/api/v1/drafts/{draft}", "/api/v1/drafts", "/window")
        ]

    assert world.run(read) == [200] * 6
    assert _audited(world, "read_draft") == [("hh.cert.hukou", draft)] * 4
    listed = [each for each in _audited(world, "list_drafts") if each != ("own", None)]  # of whoever signed in before
    assert listed == [(HALL, None)] * 2


def test_a_clerk_keeps_and_changes_the_draft_of_a_firm_by_program(clerk: Caller) -> None:
    kept = clerk.post("/api/v1/drafts", FOR_FIRM)
    assert (kept.status_code, kept.json().get("organisation")) == (201, FIRM.number), kept.text
    address = f"/api/v1/drafts/{kept.json()['id']}"
    written = _put(clerk, address, {**FOR_FIRM, "answers": {**EMPLOYER.answers, "mobile": "13900000000"}})
    assert (written.status_code, written.json()["answers"]["mobile"]) == (200, "13900000000"), written.text
    assert _audited(clerk.world, "read_draft") == [(EMPLOYER.matter, kept.json()["id"])]
    stranger = {"name": "李秋萍", "number": "500103199208259980"}
    refused = clerk.post("/api/v1/drafts", {**FOR_FIRM, "applicant": stranger})
    assert (refused.status_code, "无授权" in refused.text) == (422, True)


def test_a_window_keeps_as_many_drafts_as_people_stand_there(clerk: Caller) -> None:
    most = clerk.node.settings.drafts_per_person
    assert {clerk.post("/api/v1/drafts", FOR_PERSON).status_code for _ in range(most + 1)} == {201}


def test_the_drafts_of_a_window_are_listed_to_the_last_however_many_there_are(clerk: Caller) -> None:
    kept = [clerk.post("/api/v1/drafts", FOR_PERSON).json()["id"] for _ in range(PAGE + 2)]
    first = clerk.get("/api/v1/drafts").json()
    last = f"{first[-1]['version']}:{first[-1]['id']}"
    rest = clerk.get(f"/api/v1/drafts?before={last}").json()
    assert (len(first), len(rest)) == (PAGE, 2)
    assert {each["id"] for each in (*first, *rest)} == set(kept)


def test_a_clerk_says_by_program_that_the_card_was_checked_and_that_is_audited(clerk: Caller) -> None:
    kept = clerk.post("/api/v1/drafts", FOR_PERSON).json()["id"]
    case = clerk.post("/api/v1/cases", {**FOR_PERSON, "window_checks": ["identity_card"]}).json()["id"]
    assert _put(clerk, f"/api/v1/drafts/{kept}", FOR_PERSON).status_code == 200
    checked = [each for _, each in _audited(clerk.world, "check_identity")]
    assert checked == [kept, case, kept]
    assert clerk.post("/api/v1/assessments", FOR_PERSON).status_code == 200
    assert len(_audited(clerk.world, "check_identity")) == 4


def test_whom_a_clerk_acted_for_by_program_is_remembered_with_the_mobile_as_by_page(clerk: Caller) -> None:
    dialled = {**FOR_PERSON, "window_checks": ["identity_card"], "applicant": {**PERSON, "mobile": "13800000000"}}
    assert clerk.post("/api/v1/cases", dialled).status_code == 201
    key = clerk.node.accounts.key(PERSON["number"])
    assert clerk.world.run(clerk.node.accounts.person, key).mobile == "13800000000"
    kept = clerk.post("/api/v1/drafts", {**dialled, "applicant": {**PERSON, "mobile": "13900000000"}}).json()["id"]
    assert clerk.post(f"/api/v1/drafts/{kept}/submissions", {}).status_code == 201
    assert clerk.world.run(clerk.node.accounts.person, key).mobile == "13900000000"


def test_a_clerk_who_mistypes_the_mobile_by_program_is_told_so(clerk: Caller) -> None:
    for address in ("/api/v1/cases", "/api/v1/drafts"):
        refused = clerk.post(address, {**FOR_PERSON, "applicant": {**PERSON, "mobile": "1380000"}})
        [told] = refused.json()["objections"]
        assert (refused.status_code, told["field"]) == (422, "applicant.mobile"), address
        assert "11位" in told["remedy"]


def test_whose_card_was_not_checked_is_neither_applied_for_nor_looked_up(clerk: Caller) -> None:
    unchecked = {**FOR_PERSON, "identity_checked": False}
    missing: dict[str, Any] = {key: value for key, value in FOR_PERSON.items() if key != "identity_checked"}
    for body in (unchecked, missing):
        for address in ("/api/v1/assessments", "/api/v1/cases", "/api/v1/drafts"):
            refused = clerk.post(address, body)
            [told] = refused.json()["objections"]
            assert (refused.status_code, told["field"]) == (422, "identity_checked"), address
            assert "居民身份证" in told["remedy"]
    assert _audited(clerk.world, "check_identity") == []
    assert clerk.world.run(clerk.node.lookups.about, PERSON["number"]) == []
