"""`hf.loan_out`: 住房公积金异地个人住房贷款, for a home elsewhere than where one pays in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from operator import gt
from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.common import identity, not_banned
from tongban_housing_fund.law import fund_matter, rule
from tongban_housing_fund.loans.loan import LENDING
from tongban_housing_fund.needs import ACCOUNT, BAN, HOMES, LOAN, TRADE
from tongban_housing_fund.payment import agreed
from tongban_housing_fund.records import AccountStatus
from tongban_housing_fund.tables import LoanRow

PAID: Final = "paid"
PAID_ACCOUNT: Final = replace(ACCOUNT, title="缴存地住房公积金账户", at=PAID, by={"city": "paid_city"})
PAID_LOAN: Final = replace(LOAN, title="缴存地住房公积金贷款", at=PAID, by={"city": "paid_city"})
LENT: Final = replace(LOAN, title="贷款地住房公积金贷款", key="lent_loan")
PAID_BAN: Final = replace(BAN, at=PAID)
LENT_BAN: Final = replace(BAN, title="贷款地骗提骗贷限制", key="lent_ban")
TAKEN: Final = rule.objection("HF-LO-06")
CONVERT: Final = "convert"
PURPOSES: Final = (("buy", "购买住房"), (CONVERT, "商业性住房贷款转公积金贷款"))
EVERYBODY: Final = frozenset({tb.RECEIVING, tb.COMPETENT, PAID})


class LoanOutForm(tb.Form, frozen=True, kw_only=True):
    """Which home, how much, and where one pays in."""

    city: Annotated[str, tb.City("购房（贷款）城市", audience=EVERYBODY)]
    paid_city: Annotated[str, tb.City("缴存城市", audience=EVERYBODY)]
    contract_no: Annotated[str, tb.Field("合同备案号", help="购房合同网签备案的编号", maximum_length=40)]
    purpose: Annotated[str, tb.Choice("贷款用途", options=PURPOSES)]
    amount: Annotated[int, tb.Money("申请贷款金额")]
    years: Annotated[int, tb.Count("贷款期限（年）", most=30)]
    mobile: Annotated[str, tb.Mobile("手机号码")]


class ApprovedForm(tb.Form, frozen=True, kw_only=True):
    """What the lending centre approves."""

    amount: Annotated[int, tb.Money("批准贷款金额")]
    rate: Annotated[Decimal, tb.Percent("年利率", places=3, help="填写百分数，例如 2.6")]
    contract: Annotated[str, tb.Field("借款合同编号", maximum_length=30)]


def second_home(application: tb.Application[LoanOutForm]) -> bool:
    """Whether the borrower has a home beside the one that is bought."""
    homes = application.record(HOMES)
    return homes is not None and homes.besides(application.found(TRADE).home)


def lending_limit(application: tb.Application[LoanOutForm]) -> tb.Calculation:
    """The least of a multiple of the balance, the place's cap, and the price less the down payment."""
    balance = tb.Amount("账户余额", application.found(PAID_ACCOUNT).balance)
    price, law = tb.Amount("住房总价", application.found(TRADE).price), application.parameters
    down = law.decimal("down_payment_min_second" if second_home(application) else "down_payment_min")
    times = law.integer("loan_balance_multiple")
    by_balance = tb.Amount("按余额可贷", balance.value * times, f"{balance} × {times}")
    by_price = tb.Amount("按总价可贷", price.value * (1 - down), f"{price} × (1 − {tb.percent(down)})")
    cap = tb.Amount("当地最高额度", law.decimal("loan_cap"))
    return tb.Calculation(balance, price, by_balance, by_price, cap, tb.least("可贷额度", by_balance, by_price, cap))


@rule("HF-LO-01")
def home_is_elsewhere(application: tb.Application[LoanOutForm]) -> tb.Breaches:
    return tb.Breach.when(tb.city_of(application.answers.city) == tb.city_of(application.answers.paid_city))


pays_in: Final = rule.on_file("HF-CM-01", PAID_ACCOUNT, field="paid_city")
home_is_filed: Final = rule.on_file("HF-BY-01", TRADE, field="contract_no")


@rule("HF-LO-02")
def paid_long_enough(application: tb.Application[LoanOutForm]) -> tb.Breaches:
    """Whoever borrows has paid in without a gap, and still does, be it without an employer."""
    account = application.found(PAID_ACCOUNT)
    months = application.parameters.integer("loan_months" if account.employer else "flex_loan_months")
    return tb.Breach.when(account.status is not AccountStatus.NORMAL or account.months_in_a_row < months, n=months)


@rule("HF-CM-04")
def no_open_loan(application: tb.Application[LoanOutForm]) -> tb.Breaches:
    """Neither where one pays in nor where one borrows."""
    loans = (("paid_city", application.record(PAID_LOAN)), ("city", application.record(LENT)))
    return [tb.Breach(field=field) for field, loan in loans if loan and loan.settled_on is None]


@rule("HF-LO-07")
def converts_where_allowed(application: tb.Application[LoanOutForm]) -> tb.Breaches:
    allowed = application.parameters.flag("loan_conversion")
    return tb.Breach.when(application.answers.purpose == CONVERT and not allowed)


def rate_of(application: tb.Application[LoanOutForm]) -> Decimal:
    """The rate for a first or a second home, short or long."""
    law, which = application.parameters, "second" if second_home(application) else "first"
    short = application.answers.years <= law.integer("loan_short_years")
    return law.decimal(f"loan_rate_{which}_short" if short else f"loan_rate_{which}")


def most(application: tb.Application[LoanOutForm]) -> Decimal:
    """What may be lent at most, in yuan."""
    return lending_limit(application).result.value


asked_in_the_limit: Final = agreed("HF-LO-03", lambda known: known.answers.amount, most, wrong=gt)
approved_in_the_limit: Final = agreed(
    "HF-LO-04", lambda known: known.entered("approve", ApprovedForm).amount, most, wrong=gt
)


@rule("HF-LO-05")
def rate_of_the_day(application: tb.Application[LoanOutForm]) -> tb.Breaches:
    rate = rate_of(application)
    return tb.Breach.when(application.entered("approve", ApprovedForm).rate != rate, rate=tb.percent(rate))


def _lend(effect: tb.Effect[LoanOutForm]) -> Iterable[tb.Written]:
    approved, borrower = effect.entered("approve", ApprovedForm), effect.applicant
    loan = tb.insert(
        LoanRow,
        contract=approved.contract,
        city=tb.city_of(effect.answers.city),
        centre=effect.competent.name,
        borrower=borrower.name,
        borrower_number=borrower.number,
        principal=approved.amount,
        granted=approved.amount,
        rate=approved.rate,
        interest_from=effect.today,
        granted_on=effect.today,
        home=effect.found(TRADE).home,
    )
    yield tb.Claim(loan, otherwise=TAKEN)


def _approval(application: tb.Application[LoanOutForm]) -> list[tb.Line]:
    approved = tb.lines_of(application.entered("approve", ApprovedForm), "amount", "rate", "contract")
    asked = tb.lines_of(application.answers, "purpose", "years")
    return [("借款人", application.applicant.name), *asked, *lending_limit(application).lines, *approved]


LOAN_OUT: Final = fund_matter(
    id="hf.loan_out",
    name="住房公积金异地个人住房贷款",
    basis=(LENDING,),
    promised_term="loan_decide_days",
    form=LoanOutForm,
    needs=(PAID_ACCOUNT, PAID_LOAN, LENT, PAID_BAN, LENT_BAN, TRADE, HOMES),
    materials=(identity(PAID_ACCOUNT),),
    rules=(
        home_is_elsewhere,
        pays_in,
        not_banned(PAID_BAN, LENT_BAN),
        paid_long_enough,
        no_open_loan,
        home_is_filed,
        converts_where_allowed,
        asked_in_the_limit,
    ),
    route=tb.routed("city", paid="paid_city", reason="由购房地中心审批贷款，缴存地中心核实缴存和使用情况"),
    calculation=lending_limit,
    procedure=tb.Procedure(
        tb.Step("confirm", "核实缴存和使用情况", at=PAID, within="proof_wd"),
        tb.Step(
            "approve",
            "审批贷款",
            within="loan_decide_days",
            after=("confirm",),
            form=ApprovedForm,
            rules=(approved_in_the_limit, rate_of_the_day),
        ),
    ),
    results=(tb.Result("approval", "住房公积金异地贷款审批通知", _approval),),
    effects={tb.Granted: _lend},
)
