"""The matter 住房公积金异地转移接续."""

from __future__ import annotations

from typing import Final

import tongban as tb
from tongban_housing_fund.common import identity
from tongban_housing_fund.fields import YES
from tongban_housing_fund.law import REGULATIONS, fund_matter
from tongban_housing_fund.payment import ArrivedForm, arrival
from tongban_housing_fund.transfer import rules
from tongban_housing_fund.transfer.effects import EFFECTS
from tongban_housing_fund.transfer.forms import (
    IN_ACCOUNT,
    OUT,
    OUT_ACCOUNT,
    OUT_LOAN,
    ContactLetterForm,
    PayOutForm,
    TransferForm,
)

ONE_ACCOUNT: Final = tb.Pledge(
    "本人承诺所填信息真实，办结后只在转入地保留一个住房公积金账户；如有不实，愿承担相应责任。"
)


def route_transfer(answers: TransferForm) -> tb.Route:
    """The new city's centre decides, the old city's pays out."""
    return tb.Route(
        competent=answers.in_city,
        cooperating={OUT: answers.out_city},
        reason="由转入地住房公积金管理中心受理并入账，转出地中心核定后转账",
    )


def transfer_notice(application: tb.Application[TransferForm]) -> list[tb.Line]:
    """What was paid out, what arrived, and when it was booked."""
    paid, booked = application.entered("pay_out", PayOutForm), application.entered("book", ArrivedForm)
    out, into = application.found(OUT_ACCOUNT), application.found(IN_ACCOUNT)
    principal, interest, total = (tb.spoken(tb.yuan(cents)) for cents in (paid.principal, paid.interest, paid.amount))
    ban = f"限制期至{paid.banned_until}，期间不予提取住房公积金和住房公积金贷款"
    return [
        ("转出账户", f"{out.centre} {out.number}（余额0.00元，已销户）"),
        ("转入账户", f"{into.centre} {into.number}"),
        ("联系函编号", paid.letter),
        ("转移金额", f"本金{principal} + 利息{interest} = {total}"),
        ("到账金额", tb.spoken(tb.yuan(booked.amount))),
        ("入账日期", booked.arrived_on.isoformat()),
        *([("骗提骗贷限制", ban)] if paid.fraud == YES else []),
    ]


PROCEDURE: Final = tb.Procedure(
    tb.Step("contact_letter", "发出转移接续联系函", within="tr_in_wd", form=ContactLetterForm),
    tb.IrrevocableStep(
        "pay_out",
        "核定并转账",
        at=OUT,
        within="tr_out_wd",
        after=("contact_letter",),
        form=PayOutForm,
        rules=(rules.answers_the_letter,),
    ),
    tb.Step(
        "book",
        "核对到账并入账",
        within="tr_book_wd",
        after=("pay_out",),
        form=ArrivedForm,
        rules=(rules.whole_balance_moved, *arrival("book", rules.paid_out)),
    ),
)
TRANSFER: Final = fund_matter(
    id="hf.transfer",
    name="住房公积金异地转移接续",
    basis=(tb.Basis(REGULATIONS, "第十三条、第十五条"), tb.Basis("全国住房公积金异地转移接续业务操作规程")),
    promised_term="tr_total_wd",
    form=TransferForm,
    needs=(OUT_ACCOUNT, IN_ACCOUNT, OUT_LOAN),
    materials=(
        identity(IN_ACCOUNT),
        tb.Material(
            "one_account",
            "不重复开户承诺书",
            (ONE_ACCOUNT,),
            reason="《住房公积金管理条例》第十三条：每个职工只能有一个住房公积金账户",
        ),
    ),
    rules=rules.CONDITIONS,
    route=route_transfer,
    calculation=rules.whole_balance,
    procedure=PROCEDURE,
    results=(tb.Result("transfer_notice", "住房公积金异地转移接续办结通知", transfer_notice),),
    effects=EFFECTS,
)
