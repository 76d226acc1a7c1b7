"""The built-in registers: accounts, licences and units on the plugin's own tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tongban import Database
from tongban_housing_fund.places import city_of

ISSUER: Final = "住房公积金管理中心"


@dataclass(slots=True)
class AccountRegister:
    """Persons' accounts at the centres of this node, looked up by holder and city, and by number where one is typed."""

    database: Database
    name: str = "housing_fund.account"
    title: str = "住房公积金个人账户"
    issuer: str = ISSUER

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """The holder's account in `city` (a division); None where a typed `account` is not the holder's."""
        city, account = str(criteria.get("city", "")), str(criteria.get("account", ""))
        row = await self.database.fetch_one(_ACCOUNT, subject, city_of(city))
        if row is None or account not in {"", row["number"]}:
            return None
        names = ("number", "city", "centre", "holder", "holder_number", "status", "principal", "interest", "opened")
        more = ("months_paid", "paid_from", "paid_through", "banned_until")
        flags = {name: bool(row[name]) for name in ("loan_open", "frozen", "fraud")}
        return {**{name: row[name] for name in names + more}, **flags, "pending": row["transfer_case"] is not None}


@dataclass(slots=True)
class LicenceRegister:
    """Business licences, as the market regulation authority shares them with the centre."""

    database: Database
    name: str = "housing_fund.licence"
    title: str = "营业执照（电子证照共享）"
    issuer: str = "市场监督管理部门"

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """The licence of a unit by its credit code."""
        row = await self.database.fetch_one(_LICENCE, subject)
        names = ("number", "name", "representative", "founded", "division", "status")
        return None if row is None else {name: row[name] for name in names}


@dataclass(slots=True)
class EmployerRegister:
    """Units' accounts at the centres of this node."""

    database: Database
    name: str = "housing_fund.employer"
    title: str = "住房公积金单位账户"
    issuer: str = ISSUER

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """The account of a unit (credit code) in `city` (a division)."""
        row = await self.database.fetch_one(_EMPLOYER, subject, city_of(str(criteria.get("city", ""))))
        return None if row is None else {name: row[name] for name in ("account", "city", "name", "opened_on")}


_ACCOUNT: Final = """SELECT number, city, centre, holder, holder_number, status, principal, interest, opened,
months_paid, paid_from, paid_through, banned_until, loan_open, frozen, fraud, transfer_case
FROM housing_fund_account WHERE holder_number = $1 AND city = $2"""
_LICENCE: Final = """SELECT number, name, representative, founded, division, status
FROM housing_fund_licence WHERE number = $1"""
_EMPLOYER: Final = """SELECT account, city, name, opened_on FROM housing_fund_employer
WHERE number = $1 AND city = $2 AND opened_on IS NOT NULL"""
