"""An application for each matter that everything speaks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tongban.testing.samples import Sample
from tongban_housing_fund.testing.applications import APPLICATIONS

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
        "book": {"amount": "18228.75", "booked": "2026-11-23"},
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


def _paid(short_name: str, amount: str) -> Sample:
    """What is worked out, paid and seen to arrive, all at once and all the same."""
    applied, day = APPLICATIONS[short_name], "2026-11-23"
    reports: Mapping[str, Mapping[str, str]] = {
        "calculate": {"amount": amount},
        "pay": {"amount": amount, "paid_on": day, "voucher": "P20261123"},
        "arrive": {"amount": amount, "arrived_on": day},
    }
    return Sample(matter=applied.matter, by="张建国", answers=applied.typed, pledges=applied.pledges, reports=reports)


RENT: Final = _paid("租房提取", "2000.00")
SETTLE_FULL: Final = _paid("提前还清贷款", "245654.32")
