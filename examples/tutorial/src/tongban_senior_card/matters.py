"""老年人优待证 as one object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tongban import Application, CheckItem, Delivery, Kind, Line, Matter, PartyKind, Result, Route
from tongban_senior_card.forms import KINDS, SeniorCardForm
from tongban_senior_card.rules import RULES, SENIORS


def to_the_home(answers: SeniorCardForm) -> Route:
    """The 户籍地 decides, wherever the application is handed in."""
    return Route(competent=answers.place, reason="由户籍地决定，申请人就近递交")


def lines(application: Application[SeniorCardForm]) -> Sequence[Line]:
    """What stands on the card."""
    return (("持证人", application.applicant.name), ("申领类型", dict(KINDS)[application.answers.kind]))


SENIOR_CARD: Final = Matter(
    id="senior.card",
    name="老年人优待证申领",
    edition="2026.1",
    kind=Kind.COMMITTED,
    applicants=frozenset({PartyKind.PERSON}),
    authority="service_hall",
    basis=(SENIORS,),
    promised_term="senior_wd",
    form=SeniorCardForm,
    rules=RULES,
    route=to_the_home,
    results=(Result(key="card", title="老年人优待证", compose=lines),),
    delivery=(Delivery.ELECTRONIC, Delivery.WINDOW),
    checks=(CheckItem(key="identity", text="当面核对居民身份证"),),
    fee="不收费",
)
