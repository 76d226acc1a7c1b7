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
THE_HOME: Final = {"house_id": "510104004001GB00001F00030001"}
BOUGHT: Final = {
    **CARD,
    "amount": "2000.00",
    "way": "buy",
    "contract_no": "CDWQ20260001",
    **THE_HOME,
    "house_city": "510100",
    "price": "1200000.00",
    "loan_amount": "840000.00",
    "paid_amount": "360000.00",
    "spouse_join": "no",
}
LI: Final = {"spouse_join": "yes", "spouse_name": "李秋萍", "spouse_number": "500103199208259980"}
OWN_HOME: Final = {**CARD, "amount": "2000.00", "house_city": "510100"}
RENOVATED: Final = {**OWN_HOME, "house_id": "510104004001GB00001F00050001", "invoice_total": "30000.00"}
FEE: Final = {**OWN_HOME, "house_id": "510104004001GB00001F00060001", "fee_paid": "6000.00", "fee_year": "2026"}
HEIR: Final = {
    **CARD,
    "close_reason": "deceased",
    "deceased_name": "马国强",
    "deceased_number": "510104195806129991",
    "relation": "first",
    "heirs": "孙静 420106200411249926",
}
RENTED: Final = {**CARD, "amount": "2000.00", "rent_month": "1800.00"}
WITHDRAWALS: Final = {
    "退休提取": Applied("hf.retire", CARD),
    "持审批表退休提取": Applied("hf.retire", CARD, uploads=("retirement",)),
    "购房提取": Applied("hf.purchase", BOUGHT),
    "夫妻购房提取": Applied("hf.purchase", {**BOUGHT, **LI, "spouse_city": "510100"}),
    "还贷提取": Applied("hf.repay", {**CARD, "amount": "2000.00", "loan": "fund", "contract": "CD2022000001"}),
    "异地还贷提取": Applied(
        "hf.repay",
        {**CARD, "amount": "2000.00", "loan": "elsewhere", "loan_city": "440100", "contract": "GZ2023000004"},
    ),
    "商贷还贷提取": Applied(
        "hf.repay",
        {**CARD, "amount": "2000.00", "loan": "bank", "contract": "YH-2021-0042", "paid": "3600.00"},
        uploads=("loan_statement",),
    ),
    "装修自住住房": Applied("hf.renovate", RENOVATED, uploads=("papers",)),
    "支付自住住房物业费": Applied("hf.property_fee", FEE, uploads=("papers",)),
    "夫妻装修自住住房": Applied("hf.renovate", {**RENOVATED, **LI}, uploads=("papers",)),
    "夫妻支付自住住房物业费": Applied("hf.property_fee", {**FEE, **LI}, uploads=("papers",)),
    "离职提取": Applied("hf.close", {**CARD, "close_reason": "left_job"}),
    "出境定居提取": Applied("hf.close", {**CARD, "close_reason": "settled_abroad"}),
    "丧失劳动能力提取": Applied("hf.close", {**CARD, "close_reason": "disabled"}),
    "继承提取": Applied("hf.close", HEIR, pledges=("all_heirs",)),
    "持公证书继承提取": Applied("hf.close", HEIR, pledges=("all_heirs",), uploads=("kinship",)),
    "租房提取": Applied("hf.rent", RENTED, pledges=("lease_contract",)),
    "未承诺的租房提取": Applied("hf.rent", RENTED),
    "已备案的租房提取": Applied("hf.rent", {**RENTED, "lease_no": "CDZL20260001"}),
}
