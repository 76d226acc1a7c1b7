"""Before an electronic result is opened: who opens it for whom, and what to bring where it is collected instead."""

from __future__ import annotations

import pytest

from tongban.testing.world import World
from tongban_housing_fund.testing.samples import EMPLOYER
from tongban_web.testing.visitor import Visitor

pytestmark = pytest.mark.parametrize("database_dialect", [pytest.param("sqlite", marks=pytest.mark.sqlite)])


def test_an_agent_is_told_that_the_firm_receives_it_by_their_opening(world: World, guangdong: Visitor) -> None:
    answers, firm = EMPLOYER.answers, EMPLOYER.organisation
    case = world.province("440000").apply(EMPLOYER.matter, by=EMPLOYER.by, answers=answers, organisation=firm).case.id
    world.deliver()
    fund = world.province("510000").officer("510100-hf")
    fund.accept(case)
    fund.report(case, "allot", typed=EMPLOYER.reports["allot"])
    fund.refresh(case)
    fund.grant(case)
    world.deliver()
    guangdong.sign_in("张建国")
    page = guangdong.get(f"/cases/{case}/result")
    assert "由您（张建国）凭示例单位1239的授权打开，即视为单位已经收到" in page.text
    assert "经办人可以持居民身份证和单位授权到" in page.text


def test_a_person_opens_an_own_result_with_no_word_of_a_mandate(world: World, guangdong: Visitor) -> None:
    answers = {"cert_kind": "former_name", "purpose": "办理公证", "hukou_place": "510104", "handed_by": "self"}
    case = world.province("440000").apply("hh.cert.hukou", by="张建国", answers=answers).case.id
    world.deliver()
    police = world.province("510000").officer("510104-police")
    police.accept(case)
    police.grant(case)
    world.deliver()
    guangdong.sign_in("张建国")
    page = guangdong.get(f"/cases/{case}/result")
    assert "可以持居民身份证到" in page.text
    assert "授权" not in page.text
