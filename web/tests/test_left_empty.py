"""What a register filled in may be emptied, and stays so: the contract that is drawn for now may be another one."""

from __future__ import annotations

import pytest

from tongban.testing.world import World
from tongban_housing_fund.testing import SAMPLES
from tongban_web.testing.visitor import Page, Visitor, begin
from tongban_web.views.materials import pledge_control

RENT = next(sample for sample in SAMPLES if sample.matter == "hf.rent")
NUMBER = "CDZL20260001"
ENDED = "尚未开始或者已经到期"
STANDING = {"name": "张建国", "number": "510104198503109997", "mobile": "13800000000", "identity": "yes"}
TYPED = {name: value for name, value in RENT.answers.items() if name != "lease_no"}


@pytest.fixture(params=["applicant", "clerk"])
def opened(request: pytest.FixtureRequest, world: World) -> tuple[Visitor, Page]:
    """The form of 租房提取 for 张建国, whose filed lease has ended: at their own desk, and at the window."""
    world.enable_everywhere("housing_fund")
    database = world.province("510000").node.database
    world.run(database.execute, "UPDATE housing_fund_lease SET ends = '2026-10-31' WHERE number = $1", NUMBER)
    visitor = Visitor.at(world, "440000")
    if request.param == "applicant":
        visitor.sign_in(STANDING["name"])
        return visitor, begin(visitor, "hf.rent", consent="yes")
    visitor.sign_in_staff("440106-hall-1")
    start = visitor.get("/window/apply")
    return visitor, visitor.submit(start, "/window/apply", matter="hf.rent", consent="yes", **STANDING)


def test_a_lease_that_has_ended_may_be_taken_out_and_pledged_for(opened: tuple[Visitor, Page]) -> None:
    (visitor, page), address = opened, opened[1].path
    page = visitor.submit(page, address, act="update", **{**TYPED, "lease_no": ""})
    assert page.form(address)["lease_no"] == NUMBER
    page = visitor.submit(page, address, act="review")
    assert (page.status, ENDED in page.text) == (422, True)
    for act in ("update", "save", "update"):
        page = visitor.submit(page, address, act=act, lease_no="")
        assert page.form(address)["lease_no"] == ""
    assert "本人承诺确已租房居住" in page.text
    seen = {"check-identity_card": "yes", pledge_control("lease_contract"): "yes"}
    page = visitor.submit(page, address, act="review", **seen)
    assert page.path.endswith("/review"), page.text


def test_what_is_typed_once_it_was_emptied_stands(opened: tuple[Visitor, Page]) -> None:
    visitor, page = opened
    page = visitor.submit(page, page.path, act="update", **TYPED)
    page = visitor.submit(page, page.path, act="update", lease_no="")
    page = visitor.submit(page, page.path, act="update", lease_no=NUMBER)
    assert page.form(page.path)["lease_no"] == NUMBER
