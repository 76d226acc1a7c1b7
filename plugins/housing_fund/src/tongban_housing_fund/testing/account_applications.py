"""Applications about one's own account."""

from __future__ import annotations

from typing import Final

from tongban_housing_fund.testing.applied import Applied

OWN: Final = {"city": "510100", "mobile": "13800000000"}
ACCOUNTS: Final = {
    "缴存使用证明": Applied("hf.loan_proof", {**OWN, "loan_city": "440100"}),
    "信息查询": Applied("hf.query", {**OWN, "kind": "detail"}),
    "自愿缴存开户": Applied("hf.flex_open", {**OWN, "base": "6000.00", "ratio": "20"}, pledges=("own_payment",)),
}
