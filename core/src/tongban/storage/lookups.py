"""Look-ups that several tasks make at the same time, sent to PostgreSQL as one statement."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Final

import msgspec

from tongban.storage.errors import Unavailable
from tongban.storage.sharing import Shared
from tongban.storage.statements import Arguments, Row, quoted_or_placeholder

KEPT: Final = 1000
LONGEST_SECONDS: Final = 10.0
"""For one statement: where a connection has died in silence, whoever looks up later need not wait for it."""

PLACE: Final = "tongban_place"
"""The column that tells whose row it is; no query has one of that name."""

_KINDS: Final[Mapping[type, str]] = {str: "varchar", int: "bigint"}

Kinds = tuple[str, ...]


class Lookups:
    """Asks a query once for all that look up by it at a time; `send` sends a statement outside any transaction."""

    __slots__ = ("_send", "_shared")

    def __init__(self, send: Callable[[str, Arguments], Awaitable[tuple[list[Row], int]]]) -> None:
        self._send = send
        self._shared: dict[tuple[str, Kinds, float | None], Shared[Arguments, list[Row]]] = {}

    async def find(self, sql: str, arguments: Arguments, *, within: float | None = None) -> list[Row]:
        """The rows of a query for these arguments; raises `Unavailable` where they do not come within so many seconds.

        Only who waits as long shares a statement.
        """
        kinds = tuple([_KINDS.get(type(argument), "") for argument in arguments])
        if not all(kinds) or not kinds or any(map(_is_unfit, arguments)):
            return await self._ask(sql, arguments, within)
        if (sql, kinds, within) not in self._shared:
            if len(self._shared) >= KEPT:
                self._shared.clear()
            self._shared[sql, kinds, within] = Shared(partial(self._find_each, sql, kinds, within))
        return await self._shared[sql, kinds, within].send(arguments)

    async def _find_each(
        self, sql: str, kinds: Kinds, within: float | None, asked: Sequence[Arguments]
    ) -> list[list[Row]]:
        if len(asked) == 1:
            return [await self._ask(sql, asked[0], within)]
        found: list[list[Row]] = [[] for _ in asked]
        columns = tuple([_encode(values).decode() for values in zip(*asked, strict=True)])
        for row in await self._ask(_for_each(sql, kinds), columns, within):
            found[row[len(row) - 1] - 1].append(row)
        return found

    async def _ask(self, sql: str, arguments: Arguments, within: float | None) -> list[Row]:
        """The rows, or `Unavailable` in good time; the connection is dropped then, for what it answers comes late."""
        seconds = within or LONGEST_SECONDS
        try:
            async with asyncio.timeout(seconds):
                return (await self._send(sql, arguments))[0]
        except TimeoutError:
            problem = f"PostgreSQL has not answered a look-up for {seconds} s: see what it waits for"
            raise Unavailable(f"{problem}, SELECT * FROM pg_stat_activity, and the network to it") from None


@lru_cache(maxsize=KEPT)
def _for_each(sql: str, kinds: Kinds) -> str:
    """A query that asks `sql` for every place of JSON arrays of arguments; its last column is that place, from 1."""
    arrays = ", ".join(f"json_array_elements_text(${number}::json)" for number, _ in enumerate(kinds, start=1))
    names = ", ".join(f"argument_{number}" for number, _ in enumerate(kinds, start=1))
    inner = quoted_or_placeholder.sub(lambda piece: _argument(int(piece[1]), kinds) if piece[1] else piece[0], sql)
    # Whole, as OFFSET 0 keeps it, the inner query can only be run place by place: by its indexes, and in its order.
    return f"""SELECT found.*, asked.{PLACE} FROM ROWS FROM ({arrays}) WITH ORDINALITY AS asked ({names}, {PLACE})
CROSS JOIN LATERAL (SELECT * FROM ({inner}) AS answer OFFSET 0) AS found"""


def _argument(number: int, kinds: Kinds) -> str:
    return f"CAST(asked.argument_{number} AS {kinds[number - 1]})"


def _is_unfit(argument: object) -> bool:
    """Whether no column takes it: in a statement that others share it would fail for all."""
    if isinstance(argument, int):
        return not -(2**63) <= argument < 2**63
    return isinstance(argument, str) and _NO_TEXT.search(argument) is not None


_NO_TEXT: Final = re.compile("[\0\ud800-\udfff]")
_encode = msgspec.json.Encoder().encode
