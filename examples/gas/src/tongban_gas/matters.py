"""燃气用户过户 as one object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tongban import (
    Application,
    CheckItem,
    Delivery,
    FromRegister,
    Granted,
    Kind,
    Line,
    Material,
    Matter,
    PartyKind,
    Result,
    Route,
)
from tongban_gas.effects import hand_over
from tongban_gas.forms import GasForm
from tongban_gas.registers import ACCOUNT
from tongban_gas.rules import BASIS, RULES


def route(answers: GasForm) -> Route:
    """The place named decides."""
    return Route(competent=answers.place, reason="由用气地址所在地办理，申请人就近递交")


def lines(application: Application[GasForm]) -> Sequence[Line]:
    """What the paper says."""
    return (("新用户", application.applicant.name), ("燃气用户编号", application.answers.account))


GAS: Final = Matter(
    id="gas.apply",
    name="燃气用户过户",
    edition="2026.1",
    kind=Kind.COMMITTED,
    applicants=frozenset({PartyKind.PERSON}),
    authority="service_hall",
    basis=(BASIS,),
    promised_term="gas_wd",
    form=GasForm,
    needs=(ACCOUNT,),
    materials=(
        Material(key="proof", name="房屋权属证明", sources=(FromRegister(ACCOUNT),), reason="由登记库核验，不用提交"),
    ),
    rules=RULES,
    effects={Granted: hand_over},
    regions=frozenset({"cyu"}),
    route=route,
    results=(Result(key="permit", title="燃气用户过户通知书", compose=lines),),
    delivery=(Delivery.ELECTRONIC, Delivery.WINDOW),
    checks=(CheckItem(key="identity", text="当面核对居民身份证"),),
    fee="不收费",
)
