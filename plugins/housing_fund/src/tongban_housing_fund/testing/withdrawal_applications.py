"""Applications for withdrawals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tongban_housing_fund.testing.applied import Applied

CARD: Final[Mapping[str, str]] = {
    "city": "510100",
    "mobile": "13800000000",
    "bank": "示例银行成都分行",
    "card": "6200000000000000018",
    "card_holder": "张建国",
}
WITHDRAWALS: Final = {
    "租房提取": Applied("hf.rent", {**CARD, "amount": "2000.00", "rent_month": "1800.00"}, pledges=("lease_contract",)),
}
