"""示例事项: decided, 示例核对事项: by a paper where need be, 示例联办事项: with another's help.

示例转账事项: paid there, 示例当场事项: anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tongban import (
    Application,
    Basis,
    Breach,
    Breaches,
    CheckItem,
    Delivery,
    FromRegister,
    IrrevocableStep,
    Kind,
    Line,
    Material,
    Matter,
    Needs,
    PartyKind,
    Pledge,
    Procedure,
    Result,
    Route,
    Step,
    Upload,
    WindowCheck,
    rule,
)
from tongban.testing.example.forms import PARTNER, ExampleForm, JointForm


class ExampleRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What the register holds of a person."""

    status: Annotated[str, Meta(title="登记状态", max_length=20)]
    since: Annotated[date | None, Meta(title="登记日期")] = None


RECORD: Final = Needs("example.register", "示例登记", ExampleRecord, key="record", purpose="核验示例登记")


@rule("EX-01", "登记状态为“{status}”，不符合办理条件", field="place", remedy="请先到登记机关变更登记")
def in_good_standing(application: Application[ExampleForm]) -> Breaches:
    """The register shows nothing against the applicant."""
    status = application.found(RECORD).status
    return Breach.when(status != application.parameters.text("example_standing"), status=status)


def to_the_place(answers: ExampleForm) -> Route:
    """The place named decides."""
    return Route(competent=answers.place, reason="由所填办理地的主管机关决定")


def with_partner(answers: JointForm) -> Route:
    """The place named decides, after the other one has looked into it."""
    return Route(
        competent=answers.place,
        reason="由所填办理地的主管机关决定，协同地核查",
        cooperating={PARTNER: answers.partner},
    )


def compose(application: Application[ExampleForm]) -> Sequence[Line]:
    """The result paper's only line."""
    return [("申请人", application.applicant.name)]


EXAMPLE: Final = Matter(
    id="example.permit",
    name="示例事项",
    edition="2026.1",
    kind=Kind.COMMITTED,
    applicants=frozenset({PartyKind.PERSON}),
    authority="police_station",
    basis=(Basis("示例规定", "第一条"),),
    promised_term="example_wd",
    form=ExampleForm,
    needs=(RECORD,),
    materials=(
        Material(key="certificate", name="登记证明", sources=(FromRegister(RECORD),)),
        Material(key="statement", name="情况证明", sources=(FromRegister(RECORD), Pledge("本人承诺所述情况属实"))),
    ),
    rules=(in_good_standing,),
    route=to_the_place,
    results=(Result(key="permit", title="示例证明", compose=compose),),
    delivery=(Delivery.ELECTRONIC, Delivery.WINDOW),
    checks=(CheckItem(key="identity", text="当面核对居民身份证"),),
)
READ: Final = replace(
    EXAMPLE,
    id="example.paper",
    name="示例核对事项",
    materials=(Material(key="proof", name="纸质登记证", sources=(FromRegister(RECORD), Upload(), WindowCheck())),),
)
JOINT: Final = replace(
    EXAMPLE,
    id="example.joint",
    name="示例联办事项",
    form=JointForm,
    route=with_partner,
    procedure=Procedure(Step("look_into", "协同核查", at=PARTNER, within="example_wd")),
)
PAYMENT: Final = replace(
    JOINT,
    id="example.payment",
    name="示例转账事项",
    procedure=Procedure(IrrevocableStep(name="pay", title="核定并转账", at=PARTNER, within="example_wd")),
)

ON_THE_SPOT: Final = replace(
    EXAMPLE, id="example.spot", name="示例当场事项", kind=Kind.INSTANT, anywhere=True, needs=(), materials=(), rules=()
)
