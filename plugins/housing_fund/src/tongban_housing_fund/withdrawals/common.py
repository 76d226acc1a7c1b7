"""What every withdrawal asks of the applicant, what holds for each, and the rules that several reasons share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final

import tongban as tb
from tongban_housing_fund.common import AccountForm, live_account
from tongban_housing_fund.law import amended, rule
from tongban_housing_fund.needs import AT_HOME, LOAN
from tongban_housing_fund.records import Withdrawal, Withdrawals

OF_THE_FUND: Final = "fund"  # the loan that a withdrawal repays, where it is the centre's own
PAST: Final = tb.Needs(
    "housing_fund.withdrawals", "住房公积金提取记录", Withdrawals, key="past", purpose="核对是否已经提取"
)
DRAWN_FOR: Final = tb.Needs(
    "housing_fund.drawn_for", "同一住房、租约、贷款、遗产的提取记录", Withdrawals, purpose="核对各方已经提取的金额"
)
to_the_home: Final = tb.routed("city", asked={AT_HOME: "house_city"}, reason="由缴存地中心办理，住房由所在城市核对")
Known = tb.Application[Any]
Cap = Callable[[Known], tb.Amount]
Since = Callable[[Known], date]
Together = Callable[[Known], list[Withdrawal]]


class WithdrawalForm(AccountForm, frozen=True, kw_only=True):
    """The account that is drawn on, and the bank card that receives the money."""

    bank: Annotated[str, tb.Field("开户银行", section="收款账户")]
    card: Annotated[str, tb.BankCard("银行卡号", section="收款账户")]
    card_holder: Annotated[str, tb.Field("户名", section="收款账户", sensitive=True, help="只能转入本人的银行账户")]


class AmountForm(WithdrawalForm, frozen=True, kw_only=True):
    """A withdrawal of part of the balance."""

    amount: Annotated[int, tb.Money("申请提取金额", least=1)]


own_card: Final = rule.against("HF-WD-01", lambda known: known.answers.card_holder != known.applicant.name)


@rule("HF-CM-04")
def no_open_loan(application: tb.Application[WithdrawalForm]) -> tb.Breaches:
    """Where the place says so, an open loan blocks every withdrawal but that which repays it."""
    blocks, repaid = application.parameters.flag("loan_blocks_withdrawal"), getattr(application.answers, "loan", "")
    return tb.Breach.when(application.found(LOAN).settled_on is None and blocks and repaid != OF_THE_FUND)


reason_of_the_amendment: Final = rule.against(  # one that only the text of 国务院令第844号 knows
    "HF-WD-08", lambda known: not amended(known), since=lambda known: known.parameters.day("regs_switch_date")
)


def kept(application: tb.Application[Any]) -> tb.Amount:
    """What has to stay in an account that goes on."""
    return tb.Amount("", application.parameters.decimal("min_balance"))


def available(application: tb.Application[WithdrawalForm]) -> tb.Amount:
    """The balance less what has to stay in the account."""
    balance, stays = tb.Amount("", live_account(application).balance), kept(application)
    return tb.Amount("账户可用余额", balance.value - stays.value, f"{balance} − 留存{stays}" if stays.cents else "")


def whole(application: tb.Application[WithdrawalForm]) -> tb.Calculation:
    """All that is in the account, with its interest: the account is closed, so nothing stays."""
    account = live_account(application)
    principal, interest = tb.Amount("", account.principal), tb.Amount("", account.interest)
    return tb.Calculation(tb.Amount("账户全部余额", account.balance, f"本金{principal} + 利息{interest}"))


def at_most(*caps: Cap) -> tb.Calculate:
    """The lowest of the balance and what caps it for one reason."""

    def limit(application: tb.Application[WithdrawalForm]) -> tb.Calculation:
        amounts = (available(application), *(cap(application) for cap in caps))
        return tb.Calculation(*amounts, tb.least("可提取额度", *amounts))

    return limit


def year_of(application: tb.Application[Any]) -> str:
    """The year whose fee is paid, or whose repayments, which is that of acceptance."""
    accepted_in = application.on.year if hasattr(application.answers, "loan") else ""
    return str(getattr(application.answers, "fee_year", accepted_in))


def together(purpose: str, since: Since = lambda _: date.min, *, months: str = "") -> Together:
    """What anybody has drawn for the same home or loan, and the same year's fee, since a day and in its period."""

    def together(application: tb.Application[Any]) -> list[Withdrawal]:
        found = past(application, DRAWN_FOR, purpose, since(application))
        period = application.parameters.integer(months) if months else 0
        counted = [each for each in found if not period or application.on < tb.add_months(each.drawn_on, period)]
        year = year_of(application)
        return [each for each in counted if year in {each.of_year, each.of_year or f"{each.drawn_on:%Y}"}]

    return together


def remaining(what: str, together: Together, *caps: Cap) -> Cap:
    """What the lowest of the caps leaves after all that was drawn together for one thing."""

    def remaining(application: tb.Application[Any]) -> tb.Amount:
        most = tb.least("", *(cap(application) for cap in caps))
        gone = tb.Amount("", sum(each.amount for each in together(application)))
        return tb.Amount("尚可提取", max(most.cents - gone.cents, 0), f"{most} − {what}已提取{gone}")

    return remaining


def drawn(limit: tb.Calculate) -> tb.Calculate:
    """The amount to be paid: what is asked for, or the whole of the limit where the form asks for no amount."""

    def calculate(application: tb.Application[Any]) -> tb.Calculation:
        worked, answers = limit(application), application.answers
        if not isinstance(answers, AmountForm):
            return worked
        return tb.Calculation(*worked.amounts, tb.Amount("本次提取金额", answers.amount))

    return calculate


def every(application: tb.Application[Any], need: tb.Needs[Withdrawals]) -> list[Withdrawal]:
    """The withdrawals that a register knows of, but for that of the case itself."""
    known = application.record(need)
    return [each for each in known.drawn if each.number != application.id] if known else []


def past(known: Known, need: tb.Needs[Withdrawals], purpose: str, since: date = date.min) -> list[Withdrawal]:
    """Those for one purpose since a day."""
    return [each for each in every(known, need) if each.purpose == purpose and each.drawn_on >= since]


def once_in(purpose: str, months: str, drawn_for: str = "") -> tb.Rule:
    """HF-WD-05 with the parameter that holds the months of one period, 0 where there is only one time.

    `drawn_for` names the answer for which it is counted, where not for the person; nothing is for nobody.
    """

    @rule("HF-WD-05")
    def once_in_a_period(application: tb.Application[WithdrawalForm]) -> tb.Breaches:
        thing, period = getattr(application.answers, drawn_for or "", None), application.parameters.integer(months)
        found = [each.drawn_on for each in past(application, PAST, purpose) if thing in {None, each.drawn_for}]
        if not found or thing == "":
            return ()
        again = tb.add_months(max(found), period)
        following = f"{tb.spoken_day(again)}起可再次申请" if period else "不能再次提取"
        return tb.Breach.when(not period or application.on < again, last=max(found), next=following)

    return once_in_a_period


def not_in_the_same_year(other: str) -> tb.Rule:
    """HF-BY-04-2: in one year a home is either bought or paid off from the account."""

    @rule("HF-BY-04-2")
    def not_in_the_same_year(application: tb.Application[WithdrawalForm]) -> tb.Breaches:
        found = past(application, PAST, other, date(application.on.year, 1, 1))
        one_of_two = application.parameters.flag("purchase_or_repay")
        return [tb.Breach(last=each.drawn_on) for each in found[-1:] if one_of_two]

    return not_in_the_same_year


def jointly(together: Together) -> tb.Rule:
    """HF-WD-06: where the place does not allow it, only one of a couple draws for the same home."""

    def both(known: tb.Application[Any]) -> bool:
        return getattr(known.answers, "spouse_join", "") == "yes" or any(not each.own for each in together(known))

    return rule.against("HF-WD-06", lambda known: both(known) and not known.parameters.flag("spouse_joint"))


def no_matter_for(field: str, option: str) -> tb.Rule:
    """A reason of art. 24 that no matter covers is pointed to the centre."""
    return rule.against("HF-WD-10", lambda known: getattr(known.answers, field) == option, field=field)
