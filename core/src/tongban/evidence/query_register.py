"""A register that answers with what a statement of the plugin's own finds: a sum, or several rows as one list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

import msgspec

from tongban.storage import Database


@dataclass(slots=True)
class QueryRegister:
    """Answers with the row that `sql` finds about a subject (`$1`) and the criteria in `by` (`$2` and on).

    Without one of the criteria nothing is found. `read` turns what was typed into what a column holds. With `listed`,
    the name of the record's one field, all rows are answered as its list, in the order of the statement.
    """

    name: str
    title: str
    record: type[msgspec.Struct]
    sql: str
    _: KW_ONLY
    by: tuple[str, ...] = ()
    read: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    listed: str = ""
    database: Database
    issuer: str

    async def look_up(self, *, subject: str, criteria: Mapping[str, object]) -> Mapping[str, object] | None:
        """The row or the list, or None where there is no row."""
        given = {name: str(criteria.get(name) or "") for name in self.by}
        if not all(given.values()):
            return None
        held = [self.read.get(name, str)(typed) for name, typed in given.items()]
        rows = [dict(row) for row in await self.database.fetch(self.sql, subject, *held)]
        return self._answer({self.listed: rows} if self.listed else rows[0]) if rows else None

    def _answer(self, found: Mapping[str, Any]) -> Mapping[str, object]:
        answer: dict[str, Any] = msgspec.to_builtins(msgspec.convert(found, self.record, strict=False))
        return answer
