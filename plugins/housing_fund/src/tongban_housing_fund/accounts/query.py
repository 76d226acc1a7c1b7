"""`hf.query`: 个人住房公积金缴存贷款等信息查询, with the written answer to who doubts a balance."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.common import NUMBER, AccountForm, by_the_account, to_the_account
from tongban_housing_fund.contributions import STATEMENT, monthly, paid_month_by_month
from tongban_housing_fund.law import MANDATE, REGULATIONS, fund_matter, rule
from tongban_housing_fund.loans.loan import LOANS
from tongban_housing_fund.needs import ACCOUNT, EMPLOYER
from tongban_housing_fund.records import Account, EmployerAccount, Loan, Loans

KINDS: Final = (
    ("account", "账户信息"),
    ("detail", "近一年缴存明细"),
    ("loan", "贷款信息"),
    ("recheck", "对余额有异议，申请受委托银行复核"),
    ("again", "对银行的复核结果有异议，申请中心重新复核"),
    ("employer", "单位缴存信息"),
)
DOUBTS: Final = ("kind", ("recheck", "again"))
OF_ACCOUNTS: Final = ("kind", ("account", "detail", *DOUBTS[1]))
OF_UNITS: Final = ("kind", ("employer",))
OWN: Final = replace(ACCOUNT, asked_when=OF_ACCOUNTS)
LENT: Final = replace(LOANS, asked_when=("kind", ("loan",)), purpose="告知本人的各笔贷款")  # with an account or not
PAID_IN: Final = replace(STATEMENT, asked_when=("kind", ("detail",)))
UNIT: Final = replace(EMPLOYER, asked_when=OF_UNITS)


class QueryForm(AccountForm, frozen=True, kw_only=True):
    """What is asked about the own account, or by a unit about its own."""

    city: Annotated[str, tb.City("缴存地（查询贷款的，贷款地）城市")]
    account: Annotated[str, replace(NUMBER, shown_when=OF_ACCOUNTS, optional=True)] = ""
    kind: Annotated[str, tb.Choice("查询内容", options=KINDS)]
    doubt: Annotated[str, tb.Paragraph("异议说明", shown_when=DOUBTS)] = ""
    bank_answer: Annotated[str, tb.Paragraph("受委托银行的复核结果", shown_when=("kind", ("again",)))] = ""


class AnswerForm(tb.Form, frozen=True, kw_only=True):
    """What the centre answers in writing."""

    answer: Annotated[str, tb.Paragraph("书面答复", help="查询的可不填；复核的写明由谁核对、结果如何")] = ""


in_writing: Final = rule.against(  # who doubts the balance asks the bank first, then the centre
    "HF-QU-02",
    lambda known: known.answers.kind in DOUBTS[1],
    what=lambda known: "重新复核" if known.answers.kind == "again" else "复核",
    days=lambda known: known.parameters.integer("recheck_days"),
)
about_oneself: Final = rule.against(
    "HF-QU-04", lambda it: (it.applicant.kind is tb.PartyKind.ORGANISATION) != (it.answers.kind in OF_UNITS[1])
)
doubt_is_answered: Final = rule.against(  # a recheck ends with words, not with a bare statement of the account
    "HF-QU-03", lambda known: known.answers.kind in DOUBTS[1] and not known.entered("answer", AnswerForm).answer
)


def _told(application: tb.Application[QueryForm]) -> list[tb.Line]:
    match application.answers.kind:
        case "employer":
            return _unit(application.found(UNIT))
        case "loan":
            return _loans(application.record(LENT))
        case "detail":
            return [*_account(application.found(OWN)), *paid_month_by_month(application.record(PAID_IN))]
        case "recheck" | "again" as stage:
            label = "受委托银行复核答复" if stage == "recheck" else "中心重新复核答复"
            return [*_account(application.found(OWN)), (label, application.entered("answer", AnswerForm).answer)]
    return _account(application.found(OWN))


def _account(account: Account) -> list[tb.Line]:
    return [
        ("个人账号", account.number),
        ("账户状态", account.status.label),
        ("缴至年月", tb.spoken_month(account.paid_through) if account.paid_through else "没有缴存"),
        *monthly(account.base, person=account.ratio_person, unit=account.ratio_unit).lines,
        ("账户余额", tb.spoken(account.balance)),
    ]


def _unit(unit: EmployerAccount) -> list[tb.Line]:
    return [
        ("单位账号", unit.account),
        ("单位名称", unit.name),
        ("首次汇缴年月", tb.spoken_month(unit.first_month)),
        *monthly(unit.base, person=unit.ratio_person, unit=unit.ratio_unit).lines,
    ]


def _loans(known: Loans | None) -> list[tb.Line]:
    if known is None:
        return [("贷款", "在该中心没有住房公积金贷款")]
    return [*map(_loan, known.loans), ("贷款次数", f"{max(loan.times for loan in known.loans)}次")]


def _loan(loan: Loan) -> tb.Line:
    state = f"已于{tb.spoken_day(loan.settled_on)}结清" if loan.settled_on else f"剩余本金{tb.spoken(loan.principal)}"
    return f"借款合同{loan.contract}", state


QUERY: Final = fund_matter(
    id="hf.query",
    name="个人住房公积金缴存贷款等信息查询",
    basis=(tb.Basis(REGULATIONS, "第三十七条（2026年9月20日前为第三十六条）"),),
    promised_term="recheck_days",
    term_from=tb.TermStart.APPLICATION,
    form=QueryForm,
    applicants=frozenset(tb.PartyKind),
    is_right=True,
    needs=(OWN, LENT, PAID_IN, UNIT),
    materials=(*by_the_account(OWN), replace(MANDATE, shown_when=OF_UNITS)),
    rules=(about_oneself, rule.on_file("HF-CM-01", OWN), rule.on_file("HF-EM-13", UNIT), in_writing),
    route=to_the_account,
    procedure=tb.Procedure(
        tb.Step("answer", "查询或复核并答复", within="recheck_days", form=AnswerForm, rules=(doubt_is_answered,))
    ),
    results=(tb.Result("answer", "住房公积金信息查询结果", _told),),
)
