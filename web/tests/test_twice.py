"""A party's second click is no second act: one effect, and the case where the first click led to."""

from __future__ import annotations

import pytest

from tongban.cases import acts as a
from tongban.testing.world import World
from tongban_marriage.testing import SAMPLES as MARRIAGES
from tongban_web.testing.visitor import Page, Visitor

pytestmark = pytest.mark.parametrize("database_dialect", [pytest.param("sqlite", marks=pytest.mark.sqlite)])

POLICE = "510104-police"
PLACES = {"where the case is": "510000", "where it was handed in": "440000"}


@pytest.fixture(params=PLACES.values(), ids=PLACES)
def visitor(world: World, request: pytest.FixtureRequest) -> Visitor:
    world.enable_everywhere("household")
    visitor = Visitor.at(world, request.param)
    visitor.sign_in("张建国")
    return visitor


@pytest.fixture
def address(visitor: Visitor) -> str:
    answers = {"cert_kind": "former_name", "purpose": "办理公证", "hukou_place": "510104", "handed_by": "self"}
    made = visitor.world.province(visitor.province).apply("hh.cert.hukou", by="张建国", answers=answers).case
    visitor.world.deliver()
    return f"/cases/{made.id}"


def police(visitor: Visitor):
    return visitor.world.province("510000").officer(POLICE)


def facts(visitor: Visitor, address: str, kind: str) -> int:
    case = address.rpartition("/")[2]
    heads = visitor.world.province("510000").view(case).dossier.heads
    return sum(head.event.__struct_config__.tag == kind for head in heads)


def assert_once(visitor: Visitor, form: Page, address: str, act: str, kind: str, **typed: str) -> None:
    """At once, and again when word of the first click has come from wherever the case is."""
    target = f"{address}/{act}"
    assert visitor.submit(form, target, **typed).path.startswith(address)
    for _ in range(2):
        again = visitor.submit(form, target, **typed)
        assert (again.status, again.path.partition("#")[0]) == (200, address), again.text
        visitor.world.deliver()
    assert facts(visitor, address, kind) == 1
    assert "没有办成" not in visitor.get(address).text


def test_a_correction(visitor: Visitor, address: str) -> None:
    police(visitor).ask_correction(address.rpartition("/")[2], "purpose", "请写明公证处名称")
    visitor.world.deliver()
    form = visitor.get(f"{address}/correction")
    assert_once(visitor, form, address, "correction", "corrected", purpose="成都市律政公证处继承公证")
    other = visitor.submit(form, f"{address}/correction", purpose="别的用途")
    assert (other.status, "现在不需要您补正" in other.text) == (404, True)


def test_an_answer(visitor: Visitor, address: str) -> None:
    police(visitor).act(address.rpartition("/")[2], a.Ask(question="q1", text="更名是在哪一年？"))
    visitor.world.deliver()
    form = visitor.get(address)
    assert_once(visitor, form, address, "answers", "answered", text="2003年")


def test_another_answer_to_what_was_answered_meanwhile_is_not_lost(visitor: Visitor, address: str) -> None:
    police(visitor).act(address.rpartition("/")[2], a.Ask(question="q1", text="更名是在哪一年？"))
    visitor.world.deliver()
    form = visitor.get(address)
    visitor.submit(form, f"{address}/answers", text="2003年")
    visitor.world.deliver()
    late = visitor.submit(form, f"{address}/answers", text="2003年，\r\n以户口簿为准")
    visitor.world.deliver()
    page = late if late.status == 422 else visitor.get(address)
    [kept] = page.document.xpath("//textarea")
    assert (kept.get("readonly"), kept.text) == ("readonly", "2003年，\n以户口簿为准")
    assert "没有" in kept.get("aria-label")


def test_a_withdrawal(visitor: Visitor, address: str) -> None:
    form = visitor.get(f"{address}/withdraw")
    assert_once(visitor, form, address, "withdraw", "withdrawn", confirmed="yes", reason="不办了")


def test_the_opening_of_a_result(visitor: Visitor, address: str) -> None:
    case = address.rpartition("/")[2]
    police(visitor).accept(case)
    police(visitor).grant(case)
    visitor.world.deliver()
    form = visitor.get(f"{address}/result")
    assert_once(visitor, form, address, "result", "delivered")


def test_a_confirmation(sichuan: Visitor) -> None:
    [sample] = MARRIAGES
    place = sichuan.world.province("510000")
    made = place.apply(sample.matter, by=sample.by, answers={**sample.answers, "office_division": "510104"}).case
    sichuan.sign_in(sample.co_applicant)
    form = sichuan.get(f"/cases/{made.id}/confirm")
    assert_once(sichuan, form, f"/cases/{made.id}", "confirm", "confirmed", consent="yes")
