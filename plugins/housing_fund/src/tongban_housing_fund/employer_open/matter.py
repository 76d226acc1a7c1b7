"""The matter 住房公积金单位登记开户."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tongban import (
    COMPETENT,
    Application,
    Basis,
    CheckItem,
    Delivery,
    FromRegister,
    Kind,
    Line,
    Material,
    Matter,
    PartyKind,
    Procedure,
    Result,
    Route,
    Step,
    Upload,
)
from tongban_housing_fund.employer_open.contribution import Contribution
from tongban_housing_fund.employer_open.effects import keep_account
from tongban_housing_fund.employer_open.forms import AllotForm, EmployerForm
from tongban_housing_fund.employer_open.rules import CONDITIONS, EMPLOYER, LICENCE, base_within_limits
from tongban_housing_fund.law import AUTHORITY, REGULATIONS


def route_to_city(answers: EmployerForm) -> Route:
    """The centre of the unit's city."""
    return Route(competent=answers.city, reason="由单位所在城市的住房公积金管理中心办理缴存登记")


def opening_notice(application: Application[EmployerForm]) -> Sequence[Line]:
    """The account, and what is to be paid each month on the verified base."""
    allotted, answers = application.report("allot", AllotForm), application.answers
    if allotted is None:
        return []
    monthly = Contribution(allotted.base, ratio_person=answers.ratio_person, ratio_unit=answers.ratio_unit)
    return [
        ("单位名称", application.applicant.name),
        ("统一社会信用代码", application.applicant.number),
        ("单位住房公积金账号", allotted.account),
        ("首次汇缴年月", answers.first_month),
        *monthly.lines(),
    ]


EMPLOYER_OPEN: Final = Matter(
    id="hf.employer_open",
    name="住房公积金单位登记开户",
    edition="2026-09-20",
    kind=Kind.COMMITTED,
    applicants=frozenset({PartyKind.ORGANISATION}),
    authority=AUTHORITY,
    basis=(Basis(REGULATIONS, "第十四条、第十六条、第十八条"),),
    promised_term="em_open_wd",
    form=EmployerForm,
    needs=(LICENCE, EMPLOYER),
    materials=(
        Material(
            key="business_licence",
            name="营业执照",
            sources=(FromRegister(LICENCE), Upload()),
            reason="由登记机关共享；查询不到时再上传",
            original=True,
        ),
    ),
    rules=CONDITIONS,
    route=route_to_city,
    procedure=Procedure(
        (
            Step(
                name="allot",
                title="核定基数并分配单位账号",
                at=COMPETENT,
                within="em_open_wd",
                form=AllotForm,
                rules=(base_within_limits,),
            ),
        )
    ),
    checks=(
        CheckItem(key="agent", text="经办人持本人有效身份证件到场，人证一致"),
        CheckItem(key="mandate", text="经办人持有单位的有效授权"),
    ),
    results=(Result(key="opening_notice", title="住房公积金单位登记开户通知", compose=opening_notice),),
    effects=keep_account,
    delivery=(Delivery.ELECTRONIC, Delivery.WINDOW),
)
