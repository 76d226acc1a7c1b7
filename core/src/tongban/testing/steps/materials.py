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
