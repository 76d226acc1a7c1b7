"""Steps on the limits of a case: what the owner's timer does, and what a new calendar changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from pytest_bdd import given, parsers, then, when

from tongban.cases.acts import Actor
from tongban.cases.calendar_files import load_calendar
from tongban.cases.overview import Filter, Urgency
from tongban.testing.example.journey import ExampleOnItsWay
from tongban.testing.world import World

CHAPTER: Final = "办理期限的到期与日历"
URGENCIES: Final = {
    "超期": Urgency.OVERDUE,
    "临近": Urgency.NEAR,
    "正常": Urgency.NORMAL,
    "计时暂停": Urgency.PAUSED,
}


@given(parsers.parse('办件当日为 "{day}"'))
def on_the_day(world: World, day: str) -> None:
    world.today(day)


@when(parsers.parse('到了 "{day}"，各省计时到点'))
def time_passes(world: World, day: str) -> None:
    world.today(day)
    world.tick()
    world.deliver()


@when(parsers.parse('"{province:w}" 装入 {year:d} 年度工作日历，元旦自 "{first}" 至 "{last}" 放假'))
def calendar_comes(
    example_case: ExampleOnItsWay, tmp_path: Path, *, province: str, year: int, first: str, last: str
) -> None:
    path = tmp_path / f"{year}.yaml"
    path.write_text(f"{year}: [{{name: 元旦, from: {first}, to: {last}}}]\n", "utf-8")
    node = example_case.province(province).node
    assert example_case.world.run(node.timekeeper.load_calendar, load_calendar([path])) > 0
    example_case.world.deliver()


@then(parsers.parse('"{province:w}" 的“{title}”期限应为 "{text}"'))
def limit_is(example_case: ExampleOnItsWay, province: str, title: str, text: str) -> None:
    running = {each.title: each.deadline for each in example_case.province(province).view(example_case.case_id).clocks}
    assert title in running, running
    assert running[title].text == text, running[title].explanation


@then(parsers.parse('"{province:w}" 的“{title}”期限说明应含 "{text}"'))
def limit_explains(example_case: ExampleOnItsWay, province: str, title: str, text: str) -> None:
    running = {each.title: each.deadline for each in example_case.province(province).view(example_case.case_id).clocks}
    assert text in running[title].explanation


@then(parsers.parse('"{province:w}" 待办清单中的期限应为 "{day}"'))
def queue_says(example_case: ExampleOnItsWay, province: str, day: str) -> None:
    lines = [line for line in example_case.desk(province).queue() if line.case_id == example_case.case_id]
    assert [line.due_on for line in lines] == [day]


@then(parsers.parse('"{province:w}" 督办时，该办件应列为“{label}”'))
def stands_as(example_case: ExampleOnItsWay, province: str, label: str) -> None:
    """可写：超期、临近、正常、计时暂停"""
    node = example_case.province(province).node
    supervisor = Actor(kind="officer", officer=f"{node.settings.node}-supervisor")
    listed = {
        urgency
        for urgency in Urgency
        for each in example_case.world.run(node.overviews.cases, Filter(urgency=urgency), supervisor)
        if each.case_id == example_case.case_id
    }
    assert listed == {URGENCIES[label]}


@then(parsers.parse('该办件应自 "{day}" 起视为受理'))
def deemed_since(example_case: ExampleOnItsWay, day: str) -> None:
    for province in example_case.knowing():
        case = province.case(example_case.case_id)
        assert (case.deemed, case.term_since) == (True, date.fromisoformat(day).isoformat())
