"""`hf.loan_proof` 缴存使用证明 and `hf.clear_proof` 贷款全部还清证明: what a centre states about a loan."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.common import AccountForm, account_exists, by_the_account
from tongban_housing_fund.contributions import STATEMENT, monthly, paid_month_by_month
from tongban_housing_fund.law import fund_matter, rule
from tongban_housing_fund.loans.loan import EVERYBODY, LENDER, THE_LOAN, LoanForm, loan_exists, loan_matter
from tongban_housing_fund.needs import ACCOUNT, BAN, LOAN

ELSEWHERE: Final = tb.Basis("关于发展住房公积金个人住房贷款业务的通知（建金〔2014〕148号）")
OWN: Final = replace(ACCOUNT, by=("city",))
PROVEN: Final = replace(STATEMENT, where={}, stated={"months": "proof_months"})


class ProofForm(AccountForm, frozen=True, kw_only=True):
    """Whose facts are stated, and for which lending centre."""

    city: Annotated[str, tb.City("缴存地（城市）", audience=EVERYBODY)]
    loan_city: Annotated[str, tb.City("贷款城市", audience=EVERYBODY)]


own_account: Final = rule.against(  # one that is not there is nobody's own
    "HF-LP-01", lambda known: known.answers.account not in {"", getattr(known.record(OWN), "number", "")}
)


def _proof_lines(application: tb.Application[ProofForm]) -> list[tb.Line]:
    account, loan, law = application.found(OWN), application.record(LOAN), application.parameters
    months, until = law.integer("proof_months"), application.today + timedelta(law.integer("proof_valid_days"))
    ban, run = application.record(BAN), account.months_up_to(application.today)
    banned = f"是，限制期至{tb.spoken_day(ban.until)}" if ban and application.today <= ban.until else "否"
    return [
        ("姓名", application.applicant.name),
        ("证件号码", application.applicant.number),
        ("缴存地中心", account.centre),
        ("账户状态", account.status.label),
        ("开户日期", tb.spoken_day(account.opened)),
        ("累计缴存月数", f"{account.months_paid}个月"),
        (f"连续{months}个月缴存", "是" if run >= months else "否"),
        *monthly(account.base, person=account.ratio_person, unit=account.ratio_unit).lines,
        *paid_month_by_month(application.record(PROVEN)),
        ("账户余额", tb.spoken(account.balance)),
        ("公积金贷款", f"{loan.times}次，{'已结清' if loan.settled_on else '未结清'}" if loan else "本中心无"),
        ("骗提骗贷标志", banned),
        ("有效期至", tb.spoken_day(until)),
    ]


LOAN_PROOF: Final = fund_matter(
    id="hf.loan_proof",
    name="出具贷款职工住房公积金缴存使用证明",
    basis=(ELSEWHERE,),
    promised_term="proof_wd",
    form=ProofForm,
    needs=(OWN, LOAN, BAN, PROVEN),
    materials=by_the_account(OWN),
    rules=(account_exists, own_account),
    route=tb.routed("city", lender="loan_city", reason="由缴存地中心出具证明，贷款地中心确认用途并据以审批贷款"),
    procedure=tb.Procedure(tb.Step("confirm", "确认证明用途", at=LENDER, within="proof_wd")),
    results=(tb.Result("loan_proof", "住房公积金贷款职工住房公积金缴存使用证明", _proof_lines),),
)


@rule("HF-CP-01")
def repaid_in_full(application: tb.Application[LoanForm]) -> tb.Breaches:
    loan = application.found(THE_LOAN)
    return tb.Breach.when(loan.principal > 0 or loan.settled_on is None, principal=tb.yuan(loan.principal))


def _clear_proof(application: tb.Application[LoanForm]) -> list[tb.Line]:
    loan, borrower = application.found(THE_LOAN), application.applicant
    return [
        ("借款人", f"{borrower.name}（{borrower.number}）"),
        ("借款合同编号", loan.contract),
        ("贷款中心", loan.centre),
        ("放款日期", tb.spoken_day(loan.granted_on)),
        ("贷款金额", tb.spoken(loan.granted)),
        ("结清日期", tb.spoken_day(loan.settled_on) if loan.settled_on else ""),
        ("贷款余额", tb.spoken(loan.principal)),
    ]


CLEAR_PROOF: Final = loan_matter(
    id="hf.clear_proof",
    name="开具住房公积金个人住房贷款全部还清证明",
    promised_term="proof_wd",
    form=LoanForm,
    rules=(loan_exists, repaid_in_full),
    results=(tb.Result("clear_proof", "贷款全部还清证明", _clear_proof),),
)
