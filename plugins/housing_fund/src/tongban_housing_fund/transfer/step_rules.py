"""HF-TR: what the two centres may report about their steps."""

from __future__ import annotations

from tongban import Application, Breach, Breaches, rule, yuan
from tongban_housing_fund.law import TRANSFER_PROTOCOL
from tongban_housing_fund.transfer.forms import BookForm, ContactLetterForm, PayOutForm, TransferForm
from tongban_housing_fund.transfer.needs import OUT_ACCOUNT
from tongban_housing_fund.transfer.rules import ONE_ACCOUNT


@rule(
    "HF-TR-10",
    "联系函编号与转入地发出的不一致",
    basis=TRANSFER_PROTOCOL,
    field="letter",
    remedy="请按转入地联系函上的编号填写",
)
def answers_the_letter(application: Application[TransferForm]) -> Breaches:
    """The old centre pays on the letter that the new one sent."""
    sent, paid = application.report("contact_letter", ContactLetterForm), application.report("pay_out", PayOutForm)
    if sent and paid and sent.letter != paid.letter:
        yield Breach()


@rule(
    "HF-TR-05",
    "转出金额少于原账户本息（应{a}元，实{b}元）",
    basis=ONE_ACCOUNT,
    field="amount",
    remedy="请转出地中心补足后再入账",
)
def whole_balance_moved(application: Application[TransferForm]) -> Breaches:
    """One account per person: principal and interest are moved whole."""
    account, paid = application.record(OUT_ACCOUNT), application.report("pay_out", PayOutForm)
    if account and paid and paid.total < account.balance:
        yield Breach(a=yuan(account.balance), b=yuan(paid.total))


@rule(
    "HF-TR-08",
    "转入金额与转出金额不一致（应{a}元，实{b}元）",
    basis=TRANSFER_PROTOCOL,
    field="amount",
    remedy="请与转出地中心核对后再入账",
)
def arrived_as_paid(application: Application[TransferForm]) -> Breaches:
    """What arrived is what was paid out, to the 分."""
    paid, booked = application.report("pay_out", PayOutForm), application.report("book", BookForm)
    if paid and booked and paid.total != booked.amount:
        yield Breach(a=yuan(paid.total), b=yuan(booked.amount))


@rule("HF-TR-11", "入账日期不能晚于今天", basis=TRANSFER_PROTOCOL, field="booked", remedy="请填写实际入账的日期")
def booked_already(application: Application[TransferForm]) -> Breaches:
    """What is reported has happened."""
    booked = application.report("book", BookForm)
    if booked and booked.booked > application.today:
        yield Breach()
