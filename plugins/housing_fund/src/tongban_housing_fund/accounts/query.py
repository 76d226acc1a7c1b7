"""`hf.query`: 个人住房公积金缴存贷款等信息查询, with the written answer to who doubts a balance."""

from __future__ import annotations

from typing import Annotated, Final

from tongban import (
    COMPETENT,
    Application,
    Basis,
    Breach,
    Breaches,
    Choice,
    Form,
    Line,
    Matter,
    Paragraph,
    Procedure,
    Result,
    Step,
    spoken,
    yuan,
)
from tongban_housing_fund.common import IDENTITY, IN_PERSON, AccountForm, account_exists, to_the_account
from tongban_housing_fund.contributions import monthly
from tongban_housing_fund.law import AUTHORITY, EDITION, REGULATIONS, rule
from tongban_housing_fund.needs import ACCOUNT, LOAN, asked
from tongban_housing_fund.records import Account, Loan, YearStatement

ASKING: Final = Basis(REGULATIONS, "第三十七条")
KINDS: Final = (
    ("account", "账户信息"),
    ("detail", "近一年缴存明细"),
    ("loan", "贷款信息"),
    ("recheck", "对余额有异议，申请复核"),
)
STATEMENT: Final = asked("statement", "住房公积金缴存明细", YearStatement, by=("city",), purpose="查询近一年的缴存明细")


class QueryForm(AccountForm, frozen=True, kw_only=True):
    """What is asked about the own account."""

    kind: Annotated[str, Choice("查询内容", options=KINDS)]
    doubt: Annotated[str, Paragraph("异议说明", shown_when=("kind", ("recheck",)))] = ""


class AnswerForm(Form, frozen=True, kw_only=True):
    """What the centre answers in writing."""

    answer: Annotated[str, Paragraph("书面答复", help="查询的可不填；复核的写明复核结果")] = ""


@rule("HF-QU-02")
def answered_in_writing(application: Application[QueryForm]) -> Breaches:
    """A right that may not be refused: who doubts the balance is answered in writing."""
    if application.answers.kind == "recheck":
        yield Breach(days=application.parameters.integer("recheck_days"))


@rule("HF-QU-03")
def doubt_is_answered(application: Application[QueryForm]) -> Breaches:
    """A recheck ends with words, not with a bare statement of the account."""
    reply = application.report("answer", AnswerForm)
    if application.answers.kind == "recheck" and reply and not reply.answer:
        yield Breach()


def told(application: Application[QueryForm]) -> list[Line]:
    """The account always; months, loan or the answer to a doubt as asked."""
    account, reply = application.record(ACCOUNT), application.report("answer", AnswerForm)
    if account is None:
        return []
    match application.answers.kind:
        case "detail":
            return [*_account(account), *_months(application.record(STATEMENT))]
        case "loan":
            return [*_account(account), *_loan(application.record(LOAN))]
        case "recheck" if reply:
            return [*_account(account), ("复核答复", reply.answer)]
    return _account(account)


def _account(account: Account) -> list[Line]:
    return [
        ("个人账号", account.number),
        ("账户状态", account.status.label),
        ("缴至年月", account.paid_through),
        *monthly(account.base, person=account.ratio_person, unit=account.ratio_unit).lines,
        ("账户余额", spoken(yuan(account.balance))),
    ]


def _months(statement: YearStatement | None) -> list[Line]:
    months = statement.months if statement else ()
    return [(each.month, spoken(yuan(each.person + each.unit))) for each in months] or [
        ("缴存明细", "近一年没有缴存记录")
    ]


def _loan(loan: Loan | None) -> list[Line]:
    if loan is None:
        return [("贷款", "没有住房公积金贷款")]
    state = f"已于{loan.settled_on}结清" if loan.settled_on else f"剩余本金{spoken(yuan(loan.principal))}"
    return [("借款合同编号", loan.contract), ("贷款", state)]


QUERY: Final = Matter(
    id="hf.query",
    name="个人住房公积金缴存贷款等信息查询",
    edition=EDITION,
    authority=AUTHORITY,
    basis=(ASKING,),
    promised_term="recheck_days",
    form=QueryForm,
    needs=(ACCOUNT, LOAN, STATEMENT),
    materials=(IDENTITY,),
    rules=(account_exists, answered_in_writing),
    route=to_the_account,
    procedure=Procedure(
        (
            Step(
                name="answer",
                title="查询或复核并答复",
                at=COMPETENT,
                within="recheck_days",
                form=AnswerForm,
                rules=(doubt_is_answered,),
            ),
        )
    ),
    checks=IN_PERSON,
    results=(Result(key="answer", title="住房公积金信息查询结果", compose=told),),
)
