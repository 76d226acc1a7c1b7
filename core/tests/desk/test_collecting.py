"""Results and originals are given to a party, to an agent whose mandate holds today, or to whom a party entrusted."""

from __future__ import annotations

from functools import partial

import pytest

from tongban import Refused
from tongban.testing.world import Desk, World
from tongban_housing_fund.testing import SAMPLES

SICHUAN, UNIT = "510000", "915101040000001239"
ZHANG = ("张建国", "510104198503109997")
NIECE = ("李秋萍", "500103199208259980")
LICENCE = "营业执照"


@pytest.fixture
def hall(world: World) -> Desk:
    return world.province(SICHUAN).officer(world.province(SICHUAN).hall)


@pytest.fixture
def case_id(world: World, hall: Desk) -> str:
    """An application of 示例单位1239, handed in by its agent 张建国, who leaves an original."""
    sample = next(each for each in SAMPLES if each.matter == "hf.employer_open")
    place = world.province(SICHUAN)
    case = place.apply(
        sample.matter,
        by=sample.by,
        organisation=sample.organisation,
        answers=sample.answers,
        channel="window",
    ).case
    world.run(hall.node.custody.take, case.id, hall.actor, name=LICENCE, condition="完好")
    return case.id


def given_back(hall: Desk, case_id: str, name: str, number: str, **more: str) -> str:
    """The key of the original, handed to somebody; raises `Refused`."""
    [original] = hall.view(case_id).case.originals
    hall.return_original(case_id, original, name, number=number, **more)
    return str(hall.view(case_id).dossier.content(len(hall.view(case_id).dossier.heads), "custody")["to"])


def end_mandate(world: World, hall: Desk) -> None:
    mandates = hall.node.mandates
    for granted in world.run(mandates.of_organisation, UNIT):
        world.run(partial(mandates.revoke, granted.id, organisation=UNIT))


def test_the_agent_of_an_organisation_is_given_what_is_its_own(hall: Desk, case_id: str) -> None:
    told = given_back(hall, case_id, *ZHANG)
    assert told == "张建国 510104********9997，示例单位1239授权的经办人，身份已当面核验"


def test_whose_mandate_has_ended_is_given_nothing_more(world: World, hall: Desk, case_id: str) -> None:
    end_mandate(world, hall)
    with pytest.raises(Refused, match="没有查到示例单位1239现在授权该经办人办理本事项"):
        given_back(hall, case_id, *ZHANG)
    assert hall.view(case_id).case.originals


def test_who_brings_the_organisations_paper_needs_no_mandate(world: World, hall: Desk, case_id: str) -> None:
    end_mandate(world, hall)
    told = given_back(hall, case_id, *ZHANG, entrusted="单位2026年11月23日的委托书")
    assert "当事人委托的领取人（单位2026年11月23日的委托书）" in told


@pytest.mark.parametrize(
    ("to", "message"),
    [
        (("", ""), "请填写领回原件的人，或者邮寄退还的物流单号"),
        (("x", ""), "领取人的"),
        (NIECE, "领取人不是本办件的当事人，也没有登记委托"),
    ],
)
def test_an_original_is_given_to_nobody_else(hall: Desk, case_id: str, to: tuple[str, str], message: str) -> None:
    with pytest.raises(Refused, match=message):
        given_back(hall, case_id, *to)


def test_an_original_goes_back_by_post_under_its_waybill(hall: Desk, case_id: str) -> None:
    with pytest.raises(Refused, match="只能填写一种"):
        given_back(hall, case_id, *ZHANG, waybill="SF9")
    assert given_back(hall, case_id, "", "", waybill="SF9") == "示例单位1239（邮寄）"
    last = hall.view(case_id).hops[-1]
    assert (last.title, ("物流单号", "SF9") in last.lines) == ("退还原件", True)
