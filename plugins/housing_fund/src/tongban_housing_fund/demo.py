"""Fictitious people and firms that fill the registers of a demonstration, one tuple of rows for each province."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

import msgspec

from tongban_housing_fund.records import Account, AccountStatus, Licence

Statement = tuple[str, tuple[object, ...]]

ZHANG: Final = ("张建国", "510104198503109997")
LI: Final = ("李秋萍", "500103199208259980")
WANG: Final = ("王小川", "440106199611239974")
ZHAO: Final = ("赵敏", "33010619881201996X")
CHEN: Final = ("陈志远", "320102197609309951")
LIU: Final = ("刘大勇", "430102197611239935")
HE: Final = ("何建军", "430102197611249930")
ZHOU: Final = ("周雅琴", "340102198504029943")

GUANGZHOU: Final = ("440100", "广州住房公积金管理中心")
CHONGQING: Final = ("500000", "重庆市住房公积金管理中心")
CHENGDU: Final = ("510100", "成都住房公积金管理中心")
CENTS: Final = 5_234_018
MONTHLY: Final = 207_600


def sealed_account(number: str, who: tuple[str, str], centre: tuple[str, str]) -> Account:
    """An account sealed in April 2026 that can be moved."""
    return Account(
        number=number,
        city=centre[0],
        centre=centre[1],
        holder=who[0],
        holder_number=who[1],
        status=AccountStatus.SEALED,
        principal=CENTS,
        interest=41_266,
        opened=date(2015, 7, 1),
        months_paid=130,
        paid_from="2015-07",
        paid_through="2026-04",
    )


def paying_account(number: str, who: tuple[str, str], centre: tuple[str, str], *, since: str = "2026-05") -> Account:
    """An account that was paid each month from `since` to October 2026."""
    months = 11 - int(since[5:])
    return Account(
        number=number,
        city=centre[0],
        centre=centre[1],
        holder=who[0],
        holder_number=who[1],
        status=AccountStatus.NORMAL,
        principal=MONTHLY * months,
        interest=0,
        opened=date.fromisoformat(f"{since}-08"),
        months_paid=months,
        paid_from=since,
        paid_through="2026-10",
    )


def _but(account: Account, **changed: object) -> Account:
    return msgspec.structs.replace(account, **changed)


ACCOUNTS: Final = (
    sealed_account("440100000001", ZHANG, GUANGZHOU),
    _but(sealed_account("500000000001", ZHANG, CHONGQING), principal=1_812_550, interest=10_325, paid_from="2013-01"),
    paying_account("510100000001", ZHANG, CHENGDU),
    # five months only
    sealed_account("440100000002", LI, GUANGZHOU),
    paying_account("510100000002", LI, CHENGDU, since="2026-06"),
    # not sealed
    _but(
        sealed_account("440100000003", WANG, GUANGZHOU),
        status=AccountStatus.NORMAL,
        paid_through="2026-10",
        months_paid=136,
    ),
    paying_account("510100000003", WANG, CHENGDU),
    # a loan is open
    _but(sealed_account("440100000004", ZHAO, GUANGZHOU), loan_open=True),
    paying_account("510100000004", ZHAO, CHENGDU),
    # frozen by a court
    _but(sealed_account("440100000005", CHEN, GUANGZHOU), frozen=True),
    paying_account("510100000005", CHEN, CHENGDU),
    # withdrew by fraud, banned for three years
    _but(sealed_account("440100000006", LIU, GUANGZHOU), fraud=True, banned_until=date(2029, 10, 12)),
    paying_account("510100000006", LIU, CHENGDU),
    # from 重庆 to 四川 and the other way round
    sealed_account("500000000007", HE, CHONGQING),
    paying_account("510100000007", HE, CHENGDU),
    sealed_account("510100000008", ZHOU, CHENGDU),
    paying_account("500000000008", ZHOU, CHONGQING),
)
LICENCES: Final = (
    Licence(
        number="915101040000001239",
        name="成都锦江示例科技有限公司",
        representative="王小川",
        founded=date(2026, 11, 2),
        division="510104",
        status="存续",
    ),
    Licence(
        number="915001030000A0363K",
        name="重庆渝中示例商贸有限公司",
        representative="李秋萍",
        founded=date(2026, 9, 1),
        division="500103",
        status="存续",
    ),
    Licence(
        number="91310101000000887T",
        name="上海黄浦示例咨询有限公司",
        representative="赵敏",
        founded=date(2020, 3, 16),
        division="310101",
        status="注销",
    ),
)


def records_of(node: str) -> Iterator[Statement]:
    """The rows for the registers of one province (6-digit code)."""
    for account in ACCOUNTS:
        if account.city[:2] == node[:2]:
            yield _insert("housing_fund_account", _row(account, drop=("pending",)))
    for licence in LICENCES:
        if licence.division[:2] == node[:2]:
            yield _insert("housing_fund_licence", _row(licence))


def _row(record: msgspec.Struct, *, drop: tuple[str, ...] = ()) -> Mapping[str, object]:
    fields = msgspec.to_builtins(record)
    row = {name: int(value) if isinstance(value, bool) else value for name, value in fields.items() if name not in drop}
    return MappingProxyType(row)


def _insert(table: str, row: Mapping[str, object]) -> Statement:
    places = ", ".join(f"${index}" for index in range(1, len(row) + 1))
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", tuple(row.values())
