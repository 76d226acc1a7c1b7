"""Steps on the materials of any matter and what registers say of its applicant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_bdd import given, parsers, then, when

from tongban.testing.any_matter import ApplicationOnItsWay, matter_named

if TYPE_CHECKING:
    from tongban.testing.world import World

CHAPTER: Final = "材料与登记库"


@given(parsers.parse("登记库“{title}”不能答复"))
@when(parsers.parse("登记库“{title}”不能答复"))
def register_silent(world: World, title: str) -> None:
    """名称是登记库自己的名称；各地的同名登记库都不答复，直到恢复。"""
    world.silence(title)


@when(parsers.parse("登记库“{title}”恢复答复"))
def register_back(world: World, title: str) -> None:
    world.let_answer(title)


@given(parsers.parse("申请人备有材料“{name}”"))
def brought(followed: ApplicationOnItsWay, name: str) -> None:
    """随申请提交：能上传的上传，只能现场核验的在窗口出示"""
    followed.bring(name)


@when(parsers.parse("业务属地照材料核对认定“{title}”"))
def established(followed: ApplicationOnItsWay, title: str, datatable: list[list[str]]) -> None:
    """下接两列的表：项目、内容；名称是数据的名称"""
    entered = dict(datatable[1:])
    followed.let(lambda: followed.decider.establish(followed.case_id, title, entered))


@when(parsers.parse("业务属地照材料核对认定没有“{title}”"))
def absence_established(followed: ApplicationOnItsWay, title: str) -> None:
    followed.let(lambda: followed.decider.establish_absence(followed.case_id, title))


@then(parsers.parse("材料“{name}”因登记库已有记载而免于提交"))
def waived(followed: ApplicationOnItsWay, name: str) -> None:
    declared = matter_named(followed.world, followed.matter)
    material = next(each for each in declared.materials if each.name == name)
    held = followed.seen.dossier.evidence()
    assert material.treatment == "免提交-数据共享"
    assert material.key not in held


@then(parsers.parse('登记库关于“{title}”的答复载明 "{text}"'))
def register_says(followed: ApplicationOnItsWay, title: str, text: str) -> None:
    found = [item for item in followed.seen.dossier.evidence().values() if item.title == title]
    assert [text in str(item.value) for item in found] == [True], found
