"""What is drawn for, and how much may be: withdrawals for the same home, lease, loan or estate count together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import tongban as tb
from tongban_housing_fund.common import live_account
from tongban_housing_fund.law import rule
from tongban_housing_fund.loans.loan import LOANS
from tongban_housing_fund.needs import need
from tongban_housing_fund.records import Withdrawal, Withdrawals

PAST: Final = need("withdrawals", "住房公积金提取记录", Withdrawals, key="past", why="核对是否已经提取")
DRAWN_FOR: Final = need("drawn_for", "同一住房、租约、贷款、遗产的提取记录", Withdrawals, why="核对各方已经提取的金额")
Known = tb.Application[Any]
Cap = Callable[[Known], tb.Amount]
this_year: Final[Callable[[Known], str]] = lambda known: str(known.asked_on.year)  # noqa: E731 - that of application


def every(known: Known, need: tb.Needs[Withdrawals]) -> list[Withdrawal]:
    """The withdrawals that a register knows of, but for that of the case itself."""
    told = known.record(need)
    return [each for each in told.drawn if each.number != known.id] if told else []


@dataclass(frozen=True, slots=True)
class Purpose:
    """One reason: its `name` in the books, the answer that names the `thing` it is for, and what that is `called`.

    What anybody has drawn for the same, as it is `told`, counts `since` a day, for some `months` (a parameter) and,
    where it is `yearly`, for the same `year`. After a reason that `closes` the account nothing is left in it.
    """

    name: str
    closes: bool = False
    thing: str = ""
    called: str = ""
    told: tb.Needs[Withdrawals] = DRAWN_FOR
    since: Callable[[Known], date | None] = lambda _: None
    owned: Callable[[Known], date | None] = lambda _: None  # whoever else draws from then on is the spouse
    shown: Callable[[Known], bool] = lambda _: True  # to be the applicant's: else what others drew is not told
    months: str = ""
    year: Callable[[Known], str] = lambda _: ""
    yearly: bool = False

    @property
    def needs(self) -> tuple[tb.Needs[Withdrawals], ...]:
        """What was drawn before, by oneself for anything and by anybody for the same."""
        return (PAST, replace(self.told, by={"drawn_for": self.thing})) if self.thing else ()

    def of(self, known: Known) -> str:
        """The home, lease, loan or estate of a case."""
        return tb.one_spelling(getattr(known.answers, self.thing, ""))

    def counts(self, known: Known, drawn: Withdrawal) -> bool:
        """Whether it was drawn for this reason and, where that closes an account, from this one."""
        return drawn.purpose == self.name and (not self.closes or drawn.city in {"", tb.city_of(known.answers.city)})

    def own(self, known: Known) -> list[Withdrawal]:
        """What the applicant has drawn for this reason."""
        return [each for each in every(known, PAST) if self.counts(known, each)]

    def own_for_it(self, known: Known) -> list[Withdrawal]:
        """What the applicant has drawn for the same thing."""
        return [each for each in self.own(known) if each.drawn_for == self.of(known) != ""]

    def drawn(self, known: Known) -> list[Withdrawal]:
        """What anybody has drawn for the same, of that which counts."""
        since, year = self.since(known) or date.min, self.year(known) if self.yearly else ""
        period, shown = known.parameters.integer(self.months) if self.months else 0, self.shown(known)
        for_it = [each for each in every(known, self.told) if self.counts(known, each) and each.drawn_on >= since]
        counted = [each for each in for_it if not period or known.on < tb.add_months(each.drawn_on, period)]
        return [each for each in counted if year in {"", each.year} and (shown or each.own)]

    def gone(self, known: Known) -> tb.Amount:
        """What anybody has drawn for the same, together."""
        return tb.Amount("", sum(each.amount for each in self.drawn(known)))

    def left(self, known: Known, most: tb.Amount) -> tb.Amount:
        """What is left after that of the most that may be drawn for the same."""
        return rest("尚可提取", most, self.gone(known), f"{self.called}已提取")

    def one_too_many(self, known: Known) -> bool:
        """Whether a couple draws for the same, in one application or each alone, and the place does not allow it."""
        together = any(party.role is tb.Role.CO_APPLICANT for party in known.parties)
        allowed, owned = known.parameters.flag("spouse_joint"), self.owned(known) or date.min
        return not allowed and (together or any(not it.own and it.drawn_on >= owned for it in self.drawn(known)))

    def owes_else(self, known: Known) -> bool:
        """Whether there is an open loan of the fund beside that which is repaid, and the place minds it."""
        minds, this = known.parameters.flag("loan_blocks_withdrawal"), self.of(known)
        return minds and any(not each.settled_on and each.contract != this for each in known.found(LOANS).loans)


def once_in(months: str, before: Callable[[Known], list[Withdrawal]]) -> tb.Rule:
    """HF-WD-05: not again, after one `before`, in the months that the parameter holds, which is never where it is 0."""

    @rule("HF-WD-05")
    def once_in_a_period(known: Known) -> tb.Breaches:
        period = known.parameters.integer(months)
        for last in sorted(each.drawn_on for each in before(known))[-1:]:
            again = tb.add_months(last, period)
            following = f"{tb.spoken_day(again)}起可再次申请" if period else "不能再次提取"
            yield from tb.Breach.when(not period or known.on < again, last=last, next=following)

    return once_in_a_period


def not_in_the_same_year(other: str) -> tb.Rule:
    """HF-BY-04-2: in one year a home is either bought or paid off from the account."""

    @rule("HF-BY-04-2")
    def not_in_the_same_year(known: Known) -> tb.Breaches:
        year, one_of_two = this_year(known), known.parameters.flag("purchase_or_repay")
        found = [each for each in every(known, PAST) if each.purpose == other and each.year == year]
        return [tb.Breach(last=each.drawn_on) for each in found[-1:] if one_of_two]

    return not_in_the_same_year


def rest(label: str, amount: tb.Amount, gone: tb.Amount, called: str) -> tb.Amount:
    """What is left of an amount, nothing where more has gone."""
    short = "（不足，按零计）" if gone.cents > amount.cents else ""
    return tb.Amount(label, max(amount.cents - gone.cents, 0), f"{amount} − {called}{gone}{short}")


def kept(known: Known) -> tb.Amount:
    """What has to stay in an account that goes on."""
    return tb.Amount("", known.parameters.decimal("min_balance"))


def available(known: Known) -> tb.Amount:
    """The balance less what has to stay in the account."""
    balance, stays = tb.Amount("账户可用余额", live_account(known).balance), kept(known)
    return rest(balance.label, balance, stays, "留存") if stays.cents else balance


def whole(known: Known) -> tb.Calculation:
    """All that is in the account, with its interest: the account is closed, so nothing stays."""
    account = live_account(known)
    principal, interest = tb.Amount("", account.principal), tb.Amount("", account.interest)
    return tb.Calculation(tb.Amount("账户全部余额", account.balance, f"本金{principal} + 利息{interest}"))


def at_most(purpose: Purpose, *caps: Cap) -> tb.Calculate:
    """The lowest of the balance, what caps it for one reason, and what others have left of that."""

    def limit(known: Known) -> tb.Calculation:
        capped = [cap(known) for cap in caps]
        amounts = (available(known), *capped, purpose.left(known, tb.least("", *capped)))
        return tb.Calculation(*amounts, tb.least("可提取额度", *amounts))

    return limit
