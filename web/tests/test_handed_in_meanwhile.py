"""A form that another tab has handed in: whose it is reads so, with the way to the case; nobody else finds anything."""

from __future__ import annotations

import json

import pytest
from caller import Caller
from test_api import APPLICATION, PDF
from test_drafts_audited import PARTIAL, opened
from test_started_twice import ANSWERS

from tongban.testing.world import World
from tongban_web.testing.visitor import Page, Visitor

__all__ = ["opened"]
TOLD = "这份申请已经提交，不能再修改或删除"
READY = {**ANSWERS, "material-identity_card": "yes"}


def handed_in(visitor: Visitor, form: Page) -> tuple[Page, Page, str]:
    """The page of a late tab, the review of the other one, and where the case lies that it has become there."""
    late, first = visitor.get(form.path), visitor.get(form.path)
    review = visitor.submit(first, form.path, act="review", **READY)
    case = visitor.submit(review, f"{form.path}/submit").path.partition("?")[0]
    assert case.endswith(form.path.rpartition("/")[2])
    return late, review, case


@pytest.mark.parametrize("act", ["save", "review", "delete"])
def test_a_tab_whose_form_was_handed_in_meanwhile_is_told_and_led_to_the_case(
    opened: tuple[Visitor, Page], act: str
) -> None:
    visitor, form = opened
    late, _, case = handed_in(visitor, form)
    if act == "delete":
        told = visitor.submit(late, f"{form.path}/delete")
    else:
        told = visitor.submit(late, form.path, act=act, **{**ANSWERS, "purpose": "入学"})
    assert (told.status, TOLD in told.text) == (409, True)
    [link] = told.document.xpath("//a[normalize-space()='查看这份办件']/@href")
    assert link == case
    assert ("办理公证" in visitor.get(link).text, "入学" in visitor.get(link).text) == (True, False)


def test_a_page_that_updates_itself_keeps_what_it_holds_and_is_told_above_it(opened: tuple[Visitor, Page]) -> None:
    visitor, form = opened
    late, _, case = handed_in(visitor, form)
    typed = {**late.form(form.path), **ANSWERS, "cert_kind": "kinship"}
    told = visitor.post(f"{form.path}?act=update", typed, headers=PARTIAL)
    assert (told.status, TOLD in told.response.text, case in told.response.text) == (409, True, True)
    assert "<form" not in told.response.text
    assert told.response.headers["hx-retarget"] == "#messages"


def test_a_second_submit_still_gives_the_case(opened: tuple[Visitor, Page]) -> None:
    visitor, form = opened
    _, review, case = handed_in(visitor, form)
    assert visitor.submit(review, f"{form.path}/submit").path == case


def test_for_anybody_else_it_stays_not_found(opened: tuple[Visitor, Page]) -> None:
    visitor, form = opened
    late, *_ = handed_in(visitor, form)
    other = visitor.another()
    if visitor.get("/window").status == 200:
        other.sign_in_staff("440106-police-1")
    else:
        other.sign_in("王小川")
    own = {**late.form(form.path), "csrf": other.get("/").document.xpath("string(//input[@name='csrf']/@value)")}
    for address in (form.path, f"{form.path}/delete"):
        told = other.post(address, own)
        assert (told.status, TOLD in told.text) == (404, False)


def test_a_program_is_told_so_too(world: World) -> None:
    applicant, other = Caller.at(world, "440000").sign_in("张建国"), Caller.at(world, "440000").sign_in("王小川")
    draft = applicant.post("/api/v1/drafts", APPLICATION).json()["id"]
    address, kind = f"/api/v1/drafts/{draft}", {"content-type": "application/json"}
    assert applicant.post(f"{address}/submissions", {}).status_code == 201
    body = json.dumps(APPLICATION).encode()
    for method, sent in (("PUT", body), ("DELETE", b"")):
        told = applicant.send(method, address, sent, **kind)
        assert (told.status_code, TOLD in told.json()["detail"]) == (409, True)
        assert other.send(method, address, sent, **kind).status_code == 404
    headers = {"authorization": f"Bearer {applicant.token}"}
    files = {"files": {"data": ("授权委托书.pdf", PDF)}, "headers": headers}
    assert world.run(lambda: applicant.client.post(f"{address}/files/mandate", **files)).status_code == 409
