"""Steps on what the clerk at a window does for any matter."""

from __future__ import annotations

from typing import Final

from pytest_bdd import given, parsers, when

from tongban.testing.any_matter import ApplicationOnItsWay

CHAPTER: Final = "窗口"


@given(parsers.parse('申请人已在 "{division}" 的窗口递交申请'))
@when(parsers.parse('申请人在 "{division}" 的窗口递交申请'))
def handed_in_at_window(followed: ApplicationOnItsWay, division: str) -> None:
    """结果由窗口领取"""
    followed.hand_in(division, "window")


@when("窗口核对无误并收件")
def received(followed: ApplicationOnItsWay) -> None:
    """逐项确认该事项的形式审查和身份核验"""
    followed.let(lambda: followed.clerk.receive(followed.case_id))


@when(parsers.parse('窗口把结果交给 "{name}"'))
def handed_over(followed: ApplicationOnItsWay, name: str) -> None:
    """当事人，按办件登记的证件号码"""
    followed.let(lambda: followed.clerk.hand_over(followed.case_id, name))
