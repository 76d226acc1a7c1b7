"""Applications about loans."""

from __future__ import annotations

from typing import Final

from tongban_housing_fund.testing.applied import Applied

LOANS: Final = {
    "提前还清贷款": Applied(
        "hf.settle_full", {"city": "510100", "mobile": "13800000000", "repay_on": "2026-11-23"}, pledges=()
    ),
}
