"""`hf.loan_out`: 住房公积金异地个人住房贷款, for a home elsewhere than where one pays in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Final

from tongban import (
    COMPETENT,
    RECEIVING,
    Amount,
    Application,
    Breach,
    Breaches,
    Calculation,
    Effect,
    Field,
    Form,
    Granted,
    Line,
    Matter,
    Mobile,
    Money,
    Percent,
    Place,
    Procedure,
    Result,
    Route,
    Step,
    Written,
    least,
    percent,
    spoken,
    yuan,
)
from tongban_housing_fund.common import IN_PERSON, identity, not_banned
from tongban_housing_fund.law import AUTHORITY, EDITION, rule
from tongban_housing_fund.loans.loan import LENDING
from tongban_housing_fund.needs import ACCOUNT, BAN, LOAN, asked
from tongban_housing_fund.places import city_of
from tongban_housing_fund.records import AccountStatus, Trade

PAID: Final = "paid"
PAID_ACCOUNT: Final = replace(ACCOUNT, title="缴存地住房公积金账户", at=PAID, by={"city": "paid_city"})
PAID_LOAN: Final = replace(LOAN, title="缴存地住房公积金贷款", at=PAID, by={"city": "paid_city"})
TRADE: Final = asked("trade", "房屋交易网签备案", Trade, by={"contract": "contract_no"}, purpose="核对所购住房和总价")
LEND: Final = """INSERT INTO housing_fund_loan (contract, city, centre, borrower, borrower_number, principal, granted,
rate, interest_from, granted_on, home) VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $8, $9) ON CONFLICT DO NOTHING"""
EVERYBODY: Final = frozenset({RECEIVING, COMPETENT, PAID})


class LoanOutForm(Form, frozen=True, kw_only=True):
    """Which home, how much, and where one pays in."""

    city: Annotated[str, Place("购房（贷款）城市", level="prefecture", audience=EVERYBODY)]
    paid_city: Annotated[str, Place("缴存城市", level="prefecture", audience=EVERYBODY)]
    contract_no: Annotated[str, Field("合同备案号", maximum_length=40)]
    amount: Annotated[int, Money("申请贷款金额")]
    mobile: Annotated[str, Mobile("手机号码")]


class ApprovedForm(Form, frozen=True, kw_only=True):
    """What the lending centre approves."""

    amount: Annotated[int, Money("批准贷款金额")]
    rate: Annotated[Decimal, Percent("年利率（%）")]
    contract: Annotated[str, Field("借款合同编号", maximum_length=30)]


def to_the_home(answers: LoanOutForm) -> Route:
    """The centre of the home decides, the centre where one pays in confirms the facts."""
    return Route(
        competent=answers.city,
        cooperating={PAID: answers.paid_city},
        reason="由购房地住房公积金管理中心审批贷款，缴存地中心核实缴存和使用情况",
    )


def lending_limit(application: Application[LoanOutForm]) -> Calculation | None:
    """The least of a multiple of the balance, the place's cap, and the price less the down payment."""
    account, trade, parameters = application.record(PAID_ACCOUNT), application.record(TRADE), application.parameters
    if account is None or trade is None:
        return None
    balance, price = Amount("账户余额", yuan(account.balance)), Amount("住房总价", yuan(trade.price))
    times, down = parameters.integer("loan_balance_multiple"), parameters.decimal("down_payment_min")
    by_balance = Amount("按余额可贷", balance.value * times, f"{balance} × {times}")
    by_price = Amount("按总价可贷", price.value * (1 - down), f"{price} × (1 − {percent(down)})")
    cap = Amount("当地最高额度", parameters.decimal("loan_cap"))
    return Calculation(balance, price, by_balance, by_price, cap, least("可贷额度", by_balance, by_price, cap))


@rule("HF-LO-01")
def home_is_elsewhere(application: Application[LoanOutForm]) -> Breaches:
    """Within one city it is an ordinary loan."""
    if city_of(application.answers.city) == city_of(application.answers.paid_city):
        yield Breach()


@rule("HF-CM-01", field="paid_city")
def pays_in(application: Application[LoanOutForm]) -> Breaches:
    """There is an account at the place named."""
    if application.record(PAID_ACCOUNT) is None:
        yield Breach()


@rule("HF-LO-02")
def paid_long_enough(application: Application[LoanOutForm]) -> Breaches:
    """Whoever borrows has paid in without a gap, and still does."""
    account, months = application.record(PAID_ACCOUNT), application.parameters.integer("loan_months")
    if account and (account.status is not AccountStatus.NORMAL or account.months_in_a_row < months):
        yield Breach(n=months)


@rule("HF-CM-04", field="paid_city")
def no_open_loan(application: Application[LoanOutForm]) -> Breaches:
    """One loan at a time."""
    loan = application.record(PAID_LOAN)
    if loan and loan.settled_on is None:
        yield Breach()


@rule("HF-BY-01", field="contract_no")
def home_is_filed(application: Application[LoanOutForm]) -> Breaches:
    """The purchase is on file at the place of the home."""
    if application.record(TRADE) is None:
        yield Breach()


@rule("HF-LO-03")
def asked_in_the_limit(application: Application[LoanOutForm]) -> Breaches:
    """No more than the limit is asked for."""
    limit = lending_limit(application)
    if limit and yuan(application.answers.amount) > limit.result.value:
        yield Breach(n=limit.result.value)


@rule("HF-LO-04")
def approved_in_the_limit(application: Application[LoanOutForm]) -> Breaches:
    """No more than the limit is approved."""
    limit, approved = lending_limit(application), application.report("approve", ApprovedForm)
    if limit and approved and yuan(approved.amount) > limit.result.value:
        yield Breach(n=limit.result.value)


@rule("HF-LO-05")
def rate_of_the_day(application: Application[LoanOutForm]) -> Breaches:
    """The rate is the State's, no more and no less."""
    approved, rate = application.report("approve", ApprovedForm), application.parameters.decimal("loan_rate_first")
    if approved and approved.rate != rate:
        yield Breach(rate=percent(rate))


def lend(effect: Effect) -> Sequence[Written]:
    """The loan stands in the lending centre's books once granted."""
    if COMPETENT not in effect.roles or not isinstance(effect.event, Granted):
        return []
    approved, borrower = effect.report("approve", ApprovedForm), effect.applicant
    city, home = city_of(effect.answers["city"]), effect.answers["contract_no"]
    lent = (approved.contract, city, "", borrower.name, borrower.number, approved.amount, str(approved.rate))
    return [(LEND, (*lent, effect.on, home))]


def approval(application: Application[LoanOutForm]) -> list[Line]:
    """How the limit was worked out, and what was approved."""
    approved, worked = application.report("approve", ApprovedForm), lending_limit(application)
    if not (approved and worked):
        return []
    return [
        ("借款人", application.applicant.name),
        *worked.lines,
        ("批准贷款金额", spoken(yuan(approved.amount))),
        ("年利率", percent(approved.rate)),
        ("借款合同编号", approved.contract),
    ]


LOAN_OUT: Final = Matter(
    id="hf.loan_out",
    name="住房公积金异地个人住房贷款",
    edition=EDITION,
    authority=AUTHORITY,
    basis=(LENDING,),
    promised_term="loan_decide_days",
    form=LoanOutForm,
    needs=(PAID_ACCOUNT, PAID_LOAN, replace(BAN, at=PAID), TRADE),
    materials=(identity(PAID_ACCOUNT),),
    rules=(
        home_is_elsewhere,
        pays_in,
        not_banned,
        paid_long_enough,
        no_open_loan,
        home_is_filed,
        asked_in_the_limit,
    ),
    route=to_the_home,
    calculation=lending_limit,
    procedure=Procedure(
        (
            Step(name="confirm", title="核实缴存和使用情况", at=PAID, within="proof_wd"),
            Step(
                name="approve",
                title="审批贷款",
                at=COMPETENT,
                within="loan_decide_days",
                after=("confirm",),
                form=ApprovedForm,
                rules=(approved_in_the_limit, rate_of_the_day),
            ),
        )
    ),
    checks=IN_PERSON,
    results=(Result(key="approval", title="住房公积金异地贷款审批通知", compose=approval),),
    effects=lend,
)
