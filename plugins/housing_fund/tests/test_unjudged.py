"""What an officer enters is judged before the case goes on, or not taken: nothing judges it later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tongban import Delivery, Refused
from tongban_housing_fund.testing.samples import LOAN_OUT

if TYPE_CHECKING:
    from tongban.testing.world import World

HOMES = "全部住房登记"
APPROVED = LOAN_OUT.reports["approve"]


def test_a_rate_is_not_approved_while_it_is_not_known_whether_the_home_is_a_second_one(world: World) -> None:
    world.today(LOAN_OUT.on)
    world.silence(HOMES)
    home = world.province(f"{LOAN_OUT.received_in[:2]}0000")
    case = home.apply(
        LOAN_OUT.matter, by=LOAN_OUT.by, answers=LOAN_OUT.answers, delivery=Delivery.ELECTRONIC.value
    ).case
    world.deliver()
    desk = world.province(case.competent.node).officer(case.competent.office)
    desk.accept(case.id)
    world.deliver()
    payer = case.cooperating["paid"]
    world.province(payer.node).officer(payer.office).report(case.id, "confirm")
    world.deliver()
    with pytest.raises(Refused, match="以下数据尚未得到答复：本人全部住房登记"):
        desk.report(case.id, "approve", typed={**APPROVED, "rate": "0.1"})
    world.let_answer(HOMES)
    desk.refresh(case.id)
    with pytest.raises(Refused, match=r"贷款年利率应为2\.6%"):
        desk.report(case.id, "approve", typed={**APPROVED, "rate": "0.1"})
    desk.report(case.id, "approve", typed=APPROVED)
