"""A draft is read by whoever opens it, and so audited; what is saved while it is filled in is no reading."""

from __future__ import annotations

import pytest
from test_started_twice import ANSWERS, AT_WINDOW, START

from tongban.testing.world import World
from tongban_web.testing.visitor import Page, Visitor

PARTIAL = {"hx-request": "true", "hx-request-type": "partial", "hx-target": "div#draft-form"}


@pytest.fixture(params=["applicant", "clerk"])
def opened(world: World, request: pytest.FixtureRequest) -> tuple[Visitor, Page]:
    """Somebody at a form that was just opened."""
    visitor = Visitor.at(world, "440000")
    if request.param == "clerk":
        visitor.sign_in_staff("440106-hall-1")
        return visitor, visitor.submit(visitor.get("/window/apply"), "/window/apply", **AT_WINDOW, consent="yes")
    visitor.sign_in("张建国")
    return visitor, visitor.submit(visitor.get(START), START, consent="yes")


def audited(visitor: Visitor) -> list[str]:
    rows = visitor.world.run(
        visitor.world.province("440000").node.database.fetch,
        "SELECT act FROM tongban_audit WHERE act IN ('read_draft', 'delete_draft') ORDER BY id",
    )
    return [row["act"] for row in rows]


def test_what_is_saved_while_it_is_filled_in_is_no_reading_and_the_next_opening_is(
    opened: tuple[Visitor, Page],
) -> None:
    visitor, form = opened
    assert audited(visitor) == ["read_draft"]
    typed = {**form.form(form.path), "cert_kind": "kinship"}
    for at, more in enumerate(({}, ANSWERS, {"purpose": "办理公证二"})):
        page = visitor.post(f"{form.path}?act=update", typed | more, headers=PARTIAL)
        typed = {**typed, **page.form(form.path), **more}
        assert audited(visitor) == ["read_draft"], at
    visitor.get(form.path)
    assert audited(visitor) == ["read_draft"] * 2


def test_a_post_that_is_answered_with_what_it_had_not_shown_is_a_reading(opened: tuple[Visitor, Page]) -> None:
    visitor, form = opened
    typed = {**form.form(form.path), **ANSWERS}
    visitor.post(f"{form.path}?act=update", typed, headers=PARTIAL)
    page = visitor.post(f"{form.path}?act=update", {**typed, "shown": "delivery"}, headers=PARTIAL)
    assert ANSWERS["purpose"] in page.response.text
    assert audited(visitor) == ["read_draft"] * 2


def test_a_deletion_is_audited_with_it(opened: tuple[Visitor, Page]) -> None:
    visitor, form = opened
    visitor.submit(form, f"{form.path}/delete")
    assert audited(visitor) == ["read_draft", "delete_draft"]
