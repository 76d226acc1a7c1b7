"""Two couples hand in at the same moment for the last place of a slot, through the whole desk."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tongban.cases.state import Case
from tongban.desk.assessment import Assessment
from tongban.desk.drafts import Application
from tongban.matters.matter import Channel
from tongban_marriage.testing.builders import couple, typed_for

if TYPE_CHECKING:
    from tongban.testing.world import World

LAST_PLACE = "11:00"


def test_one_couple_becomes_a_case_and_the_other_is_told_at_once(world: World) -> None:
    province = world.province("500000")
    node = province.node

    async def hand_in(own: str, other: str) -> Case | Assessment:
        written = Application(
            matter="mr.marry",
            edition=node.plugins.matter("mr.marry").edition,
            channel=Channel.ONLINE,
            office=province.hall,
            person=world.person(own),
            typed=typed_for(couple(own, other)[1], slot=LAST_PLACE),
            consent=True,
        )
        draft = node.drafts.new(keys[own], written)
        return await node.applications.submit(draft, actor=world.actor(own))

    async def both() -> tuple[Case | Assessment, Case | Assessment]:
        return await asyncio.gather(hand_in("吴浩", "李秋萍"), hand_in("王小川", "郑月"))

    keys = {name: node.accounts.key(world.person(name).number) for name in ("吴浩", "王小川")}
    outcomes = world.run(both)
    [refused] = [outcome for outcome in outcomes if isinstance(outcome, Assessment)]
    assert [objection.message for objection in refused.blocking] == ["预约时间已满"]
    assert len([outcome for outcome in outcomes if isinstance(outcome, Case)]) == 1
    kept = world.run(node.database.fetch, "SELECT id FROM tongban_case")
    assert len(kept) == 1
