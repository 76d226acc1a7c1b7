"""The registers of the centre, each one address of its service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from tongban import Unavailable, city_of
from tongban_housing_fund_centre import mapping
from tongban_housing_fund_centre.mapping import Data
from tongban_housing_fund_centre.service import CentreService


@dataclass(slots=True)
class CentreRegister:
    """Asks the centre in place of the built-in register of the same name; `read` makes its answer into our record."""

    service: CentreService
    name: str
    title: str
    path: str
    read: Callable[[Data], dict[str, object]]
    issuer: str = "住房公积金管理中心"

    takes_over: ClassVar[bool] = True

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """One person in one city; an account number, where it was typed, must be the one found."""
        city, number = city_of(str(criteria.get("city", ""))), str(criteria.get("account", ""))
        asked = {"zjhm": subject, "csdm": city, "grzh": number}
        data = await self.service.ask(self.path, asked)
        if data is None:
            return None
        if any(value and data.get(name, value) != value for name, value in asked.items()):
            raise Unavailable("公积金中心系统的答复与所查询的人、城市或者账号不一致")
        try:
            return self.read(data)
        except (ArithmeticError, KeyError, TypeError, ValueError) as fault:
            raise Unavailable("公积金中心系统的答复不完整") from fault


def registers_of(service: CentreService) -> Iterator[CentreRegister]:
    """What `hf.query` asks; the other registers are written in the same way."""
    yield CentreRegister(service, "housing_fund.account", "住房公积金个人账户", "/grzh", mapping.account)
    yield CentreRegister(service, "housing_fund.loan", "住房公积金贷款", "/grdk", mapping.loan)
    yield CentreRegister(service, "housing_fund.loans", "全部住房公积金贷款", "/grdklb", mapping.loans)
    yield CentreRegister(service, "housing_fund.statement", "住房公积金缴存明细（近一年）", "/jcmx", mapping.statement)
