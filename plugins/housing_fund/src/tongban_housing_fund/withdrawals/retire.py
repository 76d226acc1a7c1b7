"""`hf.retire`: 正常（离）退休提取."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.law import rule
from tongban_housing_fund.needs import EVENT
from tongban_housing_fund.withdrawals.common import WithdrawalForm, whole
from tongban_housing_fund.withdrawals.withdrawal import withdrawal

RETIRED: Final = replace(EVENT, key="retired", title="社保退休信息", where={"kind": "retired"})
POSTS: Final = (("55", "55周岁（女，管理和技术岗位）"), ("50", "50周岁（女，其他岗位）"))
BY_POST: Final = "女职工按退休前的岗位选择，不选的按55周岁；男职工不用选"


class RetireForm(WithdrawalForm, frozen=True, kw_only=True):
    """When the applicant retired."""

    retire_date: Annotated[date, tb.Day("退休日期")]
    post: Annotated[str, tb.Choice("原法定退休年龄", options=POSTS, help=BY_POST)] = ""


def retirement_day(application: tb.Application[RetireForm]) -> date:
    """The statutory day with its step by step delay (关于实施渐进式延迟法定退休年龄的决定)."""
    person, law = tb.ResidentNumber.of_checked(application.applicant.number), application.parameters
    age = "60" if person.sex is tb.Sex.MALE else application.answers.post or "55"
    months, since = int(age) * 12, date.fromisoformat(law.text("retire_delay_since"))
    day = tb.add_months(person.born, months)
    late = (day.year - since.year) * 12 + day.month - since.month
    delay = min(late // law.integer(f"retire_step_{age}") + 1, law.integer(f"retire_delay_{age}")) if late >= 0 else 0
    return tb.add_months(person.born, months + delay)


@rule("HF-RT-01")
def old_enough(application: tb.Application[RetireForm]) -> tb.Breaches:
    """Of age, or let go earlier by the social insurance."""
    day = retirement_day(application)
    return tb.Breach.when(application.on < day and application.record(RETIRED) is None, day=day)


@rule("HF-RT-02")
def has_retired(application: tb.Application[RetireForm]) -> tb.Breaches:
    """Where the place asks for it: who works on by agreement (弹性延迟退休) has not retired."""
    asked_for = application.parameters.flag("require_retired_status") and application.on >= retirement_day(application)
    return tb.Breach.when(asked_for and application.record(RETIRED) is None)


RETIRE: Final = withdrawal(
    id="hf.retire",
    name="正常（离）退休提取住房公积金",
    form=RetireForm,
    limit=whole,
    needs=(RETIRED,),
    rules=(old_enough, has_retired, rule.against("HF-RT-03", lambda known: known.answers.retire_date > known.on)),
)
