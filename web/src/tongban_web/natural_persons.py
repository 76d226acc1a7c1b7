"""A person as named and numbered by an identity card."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tongban.identity.checks import plain_name
from tongban.identity.numbers import NumberFault, parse_resident_number
from tongban.matters.fields import CHINESE_MOBILE
from tongban.matters.rules import Objection
from tongban.node import Node

LONGEST_NAME: Final = 50


def natural_faults(node: Node, name: str, number: str, *, prefix: str, who: str) -> Iterator[Objection]:
    """What is wrong with a name and a number as read from a card."""
    if not plain_name(name):
        yield wrong(f"{prefix}name", f"请填写{who}姓名", "请对照居民身份证填写，不要从别处粘贴")
    elif len(name) > LONGEST_NAME:
        yield wrong(f"{prefix}name", f"{who}姓名有{len(name)}字，不得超过{LONGEST_NAME}字", "请对照居民身份证重新填写")
    parsed = parse_resident_number(number, on=node.clock.today(), divisions=node.divisions)
    if not number:
        yield wrong(f"{prefix}number", f"请填写{who}公民身份号码")
    elif isinstance(parsed, NumberFault):
        yield wrong(f"{prefix}number", parsed.message, "请对照居民身份证重新填写")


def misdialled(mobile: str, *, field: str) -> Iterator[Objection]:
    """What is wrong with the mobile number of whoever stands at a window, which is theirs to leave out."""
    if mobile and not CHINESE_MOBILE.fullmatch(mobile):
        yield wrong(field, "手机号码格式不正确", "请填写11位手机号码，或者留空")


def wrong(field: str, message: str, remedy: str = "") -> Objection:
    """An objection to what was typed about somebody."""
    return Objection(rule="PERSON", field=field, message=message, remedy=remedy)
