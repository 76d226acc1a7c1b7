"""A case travels between provinces by every transport of core, through the real sites where there are any."""

from __future__ import annotations

import asyncio

import pytest
from joined_nodes import Join, joined

from tongban.cases.state import State
from tongban.exchange import reconciling

__all__ = ["joined"]


@pytest.mark.parametrize("name", ["https", "pull", "files"])
def test_a_case_is_handed_in_decided_and_told_of_by_every_transport(name: str, joined: Join):
    travelling = joined(name)
    travelling.hand_in("online")
    for act in ("受理", "准予"):
        travelling.act("四川", act)
        travelling.world.deliver()
    here, there = travelling.home.case(travelling.case_id), travelling.province("四川").case(travelling.case_id)
    assert (here.state, here.seq) == (there.state, there.seq)
    assert here.state is State.DELIVERY


def test_nodes_at_work_find_and_mend_by_themselves_what_one_has_lost(joined: Join, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reconciling, "ROUND_SECONDS", 0.02)
    travelling = joined("https")
    travelling.hand_in("online")
    travelling.act("四川", "受理")
    travelling.world.deliver()
    here, there = travelling.home.node, travelling.province("四川").node

    async def held() -> list[str]:
        return sorted(row["digest"] for row in await there.database.fetch("SELECT digest FROM tongban_inbox"))

    async def lose_and_mend() -> tuple[list[str], list[str]]:
        before = await held()
        await there.database.execute("DELETE FROM tongban_inbox")
        working = [here.database.spawn(here.exchange.courier.run())]
        working += [
            node.database.spawn(node.reconciler.run(node.exchange.transport, node.exchange)) for node in (here, there)
        ]
        try:
            async with asyncio.timeout(60):
                while await held() != before:  # noqa: ASYNC110 - it is the nodes that work
                    await asyncio.sleep(0.02)
        finally:
            for task in working:
                task.cancel()
        return before, [each.code for each in await here.operation.incidents.all_open()]

    before, incidents = travelling.world.run(lose_and_mend)
    assert before
    assert incidents == ["peer_lost_letters"]
    travelling.world.deliver()
    facts = [province.case(travelling.case_id).seq for province in (travelling.home, travelling.province("四川"))]
    assert facts[0] == facts[1], "what came again changed nothing"
