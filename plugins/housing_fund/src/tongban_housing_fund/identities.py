"""What 公安 confirms of people: that a name and a number belong together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import tongban as tb
from tongban_housing_fund.tables import SQL


@dataclass(slots=True)
class IdentityRegister:
    """Answers with the number where the name is that person's, however it is written; whose a number is it tells not.

    Names are compared here and not in SQL: databases know neither the width of letters nor every dot.
    """

    database: tb.Database
    name: str = "housing_fund.identity"
    title: str = "人口信息"
    issuer: str = "公安机关"

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """The number alone, or None for another person's and for one that is nobody's."""
        name, number = (str(criteria.get(each) or "").strip() for each in ("name", "number"))
        if not (name and number):
            return None
        row = await self.database.fetch_one(SQL["name"], number)
        return {"number": number} if row is not None and tb.same_name(row["name"], name) else None
