"""How many SQL statements a request costs, with sign-in, rights, rules, registers, audit and outbox."""

from __future__ import annotations

import pytest
from caller import Caller
from test_api import PDF

from tongban.testing.world import World
from tongban_web.testing.visitor import Visitor, handed_in

HERE = {
    "matter": "hh.cert.hukou",
    "office": "510104-hall",
    "answers": {"cert_kind": "former_name", "purpose": "办理护照", "hukou_place": "510104", "handed_by": "self"},
    "delivery": "electronic",
    "consent": True,
}
ELSEWHERE = {**HERE, "office": "440106-hall"}
SUBMIT = 8
"""On both databases: what is written together counts as one statement, see `Database.statements`."""
UPLOAD = 4
READ = QUEUE = PAGE = 3
"""A page of a case, once its reader's session is known: the file, its letters, and the note that it was read."""


@pytest.fixture
def applicant(world: World) -> Caller:
    return Caller.at(world, "510000").sign_in("张建国")


def _spent(caller: Caller, address: str, body: object = None) -> int:
    before = caller.node.database.statements
    answer = caller.get(address) if body is None else caller.post(address, body)
    assert answer.is_success, answer.text
    return caller.node.database.statements - before


def _submitted(caller: Caller, body: object) -> str:
    return str(caller.post("/api/v1/cases", body).json()["id"])


def test_handing_in_what_is_decided_here(applicant: Caller) -> None:
    _submitted(applicant, HERE)
    assert _spent(applicant, "/api/v1/cases", HERE) <= SUBMIT


def test_handing_in_for_another_province(world: World) -> None:
    applicant = Caller.at(world, "440000").sign_in("张建国")
    _submitted(applicant, ELSEWHERE)
    assert _spent(applicant, "/api/v1/cases", ELSEWHERE) <= SUBMIT


def test_reading_a_case(applicant: Caller) -> None:
    case = _submitted(applicant, HERE)
    police = applicant.sign_in_staff("510104-police-1")
    police.get("/api/v1/queue")
    for reader in (applicant, police):
        assert _spent(reader, f"/api/v1/cases/{case}") <= READ


def test_an_officers_queue_even_with_a_token_not_seen_lately(applicant: Caller) -> None:
    _submitted(applicant, HERE)
    assert _spent(applicant.sign_in_staff("510104-police-1"), "/api/v1/queue") <= QUEUE


def test_the_pages_of_a_case_and_of_the_queue(world: World) -> None:
    applicant = Visitor.at(world, "510000")
    applicant.sign_in("张建国")
    case = handed_in(
        applicant, cert_kind="former_name", purpose="办理护照", hukou_place="510104", handed_by="self"
    ).path
    officer = applicant.another()
    officer.sign_in_staff("510104-police-1")
    for visitor, address, most in ((applicant, case, PAGE), (officer, f"/desk{case}", PAGE), (officer, "/desk", QUEUE)):
        database = world.province("510000").node.database
        before = database.statements
        assert visitor.get(address).status == 200
        assert database.statements - before <= most, address


def test_a_file_that_a_correction_notice_asks_for(applicant: Caller) -> None:
    """The case is read once and that is noted; the file is counted with those before it, and kept."""
    case, clerk = _submitted(applicant, HERE), applicant.sign_in_staff("510104-police-1")
    points = [{"field": "mandate", "reason": "请补交"}]
    clerk.act(case, act="receive", checks={"form": True, "identity": True, "originals": True})
    asked = clerk.act(case, act="ask_correction", points=points)
    assert asked.is_success, asked.text
    database, headers = applicant.node.database, {"authorization": f"Bearer {applicant.token}"}
    before = database.statements
    files = {"data": ("委托书.pdf", PDF)}
    address = f"/api/v1/cases/{case}/files/mandate"
    sent = applicant.world.run(lambda: applicant.client.post(address, files=files, headers=headers))
    assert sent.is_success, sent.text
    assert database.statements - before <= UPLOAD
