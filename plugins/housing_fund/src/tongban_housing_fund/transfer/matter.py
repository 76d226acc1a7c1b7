"""The matter 住房公积金异地转移接续."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tongban import (
    COMPETENT,
    Application,
    Basis,
    IrrevocableStep,
    Line,
    Material,
    Matter,
    Pledge,
    Procedure,
    Result,
    Route,
    Step,
    spoken,
    yuan,
)
from tongban_housing_fund.common import IN_PERSON, identity
from tongban_housing_fund.fields import YES
from tongban_housing_fund.law import AUTHORITY, EDITION, REGULATIONS, TRANSFER_PROTOCOL
from tongban_housing_fund.transfer.effects import move_account
from tongban_housing_fund.transfer.forms import (
    IN_ACCOUNT,
    OUT,
    OUT_ACCOUNT,
    OUT_LOAN,
    BookForm,
    ContactLetterForm,
    PayOutForm,
    TransferForm,
)
from tongban_housing_fund.transfer.rules import (
    CONDITIONS,
    answers_the_letter,
    arrived_as_paid,
    booked_already,
    whole_balance_moved,
)


def route_transfer(answers: TransferForm) -> Route:
    """The new city's centre decides, the old city's pays out."""
    return Route(
        competent=answers.in_city,
        cooperating={OUT: answers.out_city},
        reason="由转入地住房公积金管理中心受理并入账，转出地中心核定后转账",
    )


def transfer_notice(application: Application[TransferForm]) -> Sequence[Line]:
    """What was paid out, what arrived, and when it was booked."""
    paid, booked = application.report("pay_out", PayOutForm), application.report("book", BookForm)
    out, into = application.record(OUT_ACCOUNT), application.record(IN_ACCOUNT)
    if not (paid and booked and out and into):
        return []
    principal, interest, total = (spoken(yuan(cents)) for cents in (paid.principal, paid.interest, paid.total))
    ban = f"限制期至{paid.banned_until}，期间不予提取住房公积金和住房公积金贷款"
    return [
        ("转出账户", f"{out.centre} {out.number}（余额0.00元，已销户）"),
        ("转入账户", f"{into.centre} {into.number}"),
        ("联系函编号", paid.letter),
        ("转移金额", f"本金{principal} + 利息{interest} = {total}"),
        ("到账金额", spoken(yuan(booked.amount))),
        ("入账日期", booked.booked.isoformat()),
        *([("骗提骗贷限制", ban)] if paid.fraud == YES else []),
    ]


TRANSFER: Final = Matter(
    id="hf.transfer",
    name="住房公积金异地转移接续",
    edition=EDITION,
    authority=AUTHORITY,
    basis=(Basis(REGULATIONS, "第十三条、第十五条"), TRANSFER_PROTOCOL),
    promised_term="tr_total_wd",
    form=TransferForm,
    needs=(OUT_ACCOUNT, IN_ACCOUNT, OUT_LOAN),
    materials=(
        identity(IN_ACCOUNT),
        Material(
            key="one_account",
            name="不重复开户承诺书",
            sources=(
                Pledge("本人承诺所填信息真实，办结后只在转入地保留一个住房公积金账户；如有不实，愿承担相应责任。"),
            ),
            reason="《住房公积金管理条例》第十三条：每个职工只能有一个住房公积金账户",
        ),
    ),
    rules=CONDITIONS,
    route=route_transfer,
    procedure=Procedure(
        (
            Step(
                name="contact_letter",
                title="发出转移接续联系函",
                at=COMPETENT,
                within="tr_in_wd",
                form=ContactLetterForm,
            ),
            IrrevocableStep(
                name="pay_out",
                title="核定并转账",
                at=OUT,
                within="tr_out_wd",
                after=("contact_letter",),
                form=PayOutForm,
                rules=(answers_the_letter,),
            ),
            Step(
                name="book",
                title="核对到账并入账",
                at=COMPETENT,
                within="tr_book_wd",
                after=("pay_out",),
                form=BookForm,
                rules=(whole_balance_moved, arrived_as_paid, booked_already),
            ),
        )
    ),
    checks=IN_PERSON,
    results=(Result(key="transfer_notice", title="住房公积金异地转移接续办结通知", compose=transfer_notice),),
    effects=move_account,
)
