"""HF-TR: when an account may be moved, and what the two centres may report about their steps."""

from __future__ import annotations

from typing import Final

from tongban import Application, Breach, Breaches, yuan
from tongban_housing_fund.law import rule
from tongban_housing_fund.places import city_of
from tongban_housing_fund.records import Account, AccountStatus
from tongban_housing_fund.transfer.forms import (
    IN_ACCOUNT,
    OUT_ACCOUNT,
    OUT_LOAN,
    BookForm,
    ContactLetterForm,
    PayOutForm,
    TransferForm,
)


def _same_city(answers: TransferForm) -> bool:
    return city_of(answers.out_city) == city_of(answers.in_city)


def _old_account(application: Application[TransferForm]) -> Account | None:
    """The account to be moved; none within one city, which is another matter."""
    return None if _same_city(application.answers) else application.record(OUT_ACCOUNT)


@rule("HF-TR-07")
def different_cities(application: Application[TransferForm]) -> Breaches:
    """Within one city the employers move the account."""
    if _same_city(application.answers):
        yield Breach()


@rule("HF-CM-01", field="out_account")
def both_accounts_exist(application: Application[TransferForm]) -> Breaches:
    """There is something to move, and somewhere to move it to."""
    for need in (OUT_ACCOUNT, IN_ACCOUNT):
        if application.record(need) is None:
            yield Breach(field=need.key)


@rule("HF-TR-01")
def old_account_sealed(application: Application[TransferForm]) -> Breaches:
    """Nobody pays into the old account any more."""
    account = _old_account(application)
    if account and account.status is AccountStatus.NORMAL:
        yield Breach()


@rule("HF-TR-09")
def old_account_open(application: Application[TransferForm]) -> Breaches:
    """The old account still exists."""
    account = _old_account(application)
    if account and account.status is AccountStatus.CLOSED:
        yield Breach()


@rule("HF-CM-02")
def new_account_in_use(application: Application[TransferForm]) -> Breaches:
    """The new account is paid into."""
    account = application.record(IN_ACCOUNT)
    if account and not _same_city(application.answers) and account.status is not AccountStatus.NORMAL:
        yield Breach()


@rule("HF-TR-02")
def paid_long_enough(application: Application[TransferForm]) -> Breaches:
    """The half year at the new place, against moving money only to withdraw it."""
    account, wanted = application.record(IN_ACCOUNT), application.parameters.integer("transfer_months")
    if account is None or _same_city(application.answers):
        return
    paid = account.months_in_a_row if application.parameters.flag("transfer_consecutive") else account.months_paid
    if paid < wanted:
        yield Breach(n=wanted, paid=paid)


@rule("HF-TR-03")
def nothing_under_way(application: Application[TransferForm]) -> Breaches:
    """No court and no other business holds the old account."""
    account = _old_account(application)
    if account and (account.frozen or account.pending):
        yield Breach()


@rule("HF-TR-04")
def no_open_loan(application: Application[TransferForm]) -> Breaches:
    """A loan at the old place is settled or its handling is agreed."""
    loan = None if _same_city(application.answers) else application.record(OUT_LOAN)
    if loan and loan.settled_on is None and application.parameters.flag("loan_blocks_transfer"):
        yield Breach()


@rule("HF-TR-06")
def same_person(application: Application[TransferForm]) -> Breaches:
    """Both centres know the applicant by the same name and number."""
    applicant = (application.applicant.name, application.applicant.number)
    for need in (OUT_ACCOUNT, IN_ACCOUNT):
        account = application.record(need)
        if account and (account.holder, account.holder_number) != applicant:
            yield Breach(field=need.key)
            return


CONDITIONS: Final = (
    different_cities,
    both_accounts_exist,
    old_account_sealed,
    old_account_open,
    new_account_in_use,
    paid_long_enough,
    nothing_under_way,
    no_open_loan,
    same_person,
)


@rule("HF-TR-10")
def answers_the_letter(application: Application[TransferForm]) -> Breaches:
    """The old centre pays on the letter that the new one sent."""
    sent, paid = application.report("contact_letter", ContactLetterForm), application.report("pay_out", PayOutForm)
    if sent and paid and sent.letter != paid.letter:
        yield Breach()


@rule("HF-TR-05")
def whole_balance_moved(application: Application[TransferForm]) -> Breaches:
    """One account per person: principal and interest are moved whole."""
    account, paid = application.record(OUT_ACCOUNT), application.report("pay_out", PayOutForm)
    if account and paid and paid.total < account.balance:
        yield Breach(a=yuan(account.balance), b=yuan(paid.total))


@rule("HF-TR-08")
def arrived_as_paid(application: Application[TransferForm]) -> Breaches:
    """What arrived is what was paid out, to the 分."""
    paid, booked = application.report("pay_out", PayOutForm), application.report("book", BookForm)
    if paid and booked and paid.total != booked.amount:
        yield Breach(a=yuan(paid.total), b=yuan(booked.amount))


@rule("HF-TR-11")
def booked_already(application: Application[TransferForm]) -> Breaches:
    """What is reported has happened."""
    booked = application.report("book", BookForm)
    if booked and booked.booked > application.today:
        yield Breach()
