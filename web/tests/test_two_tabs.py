"""Two tabs with one form: what one has kept is not written over by the other, which is told and keeps what it holds."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from caller import Caller
from test_api import APPLICATION, PDF
from test_drafts_audited import PARTIAL, opened
from test_started_twice import ANSWERS

from tongban.testing.world import World
from tongban_web.testing.visitor import Page, Visitor

__all__ = ["opened"]
OVERTAKEN = "这份申请刚在另一处保存过"
FILE = {"material-mandate": ("授权委托书.pdf", PDF, "application/pdf")}


def kept(visitor: Visitor, form: Page) -> dict[str, str]:
    return visitor.get(form.path).form(form.path)


@pytest.mark.parametrize("act", ["save", "review"])
def test_a_tab_that_another_has_overtaken_is_told_and_loses_nothing(opened: tuple[Visitor, Page], act: str) -> None:
    visitor, form = opened
    first, second = visitor.get(form.path), visitor.get(form.path)
    assert visitor.submit(first, form.path, act="save", **{**ANSWERS, "purpose": "办理公证"}).status == 200
    late = visitor.submit(second, form.path, {**FILE}, act=act, **{**ANSWERS, "purpose": "入学"})
    assert (late.status, OVERTAKEN in late.text, "重新打开" in late.text) == (409, True, True)
    assert late.form(form.path)["purpose"] == "入学"
    assert kept(visitor, form)["purpose"] == "办理公证"
    assert "授权委托书.pdf" not in visitor.get(form.path).text
    again = visitor.submit(late, form.path, act="save")
    assert (again.status, again.form(form.path)["purpose"]) == (409, "入学"), "it is not taken the second time either"
    assert visitor.submit(visitor.get(form.path), form.path, act="save", purpose="入学").status == 200
    assert kept(visitor, form)["purpose"] == "入学"


def test_an_update_of_a_tab_that_was_overtaken_keeps_nothing_either(opened: tuple[Visitor, Page]) -> None:
    visitor, form = opened
    visitor.submit(visitor.get(form.path), form.path, act="save", purpose="办理公证")
    typed = {**form.form(form.path), "cert_kind": "kinship", "purpose": "入学"}
    late = visitor.post(f"{form.path}?act=update", typed, headers=PARTIAL)
    assert (late.status, OVERTAKEN in late.text, late.form(form.path)["purpose"]) == (409, True, "入学")
    for seen in ("9" * 5000, "-1", "x"):
        assert visitor.submit(form, form.path, act="save", purpose="入学", seen=seen).status == 409
    assert kept(visitor, form)["purpose"] == "办理公证"


def test_a_tab_deletes_no_more_than_it_has_seen_and_all_the_same_once_it_has(opened: tuple[Visitor, Page]) -> None:
    visitor, form = opened
    first, second = visitor.get(form.path), visitor.get(form.path)
    visitor.submit(first, form.path, act="save", **{**ANSWERS, "purpose": "办理公证"})
    late = visitor.submit(second, f"{form.path}/delete")
    assert (late.status, "这份申请刚在另一处修改过，没有删除" in late.text) == (409, True)
    assert late.form(form.path)["purpose"] == kept(visitor, form)["purpose"] == "办理公证", "it is shown what has come"
    assert visitor.submit(second, f"{form.path}/delete").status == 409, "not having looked at it helps nothing"
    assert visitor.submit(late, f"{form.path}/delete").path in {"/cases", "/window"}
    assert visitor.get(form.path).status == 404


def test_a_tab_deletes_what_it_has_sent_itself_but_no_file_that_has_come_since(world: World) -> None:
    applicant, page = Caller.at(world, "440000").sign_in("张建国"), Visitor.at(world, "440000")
    draft = applicant.post("/api/v1/drafts", APPLICATION).json()
    page.sign_in("张建国")
    form = page.get(f"/drafts/{draft['id']}")
    typed = {**form.form(form.path), "purpose": "入学", "handed_by": "agent"}
    assert page.post(f"{form.path}?act=update", typed, headers=PARTIAL).status == 200
    headers = {"authorization": f"Bearer {applicant.token}"}
    sent = {"files": {"data": ("授权委托书.pdf", PDF)}, "headers": headers}
    world.run(lambda: applicant.client.post(f"/api/v1{form.path}/files/mandate", **sent))
    late = page.submit(form, f"{form.path}/delete")
    assert (late.status, "授权委托书.pdf" in late.text) == (409, True)
    assert page.post(f"{form.path}?act=update", late.form(form.path), headers=PARTIAL).status == 200
    assert page.submit(late, f"{form.path}/delete").path == "/cases"


def test_a_program_that_names_the_version_it_has_seen_deletes_no_other(world: World) -> None:
    applicant = Caller.at(world, "440000").sign_in("张建国")
    draft = applicant.post("/api/v1/drafts", APPLICATION).json()
    address = f"/api/v1/drafts/{draft['id']}"
    body = json.dumps({**APPLICATION, "answers": {"purpose": "入学"}}).encode()
    written = applicant.send("PUT", address, body, **{"content-type": "application/json"}).json()
    late = applicant.send("DELETE", f"{address}?version={draft['version']}", b"")
    assert (late.status_code, "没有删除" in late.json()["detail"]) == (409, True)
    assert applicant.send("DELETE", f"{address}?version={written['version']}", b"").status_code == 204
    assert applicant.get(address).status_code == 404


def test_the_only_tab_goes_on_after_each_of_its_updates(opened: tuple[Visitor, Page]) -> None:
    visitor, form = opened
    page = form
    for kind in ("kinship", "former_name"):
        typed = {**page.form(form.path), **ANSWERS, "cert_kind": kind}
        page = visitor.post(f"{form.path}?act=update", typed, headers=PARTIAL)
        assert page.status == 200
    assert "已暂存" in visitor.submit(page, form.path, act="save", purpose="入学").text
    assert kept(visitor, form)["purpose"] == "入学"


def test_a_tab_is_not_overtaken_by_what_it_has_sent_itself(opened: tuple[Visitor, Page]) -> None:
    """Leaving a field sends an update, and the button is pressed before that is answered; or it is pressed twice."""
    visitor, form = opened
    typed = {**form.form(form.path), **ANSWERS}
    assert visitor.post(f"{form.path}?act=update", typed, headers=PARTIAL).status == 200

    async def pressed_twice() -> list[int]:
        once = {**typed, "purpose": "入学", "act": "save"}
        both = await asyncio.gather(*(visitor.client.post(form.path, data=once) for _ in range(2)))
        return [answer.status_code for answer in both]

    assert visitor.world.run(pressed_twice) == [200, 200]
    assert kept(visitor, form)["purpose"] == "入学"


def test_a_program_that_names_the_version_it_has_seen_writes_over_no_other(world: World) -> None:
    applicant = Caller.at(world, "440000").sign_in("张建国")
    draft = applicant.post("/api/v1/drafts", APPLICATION).json()
    address = f"/api/v1/drafts/{draft['id']}"
    answers: dict[str, Any] = {"purpose": "入学", "hukou_place": "510104", "cert_kind": "former_name"}

    def put(query: str, purpose: str) -> tuple[int, Any]:
        body = json.dumps({**APPLICATION, "answers": {**answers, "purpose": purpose}}).encode()
        answer = applicant.send("PUT", f"{address}{query}", body, **{"content-type": "application/json"})
        return answer.status_code, answer.json()

    status, written = put(f"?version={draft['version']}", "入学")
    assert (status, written["version"] > draft["version"]) == (200, True)
    status, told = put(f"?version={draft['version']}", "出国")
    assert (status, OVERTAKEN in told["detail"]) == (409, True)
    assert applicant.get(address).json()["answers"]["purpose"] == "入学"
    assert put(f"?version={written['version']}", "出国")[0] == 200
    assert put("", "就业")[0] == 200


def test_files_that_come_at_once_by_program_leave_the_answers_as_they_are(world: World) -> None:
    applicant, page = Caller.at(world, "440000").sign_in("张建国"), Visitor.at(world, "440000")
    draft = applicant.post("/api/v1/drafts", APPLICATION).json()
    page.sign_in("张建国")
    form = page.get(f"/drafts/{draft['id']}")
    headers = {"authorization": f"Bearer {applicant.token}"}
    sent = {"files": {"data": ("授权委托书.pdf", PDF)}, "headers": headers}
    world.run(lambda: applicant.client.post(f"/api/v1{form.path}/files/mandate", **sent))
    assert page.submit(form, form.path, act="save").status == 409
    assert applicant.get(f"/api/v1{form.path}").json()["answers"] == draft["answers"]
