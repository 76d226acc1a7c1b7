"""Fictitious people and accounts that specifications and tests start from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from tongban import Database, Register
from tongban_housing_fund.records import Account, AccountStatus, Licence
from tongban_housing_fund.registers import built_in

ZHANG: Final = ("张建国", "510104198503109997")
LI: Final = ("李秋萍", "500103199208259980")
WANG: Final = ("王小川", "440106199611239974")
ZHAO: Final = ("赵敏", "33010619881201996X")
CHEN: Final = ("陈志远", "320102197609309951")
LIU: Final = ("刘大勇", "430102197611239935")
HE: Final = ("何建军", "430102197611249930")
ZHOU: Final = ("周雅琴", "340102198504029943")
QIAN: Final = ("钱国庆", "520102196603159991")
SUN: Final = ("孙静", "420106200411249926")
WU: Final = ("吴浩", "610104200411239915")
ZHENG: Final = ("郑月", "370102200611239909")
XU: Final = ("许诺", "110101200611249926")
MA: Final = ("马超", "130102196408019974")
WANG_LIHUA: Final = ("王丽华", "440106197005099909")
DECEASED: Final = ("马国强", "510104195806129991")

GUANGZHOU: Final = ("440100", "广州住房公积金管理中心")
CHENGDU: Final = ("510100", "成都住房公积金管理中心")
TWELVE_PERCENT: Final = Decimal("0.12")
JINJIANG: Final = Licence(
    number="915101040000001239",
    name="成都锦江示例科技有限公司",
    representative="王小川",
    founded=date(2026, 11, 2),
    division="510104",
    status="存续",
)


def sealed_account(number: str, who: tuple[str, str], centre: tuple[str, str]) -> Account:
    """An account sealed in April 2026 that can be moved."""
    account = paying_account(number, who, centre)
    return msgspec.structs.replace(
        account,
        status=AccountStatus.SEALED,
        principal=5_234_018,
        interest=41_266,
        opened=date(2015, 7, 1),
        months_paid=130,
        paid_from="2015-07",
        paid_through="2026-04",
    )


def paying_account(number: str, who: tuple[str, str], centre: tuple[str, str], *, since: str = "2026-05") -> Account:
    """An account that was paid each month from `since` to October 2026: 8,650.00 at 12 % and 12 %."""
    months = 11 - int(since[5:])
    return Account(
        number=number,
        city=centre[0],
        centre=centre[1],
        holder=who[0],
        holder_number=who[1],
        status=AccountStatus.NORMAL,
        principal=207_600 * months,
        interest=0,
        opened=date.fromisoformat(f"{since}-08"),
        months_paid=months,
        paid_from=since,
        paid_through="2026-10",
        base=865_000,
        ratio_unit=TWELVE_PERCENT,
        ratio_person=TWELVE_PERCENT,
        employer=JINJIANG.number,
    )


def register(database: Database, name: str) -> Register:
    """The built-in register `housing_fund.<name>`."""
    return next(each for each in built_in(database) if each.name == f"housing_fund.{name}")
