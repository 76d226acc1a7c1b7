"""HF-TR: when an account may be moved, and what may be booked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from tongban import Application, Basis, Breach, Parameters, rule
from tongban_housing_fund.law import REGULATIONS, TRANSFER_PROTOCOL
from tongban_housing_fund.money import yuan
from tongban_housing_fund.places import city_of
from tongban_housing_fund.records import Account, AccountStatus
from tongban_housing_fund.transfer.forms import BookForm, ContactLetterForm, PayOutForm, TransferForm
from tongban_housing_fund.transfer.needs import IN_ACCOUNT, OUT_ACCOUNT

ONE_ACCOUNT: Final = Basis(REGULATIONS, "第十三条")
SEALING: Final = Basis(REGULATIONS, "第十五条")
SIX_MONTHS: Final = Basis("关于开展治理违规提取住房公积金工作的通知（建金〔2018〕46号）")


def _same_city(answers: TransferForm) -> bool:
    return city_of(answers.out_city) == city_of(answers.in_city)


def _old_account(application: Application) -> Account | None:
    """The account to be moved; none within one city, which is another matter."""
    return None if _same_city(application.answers) else application.record(OUT_ACCOUNT)


@rule(
    "HF-TR-07",
    "同一城市请办理同城转移",
    basis=TRANSFER_PROTOCOL,
    field="in_city",
    remedy="请由新单位在本市中心办理同城转移",
)
def different_cities(application: Application, on: date, parameters: Parameters) -> Iterator[Breach]:
    """Within one city the employers move the account."""
    if _same_city(application.answers):
        yield Breach()


@rule(
    "HF-CM-01",
    "未查询到住房公积金账户",
    basis=ONE_ACCOUNT,
    remedy="请核对城市和账号；确有账户的，请联系该市中心核对身份信息",
)
def both_accounts_exist(application: Application, on: date, parameters: Parameters) -> Iterator[Breach]:
    """There is something to move, and somewhere to move it to."""
    for need in (OUT_ACCOUNT, IN_ACCOUNT):
        if application.record(need) is None:
            yield Breach(field=need.key)


@rule(
    "HF-TR-01",
    "原账户未封存，请先办理封存",
    basis=SEALING,
    field="out_account",
    remedy="请原单位或转出地中心办理封存后再申请",
)
def old_account_sealed(application: Application, on: date, parameters: Parameters) -> Iterator[Breach]:
    """Nobody pays into the old account any more."""
    account = _old_account(application)
    if account and account.status is AccountStatus.NORMAL:
        yield Breach()


@rule("HF-TR-09", "原账户已销户，没有可转移的余额", basis=ONE_ACCOUNT, field="out_account", remedy="请核对转出城市")
def old_account_open(application: Application, on: date, parameters: Parameters) -> Iterator[Breach]:
    """The old account still exists."""
    account = _old_account(application)
    if account and account.status is AccountStatus.CLOSED:
        yield Breach()


@rule(
    "HF-CM-02",
    "账户已封存，无可办理的缴存业务",
    basis=SEALING,
    field="in_account",
    remedy="请先由现单位在转入地恢复缴存",
)
def new_account_in_use(application: Application, on: date, parameters: Parameters) -> Iterator[Breach]:
    """The new account is paid into."""
    account = application.record(IN_ACCOUNT)
    if account and not _same_city(application.answers) and account.status is not AccountStatus.NORMAL:
        yield Breach()


@rule(
    "HF-TR-02",
    "在转入地连续缴存不满{n}个月",
    basis=SIX_MONTHS,
    field="in_account",
    remedy="目前为{paid}个月，满{n}个月后再申请",
)
def paid_long_enough(application: Application, on: date, parameters: Parameters) -> Iterator[Breach]:
    """The half year at the new place, against moving money only to withdraw it."""
    account, wanted = application.record(IN_ACCOUNT), parameters.integer("transfer_months")
    if account is None or _same_city(application.answers):
        return
    paid = account.months_in_a_row if parameters.flag("transfer_consecutive") else account.months_paid
    if paid < wanted:
        yield Breach(n=wanted, paid=paid)


@rule(
    "HF-TR-03",
    "原账户存在冻结或在途业务",
    basis=TRANSFER_PROTOCOL,
    field="out_account",
    remedy="请待冻结解除或在途业务办结后再申请",
)
def nothing_under_way(application: Application, on: date, parameters: Parameters) -> Iterator[Breach]:
    """No court and no other business holds the old account."""
    account = _old_account(application)
    if account and (account.frozen or account.pending):
        yield Breach()


@rule(
    "HF-TR-04",
    "原缴存地存在未结清公积金贷款",
    basis=TRANSFER_PROTOCOL,
    field="out_account",
    remedy="请先结清贷款，或与转出地中心商定处理办法",
)
def no_open_loan(application: Application, on: date, parameters: Parameters) -> Iterator[Breach]:
    """A loan at the old place is settled or its handling is agreed."""
    account = _old_account(application)
    if account and account.loan_open and parameters.flag("loan_blocks_transfer"):
        yield Breach()


@rule(
    "HF-TR-06", "两地个人信息不一致，请先更正", basis=TRANSFER_PROTOCOL, remedy="请到信息有误的中心更正姓名或证件号码"
)
def same_person(application: Application, on: date, parameters: Parameters) -> Iterator[Breach]:
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


@rule(
    "HF-TR-10",
    "联系函编号与转入地发出的不一致",
    basis=TRANSFER_PROTOCOL,
    field="letter",
    remedy="请按转入地联系函上的编号填写",
)
def answers_the_letter(application: Application, on: date, parameters: Parameters) -> Iterator[Breach]:
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
def whole_balance_moved(application: Application, on: date, parameters: Parameters) -> Iterator[Breach]:
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
def arrived_as_paid(application: Application, on: date, parameters: Parameters) -> Iterator[Breach]:
    """What arrived is what was paid out, to the 分."""
    paid, booked = application.report("pay_out", PayOutForm), application.report("book", BookForm)
    if paid and booked and paid.total != booked.amount:
        yield Breach(a=yuan(paid.total), b=yuan(booked.amount))


@rule("HF-TR-11", "入账日期不能晚于今天", basis=TRANSFER_PROTOCOL, field="booked", remedy="请填写实际入账的日期")
def booked_already(application: Application, on: date, parameters: Parameters) -> Iterator[Breach]:
    """What is reported has happened."""
    booked = application.report("book", BookForm)
    if booked and booked.booked > on:
        yield Breach()
