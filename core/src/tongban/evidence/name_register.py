"""A register that confirms that a name and a number belong together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass

from tongban.identity.names import same_name
from tongban.storage import Database


@dataclass(slots=True)
class NameRegister:
    """Answers with the criterion `number` where the criterion `name` is that person's; whose a number is it tells not.

    `sql` finds the `name` under a number (`$1`). Names are compared here and not in SQL: databases know neither the
    width of letters nor every dot.
    """

    name: str
    title: str
    sql: str
    _: KW_ONLY
    database: Database
    issuer: str

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """The number alone, or None for another person's and for one that is nobody's."""
        name, number = (str(criteria.get(each) or "").strip() for each in ("name", "number"))
        if not (name and number):
            return None
        row = await self.database.fetch_one(self.sql, number)
        return {"number": number} if row is not None and same_name(row["name"], name) else None
