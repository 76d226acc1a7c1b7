"""HF-TR: when an account may be moved."""

from __future__ import annotations

from typing import Final

from tongban import Application, Basis, Breach, Breaches, rule
from tongban_housing_fund.law import REGULATIONS, TRANSFER_PROTOCOL
from tongban_housing_fund.places import city_of
from tongban_housing_fund.records import Account, AccountStatus
from tongban_housing_fund.transfer.forms import TransferForm
from tongban_housing_fund.transfer.needs import IN_ACCOUNT, OUT_ACCOUNT, OUT_LOAN

ONE_ACCOUNT: Final = Basis(REGULATIONS, "第十三条")
SEALING: Final = Basis(REGULATIONS, "第十五条")
SIX_MONTHS: Final = Basis("关于开展治理违规提取住房公积金工作的通知（建金〔2018〕46号）")


def _same_city(answers: TransferForm) -> bool:
    return city_of(answers.out_city) == city_of(answers.in_city)


def _old_account(application: Application[TransferForm]) -> Account | None:
    """The account to be moved; none within one city, which is another matter."""
    return None if _same_city(application.answers) else application.record(OUT_ACCOUNT)


@rule(
    "HF-TR-07",
    "同一城市请办理同城转移",
    basis=TRANSFER_PROTOCOL,
    field="in_city",
    remedy="请由新单位在本市中心办理同城转移",
)
def different_cities(application: Application[TransferForm]) -> Breaches:
    """Within one city the employers move the account."""
    if _same_city(application.answers):
        yield Breach()


@rule(
    "HF-CM-01",
    "未查询到住房公积金账户",
    basis=ONE_ACCOUNT,
    remedy="请核对城市和账号；确有账户的，请联系该市中心核对身份信息",
)
def both_accounts_exist(application: Application[TransferForm]) -> Breaches:
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
def old_account_sealed(application: Application[TransferForm]) -> Breaches:
    """Nobody pays into the old account any more."""
    account = _old_account(application)
    if account and account.status is AccountStatus.NORMAL:
        yield Breach()


@rule("HF-TR-09", "原账户已销户，没有可转移的余额", basis=ONE_ACCOUNT, field="out_account", remedy="请核对转出城市")
def old_account_open(application: Application[TransferForm]) -> Breaches:
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
def new_account_in_use(application: Application[TransferForm]) -> Breaches:
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
def paid_long_enough(application: Application[TransferForm]) -> Breaches:
    """The half year at the new place, against moving money only to withdraw it."""
    account, wanted = application.record(IN_ACCOUNT), application.parameters.integer("transfer_months")
    if account is None or _same_city(application.answers):
        return
    paid = account.months_in_a_row if application.parameters.flag("transfer_consecutive") else account.months_paid
    if paid < wanted:
        yield Breach(n=wanted, paid=paid)


@rule(
    "HF-TR-03",
    "原账户存在冻结或在途业务",
    basis=TRANSFER_PROTOCOL,
    field="out_account",
    remedy="请待冻结解除或在途业务办结后再申请",
)
def nothing_under_way(application: Application[TransferForm]) -> Breaches:
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
def no_open_loan(application: Application[TransferForm]) -> Breaches:
    """A loan at the old place is settled or its handling is agreed."""
    loan = None if _same_city(application.answers) else application.record(OUT_LOAN)
    if loan and loan.settled_on is None and application.parameters.flag("loan_blocks_transfer"):
        yield Breach()


@rule(
    "HF-TR-06", "两地个人信息不一致，请先更正", basis=TRANSFER_PROTOCOL, remedy="请到信息有误的中心更正姓名或证件号码"
)
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
