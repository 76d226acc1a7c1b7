"""Gherkin steps on what a couple and its registry do."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from pytest_bdd import given, parsers, when

from tongban import Assurance, ResidentNumber
from tongban_marriage.forms import ID_TYPES, KINSHIP, RESIDENT_CARD
from tongban_marriage.records import STATUS_LABELS
from tongban_marriage.registration import REGISTER
from tongban_marriage.testing.builders import NUMBERS
from tongban_marriage.testing.scene import CHECKS, Scene

if TYPE_CHECKING:
    from tongban.testing.world import World

CHINA = timezone(timedelta(hours=8))
STATUSES = {label: status.value for status, label in STATUS_LABELS.items()}


@pytest.fixture
def wedding(world: World) -> Scene:
    """The couple of a scenario."""
    return Scene(world)


@given(parsers.parse('"{own}"（{own_says}）与 "{other}"（{other_says}）均为内地居民'))
def both_residents(wedding: Scene, own: str, own_says: str, other: str, other_says: str) -> None:
    for name, says in ((own, own_says), (other, other_says)):
        number = ResidentNumber.of_checked(NUMBERS[name])
        assert f"{number.born}，{number.sex}" == says
    wedding.own, wedding.other = own, other


@given(parsers.parse('"{own}" 与 "{other}" 准备结婚'))
@when(parsers.parse('改由 "{own}" 与 "{other}" 申请结婚登记'))
def the_couple(wedding: Scene, own: str, other: str) -> None:
    wedding.own, wedding.other = own, other


@given(parsers.parse('双方选择的登记机关在 "{division}"'))
def the_registry(wedding: Scene, division: str) -> None:
    wedding.division = division


@given(parsers.parse('"{division}" 的登记机关周末和节假日不办公'))
def closed_on_days_of_rest(wedding: Scene, division: str) -> None:
    wedding.division = division
    sql = "DELETE FROM marriage_opening WHERE division = $1 AND weekday IN (0, 6, 7)"
    wedding.world.run(wedding.province.node.database.execute, sql, division)


@given(parsers.parse('婚姻登记的当前时间为 "{moment}"'))
@when(parsers.parse('婚姻登记的当前时间到了 "{moment}"'))
def the_time(wedding: Scene, moment: str) -> None:
    wedding.world.today(datetime.fromisoformat(moment).replace(tzinfo=CHINA))
    wedding.world.tick()


@given(parsers.parse('联网核对 "{name}" 婚姻状况为 "{status}"'))
@when(parsers.parse('联网核对 "{name}" 婚姻状况变为 "{status}"'))
def status_is(wedding: Scene, name: str, status: str) -> None:
    sql = "UPDATE marriage_status SET status = $2 WHERE number = $1"
    wedding.world.run(wedding.province.node.database.execute, sql, NUMBERS[name], STATUSES[status])


@given(parsers.parse('"{own}" 与 "{other}" 已预约 "{day}" 的 "{slot}"'))
def booked_and_confirmed(wedding: Scene, own: str, other: str, day: str, slot: str) -> None:
    wedding.own, wedding.other = own, other
    wedding.book(day=day, slot=slot)
    assert wedding.told == []
    confirm(wedding, other)


@when(parsers.parse('双方于 "{day}" 在 "{division}" 到场登记且无配偶'))
def registered_on_the_spot(wedding: Scene, day: str, division: str) -> None:
    wedding.world.today(day)
    wedding.division = division
    wedding.walk_in()
    assert wedding.told == []
    registered(wedding)


@when(parsers.parse('申请结婚登记时写明对方性别为 "{sex}"，出生日期为 "{born}"'))
def apply_with_birth(wedding: Scene, sex: str, born: str) -> None:
    wedding.changed |= {"other_sex": sex, "other_born": born}
    wedding.book()


@when("申请结婚登记")
def apply(wedding: Scene) -> None:
    wedding.book()


@when(parsers.parse("双方声明为{relation}"))
def related(wedding: Scene, relation: str) -> None:
    words = {"表兄妹": "cousins", "直系血亲": "lineal", "叔侄": "uncle_aunt", "同父异母的兄妹": "siblings"}
    assert words[relation] in dict(KINSHIP)
    wedding.changed["kinship"] = words[relation]
    wedding.book()


@when(parsers.parse('一方所持证件为 "{paper}"'))
def other_paper(wedding: Scene, paper: str) -> None:
    kind = {label: code for code, label in ID_TYPES}[paper]
    wedding.changed["other_id_type"] = kind
    if kind != RESIDENT_CARD:
        wedding.changed["other_number"] = ""  # nobody with another paper has a resident number
    wedding.book()


@when("一方委托他人办理")
def somebody_else_comes(wedding: Scene) -> None:
    wedding.walk_in()
    wedding.receive_without("both_present")


@when("双方在申请中表明将委托他人办理")
def nobody_comes(wedding: Scene) -> None:
    wedding.changed["in_person"] = ""
    wedding.book()


@when(parsers.parse('双方于 "{on}" 预约 "{division}" "{day}"'))
def booked(wedding: Scene, on: str, division: str, day: str) -> None:
    wedding.world.today(on)
    wedding.division = division
    wedding.book(day=day)


@given(parsers.parse('申请时结婚登记为 "{edition}" 版'))
def handed_in_before(wedding: Scene, edition: str) -> None:
    wedding.edition = edition


@when(parsers.parse('"{own}" 与 "{other}" 预约 "{day}" 的 "{slot}"'))
def book_slot(wedding: Scene, own: str, other: str, day: str, slot: str) -> None:
    wedding.own, wedding.other = own, other
    wedding.book(day=day, slot=slot)


@when(parsers.parse('双方在 "{portal}" 的平台预约 "{division}" 的登记机关'))
def book_elsewhere(wedding: Scene, portal: str, division: str) -> None:
    wedding.division = division
    wedding.book(portal=portal)


@when(parsers.parse('"{name}" 以本人身份登录确认预约'))
def confirm(wedding: Scene, name: str) -> None:
    wedding.attempt(lambda: wedding.province.confirm(wedding.case_id, by=name))


@when(parsers.parse('"{name}" 以 "{level}" 等级登录确认预约'))
def confirm_at_level(wedding: Scene, name: str, level: str) -> None:
    """认证等级写 L1、L2 或 L3"""
    assurance = Assurance[level]
    wedding.attempt(lambda: wedding.province.confirm(wedding.case_id, by=name, assurance=assurance))


@when(parsers.parse('"{name}" 未同意查询即确认预约'))
def confirm_without_consent(wedding: Scene, name: str) -> None:
    world, node = wedding.world, wedding.province.node
    actor = world.actor(name, role="co_applicant")
    wedding.attempt(lambda: world.run(node.desk.confirm, wedding.case_id, actor, consent=""))


@when("双方到窗口申请")
def both_at_the_window(wedding: Scene) -> None:
    wedding.walk_in()


@when("一方单独到窗口申请")
def one_at_the_window(wedding: Scene) -> None:
    wedding.walk_in(present=())


@when("登记机关办理受理")
def try_to_accept(wedding: Scene) -> None:
    wedding.attempt(lambda: wedding.registrar.accept(wedding.case_id))


@when(parsers.parse('"{name}" 撤回结婚登记预约'))
def withdraw(wedding: Scene, name: str) -> None:
    role = "applicant" if name == wedding.own else "co_applicant"
    wedding.attempt(lambda: wedding.province.withdraw(wedding.case_id, by=name, role=role))


@when(parsers.parse('双方于 "{day}" 持居民身份证到场'))
def arrive(wedding: Scene, day: str) -> None:
    wedding.world.today(date.fromisoformat(day))
    wedding.receive_without()


@when(parsers.parse('到场核验时"{item}"未能确认'))
def check_fails(wedding: Scene, item: str) -> None:
    wedding.walk_in()
    wedding.receive_without(next(key for key, each in CHECKS.items() if item in each.text))


@when("登记机关当场登记并颁发结婚证")
def registered(wedding: Scene) -> None:
    if wedding.state == "已提交":
        wedding.receive_without()
    assert wedding.told == []
    accepted(wedding)
    grant(wedding)
    assert wedding.told == []
    wedding.registrar.hand_over(wedding.case_id, wedding.own)


@when("登记机关受理并填写结婚证字号")
def accepted(wedding: Scene) -> None:
    for act in (try_to_accept, cleared, certificates_issued):
        act(wedding)
        assert wedding.told == []


@when("登记机关放行登记")
def cleared(wedding: Scene) -> None:
    wedding.attempt(lambda: wedding.registrar.clear(wedding.case_id, REGISTER))


@when(parsers.parse('登记机关到 "{day}" 还没有报告登记'))
def another_day(wedding: Scene, day: str) -> None:
    wedding.world.today(date.fromisoformat(day))


@when("登记机关填写结婚证字号")
def certificates_issued(wedding: Scene) -> None:
    wedding.issued = f"测试字号-{wedding.number[-8:]}"
    wedding.issue(wedding.issued)


@when(parsers.parse('登记机关补填 "{day}" 颁发的结婚证字号'))
def certificates_of(wedding: Scene, day: str) -> None:
    wedding.issue(f"测试字号-{wedding.number[-8:]}", on=date.fromisoformat(day))


@when("登记机关填写前一对当事人的结婚证字号")
def certificates_of_others(wedding: Scene) -> None:
    wedding.issue(wedding.issued)


@when(parsers.parse('登记机关报告未登记，理由为 "{reason}"'))
def not_registered(wedding: Scene, reason: str) -> None:
    wedding.attempt(lambda: wedding.registrar.report(wedding.case_id, REGISTER, outcome="failed", reason=reason))


@when("登记机关重新核验婚姻状况")
def refresh(wedding: Scene) -> None:
    wedding.registrar.refresh(wedding.case_id)


@when("登记机关作出准予登记的决定")
def grant(wedding: Scene) -> None:
    wedding.attempt(lambda: wedding.registrar.grant(wedding.case_id))


@when("登记机关作出不予登记的决定")
def refuse(wedding: Scene) -> None:
    wedding.attempt(lambda: wedding.registrar.refuse(wedding.case_id, "双方不符合结婚条件"))


@when(parsers.parse('"{office}" 的工作人员办理收件'))
def others_receive(wedding: Scene, office: str) -> None:
    desk = wedding.province.officer(office)
    wedding.attempt(lambda: desk.receive(wedding.case_id))
