"""`hf.retire`: 正常（离）退休提取."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.law import REGULATIONS, rule
from tongban_housing_fund.needs import EVENT
from tongban_housing_fund.withdrawals.purposes import Purpose, whole
from tongban_housing_fund.withdrawals.withdrawal import WithdrawalForm, withdrawal

RETIRED: Final = replace(EVENT, key="retired", title="社保退休信息", where={"kind": "retired"})


APPROVED: Final = "approved"
GROUNDS: Final = (("age", "达到法定退休年龄"), (APPROVED, "经批准提前退休，或者女职工按50周岁退休"))
SOURCES: Final = (tb.FromRegister(RETIRED), tb.Upload())
CERTIFICATE: Final = tb.Material("retirement", "退休证或者退休审批表", SOURCES, shown_when=("ground", (APPROVED,)))


class RetireForm(WithdrawalForm, frozen=True, kw_only=True):
    """On which ground the applicant has retired; when, the register knows."""

    ground: Annotated[str, tb.Choice("退休情形", options=GROUNDS, help="不选的，按达到法定退休年龄办理")] = "age"


def retirement_day(application: tb.Application[RetireForm]) -> date:
    """The statutory day with its delay, a woman's that of 55: who retires at 50 the social insurance has to say."""
    person, law = tb.ResidentNumber.of_checked(application.applicant.number), application.parameters
    age = "60" if person.sex is tb.Sex.MALE else "55"
    months, since = int(age) * 12, law.day("retire_delay_since")
    day = tb.add_months(person.born, months)
    late = (day.year - since.year) * 12 + day.month - since.month
    delay = min(late // law.integer(f"retire_step_{age}") + 1, law.integer(f"retire_delay_{age}")) if late >= 0 else 0
    return tb.add_months(person.born, months + delay)


def retired(application: tb.Application[RetireForm]) -> bool:
    """Whether the social insurance has it that the applicant is retired by now, or where it has nothing, a paper."""
    event = application.record(RETIRED)
    return event.happened_on <= application.on if event else application.answers.ground == APPROVED


of_age: Final = rule.against("HF-RT-01", lambda it: it.on < retirement_day(it) and not retired(it), day=retirement_day)


@rule("HF-RT-02")
def has_retired(application: tb.Application[RetireForm]) -> tb.Breaches:
    """By the social insurance alone, where asked: who works on by agreement (弹性延迟退休) can hold a paper too."""
    asked_for = application.parameters.flag("require_retired_status") and application.on >= retirement_day(application)
    return tb.Breach.when(asked_for and (application.record(RETIRED) is None or not retired(application)))


RETIRE: Final = withdrawal(
    Purpose("retire", closes=True),
    whole,
    name="正常（离）退休提取住房公积金",
    basis=(tb.Basis(REGULATIONS, "第二十四条第（六）项（2026年9月20日前为第（二）项）"),),
    form=RetireForm,
    needs=(RETIRED,),
    materials=(CERTIFICATE,),
    rules=(of_age, has_retired),
)
