"""Steps on who holds a case, what the others may ask, and what everybody gets to know."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from pytest_bdd import given, parsers, then, when

from tongban.cases import acts as a
from tongban.cases.acts import Withdraw
from tongban.cases.heads import Head
from tongban.cases.intents import IntentState, Pending
from tongban.cases.state import Case
from tongban.errors import Conflict, Refused
from tongban.exchange.ids import mint_id
from tongban.testing import example
from tongban.testing.example.journey import ACTS, NODES, ExampleOnItsWay, said
from tongban.testing.world import World

CHAPTER: Final = "办件归属与往来"


@pytest.fixture
def example_case(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ExampleOnItsWay:
    """示例事项 in three provinces that enable nothing else."""
    example.offer(tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    world.enable_everywhere(example.NAME)
    return ExampleOnItsWay(world)


@given("各省只开通示例事项")
def only_the_example(example_case: ExampleOnItsWay) -> None:
    """示例事项、示例联办事项、示例转账事项、示例当场事项，不属于任何插件"""


@given(parsers.parse('"{by}" 在 "{receiving}" 申请{matter:w}，由 "{competent}" 办理'))
def applies(example_case: ExampleOnItsWay, by: str, receiving: str, matter: str, competent: str) -> None:
    example_case.by, example_case.matter = by, matter
    example_case.receiving, example_case.competent = receiving, competent


@given(parsers.parse('该事项由 "{partner}" 协同'))
def with_partner(example_case: ExampleOnItsWay, partner: str) -> None:
    example_case.partner = partner


@given(parsers.parse('"{province}" 暂时联络不上'))
@when(parsers.parse('"{province}" 暂时联络不上'))
def cut_off(example_case: ExampleOnItsWay, province: str) -> None:
    example_case.world.cut(NODES[province])


@when(parsers.parse('"{province}" 恢复联络'))
def joined(example_case: ExampleOnItsWay, province: str) -> None:
    example_case.world.join(NODES[province])
    example_case.world.deliver()


@given("申请已在网上提交")
@when("申请在网上提交")
def handed_in_online(example_case: ExampleOnItsWay) -> None:
    example_case.hand_in("online")


@given("申请已在窗口递交")
@when("申请在窗口递交")
def handed_in_at_window(example_case: ExampleOnItsWay) -> None:
    example_case.hand_in("window")


@when("同一份申请被连点两次提交")
def handed_in_twice(example_case: ExampleOnItsWay) -> None:
    example_case.draft_id = mint_id(example_case.world.clock.now())
    example_case.hand_in("online")
    first = example_case.case_id
    example_case.hand_in("online")
    assert example_case.case_id == first


@given(parsers.parse('"{province:w}" 已{act:w}该办件'))
@when(parsers.parse('"{province:w}" {act:w}该办件'))
def acts(example_case: ExampleOnItsWay, province: str, act: str) -> None:
    example_case.act(province, act)
    example_case.world.deliver()


@when(parsers.parse('"{province:w}" 想要{act:w}'))
def tries(example_case: ExampleOnItsWay, province: str, act: str) -> None:
    example_case.try_to(lambda: example_case.act(province, act))


@given("申请人已提出撤回")
@when("申请人提出撤回")
def withdraws(example_case: ExampleOnItsWay) -> None:
    example_case.try_to(lambda: example_case.home.party(example_case.case_id, by=example_case.by, act=Withdraw()))


@when("申请人提交修改后的说明")
def corrects(example_case: ExampleOnItsWay) -> None:
    example_case.correct("已按通知书写明")


@when(parsers.parse('"{by:w}" 想在 "{province:w}" 查阅该办件'))
def somebody_opens(example_case: ExampleOnItsWay, by: str, province: str) -> None:
    example_case.try_to(lambda: example_case.province(province).mine(example_case.case_id, by=by).case)


@when(parsers.parse('"{province}" 两名工作人员同时打开该办件，一人受理，一人不予受理'))
def two_officers(example_case: ExampleOnItsWay, province: str) -> None:
    node, case_id = example_case.province(province).node, example_case.case_id
    seen = example_case.province(province).case(case_id).seq
    one, other = (example_case.desk(province, number=number).actor for number in (1, 2))
    point = a.Point(field="remark", label="说明", reason="不清楚")

    async def both() -> list[object]:
        return await _together(
            lambda: node.desk.accept(case_id, one, seen=seen),
            lambda: node.cases.act(case_id, a.Decline(reasons=(point,)), other, seen=seen),
        )

    outcomes = example_case.world.run(both)
    assert sum(isinstance(each, Case) for each in outcomes) == 1, outcomes
    example_case.told = [each for lost in outcomes if isinstance(lost, Refused | Conflict) for each in said(lost)]
    example_case.world.deliver()


@when(parsers.parse('"{one}" 与 "{other}" 的窗口同时{act:w}该办件'))
def two_places(example_case: ExampleOnItsWay, one: str, other: str, act: str) -> None:
    """两地各办各的，谁也还不知道另一处已经办了"""
    world = example_case.world
    for name in (one, other):
        world.cut(NODES[name])
    for name in (other, one):
        example_case.try_to(partial(example_case.act, name, act))
    for name in (one, other):
        world.join(NODES[name])
    world.deliver()


@when(parsers.parse('"{province}" 的两个窗口，先后{act:w}该办件'))
def two_windows(example_case: ExampleOnItsWay, province: str, act: str) -> None:
    for number in (1, 2):
        example_case.try_to(partial(ACTS[act], example_case.desk(province, number=number), example_case.case_id))


@then(parsers.parse('"{province}" 的流转记录中“{title}”应有 {count:d} 次'))
def happened_so_often(example_case: ExampleOnItsWay, province: str, title: str, count: int) -> None:
    titles = [hop.title for hop in example_case.province(province).view(example_case.case_id).hops]
    assert sum(each.startswith(title) for each in titles) == count, titles


async def _together(*acts: Callable[[], Awaitable[object]]) -> list[object]:
    return list(await asyncio.gather(*(act() for act in acts), return_exceptions=True))


@then(parsers.parse('应告知 "{message}"'))
def is_told(example_case: ExampleOnItsWay, message: str) -> None:
    assert any(message in each for each in example_case.told), example_case.told


@then(parsers.parse('不应告知 "{message}"'))
def is_not_told(example_case: ExampleOnItsWay, message: str) -> None:
    assert not any(message in each for each in example_case.told), example_case.told


@then(parsers.parse('"{province}" 的办件状态应为 "{state}"'))
def state_there(example_case: ExampleOnItsWay, province: str, state: str) -> None:
    assert example_case.province(province).case(example_case.case_id).state.label == state


@then(parsers.parse('"{province}" 的待办应为 "{title}"'))
def task_there(example_case: ExampleOnItsWay, province: str, title: str) -> None:
    assert title in [task.title for task in example_case.province(province).view(example_case.case_id).tasks]


@then(parsers.parse('只有 "{province}" 可以改动该办件'))
def one_writer(example_case: ExampleOnItsWay, province: str) -> None:
    assert _writers(example_case) == {NODES[province]}


@then("移交途中谁也不能改动该办件")
def no_writer(example_case: ExampleOnItsWay) -> None:
    assert _writers(example_case) == set()


def _writers(example_case: ExampleOnItsWay) -> set[str]:
    known = [(place.node.settings.node, place.case(example_case.case_id)) for place in example_case.knowing()]
    return {node for node, case in known if case.owner == node and not case.offered}


@then(parsers.parse('"{province}" 显示该请求等待对方确认'))
def shown_pending(example_case: ExampleOnItsWay, province: str) -> None:
    assert example_case.pending is not None, example_case.told
    assert [each.state for each in _asked(example_case, province)] == [IntentState.PENDING]


@then(parsers.parse('"{province}" 显示该请求未获同意，理由为 "{message}"'))
def shown_refused(example_case: ExampleOnItsWay, province: str, message: str) -> None:
    asked = _asked(example_case, province)
    assert [each.state for each in asked] == [IntentState.REFUSED]
    assert message in (asked[0].message or "")


@then(parsers.parse('"{province}" 没有尚未了结的请求'))
def nothing_asked(example_case: ExampleOnItsWay, province: str) -> None:
    assert _asked(example_case, province) == []


def _asked(example_case: ExampleOnItsWay, province: str) -> list[Pending]:
    place = example_case.province(province)
    return example_case.world.run(place.node.reader.pending, place.case(example_case.case_id))


@then(parsers.parse('"{one}" 与 "{other}" 的流转记录自第1号起逐条一致'))
def same_heads(example_case: ExampleOnItsWay, one: str, other: str) -> None:
    here, there = (_heads(example_case, name) for name in (one, other))
    assert here == there
    assert len(here) > 1


def _heads(example_case: ExampleOnItsWay, province: str) -> tuple[Head, ...]:
    return example_case.province(province).view(example_case.case_id).dossier.heads


@then(parsers.parse('"{province}" 还没有该办件'))
def not_known(example_case: ExampleOnItsWay, province: str) -> None:
    assert NODES[province] not in {place.node.settings.node for place in example_case.knowing()}


@then(parsers.parse('"{province}" 看得到填写的 "{labels}"'))
def sees_answers(example_case: ExampleOnItsWay, province: str, labels: str) -> None:
    shown = example_case.province(province).view(example_case.case_id).dossier.shown()
    assert [line.label for line in shown] == labels.split("、")


@then(parsers.parse('"{province}" 看不到登记库的答复'))
def sees_no_evidence(example_case: ExampleOnItsWay, province: str) -> None:
    assert example_case.province(province).view(example_case.case_id).dossier.evidence() == {}


@then(parsers.parse('"{by}" 在 "{province}" 共有 {count:d} 件办件'))
def number_of_cases(example_case: ExampleOnItsWay, by: str, province: str, count: int) -> None:
    node = example_case.province(province).node
    key = node.accounts.key(example_case.world.person(by).number)
    assert len(example_case.world.run(node.reader.mine, key, example_case.world.actor(by))) == count
