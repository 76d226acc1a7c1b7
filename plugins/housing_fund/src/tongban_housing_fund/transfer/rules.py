"""HF-TR: when an account may be moved, and what the two centres may report about their steps."""

from __future__ import annotations

from typing import Final

import tongban as tb
from tongban_housing_fund.law import rule
from tongban_housing_fund.records import Account
from tongban_housing_fund.transfer.forms import IN_ACCOUNT, OUT_ACCOUNT, OUT_LOAN, LetterForm, PayOutForm, TransferForm

Transfer = tb.Application[TransferForm]


def _same_city(application: Transfer) -> bool:
    return tb.city_of(application.answers.out_city) == tb.city_of(application.answers.in_city)


def _moved(application: Transfer, need: tb.Needs[Account]) -> Account:
    """One of the two accounts; none within one city, which is another matter."""
    if _same_city(application):
        raise tb.Absent(need.key)
    return application.found(need)


different_cities: Final = rule.against("HF-TR-07", _same_city)
old_account_sealed: Final = rule.against("HF-TR-01", lambda known: _moved(known, OUT_ACCOUNT).status == "normal")
old_account_open: Final = rule.against("HF-TR-09", lambda known: _moved(known, OUT_ACCOUNT).status == "closed")
new_account_in_use: Final = rule.against("HF-CM-02", lambda known: _moved(known, IN_ACCOUNT).status != "normal")


@rule("HF-TR-02")
def paid_long_enough(application: Transfer) -> tb.Breaches:
    """The half year at the new place, against moving money only to withdraw it."""
    account, law = _moved(application, IN_ACCOUNT), application.parameters
    paid = account.months_in_a_row if law.flag("transfer_consecutive") else account.months_paid
    wanted = law.integer("transfer_months")
    return tb.Breach.when(paid < wanted, n=wanted, paid=paid)


@rule("HF-TR-03")
def nothing_under_way(application: Transfer) -> tb.Breaches:
    account = _moved(application, OUT_ACCOUNT)
    return tb.Breach.when(account.frozen or account.pending)


@rule("HF-TR-04")
def no_open_loan(application: Transfer) -> tb.Breaches:
    """A loan at the old place is settled or its handling is agreed."""
    loan, blocks = application.found(OUT_LOAN), application.parameters.flag("loan_blocks_transfer")
    return tb.Breach.when(loan.settled_on is None and blocks and not _same_city(application))


@rule("HF-TR-06")
def same_person(application: Transfer) -> tb.Breaches:
    applicant = (application.applicant.name, application.applicant.number)
    for need in (OUT_ACCOUNT, IN_ACCOUNT):
        account = application.record(need)
        if account and (account.holder, account.holder_number) != applicant:
            yield tb.Breach(field=need.key)
            return


CONDITIONS: Final = (
    different_cities,
    rule.on_file("HF-CM-01", OUT_ACCOUNT, IN_ACCOUNT, field="out_account"),
    old_account_sealed,
    old_account_open,
    new_account_in_use,
    paid_long_enough,
    nothing_under_way,
    no_open_loan,
    same_person,
)


@rule("HF-TR-10")
def answers_the_letter(application: Transfer) -> tb.Breaches:
    sent, paid = application.entered("contact_letter", LetterForm), application.entered("pay_out", PayOutForm)
    return tb.Breach.when(sent.letter != paid.letter)


@rule("HF-TR-12")
def held_for_the_transfer(application: Transfer) -> tb.Breaches:
    """Clearing has held the account, unless a court or another case was there first."""
    account = application.found(OUT_ACCOUNT)
    return tb.Breach.when(account.frozen or not account.pending)


@rule("HF-TR-05")
def whole_balance_moved(application: Transfer) -> tb.Breaches:
    """As the old centre holds it on the day of payment: interest may have grown since the application."""
    account, paid = application.found(OUT_ACCOUNT), application.entered("pay_out", PayOutForm)
    principal, interest = account.principal, account.interest
    differs = (paid.principal, paid.interest) != (principal, interest)
    return tb.Breach.when(differs, principal=tb.yuan(principal), interest=tb.yuan(interest))


def whole_balance(application: Transfer) -> tb.Calculation:
    """One account per person: principal and interest are moved whole."""
    account = _moved(application, OUT_ACCOUNT)
    principal = tb.Amount("转移本金", account.principal)
    interest = tb.Amount("转移利息", account.interest)
    total = tb.Amount("转移金额", principal + interest)
    return tb.Calculation(principal, interest, total)


def paid_out(application: Transfer) -> int:
    """What the old centre paid, in 分."""
    return application.entered("pay_out", PayOutForm).amount
