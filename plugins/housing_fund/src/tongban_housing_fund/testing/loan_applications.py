"""Applications about loans."""

from __future__ import annotations

from datetime import date
from typing import Final

from tongban_housing_fund.records import Trade
from tongban_housing_fund.testing.applied import Applied

LOAN: Final = {"city": "510100", "mobile": "13800000000"}
REPAID: Final = {**LOAN, "repay_on": "2026-11-23"}
HOME: Final = Trade(
    contract="CQ20260001",
    home="500103004001GB00001F00010001",
    city="500000",
    price=120_000_000,
    loan=0,
    signed_on=date(2026, 11, 10),
)
LOANS: Final = {
    "提前还清贷款": Applied("hf.settle_full", REPAID),
    "提前部分还款": Applied("hf.settle_part", {**REPAID, "amount": "100000.00", "keep": "term"}),
    "贷款还清证明": Applied("hf.clear_proof", LOAN),
    "异地贷款": Applied(
        "hf.loan_out",
        {
            "city": "500000",
            "paid_city": "510100",
            "contract_no": "CQ20260001",
            "purpose": "buy",
            "amount": "180000.00",
            "years": "30",
            "mobile": "13800000000",
        },
        records={"trade": HOME},
    ),
}
