"""An original outlives its case: whoever holds it is told to give it back until it is given back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tongban.cases.calendar_files import load_calendar
from tongban.cases.state import State
from tongban.testing.example.journey import ExampleOnItsWay

BACK = "寄送或退还原件"


def declined(example: ExampleOnItsWay) -> None:
    example.act("广东", "收件")
    example.world.deliver()
    example.act("四川", "不予受理")


def withdrawn(example: ExampleOnItsWay) -> None:
    example.home.withdraw(example.case_id, by=example.by)


def lapsed(example: ExampleOnItsWay) -> None:
    example.act("广东", "收件")
    example.world.deliver()
    example.act("四川", "告知补正")
    example.world.deliver()
    example.world.today("2026-12-15")
    example.world.tick()


@pytest.mark.parametrize(
    ("end", "state"),
    [(declined, State.DECLINED), (withdrawn, State.WITHDRAWN), (lapsed, State.LAPSED)],
)
def test_the_window_is_told_to_give_back_what_it_holds_whatever_became_of_the_case(
    example_case: ExampleOnItsWay, end: Callable[[ExampleOnItsWay], None], state: State
) -> None:
    example_case.hand_in("window")
    desk = example_case.desk("广东")
    desk.take_original(example_case.case_id, "statement", "完好")
    end(example_case)
    example_case.world.deliver()
    assert example_case.home.case(example_case.case_id).state is state
    assert _due(example_case) == [BACK]
    example_case.world.run(desk.node.timekeeper.load_calendar, load_calendar())
    assert _due(example_case) == [BACK]
    desk.return_original(example_case.case_id, "statement", "张建国")
    example_case.world.deliver()
    assert _due(example_case) == []


def _due(example_case: ExampleOnItsWay) -> list[str]:
    queue = example_case.desk("广东").queue()
    return [line.title for line in queue if line.case_id == example_case.case_id]
