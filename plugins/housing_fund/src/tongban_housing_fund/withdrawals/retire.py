"""`hf.retire`: 正常（离）退休提取."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from tongban import Application, Breach, Breaches, Choice, Day, ResidentNumber, Sex, add_months
from tongban_housing_fund.law import rule
from tongban_housing_fund.needs import asked
from tongban_housing_fund.records import LifeEvent
from tongban_housing_fund.withdrawals.effects import draw_and_close
from tongban_housing_fund.withdrawals.forms import WithdrawalForm
from tongban_housing_fund.withdrawals.rules import whole
from tongban_housing_fund.withdrawals.withdrawal import withdrawal

RETIRED: Final = asked(
    "life_event",
    "社保退休信息",
    LifeEvent,
    key="retired",
    where={"kind": "retired"},
    purpose="核对是否已经办理退休",
)
POSTS: Final = (("55", "55周岁（女，管理和技术岗位）"), ("50", "50周岁（女，其他岗位）"))


class RetireForm(WithdrawalForm, frozen=True, kw_only=True):
    """When the applicant retired."""

    retire_date: Annotated[date, Day("退休日期")]
    post: Annotated[str, Choice("原法定退休年龄", options=POSTS, help="女职工按退休前的岗位选择；男职工不用选")] = "55"


def retirement_day(application: Application[RetireForm]) -> date:
    """The statutory day with its step by step delay (关于实施渐进式延迟法定退休年龄的决定)."""
    person, law = ResidentNumber.of_checked(application.applicant.number), application.parameters
    age = "60" if person.sex is Sex.MALE else application.answers.post
    months, since = int(age) * 12, date.fromisoformat(law.text("retire_delay_since"))
    day = add_months(person.born, months)
    late = (day.year - since.year) * 12 + day.month - since.month
    delay = min(late // law.integer(f"retire_step_{age}") + 1, law.integer(f"retire_delay_{age}")) if late >= 0 else 0
    return add_months(person.born, months + delay)


@rule("HF-RT-01")
def old_enough(application: Application[RetireForm]) -> Breaches:
    """Of age, or let go earlier by the social insurance."""
    day = retirement_day(application)
    if application.on < day and application.record(RETIRED) is None:
        yield Breach(day=day)


@rule("HF-RT-02")
def has_retired(application: Application[RetireForm]) -> Breaches:
    """Where the place asks for it: who works on by agreement (弹性延迟退休) has not retired."""
    asked_for = application.parameters.flag("require_retired_status") and application.on >= retirement_day(application)
    if asked_for and application.record(RETIRED) is None:
        yield Breach()


@rule("HF-RT-03")
def retired_by_now(application: Application[RetireForm]) -> Breaches:
    """Nobody has retired tomorrow."""
    if application.answers.retire_date > application.on:
        yield Breach()


RETIRE: Final = withdrawal(
    id="hf.retire",
    name="正常（离）退休提取住房公积金",
    purpose="retire",
    form=RetireForm,
    limit=whole,
    needs=(RETIRED,),
    rules=(old_enough, has_retired, retired_by_now),
    effects=draw_and_close,
)
