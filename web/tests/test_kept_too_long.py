"""What was kept when more was kept than now: it stays on the page until it is shortened, and is told with its limit."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from caller import Caller
from test_started_twice import ANSWERS, START

from tongban.cases.postal import PostalAddress
from tongban.testing.world import World
from tongban_web.testing.visitor import Page, Visitor

LONG = "办理公证" * 2500


@pytest.fixture
def opened(world: World) -> tuple[Visitor, Page]:
    """Somebody at a form in which more is kept than would be now: an answer, and an address that is not asked for."""
    visitor = Visitor.at(world, "440000")
    visitor.sign_in("张建国")
    form = visitor.submit(visitor.get(START), START, consent="yes")
    node = world.province("440000").node
    key = node.accounts.key(world.person("张建国").number)
    draft = world.run(node.drafts.load, form.path.rpartition("/")[2], key)
    typed = {**draft.application.typed, **ANSWERS, "purpose": LONG}
    postal = PostalAddress(address=LONG)
    written = msgspec.structs.replace(draft.application, typed=typed, postal=postal, delivery="electronic")
    world.run(node.drafts.save, replace(draft, application=written))
    return visitor, visitor.get(form.path)


def messages(page: Page) -> list[str]:
    return [item.text_content() for item in page.document.xpath("//section[@id='objections']/ol/li/a")]


def test_it_stays_on_the_page_whatever_else_is_saved(opened: tuple[Visitor, Page]) -> None:
    visitor, form = opened
    assert form.form(form.path)["purpose"] == LONG
    saved = visitor.submit(form, form.path, act="save", cert_kind="origin")
    assert (saved.status, saved.form(form.path)["purpose"]) == (200, LONG)
    assert saved.form(form.path)["cert_kind"] == "origin"


def test_it_is_told_with_its_limit_and_not_handed_in_until_it_is_shorter(opened: tuple[Visitor, Page]) -> None:
    visitor, form = opened
    told = visitor.submit(form, form.path, act="review")
    assert (told.status, messages(told)) == (422, ["“用途”不能超过100个字"])
    assert told.form(form.path)["purpose"] == LONG
    assert visitor.get(f"{form.path}/review").path == f"{form.path}?check=1"
    shorter = visitor.submit(told, form.path, act="save", purpose=LONG[:4004])
    assert (shorter.status, messages(shorter)) == (422, ["“用途”有4004字，不得超过100字"])
    review = visitor.submit(shorter, form.path, act="review", purpose=LONG[:100])
    assert review.path == f"{form.path}/review"
    assert visitor.submit(review, f"{form.path}/submit").path.startswith("/cases/")


def test_an_address_that_comes_to_be_asked_for_is_told_too(opened: tuple[Visitor, Page]) -> None:
    visitor, form = opened
    posted = visitor.submit(form, form.path, act="update", delivery="post", purpose="公证")
    assert (posted.status, posted.form(form.path)["postal_address"]) == (200, LONG)
    told = visitor.submit(posted, form.path, act="review")
    assert any("收件地址" in each for each in messages(told))
    assert "不超过200字" in told.text


def test_a_program_hands_it_in_no_more_than_a_person(opened: tuple[Visitor, Page]) -> None:
    visitor, form = opened
    caller = Caller.at(visitor.world, "440000").sign_in("张建国")
    address = f"/api/v1{form.path}"
    kept = caller.get(address).json()
    assert (kept["answers"]["purpose"], kept["postal"]["address"]) == (LONG, LONG)
    refused = caller.post(f"{address}/submissions", {})
    assert refused.status_code == 422
    assert [each["message"] for each in refused.json()["objections"]] == ["“用途”不能超过100个字"]
    assert caller.get(address).json()["answers"] == kept["answers"]
