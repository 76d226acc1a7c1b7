"""`hf.loan_out`: 住房公积金异地个人住房贷款, for a home elsewhere than where one pays in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from operator import gt
from typing import Annotated, Final

import tongban as tb
from tongban_housing_fund.common import by_the_account, in_use, not_banned
from tongban_housing_fund.law import fund_matter, rule
from tongban_housing_fund.loans.loan import LENDING, entry
from tongban_housing_fund.needs import ACCOUNT, BAN, HOMES, LOAN, TRADE
from tongban_housing_fund.payment import PAYMENTS
from tongban_housing_fund.tables import SQL, LoanRow

PAYER: Final = "paid"  # the role of the centre where the borrower pays in
PAID_ACCOUNT: Final = replace(ACCOUNT, title="缴存地住房公积金账户", at=PAYER, by={"city": "paid_city"})
PAID_LOAN: Final = replace(LOAN, title="缴存地住房公积金贷款", at=PAYER, by={"city": "paid_city"})
LENT: Final = replace(LOAN, title="贷款地住房公积金贷款", key="lent_loan")
PAID_BAN: Final = replace(BAN, title="缴存地骗提骗贷限制", at=PAYER)
LENT_BAN: Final = replace(BAN, title="贷款地骗提骗贷限制", key="lent_ban")
TAKEN: Final = rule.objection("HF-LO-06")
TOGETHER: Final = rule.objection("HF-LO-09")
DECIDE: Final = "loan_decide_days"
PURPOSES: Final = (("buy", "购买住房"), ("convert", "商业性住房贷款转公积金贷款"))
EVEN: Final = "even"
WAYS: Final = ((EVEN, "等额本息，每月还款额相同"), ("falling", "等额本金，每月还款额递减"))
EVERYBODY: Final = frozenset({tb.RECEIVING, tb.COMPETENT, PAYER})


class LoanOutForm(tb.Form, frozen=True, kw_only=True):
    """Which home, how much, and where one pays in."""

    city: Annotated[str, tb.City("购房（贷款）城市", audience=EVERYBODY)]
    paid_city: Annotated[str, tb.City("缴存城市", audience=EVERYBODY)]
    contract_no: Annotated[str, tb.Field("合同备案号", help="购房合同网签备案的编号", maximum_length=40)]
    purpose: Annotated[str, tb.Choice("贷款用途", options=PURPOSES)]
    amount: Annotated[int, tb.Money("申请贷款金额", least=1)]
    years: Annotated[int, tb.Count("贷款期限", unit="年", most=30)]
    repay_by: Annotated[str, tb.Choice("还款方式", options=WAYS, help="不选的，按等额本息")] = EVEN
    mobile: Annotated[str, tb.Mobile("手机号码")]


class ApprovedForm(tb.Form, frozen=True, kw_only=True):
    """What the lending centre approves."""

    amount: Annotated[int, tb.Money("批准贷款金额", least=1)]
    rate: Annotated[Decimal, tb.Percent("年利率", places=3, help="填写百分数，例如 2.6")]
    contract: Annotated[str, tb.Field("借款合同编号", maximum_length=30)]


class LentForm(tb.PaidForm, frozen=True, kw_only=True):
    """What left the fund, and who receives it."""

    payee: Annotated[str, tb.Field("收款人", help="售房人；转公积金贷款的，填写原贷款银行")]
    bank: Annotated[str, tb.Field("收款人开户银行")]
    account: Annotated[str, tb.BankCard("收款账号")]


def second_home(application: tb.Application[LoanOutForm]) -> bool:
    """Whether the borrower has a home beside the one that is bought."""
    return (homes := application.record(HOMES)) is not None and homes.besides(application.found(TRADE).home)


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


@rule("HF-LO-02")
def paid_long_enough(application: tb.Application[LoanOutForm]) -> tb.Breaches:
    """Whoever borrows has paid in without a gap up to now, be it without an employer."""
    account = application.found(PAID_ACCOUNT)
    months = application.parameters.integer("loan_months" if account.employer else "flex_loan_months")
    return tb.Breach.when(account.months_up_to(application.asked_on) < months, n=months)


no_open_loan: Final = rule.when("HF-CM-04", {"paid_city": PAID_LOAN, "city": LENT}, lambda it: it.settled_on is None)
home_is_there: Final = rule.against(  # a home where one pays in is lent on at home, whichever city is named
    "HF-LO-10", lambda known: tb.city_of(known.found(TRADE).city) != tb.city_of(known.answers.city)
)


converts_where_allowed: Final = rule.against(
    "HF-LO-07", lambda known: known.answers.purpose == "convert" and not known.parameters.flag("loan_conversion")
)


two_cities: Final = rule.apart("HF-LO-01", "city", "paid_city")
exists: Final = rule.on_file("HF-CM-01", PAID_ACCOUNT, field="paid_city")
not_frozen: Final = rule.when("HF-CM-03", PAID_ACCOUNT, lambda account: account.frozen, field="paid_city")
free: Final = rule.when("HF-CM-05", PAID_ACCOUNT, lambda account: account.pending, field="paid_city")
OF_THE_ACCOUNT: Final = (exists, *in_use(PAID_ACCOUNT, "paid_city"), not_frozen, free, paid_long_enough)
OF_THE_HOME: Final = (rule.on_file("HF-BY-01", TRADE, field="contract_no"), home_is_there, converts_where_allowed)


wanted: Final = lambda known: (known.report("approve", ApprovedForm) or known.answers).amount  # noqa: E731 - by now
in_the_limit: Final = rule.agreed("HF-LO-03", wanted, tb.result_of(lending_limit), wrong=gt)
approved_as_asked: Final = rule.agreed("HF-LO-08", wanted, lambda known: known.answers.amount, wrong=gt)


@rule("HF-LO-05")
def rate_of_the_day(application: tb.Application[LoanOutForm]) -> tb.Breaches:
    """That for a first or a second home, short or long."""
    law, which = application.parameters, "second" if second_home(application) else "first"
    short = application.answers.years <= law.integer("loan_short_years")
    rate = law.decimal(f"loan_rate_{which}_short" if short else f"loan_rate_{which}")
    return tb.Breach.when(application.entered("approve", ApprovedForm).rate != rate, rate=tb.percent(rate))


APPROVING: Final = (in_the_limit, approved_as_asked, rate_of_the_day)


def _reserve(effect: tb.Effect[LoanOutForm]) -> Iterable[tb.Written]:
    """The number is this contract's before money leaves; all loans on a home stay within its price together."""
    entered, borrower, day = effect.entered("approve", ApprovedForm), effect.applicant, effect.today
    times = 1 + sum(loan.times for need in (PAID_LOAN, LENT) if (loan := effect.record(need)))
    lender = {"city": tb.city_of(effect.answers.city), "centre": effect.competent.name, "held_by": effect.id}
    lent_to = {"borrower": borrower.name, "borrower_number": borrower.number, "times": times}
    terms = {"contract": entered.contract, "granted": entered.amount, "rate": entered.rate, "principal": 0}
    since = {"home": effect.found(TRADE).home, "interest_from": day, "granted_on": day}
    yield SQL["one_by_one"], ("loan",)
    yield tb.Claim(tb.insert(LoanRow, **lender, **lent_to, **terms, **since), otherwise=TAKEN)
    yield tb.Claim((SQL["the_only_one"], (entered.contract,)), otherwise=rule.objection("HF-CM-04"))
    most = lending_limit(effect).amounts[3].cents
    yield tb.Claim((SQL["within_the_price"], (entered.contract, most)), otherwise=TOGETHER)


FREE: Final = lambda effect: [tb.delete(LoanRow, held_by=effect.id)]  # noqa: E731 - one statement


def _lend(effect: tb.Effect[LoanOutForm]) -> Iterable[tb.Written]:
    """What has arrived is owed, with interest from the day on which it was paid out."""
    contract, paid = effect.entered("approve", ApprovedForm).contract, effect.entered(tb.PAID, tb.PaidForm)
    owed = {"principal": paid.amount, "interest_from": paid.paid_on, "granted_on": paid.paid_on, "held_by": None}
    yield tb.update(LoanRow, owed, held_by=effect.id)
    yield entry(effect, contract, principal=paid.amount)


def instalment(application: tb.Application[LoanOutForm]) -> tb.Line:
    """What is repaid each month, or where it falls the first time and by how much less each time after."""
    entered, months = application.entered("approve", ApprovedForm), application.answers.years * 12
    lent, rate = tb.yuan(entered.amount), entered.rate
    if application.answers.repay_by == EVEN:
        return "每月还款额", f"{tb.spoken(tb.instalment(lent, yearly=rate, months=months))}，共{months}期"
    part, first = tb.rounded(lent / months), tb.rounded(lent / months + lent * rate / 12)
    return "每月还款额", f"首期{tb.spoken(first)}，每期归还本金{tb.spoken(part)}，利息按剩余本金递减，共{months}期"


def _granted(application: tb.Application[LoanOutForm]) -> list[tb.Line]:
    entered = tb.lines_of(application.entered("approve", ApprovedForm), "amount", "rate", "contract")
    return [*entered, *tb.lines_of(application.answers, "years", "repay_by"), instalment(application)]


def _approval(application: tb.Application[LoanOutForm]) -> list[tb.Line]:
    return [
        ("借款人", application.applicant.name),
        *tb.lines_of(application.answers, "purpose"),
        *lending_limit(application).lines,
        *_granted(application),
        *tb.lines_of(application.entered(tb.PAID, LentForm), "payee", "bank", "account"),
        ("放款", f"{application.entered(tb.PAID, tb.PaidForm)}，自放款之日起计息"),
        ("到账", str(application.entered(tb.ARRIVED, tb.ArrivedForm))),
    ]


LOAN_OUT: Final = fund_matter(
    id="hf.loan_out",
    name="住房公积金异地个人住房贷款",
    basis=(LENDING,),
    promised_term=DECIDE,
    form=LoanOutForm,
    needs=(PAID_ACCOUNT, PAID_LOAN, LENT, PAID_BAN, LENT_BAN, TRADE, HOMES),
    materials=by_the_account(PAID_ACCOUNT),
    rules=(two_cities, *OF_THE_ACCOUNT, not_banned(PAID_BAN, LENT_BAN), no_open_loan, *OF_THE_HOME, in_the_limit),
    route=tb.routed("city", paid="paid_city", reason="由购房地中心审批贷款，缴存地中心核实缴存和使用情况"),
    calculation=lending_limit,
    grants=_granted,
    procedure=PAYMENTS.pays(
        tb.Step("confirm", "核实缴存和使用情况", at=PAYER, within="proof_wd"),
        tb.Step("approve", "审批贷款", within=DECIDE, after=("confirm",), form=ApprovedForm, rules=APPROVING),
        due=lambda known: known.entered("approve", ApprovedForm).amount,
        within="loan_pay_wd",
        titles=("向售房人或者原贷款银行放款", "核对到账"),
        form=LentForm,
    ),
    results=(tb.Result("approval", "住房公积金异地贷款审批和放款通知", _approval),),
    effects=PAYMENTS.writes(cleared=_reserve, undone=FREE, arrived=_lend),
)
