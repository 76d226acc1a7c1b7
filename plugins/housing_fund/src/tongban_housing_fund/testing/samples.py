"""An application for each matter that everything speaks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tongban.testing.samples import Sample
from tongban_housing_fund.testing.applications import APPLICATIONS
from tongban_housing_fund.testing.employer_applications import UNIT

LETTER: Final = "5101002026112301"
TRANSFER: Final = Sample(
    matter="hf.transfer",
    by="张建国",
    pledges=("one_account",),
    answers={"out_city": "500000", "in_city": "510100", "mobile": "13800000000"},
    reports={
        "contact_letter": {"letter": LETTER},
        "pay_out": {
            "letter": LETTER,
            "principal": "18125.50",
            "interest": "103.25",
            "opened": "2015-07-01",
            "paid_through": "2026-04",
            "six_months": "1",
            "loan": "2",
            "fraud": "2",
        },
        "book": {"amount": "18228.75", "arrived_on": "2026-11-23"},
    },
)
EMPLOYER: Final = Sample(
    matter="hf.employer_open",
    by="张建国",
    organisation="915101040000001239",
    answers={
        "city": "510100",
        "representative": "王小川",
        "mobile": "13800000000",
        "wage": "8650.00",
        "ratio_unit": "12",
        "ratio_person": "12",
        "first_month": "2026-12",
    },
    reports={"allot": {"account": "510100900001", "base": "8650.00"}},
)


def _applied(short_name: str, by: str, reports: Mapping[str, Mapping[str, str]]) -> Sample:
    applied = APPLICATIONS[short_name]
    return Sample(
        matter=applied.matter,
        by=by,
        answers=applied.typed_by(by),
        pledges=applied.pledges,
        uploads=applied.uploads,
        organisation=applied.organisation,
        reports=reports,
    )


def _paid(short_name: str, amount: str, by: str = "张建国") -> Sample:
    """What is worked out, paid and seen to arrive, all at once and all the same."""
    day = "2026-11-23"
    reports: Mapping[str, Mapping[str, str]] = {
        "calculate": {"amount": amount},
        "pay": {"amount": amount, "paid_on": day, "voucher": "P20261123"},
        "arrive": {"amount": amount, "arrived_on": day},
    }
    return _applied(short_name, by, reports)


RENT: Final = _paid("已备案的租房提取", "2000.00")
PURCHASE: Final = _paid("购房提取", "2000.00")
REPAY: Final = _paid("还贷提取", "2000.00", by="陈志远")
RENOVATE: Final = _paid("装修自住住房", "2000.00", by="赵敏")
PROPERTY_FEE: Final = _paid("支付自住住房物业费", "2000.00", by="周雅琴")
RETIRE: Final = _paid("退休提取", "86420.55", by="钱国庆")
CLOSE: Final = _paid("继承提取", "86420.55", by="孙静")
SETTLE_FULL: Final = _paid("提前还清贷款", "245654.32")
SETTLE_PART: Final = _paid("提前部分还款", "100144.44", by="王小川")
REMIT: Final = _paid("单位汇缴", "5052.00", by="周雅琴")
BACKPAY: Final = _paid("单位补缴", "4152.00", by="周雅琴")
CHANGE: Final = Sample(
    matter="hf.employer_change",
    by="周雅琴",
    organisation=UNIT,
    answers={**APPLICATIONS["缓缴"].typed, "agreed": "on"},
    reports={"register": {"account": "", "consent": "示例公积金管委〔2026〕8号"}},
)
CLEAR_PROOF: Final = _applied("贷款还清证明", "何建军", {})
LOAN_PROOF: Final = _applied("缴存使用证明", "张建国", {"confirm": {}})
QUERY: Final = _applied("信息查询", "张建国", {"answer": {"answer": ""}})
LOAN_OUT: Final = _applied(
    "异地贷款",
    "孙静",
    {
        "confirm": {},
        "approve": {"amount": "180000.00", "rate": "2.6", "contract": "CQ2026000001"},
        "pay": {
            "amount": "180000.00",
            "paid_on": "2026-11-23",
            "voucher": "P20261123",
            "payee": "重庆示例房地产开发有限公司",
            "bank": "示例银行渝北支行",
            "account": "500000000000000101",
        },
        "arrive": {"amount": "180000.00", "arrived_on": "2026-11-23"},
    },
)
FLEX_OPEN: Final = Sample(
    matter="hf.flex_open",
    by="孙静",
    received_in="500103",
    answers={**APPLICATIONS["自愿缴存开户"].typed, "city": "440100"},
    pledges=("own_payment",),
    reports={"allot": {"account": "440100000099"}},
)
