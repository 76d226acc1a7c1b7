"""Which files this node has asked for by letter and how far each has come, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import msgspec

from tongban.clock import Clock, milliseconds
from tongban.desk.file_letters import WANTED, stream_of
from tongban.storage.database import Database


class WantState(StrEnum):
    """How far a file has come: asked for, all of it in letters, kept, refused, or given up for another asking."""

    OPEN = "open"
    ARRIVED = "arrived"
    DONE = "done"
    REFUSED = "refused"
    OVER = "over"


class Want(msgspec.Struct, frozen=True, kw_only=True):
    """A file asked for; see `tables.WantedFile`."""

    id: str
    case_id: str
    file: str
    digest: str
    size: int
    holder: str
    asked_from: int
    have: int
    taken: int
    taken_seq: int
    state: WantState
    code: str
    asked_at: int
    moved_at: int


@dataclass(frozen=True, slots=True)
class Wants:
    """The table `tongban_wanted_file`; whoever changes a row says what it has read there, and a quicker one wins."""

    database: Database
    clock: Clock

    async def add(self, want: Want) -> None:
        """One more."""
        await self.database.execute(_INSERT, *msgspec.to_builtins(want).values())

    async def of(self, want: str) -> Want | None:
        """The one of that id."""
        row = await self.database.fetch_one(f"{_ALL} WHERE id = $1", want)
        return _want(row) if row else None

    async def last(self, case_id: str, file: str) -> Want | None:
        """The last asking for a file."""
        row = await self.database.fetch_one(_LAST, case_id, file)
        return _want(row) if row else None

    async def due(self) -> list[Want]:
        """Those of which something has come that is not taken in yet."""
        return [_want(row) for row in await self.database.fetch(_DUE)]

    async def awaited(self) -> frozenset[str]:
        """The digests of files that are on their way."""
        found = await self.database.fetch(_AWAITED)
        return frozenset(row["digest"] for row in found)

    async def asked_of(self, holder: str, *, since: int) -> int:
        """How many bytes were asked of a node since then; of what does not come any more, those that came."""
        row = await self.database.fetch_one(_ASKED_OF, holder, since)
        return int(row["bytes"]) if row else 0

    async def is_being_told(self, want: Want, *, since: int) -> bool:
        """Whether the asking is still on its way, or arrived no longer ago."""
        return bool(await self.database.fetch(_BEING_TOLD, want.holder, stream_of(want.id), since))

    async def came(self, want: Want, have: int) -> None:
        """A piece up to there is here in a letter."""
        await self.database.execute(_CAME, want.id, want.have, have, self._now())

    async def took(self, want: Want, taken: int, *, seq: int) -> None:
        """The piece up to there lies with the file that is begun."""
        await self.database.execute(_TAKEN, want.id, taken, seq)

    async def took_all_that_is_left(self, want: Want) -> None:
        """No letter is left of what came: it is erased."""
        await self.database.execute(_NONE_LEFT, want.id, want.have)

    async def build_anew(self, want: Want, code: str) -> None:
        """All of its pieces are to be taken in once more."""
        await self.database.execute(_BUILD_ANEW, want.id, want.code, code)

    async def finish(self, want: Want, state: WantState, code: str) -> int:
        """What became of a file that is here; not where another process has begun to build it anew."""
        return await self.database.execute(_FINISH, want.id, want.code, state.value, code, self._now())

    async def refuse(self, want: str, code: str) -> None:
        """It does not come, for that reason; where it was refused already, the first reason stands."""
        await self.database.execute(_REFUSE, want, code, self._now())

    async def cannot_be_kept(self, want: Want, code: str) -> None:
        """It comes and is of no use."""
        await self.database.execute(_NOT_KEPT, want.id, code, self._now())

    async def give_up(self, want: Want) -> None:
        """Its pieces are still taken, and another asking may follow."""
        await self.database.execute(_GIVE_UP, want.id)

    def _now(self) -> int:
        return milliseconds(self.clock.now())


def _want(row: Any) -> Want:
    return msgspec.convert({name: row[name] for name in Want.__struct_fields__}, Want)


_COLUMNS: Final = ", ".join(Want.__struct_fields__)
_ALL: Final = f"SELECT {_COLUMNS} FROM tongban_wanted_file"
_LAST: Final = f"{_ALL} WHERE case_id = $1 AND file = $2 ORDER BY asked_at DESC, id DESC LIMIT 1"
_DUE: Final = f"""{_ALL} WHERE (state = 'arrived' OR have > taken) AND state IN ('open', 'arrived', 'over')
ORDER BY asked_at, id"""
_AWAITED: Final = "SELECT DISTINCT digest FROM tongban_wanted_file WHERE state IN ('open', 'arrived')"
_INSERT: Final = f"""INSERT INTO tongban_wanted_file ({_COLUMNS})
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"""
_CAME: Final = """UPDATE tongban_wanted_file SET have = $3, moved_at = $4,
state = CASE WHEN state = 'open' AND size = $3 THEN 'arrived' ELSE state END WHERE id = $1 AND have = $2"""
_TAKEN: Final = "UPDATE tongban_wanted_file SET taken = $2, taken_seq = $3 WHERE id = $1 AND taken_seq < $3"
_FINISH: Final = """UPDATE tongban_wanted_file SET state = $3, code = $4, moved_at = $5
WHERE id = $1 AND state = 'arrived' AND code = $2"""
_BUILD_ANEW: Final = """UPDATE tongban_wanted_file SET taken = asked_from, taken_seq = 0, code = $3
WHERE id = $1 AND state = 'arrived' AND code = $2"""
_NOT_KEPT: Final = """UPDATE tongban_wanted_file SET state = 'refused', code = $2, moved_at = $3
WHERE id = $1 AND state IN ('open', 'arrived', 'over')"""
_NONE_LEFT: Final = "UPDATE tongban_wanted_file SET taken = $2 WHERE id = $1 AND have = $2 AND state <> 'arrived'"
_BEING_TOLD: Final = f"""SELECT 1 AS one FROM tongban_outbox WHERE receiver = $1 AND case_id = $2 AND kind = '{WANTED}'
AND (coalesce(settled_at, custody_at) IS NULL OR settled_at > $3)"""
_ASKED_OF: Final = """SELECT
coalesce(sum(CASE WHEN state IN ('open', 'arrived') THEN size ELSE have END - asked_from), 0) AS bytes
FROM tongban_wanted_file WHERE holder = $1 AND asked_at >= $2"""
_REFUSE: Final = """UPDATE tongban_wanted_file SET state = 'refused', code = $2, moved_at = $3
WHERE id = $1 AND state = 'open'"""
_GIVE_UP: Final = "UPDATE tongban_wanted_file SET state = 'over' WHERE id = $1 AND state IN ('open', 'arrived')"
