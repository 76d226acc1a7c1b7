"""Steps on how a case of any matter is handled and where it stands."""

from __future__ import annotations

from typing import Final

from pytest_bdd import given, parsers, then, when

from tongban.matters.matter import Mode
from tongban.testing.any_matter import ApplicationOnItsWay

CHAPTER: Final = "办件"


@given("业务属地已受理该申请")
@when("业务属地受理该申请")
def accepts(followed: ApplicationOnItsWay) -> None:
    followed.let(lambda: followed.decider.accept(followed.case_id))


@given(parsers.parse("承办地已放行“{title}”"))
@when(parsers.parse("承办地放行“{title}”"))
def clears(followed: ApplicationOnItsWay, title: str) -> None:
    """不能撤回的环节，办理前先放行；环节写名称，由哪里承办见事项的办理程序"""
    followed.clear(title)


@given(parsers.parse("承办地已完成“{title}”"))
@when(parsers.parse("承办地完成“{title}”"))
def step_done(followed: ApplicationOnItsWay, title: str) -> None:
    """没有填报内容的环节"""
    followed.report(title, {})


@given(parsers.parse("承办地已完成“{title}”，填报如下"))
@when(parsers.parse("承办地完成“{title}”，填报如下"))
def step_reported(followed: ApplicationOnItsWay, title: str, datatable: list[list[str]]) -> None:
    """下接两列的表：项目、内容"""
    followed.report(title, dict(datatable[1:]))


@when(parsers.parse("承办地报告“{title}”没有办成，原因为“{reason}”"))
def step_failed(followed: ApplicationOnItsWay, title: str, reason: str) -> None:
    followed.fail(title, reason)


@when("业务属地准予该申请")
def grants(followed: ApplicationOnItsWay) -> None:
    followed.let(lambda: followed.decider.grant(followed.case_id))


@when(parsers.parse('业务属地对该申请不予受理，理由为 "{reason}"'))
def declines(followed: ApplicationOnItsWay, reason: str) -> None:
    followed.let(lambda: followed.decider.decline(followed.case_id, reason))


@when(parsers.parse('业务属地对该申请不予批准，理由为 "{reason}"'))
def refuses(followed: ApplicationOnItsWay, reason: str) -> None:
    followed.let(lambda: followed.decider.refuse(followed.case_id, reason))


@when(parsers.parse('业务属地要求补正“{label}”，理由为 "{reason}"'))
def asks_for_correction(followed: ApplicationOnItsWay, label: str, reason: str) -> None:
    """写申请表上的项目名"""
    name = followed.field_named(label)
    followed.let(lambda: followed.decider.ask_correction(followed.case_id, name, reason))


@then(parsers.parse('工作人员的操作没有完成，并应得知 "{message}"'))
def staff_learn(followed: ApplicationOnItsWay, message: str) -> None:
    """提示中含有这句话"""
    assert any(message in each for each in followed.told), followed.told


@then(parsers.parse('收件地和业务属地都看到该申请处于 "{state}"'))
def both_see(followed: ApplicationOnItsWay, state: str) -> None:
    assert [case.state.label for case in followed.both()] == [state, state]


@then(parsers.parse('该申请的业务属地为 "{division}"，办理模式为 "{modes}"'))
def goes_to(followed: ApplicationOnItsWay, division: str, modes: str) -> None:
    """几种模式之间用顿号"""
    case = followed.home.case(followed.case_id)
    assert case.competent.division[:6] == division
    assert "、".join(Mode(mode).label for mode in case.modes) == modes


@then(parsers.parse('收件地看到“{title}”的期限为 "{day}"'))
def limit_is(followed: ApplicationOnItsWay, title: str, day: str) -> None:
    running = {each.title: each.deadline.text for each in followed.seen.clocks}
    assert running.get(title) == day, running


@then(parsers.parse('收件地看到“{title}”的期限说明含 "{text}"'))
def limit_explains(followed: ApplicationOnItsWay, title: str, text: str) -> None:
    running = {each.title: each.deadline.explanation for each in followed.seen.clocks}
    assert text in running.get(title, ""), running


@then(parsers.parse('该申请的业务属地为 "{division}"，协同地为 "{others}"'))
def goes_between(followed: ApplicationOnItsWay, division: str, others: str) -> None:
    """六位区划代码，几个协同地之间用顿号"""
    case = followed.home.case(followed.case_id)
    places = {place.division[:6] for place in case.cooperating.values()}
    assert (case.competent.division[:6], places) == (division, set(others.split("、")))
