"""The centre's names and units made into those of `tongban_housing_fund.records`: yuan into 分, codes into words.

A field that is missing or out of shape raises; the register then counts as not answering, never as holding nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

STATUSES: Final = {"01": "normal", "02": "sealed", "03": "closed"}
YES_NO: Final = {"1": True, "0": False}
Data = Mapping[str, Any]


def cents(yuan: object) -> int:
    """Yuan as the centre writes them, like "12456.00", in 分; a part of a 分 is a fault of the centre's."""
    amount = Decimal(str(yuan)) * 100
    if amount != amount.to_integral_value():
        message = f"{yuan!r} is no amount of whole 分"
        raise ValueError(message)
    return int(amount)


def month(text: str) -> str:
    """A month like 202610 as 2026-10; empty where nothing was paid."""
    return f"{text[:4]}-{text[4:6]}" if text else ""


def account(data: Data) -> dict[str, object]:
    """`housing_fund.account` of 个人账户信息."""
    return {
        "number": data["grzh"],
        "city": data["csdm"],
        "centre": data["zxmc"],
        "holder": data["xingming"],
        "holder_number": data["zjhm"],
        "status": STATUSES[data["grzhzt"]],
        "principal": cents(data["bjye"]),
        "interest": cents(data["lxye"]),
        "opened": data["khrq"],
        "months_paid": int(data["ljys"]),
        "paid_from": month(data["lxqs"]),
        "paid_through": month(data["jzny"]),
        "base": cents(data["grjcjs"]),
        "ratio_unit": str(data["dwjcbl"]),
        "ratio_person": str(data["grjcbl"]),
        "employer": data["dwdm"],
        "frozen": YES_NO[data["djbz"]],
        "pending": YES_NO[data["ztbz"]],
        "sealed_on": data["fcrq"] or None,
    }


def loan(data: Data) -> dict[str, object]:
    """`housing_fund.loan` of 个人贷款信息."""
    return {
        "contract": data["jkhtbh"],
        "centre": data["zxmc"],
        "borrower": data["xingming"],
        "principal": cents(data["dkye"]),
        "rate": str(data["dkll"]),
        "interest_from": data["schkr"],
        "granted_on": data["fkrq"],
        "home": data["bdcdyh"],
        "granted": cents(data["htdkje"]),
        "times": int(data["dkcs"]),
        "overdue": cents(data["yqbx"]),
        "paid_this_year": cents(data["bnhkbx"]),
        "offset_contract": YES_NO[data["chdbz"]],
        "settled_on": data["jqrq"] or None,
    }


def loans(data: Data) -> dict[str, object]:
    """`housing_fund.loans` of 个人贷款列表, those still owed first, then the last one granted."""
    found = sorted(map(loan, data["dk"]), key=lambda each: str(each["granted_on"]), reverse=True)
    return {"loans": sorted(found, key=lambda each: each["settled_on"] is not None)}


def statement(data: Data) -> dict[str, object]:
    """`housing_fund.statement` of 近一年缴存明细, the latest month first."""
    months = [
        {
            "month": month(line["jcny"]),
            "base": cents(line["grjcjs"]),
            "person": cents(line["gryjce"]),
            "unit": cents(line["dwyjce"]),
            "payer": line["dwdm"],
            "paid_on": line["rzrq"],
        }
        for line in data["mx"]
    ]
    return {"months": sorted(months, key=lambda each: each["month"], reverse=True)[:12]}
