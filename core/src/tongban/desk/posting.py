"""Delivery by post needs a recipient whom a courier finds and can call. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tongban.cases.postal import POSTAL, PostalAddress
from tongban.cases.sheets import BOTH
from tongban.cases.wording import Parts
from tongban.identity.checks import plain_name
from tongban.matters.fields import CHINESE_MOBILE
from tongban.matters.matter import Channel
from tongban.matters.rules import Objection
from tongban.routing.choice import ChosenRoute

LONGEST_NAME: Final = 50
LONGEST_PHONE: Final = 11
LONGEST_ADDRESS: Final = 200
SHORTEST_ADDRESS: Final = 6


def postal_objections(postal: PostalAddress) -> Iterator[Objection]:
    """Everything a courier would stumble over."""
    recipient, address = postal.recipient.strip(), postal.address.strip()
    if not recipient:
        yield _objection("recipient", "请填写收件人姓名", "邮寄的结果由收件人签收，请填写真实姓名")
    elif len(recipient) > LONGEST_NAME or not plain_name(recipient):
        yield _objection("recipient", "收件人姓名不正确", f"请填写真实姓名，不超过{LONGEST_NAME}字")
    if not postal.phone.strip():
        yield _objection("phone", "请填写收件人手机号码", "快递员凭此联系收件人")
    elif not CHINESE_MOBILE.fullmatch(postal.phone.strip()):
        yield _objection("phone", "手机号码格式不正确", "请填写收件人的11位手机号码")
    if not address:
        yield _objection("address", "请填写收件地址", "请写明省、市、区县、街道和门牌号")
    elif not (SHORTEST_ADDRESS <= len(address) <= LONGEST_ADDRESS and plain_name(address)):
        remedy = f"请写明省、市、区县、街道和门牌号，不超过{LONGEST_ADDRESS}字"
        yield _objection("address", "收件地址不完整或含有不能识别的字符", remedy)


def postal_part(postal: PostalAddress, route: ChosenRoute, channel: Channel) -> Parts:
    """The sealed part: for the place that decides, and for the receiving one where that posts the result."""
    receiving_posts = channel is Channel.WINDOW or not route.competent.node
    return {POSTAL: (postal, BOTH if receiving_posts else ("competent",))}


def _objection(name: str, message: str, remedy: str) -> Objection:
    return Objection(rule="DELIVERY", field=f"{POSTAL}_{name}", message=message, remedy=remedy)
