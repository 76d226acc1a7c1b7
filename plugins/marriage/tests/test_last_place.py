"""Two couples hand in at the same moment for the last place of a slot, through the whole desk."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tongban_marriage.testing.builders import couple, typed_for

if TYPE_CHECKING:
    from tongban.testing.world import Handed, World

LAST_PLACE = "11:00"
COUPLES = (("吴浩", "梁晓雯"), ("王小川", "郑月"))


def test_one_couple_becomes_a_case_and_the_other_is_told_at_once(world: World) -> None:
    province = world.province("500000")

    def hand_in(names: tuple[str, str]) -> Handed:
        return province.apply("mr.marry", by=names[0], answers=typed_for(couple(*names)[1], slot=LAST_PLACE))

    with ThreadPoolExecutor(len(COUPLES)) as both:
        outcomes = list(both.map(hand_in, COUPLES))
    [refused] = [outcome for outcome in outcomes if outcome.objections]
    assert [each.message for each in refused.objections if each.severity == "blocking"] == ["预约时间已满"]
    kept = world.run(province.node.database.fetch, "SELECT id FROM tongban_case")
    assert len(kept) == 1
