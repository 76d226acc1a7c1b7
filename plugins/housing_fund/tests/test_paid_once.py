"""Two applications accepted on the same evidence: money leaves the account for one of them only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tongban import Delivery, Refused
from tongban_housing_fund.testing.samples import RENT

if TYPE_CHECKING:
    from tongban.testing.world import Desk, World


def accepted(world: World) -> tuple[str, Desk]:
    """The id of a rent withdrawal handed in at home and accepted by the centre, its amount worked out."""
    home = world.province(f"{RENT.received_in[:2]}0000")
    case = home.apply(RENT.matter, by=RENT.by, answers=RENT.answers, delivery=Delivery.ELECTRONIC.value).case
    world.deliver()
    desk = world.province(case.competent.node).officer(case.competent.office)
    desk.accept(case.id)
    desk.report(case.id, "calculate", typed=RENT.reports["calculate"])
    return case.id, desk


def test_the_second_of_two_withdrawals_for_one_period_is_not_cleared(world: World) -> None:
    world.today(RENT.on)
    (first, desk), (second, _) = accepted(world), accepted(world)
    desk.clear(first, "pay")
    desk.report(first, "pay", typed=RENT.reports["pay"])
    with pytest.raises(Refused, match="该用途本周期已提取"):
        desk.clear(second, "pay")
