"""HF-TR: when an account may be moved, and what the two centres may report about their steps."""

from __future__ import annotations

from typing import Final

import tongban as tb
from tongban_housing_fund.common import in_use
from tongban_housing_fund.law import rule
from tongban_housing_fund.records import AccountStatus
from tongban_housing_fund.transfer import forms
from tongban_housing_fund.transfer.forms import IN_ACCOUNT, OUT_ACCOUNT, OUT_LOAN, LetterForm, PayOutForm, TransferForm

Transfer = tb.Application[TransferForm]
LETTER, PAY_OUT = "contact_letter", "pay_out"  # the steps of the two centres


different_cities: Final = rule.apart("HF-TR-07", *forms.CITIES)
old_account_sealed: Final = rule.when("HF-TR-01", OUT_ACCOUNT, lambda old: old.status is AccountStatus.NORMAL)
old_account_open: Final = rule.when("HF-TR-09", OUT_ACCOUNT, lambda old: old.status is AccountStatus.CLOSED)
nothing_under_way: Final = rule.when("HF-TR-03", OUT_ACCOUNT, lambda old: old.frozen or old.pending)
held_for_the_transfer: Final = rule.against(  # clearing holds it, unless a court or another case was there first
    "HF-TR-12", lambda known: (old := known.record(OUT_ACCOUNT)) is None or old.frozen or old.held_by != known.id
)


@rule("HF-TR-02")
def paid_long_enough(application: Transfer) -> tb.Breaches:
    """The half year at the new place, up to now, against moving money only to withdraw it."""
    account, law = application.found(IN_ACCOUNT), application.parameters
    in_a_row, wanted = law.flag("transfer_consecutive"), law.integer("transfer_months")
    paid = account.months_up_to(application.asked_on) if in_a_row else account.months_paid
    return tb.Breach.when(paid < wanted, n=wanted, paid=paid)


no_open_loan: Final = rule.against(  # at the old place, unless its handling is agreed
    "HF-TR-04", lambda known: not known.found(OUT_LOAN).settled_on and known.parameters.flag("loan_blocks_transfer")
)
same_person: Final = rule.of_applicant("HF-TR-06", OUT_ACCOUNT, IN_ACCOUNT, name="holder", number="holder_number")
both_exist: Final = rule.on_file("HF-CM-01", OUT_ACCOUNT, IN_ACCOUNT, field="out_account")
OF_THE_OLD: Final = (old_account_sealed, old_account_open, nothing_under_way, no_open_loan)
OF_THE_NEW: Final = (*in_use(IN_ACCOUNT, "in_account"), paid_long_enough)
CONDITIONS: Final = (different_cities, both_exist, *OF_THE_OLD, *OF_THE_NEW, same_person)


answers_the_letter: Final = rule.against(
    "HF-TR-10", lambda known: known.entered(LETTER, LetterForm) != known.entered(PAY_OUT, LetterForm)
)


@rule("HF-TR-13")
def ban_as_registered(application: Transfer) -> tb.Breaches:
    """What goes with the person is what the old centre has on its books, not what a hand has typed."""
    ban, told = application.record(forms.OUT_BAN), application.entered(PAY_OUT, PayOutForm)
    until = ban.until if ban and application.today <= ban.until else None
    return tb.Breach.when(told.banned_until != until, registered=f"至{tb.spoken_day(until)}" if until else "没有登记")


@rule("HF-TR-05")
def whole_balance_moved(application: Transfer) -> tb.Breaches:
    """As the old centre holds it on the day of payment: interest may have grown since the application."""
    old, paid = application.found(OUT_ACCOUNT), application.entered(PAY_OUT, PayOutForm)
    differs = (paid.principal, paid.interest) != (old.principal, old.interest)
    return tb.Breach.when(differs, principal=tb.yuan(old.principal), interest=tb.yuan(old.interest))


@rule("HF-TR-14")
def told_as_registered(application: Transfer) -> tb.Breaches:
    """What the account message says of account and loans is what the old centre has on its books."""
    old, loan = application.found(OUT_ACCOUNT), application.record(OUT_LOAN)
    told = application.entered(PAY_OUT, PayOutForm)
    six, owing = forms.FLAGS[old.months_in_a_row >= 6], forms.FLAGS[loan is not None and loan.settled_on is None]
    account = {"opened": old.opened, "paid_through": old.paid_through, "six_months": six}
    return tb.unlike(told, **account, loan=owing, loan_times=loan.times if loan else 0)


MESSAGE: Final = (whole_balance_moved, told_as_registered, ban_as_registered)
AT_PAY_OUT: Final = (answers_the_letter, held_for_the_transfer, no_open_loan, *MESSAGE)


def whole_balance(application: Transfer) -> tb.Calculation:
    """One account per person: principal and interest are moved whole."""
    old = application.found(OUT_ACCOUNT)
    principal, interest = tb.Amount("转移本金", old.principal), tb.Amount("转移利息", old.interest)
    return tb.Calculation(principal, interest, tb.Amount("转移金额", principal + interest))
