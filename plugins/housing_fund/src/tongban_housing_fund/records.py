"""What the registers of a centre, and those of its neighbours, answer; money in 分, months like 2026-10."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Final

import msgspec
from msgspec import Meta

import tongban as tb

MONTH: Final = r"^([0-9]{4}-(0[1-9]|1[0-2]))?$"


class AccountStatus(tb.Labelled):
    """Where an account stands."""

    NORMAL = "normal", "正常"
    SEALED = "sealed", "封存"
    CLOSED = "closed", "销户"


class MonthsPaid(msgspec.Struct, frozen=True, kw_only=True):
    """Whose account it is, and which months have been paid into it."""

    number: Annotated[str, Meta(title="个人账号")]
    city: Annotated[str, tb.City("缴存地")]
    holder: Annotated[str, Meta(title="姓名")]
    holder_number: Annotated[str, Meta(title="证件号码")]
    paid_from: Annotated[str, Meta(title="连续缴存起", pattern=MONTH)] = ""
    paid_through: Annotated[str, Meta(title="缴至年月", pattern=MONTH)] = ""
    earlier_from: Annotated[str, Meta(title="此前缴存起", pattern=MONTH)] = ""
    earlier_through: Annotated[str, Meta(title="此前缴至", pattern=MONTH)] = ""

    def paid_for(self, month: str) -> bool:
        """Whether a month lies in the last run or the first."""
        return self.paid_from <= month <= self.paid_through or self.earlier_from <= month <= self.earlier_through


class Worker(MonthsPaid, frozen=True, kw_only=True):
    """What a unit is told of an account that it pays into or did, up to when it was left: not of money or who pays."""

    left_on: Annotated[date | None, Meta(title="离职日期")] = None
    base_since: Annotated[date | None, Meta(title="上次调整基数的日期")] = None


class Account(MonthsPaid, frozen=True, kw_only=True):
    """A person's account at one centre.

    `paid_from` to `paid_through` is the last unbroken run of months really paid, `earlier_from` on the first one where
    there was a gap, `months_paid` all of them; `employer` is the credit code of the unit that pays, empty where the
    holder does; `held_by` is the case of what is `pending`.
    """

    centre: Annotated[str, Meta(title="管理中心")]
    status: Annotated[AccountStatus, Meta(title="账户状态")]
    principal: Annotated[int, Meta(title="本金（分）")]
    interest: Annotated[int, Meta(title="利息（分）")]
    opened: Annotated[date, Meta(title="开户日期")]
    months_paid: Annotated[int, tb.Count("累计缴存月数", unit="个月", least=0, most=999)]
    base: Annotated[int, Meta(title="月缴存基数（分）")] = 0
    ratio_unit: Annotated[Decimal, Meta(title="单位缴存比例")] = Decimal(0)
    ratio_person: Annotated[Decimal, Meta(title="个人缴存比例")] = Decimal(0)
    employer: Annotated[str, Meta(title="缴存单位")] = ""
    frozen: Annotated[bool, Meta(title="司法冻结")] = False
    pending: Annotated[bool, Meta(title="在途业务")] = False
    sealed_on: Annotated[date | None, Meta(title="封存日期")] = None
    held_by: Annotated[str | None, Meta(title="占用账户的办件")] = None

    @property
    def balance(self) -> int:
        """Principal and interest, in 分."""
        return self.principal + self.interest

    @property
    def months_in_a_row(self) -> int:
        """The months of the last unbroken run, both ends counted."""
        return len(tb.months_between(self.paid_from, self.paid_through)) if self.paid_from and self.paid_through else 0

    def months_up_to(self, day: date) -> int:
        """The same where the run goes on, this month and the one before being still to come in; else none."""
        return self.months_in_a_row if self.paid_through >= tb.month_after(tb.month_of(day), -2) else 0


class Contribution(msgspec.Struct, frozen=True, kw_only=True):
    """What was paid for a month into a person's account, and by whom; it is only being collected without `paid_on`."""

    month: Annotated[str, Meta(title="缴存年月", pattern=MONTH, min_length=7)]
    base: Annotated[int, Meta(title="月缴存基数（分）")]
    person: Annotated[int, Meta(title="个人缴存额（分）")]
    unit: Annotated[int, Meta(title="单位缴存额（分）")]
    payer: Annotated[str, Meta(title="缴存单位")]
    paid_on: Annotated[date | None, Meta(title="入账日期")] = None


class Contributions(msgspec.Struct, frozen=True, kw_only=True):
    """The last months that were paid into a person's account, the latest first, or those of one payer for a worker."""

    months: Annotated[tuple[Contribution, ...], Meta(title="缴存明细")]


class Ban(msgspec.Struct, frozen=True, kw_only=True):
    """A time without withdrawals and loans after fraud (条例第四十一条), as the centre that found it has decided."""

    kind: Annotated[str, Meta(title="认定事由")]
    decided_on: Annotated[date, Meta(title="认定日期")]
    until: Annotated[date, Meta(title="限制期至")]


class Loan(msgspec.Struct, frozen=True, kw_only=True):
    """A loan of a centre; interest is owed from `interest_from` on, `paid_this_year` is principal and interest.

    `paid_year` is the year of that, this one where it is empty; `offset_contract` says that a contract to repay from
    the account (冲还贷) is in force.
    """

    contract: Annotated[str, Meta(title="借款合同编号")]
    centre: Annotated[str, Meta(title="贷款中心")]
    borrower: Annotated[str, Meta(title="借款人")]
    principal: Annotated[int, Meta(title="剩余本金（分）")]
    rate: Annotated[Decimal, Meta(title="年利率")]
    interest_from: Annotated[date, Meta(title="上次还款日")]
    granted_on: Annotated[date, Meta(title="放款日期")]
    home: Annotated[str, Meta(title="不动产单元号")]
    granted: Annotated[int, Meta(title="贷款金额（分）")]
    times: Annotated[int, tb.Count("贷款次数", unit="次", least=0)] = 1
    overdue: Annotated[int, Meta(title="逾期本息（分）")] = 0
    paid_this_year: Annotated[int, Meta(title="本年已还本息（分）")] = 0
    paid_year: Annotated[str, Meta(title="已还本息的年度")] = ""
    paid_last_year: Annotated[int, Meta(title="上年已还本息（分）")] = 0
    offset_contract: Annotated[bool, Meta(title="冲还贷签约")] = False
    settled_on: Annotated[date | None, Meta(title="结清日期")] = None

    def paid_in(self, year: int) -> int:
        """Principal and interest paid in that year, the current one or the last, in 分."""
        this_year = {"": self.paid_this_year, str(year): self.paid_this_year}
        return {**this_year, str(year + 1): self.paid_last_year}.get(self.paid_year, 0)


class Loans(msgspec.Struct, frozen=True, kw_only=True):
    """All loans of a person at one centre: what is owed first, then the last one granted."""

    loans: Annotated[tuple[Loan, ...], Meta(title="贷款", min_length=1)]


class Trade(msgspec.Struct, frozen=True, kw_only=True):
    """The purchase of a home as filed or registered; `relation` is that of the seller to the buyer, if any."""

    contract: Annotated[str, Meta(title="合同备案号")]
    home: Annotated[str, tb.Field("不动产单元号", maximum_length=40)]
    city: Annotated[str, tb.City("购房城市")]
    price: Annotated[int, Meta(title="总价（分）")]
    loan: Annotated[int, Meta(title="贷款（分）")]
    signed_on: Annotated[date, Meta(title="签订日期")]
    relation: Annotated[str, tb.Field("与出卖人的关系", help="是亲属的写明，例如“父子”；不是的不填，或者填“无”")] = ""


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """A home that a person owns; since `registered_on`, if known, it is that of the first of those who own it now."""

    home: Annotated[str, Meta(title="不动产单元号")]
    city: Annotated[str, tb.City("坐落城市")]
    address: Annotated[str, Meta(title="坐落")]
    registered_on: Annotated[date | None, Meta(title="登记日期（共有的，最早登记的一人的）")] = None


class Homes(msgspec.Struct, frozen=True, kw_only=True):
    """All homes that a person owns."""

    homes: Annotated[tuple[Home, ...], Meta(title="住房")]

    def besides(self, home: str) -> bool:
        """Whether there is one beside that home."""
        return any(each.home != home for each in self.homes)


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """A lease as filed with the housing authority."""

    number: Annotated[str, Meta(title="租赁备案号")]
    starts: Annotated[date, Meta(title="起租日期")]
    ends: Annotated[date, Meta(title="到期日期")]


class Leases(msgspec.Struct, frozen=True, kw_only=True):
    """All leases that are filed of a person."""

    leases: Annotated[tuple[Lease, ...], Meta(title="租赁备案")]


class LifeEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What another authority shares of a person: retired, settled_abroad, disabled, deceased, kin, married.

    `detail` is the grade (1 to 10) of who is disabled, for kin the relation to `other_number`; married goes on divorce.
    """

    kind: Annotated[str, Meta(title="事项")]
    happened_on: Annotated[date, Meta(title="日期")]
    detail: Annotated[str, tb.Field("说明", help="劳动能力鉴定的填写等级（1至10的数字），其他的可不填")] = ""


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True):
    """A withdrawal by the person or, where not `own`, by somebody else; what is only held counts from that day on.

    `drawn_for` is the home, lease, loan or person inherited from, `of_year` the year of a fee or of repayments.
    """

    number: Annotated[str, Meta(title="提取编号")]
    own: Annotated[bool, Meta(title="由本人提取")]
    city: Annotated[str, Meta(title="缴存地")] = ""
    purpose: Annotated[str, Meta(title="用途")]
    amount: Annotated[int, Meta(title="提取金额（分）")]
    drawn_on: Annotated[date, Meta(title="提取日期")]
    drawn_for: Annotated[str, Meta(title="所涉住房、租约、贷款或者被继承人")] = ""
    of_year: Annotated[str, Meta(title="费用所属年度")] = ""

    @property
    def year(self) -> str:
        """That of the fee or the repayments, else that in which it was drawn."""
        return self.of_year or str(self.drawn_on.year)


class Withdrawals(msgspec.Struct, frozen=True, kw_only=True):
    """The withdrawals of a person, or those for one home, loan or estate by whomsoever, the oldest first."""

    drawn: Annotated[tuple[Withdrawal, ...], Meta(title="提取记录")]


class Licence(msgspec.Struct, frozen=True, kw_only=True):
    """What the business licence says of a unit; `status` is the official word, 存续 for a living one."""

    number: Annotated[str, Meta(title="统一社会信用代码")]
    name: Annotated[str, tb.Field("名称")]
    representative: Annotated[str, tb.Field("法定代表人")]
    founded: Annotated[date, Meta(title="成立日期")]
    division: Annotated[str, tb.Place("登记地")]
    status: Annotated[str, tb.Field("登记状态", help="照营业执照填写，没有吊销、注销的填“存续”")]


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """That a name and a number belong together, as 公安 confirms; without an answer they do not."""

    number: Annotated[str, Meta(title="公民身份号码")]


class EmployerAccount(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's account at one centre."""

    account: Annotated[str, Meta(title="单位账号")]
    city: Annotated[str, tb.City("缴存地")]
    name: Annotated[str, Meta(title="单位名称")]
    ratio_unit: Annotated[Decimal, Meta(title="单位缴存比例")]
    ratio_person: Annotated[Decimal, Meta(title="个人缴存比例")]
    base: Annotated[int, Meta(title="核定月缴存基数（分）")]
    first_month: Annotated[str, Meta(title="账户首次汇缴年月", pattern=MONTH, min_length=7)]
    opened_on: Annotated[date, Meta(title="开户日期")]
    deferred_to: Annotated[str, Meta(title="缓缴至", pattern=MONTH)] = ""


class Payroll(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit owes for one month, summed over its workers."""

    headcount: Annotated[int, tb.Count("职工人数", unit="人", least=0, most=999_999)]
    person: Annotated[int, Meta(title="个人缴存额（分）")]
    unit: Annotated[int, Meta(title="单位缴存额（分）")]


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit owes for one of its workers."""

    holder: Annotated[str, Meta(title="姓名")]
    number: Annotated[str, Meta(title="个人账号")]
    person: Annotated[int, Meta(title="个人缴存额（分）")]
    unit: Annotated[int, Meta(title="单位缴存额（分）")]


class Dues(msgspec.Struct, frozen=True, kw_only=True):
    """The first of its workers by their accounts, up to a hundred."""

    workers: Annotated[tuple[Due, ...], Meta(title="职工")]
