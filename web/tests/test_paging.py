"""A list goes on where it stopped, whoever reads the place: a page and the API take each other's."""

from __future__ import annotations

import pytest
from caller import Caller

from tongban.cases.overview import PAGE
from tongban.testing.world import World
from tongban_web.paging import place_above, place_after
from tongban_web.testing.visitor import Visitor

ANSWERS = {"cert_kind": "former_name", "hukou_place": "510104", "handed_by": "self"}


def test_a_place_is_read_as_it_was_written() -> None:
    assert place_above(place_after(1_795_000_000_000, "01a205ea:be80")) == (1_795_000_000_000, "01a205ea:be80")


@pytest.mark.parametrize("text", ["", "nonsense", "1.x", "1~x", "-1:x", "٣:x", f"{2**63}:x", f"{'9' * 19}:x"])
def test_what_is_no_place_is_none(text: str) -> None:
    assert place_above(text) is None


def test_where_the_api_goes_on_the_pages_go_on(world: World) -> None:
    for index in range(PAGE + 1):
        world.province("440000").apply("hh.cert.hukou", by="张建国", answers={**ANSWERS, "purpose": f"用途{index}"})
    person, supervisor = Visitor.at(world, "440000"), Visitor.at(world, "440000")
    person.sign_in("张建国")
    supervisor.sign_in_staff("440000-supervisor")
    program = Caller.at(world, "440000")
    own = program.sign_in("张建国").get("/api/v1/cases").json()["next"]
    every = program.sign_in_staff("440000-supervisor").get("/api/v1/supervision/cases").json()["next"]
    [case] = person.get(f"/cases?before={own}").document.xpath("//li[@class='cases__case']")
    assert "用途" not in case.text_content()
    rows = supervisor.get(f"/supervision?before={every}").document.xpath(
        "//a[starts-with(@href, '/supervision/cases/')]"
    )
    assert len(rows) == 1
