"""Steps on what people find at a province's site: the zone, their own cases, the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_bdd import parsers, then

if TYPE_CHECKING:
    from tongban.testing.any_matter import ApplicationOnItsWay
    from tongban.testing.world import World
    from tongban_web.testing.visitor import Visitor

CHAPTER: Final = "专区与窗口"


def _at(world: World, division: str) -> Visitor:
    from tongban_web.testing.visitor import Visitor

    return Visitor.at(world, f"{division[:2]}0000")


@then(parsers.parse('"{division}" 所在省的专区列有“{matter}”，从那里可以网上申请'))
def zone_lists(world: World, division: str, matter: str) -> None:
    """不登录也能看到；收件地写六位区划代码。"""
    visitor = _at(world, division)
    (guide,) = visitor.get("/").document.xpath(f"//main//a[normalize-space()='{matter}']/@href")
    assert f"{guide}/apply" in visitor.get(guide).document.xpath("//a/@href")


@then(parsers.parse('"{division}" 的窗口可以收“{matter}”'))
def window_takes(world: World, division: str, matter: str) -> None:
    clerk = _at(world, division)
    clerk.sign_in_staff(f"{division}-hall-1")
    assert matter in clerk.get("/window/apply").text


@then(parsers.parse('"{name}" 登录后在“我的办件”中看到该申请'))
def own_case(followed: ApplicationOnItsWay, name: str) -> None:
    assert f"/cases/{followed.case_id}" in _links(followed, name)


@then(parsers.parse('"{name}" 登录后在“我的办件”中看不到该申请'))
def not_own_case(followed: ApplicationOnItsWay, name: str) -> None:
    assert f"/cases/{followed.case_id}" not in _links(followed, name)


def _links(followed: ApplicationOnItsWay, name: str) -> list[str]:
    visitor = _at(followed.world, followed.receiving)
    visitor.sign_in(name)
    links: list[str] = visitor.get("/cases").document.xpath("//a/@href")
    return links
