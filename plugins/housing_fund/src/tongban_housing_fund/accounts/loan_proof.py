"""`hf.loan_proof`: 出具贷款职工住房公积金缴存使用证明."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from tongban import (
    COMPETENT,
    RECEIVING,
    Application,
    Basis,
    Breach,
    Breaches,
    Line,
    Matter,
    Number,
    Place,
    Procedure,
    Result,
    Route,
    Step,
    spoken,
    yuan,
)
from tongban_housing_fund.common import IDENTITY, IN_PERSON, AccountForm, account_exists
from tongban_housing_fund.contributions import monthly
from tongban_housing_fund.law import AUTHORITY, EDITION, rule
from tongban_housing_fund.needs import ACCOUNT, BAN, LOAN

LENDER: Final = "lender"
ELSEWHERE: Final = Basis("关于发展住房公积金个人住房贷款业务的通知（建金〔2014〕148号）")


class ProofForm(AccountForm, frozen=True, kw_only=True):
    """Whose facts are stated, and for which lending centre."""

    loan_city: Annotated[str, Place("贷款城市", level="prefecture", audience=frozenset({RECEIVING, COMPETENT, LENDER}))]
    holder_number: Annotated[str, Number("账户所有人公民身份号码", help="只能为本人申请；不填即为本人")] = ""


def to_both_centres(answers: ProofForm) -> Route:
    """The centre of the account states the facts, the lending centre takes them up and decides on the loan."""
    return Route(
        competent=answers.city,
        cooperating={LENDER: answers.loan_city},
        reason="由缴存地住房公积金管理中心出具证明，贷款地中心确认用途并据以审批贷款",
    )


@rule("HF-LP-01")
def own_account(application: Application[ProofForm]) -> Breaches:
    """Nobody obtains the facts of another person's account."""
    if application.answers.holder_number not in {"", application.applicant.number}:
        yield Breach()


def proof_lines(application: Application[ProofForm]) -> list[Line]:
    """The facts of at least the last twelve months, and until when the proof may be used."""
    account, loan, ban = application.record(ACCOUNT), application.record(LOAN), application.record(BAN)
    if account is None:
        return []
    months = application.parameters.integer("proof_months")
    until = application.today + timedelta(days=application.parameters.integer("proof_valid_days"))
    return [
        ("姓名", application.applicant.name),
        ("证件号码", application.applicant.number),
        ("缴存地中心", account.centre),
        ("账户状态", account.status.label),
        ("开户日期", account.opened.isoformat()),
        ("累计缴存月数", f"{account.months_paid}个月"),
        (f"连续{months}个月缴存", "是" if account.months_in_a_row >= months else "否"),
        *monthly(account.base, person=account.ratio_person, unit=account.ratio_unit).lines,
        ("账户余额", spoken(yuan(account.balance))),
        ("公积金贷款", "无" if loan is None else f"{loan.times}次，{'已结清' if loan.settled_on else '未结清'}"),
        ("骗提骗贷标志", "是" if ban else "否"),
        ("有效期至", until.isoformat()),
    ]


LOAN_PROOF: Final = Matter(
    id="hf.loan_proof",
    name="出具贷款职工住房公积金缴存使用证明",
    edition=EDITION,
    authority=AUTHORITY,
    basis=(ELSEWHERE,),
    promised_term="proof_wd",
    form=ProofForm,
    needs=(ACCOUNT, LOAN, BAN),
    materials=(IDENTITY,),
    rules=(account_exists, own_account),
    route=to_both_centres,
    procedure=Procedure((Step(name="confirm", title="确认证明用途", at=LENDER, within="proof_wd"),)),
    checks=IN_PERSON,
    results=(Result(key="loan_proof", title="住房公积金贷款职工住房公积金缴存使用证明", compose=proof_lines),),
)
