"""Applications of a unit that has its account, by its agent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from tongban_housing_fund.records import Due, Dues, EmployerAccount, Identity, Licence, Payroll
from tongban_housing_fund.testing.accounts import CHENGDU, SUN, WANG_LIHUA, ZHENG, paying_account
from tongban_housing_fund.testing.applied import Applied

UNIT: Final = "91510104000000203W"
TWELVE: Final = Decimal("0.12")
RECORDS: Final = {
    "licence": Licence(
        number=UNIT,
        name="成都锦江示例制造有限公司",
        representative="陈志远",
        founded=date(2019, 3, 15),
        division="510104",
        status="存续",
    ),
    "employer": EmployerAccount(
        account="510100900100",
        city="510100",
        name="成都锦江示例制造有限公司",
        ratio_unit=TWELVE,
        ratio_person=TWELVE,
        base=865_000,
        first_month="2019-04",
        opened_on=date(2019, 3, 28),
    ),
    "worker": msgspec.structs.replace(paying_account("510100000009", SUN, CHENGDU), employer=UNIT),
    "identity": Identity(number=ZHENG[1]),
    "payroll": Payroll(headcount=2, person=252_600, unit=252_600),
    "dues": Dues(
        workers=(
            Due(holder="孙静", number="510100000009", person=103_800, unit=103_800),
            Due(holder="吴浩", number="510100000010", person=148_800, unit=148_800),
        )
    ),
}
CITY: Final = {"city": "510100", "mobile": "13800000000"}
WORKER: Final = {"worker_name": "孙静", "worker_number": SUN[1]}
MOVED: Final = {"worker_name": "王丽华", "worker_number": WANG_LIHUA[1]}
HIRED: Final = {"worker_name": "郑月", "worker_number": ZHENG[1]}


def _of_the_unit(matter: str, typed: dict[str, str]) -> Applied:
    return Applied(matter, {**CITY, **typed}, organisation=UNIT, records=RECORDS)


EMPLOYERS: Final = {
    "调整缴存比例": _of_the_unit(
        "hf.employer_change", {"kind": "ratio", "ratio_unit": "10", "ratio_person": "10", "agreed": "是"}
    ),
    "降低缴存比例": _of_the_unit(
        "hf.employer_change", {"kind": "hardship", "ratio_unit": "5", "ratio_person": "5", "agreed": "是"}
    ),
    "缓缴": _of_the_unit("hf.employer_change", {"kind": "defer", "defer_to": "2027-10", "agreed": "是"}),
    "新增职工": _of_the_unit(
        "hf.employer_change",
        {**HIRED, "kind": "hire", "day": "2026-11-02", "wage": "6000.00", "start_month": "2026-12"},
    ),
    "调入职工": _of_the_unit(
        "hf.employer_change",
        {**MOVED, "kind": "move", "day": "2026-11-02", "wage": "6000.00", "start_month": "2026-11"},
    ),
    "调整缴存基数": _of_the_unit("hf.employer_change", {**WORKER, "kind": "base", "wage": "9100.00"}),
    "职工离职": _of_the_unit("hf.employer_change", {**WORKER, "kind": "leave", "day": "2026-11-20"}),
    "变更单位名称": _of_the_unit("hf.employer_change", {"kind": "licence"}),
    "单位信息查询": _of_the_unit("hf.query", {"kind": "employer"}),
    "单位汇缴": _of_the_unit("hf.remit", {"month": "2026-11", "pay_day": "2026-11-20"}),
    "单位补缴": _of_the_unit(
        "hf.backpay",
        {**WORKER, "from_month": "2026-03", "to_month": "2026-04", "base": "8650.00", "reason": "入职时漏缴"},
    ),
}
