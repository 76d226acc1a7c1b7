"""`hf.transfer`: 住房公积金异地转移接续, and what it writes on the two accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import tongban as tb
from tongban_housing_fund.common import by_the_account
from tongban_housing_fund.law import REGULATIONS, fund_matter, rule
from tongban_housing_fund.payment import PAYMENTS, put_back
from tongban_housing_fund.tables import SQL, BanRow
from tongban_housing_fund.transfer import forms
from tongban_housing_fund.transfer.forms import IN_ACCOUNT, OUT, OUT_ACCOUNT, LetterForm, PayOutForm, TransferForm
from tongban_housing_fund.transfer.rules import AT_PAY_OUT, CONDITIONS, LETTER, PAY_OUT, whole_balance

PLEDGE: Final = tb.Pledge("本人承诺所填信息真实，办结后只在转入地保留一个住房公积金账户；如有不实，愿承担相应责任。")
ONLY_ONE: Final = "《住房公积金管理条例》第十三条：每个职工只能有一个住房公积金账户"
PROMISE: Final = tb.Material("one_account", "不重复开户承诺书", (PLEDGE,), reason=ONLY_ONE)
GONE: Final = rule.objection("HF-TR-11")
Transfer = tb.Effect[TransferForm]
ROUTE: Final = tb.routed("in_city", out="out_city", reason="由转入地住房公积金管理中心受理并入账，转出地中心核定后转账")


def _transfer_notice(application: tb.Application[TransferForm]) -> list[tb.Line]:
    paid, booked = application.entered(PAY_OUT, PayOutForm), application.entered("book", tb.ArrivedForm)
    out, into = application.found(OUT_ACCOUNT), application.found(IN_ACCOUNT)
    principal, interest, total = (tb.spoken(cents) for cents in (paid.principal, paid.interest, paid.amount))
    ban = "限制期至{}，期间不予提取住房公积金和住房公积金贷款"
    return [
        ("转出账户", f"{out.centre} {out.number}（余额0.00元，已销户）"),
        ("转入账户", f"{into.centre} {into.number}"),
        ("联系函编号", paid.letter),
        ("转移金额", f"本金{principal} + 利息{interest} = {total}"),
        ("到账金额", tb.spoken(booked.amount)),
        ("入账日期", tb.spoken_day(booked.arrived_on)),
        *(("骗提骗贷限制", ban.format(tb.spoken_day(until))) for until in (paid.banned_until,) if until),
    ]


def _hold(effect: Transfer) -> Iterable[tb.Written]:
    theirs = (effect.applicant.number, tb.city_of(effect.answers.out_city))
    yield SQL["one_by_one"], ("account",)
    yield tb.Claim((SQL["hold_sealed"], (effect.id, *theirs)), otherwise=rule.objection("HF-TR-03"))


def _paid(effect: Transfer) -> Iterable[tb.Written]:
    yield SQL["move_out"], (effect.id, effect.entered(PAY_OUT, PayOutForm).amount)
    yield SQL["draw"], (effect.id,)
    yield SQL["close"], (effect.today, effect.id)
    yield SQL["release"], (effect.id,)


def _book(effect: Transfer) -> Iterable[tb.Written]:
    paid, number = effect.entered(PAY_OUT, PayOutForm), effect.applicant.number
    booked = (effect.entered("book", tb.ArrivedForm).amount, number, tb.city_of(effect.answers.in_city))
    yield tb.Claim((SQL["move_in"], booked), otherwise=GONE)
    if paid.banned_until:  # 条例第四十一条: the ban goes with the person
        ban = {"kind": "骗提骗贷（转出地认定）", "decided_on": effect.today, "until": paid.banned_until}
        yield tb.insert(BanRow, id=effect.id, person_number=number, **ban)


AS_PAID_OUT: Final = PAYMENTS.arrival("book", lambda known: known.entered(PAY_OUT, PayOutForm).amount)
PROCEDURE: Final = tb.Procedure(
    tb.Step(LETTER, "发出转移接续联系函", within="tr_in_wd", form=LetterForm),
    tb.ReturnableStep(
        PAY_OUT, "核定并转账", at=OUT, within="tr_out_wd", after=(LETTER,), form=PayOutForm, rules=AT_PAY_OUT
    ),
    tb.Step("book", "核对到账并入账", within="tr_book_wd", after=(PAY_OUT,), form=tb.ArrivedForm, rules=AS_PAID_OUT),
)
TRANSFER: Final = fund_matter(
    id="hf.transfer",
    name="住房公积金异地转移接续",
    basis=(tb.Basis(REGULATIONS, "第十三条、第十五条"), tb.Basis("全国住房公积金异地转移接续业务操作规程")),
    promised_term="tr_total_wd",
    form=TransferForm,
    needs=forms.NEEDS,
    materials=(*by_the_account(IN_ACCOUNT), tb.on_file(OUT_ACCOUNT, refused_by="HF-CM-01"), PROMISE),
    rules=CONDITIONS,
    route=ROUTE,
    calculation=whole_balance,
    grants=lambda known: [("转移金额", tb.spoken(known.entered(PAY_OUT, PayOutForm).amount))],
    procedure=PROCEDURE,
    results=(tb.Result("transfer_notice", "住房公积金异地转移接续办结通知", _transfer_notice),),
    effects={tb.cleared(PAY_OUT): _hold, tb.done(PAY_OUT): _paid, tb.undone(PAY_OUT): put_back, tb.done("book"): _book},
)
