"""The judgement after a run, from the nodes' databases and the driver's log: what was lost, doubled or disordered."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from chaos.load import Operations
from chaos.notes import REFUSED_EVERY
from tongban.storage import Database
from tongban.storage.statements import Row

POLL_SECONDS: Final = 0.2
GIVE_UP_SECONDS: Final = 120.0

Written = tuple[str, int]


@dataclass(slots=True)
class Verdict:
    """Counts of letters; all but `messages`, `refused` and `waiting` must be nought.

    `waiting` is what was under way after the last fault, `seconds` how long until nothing was, None if that never came.
    """

    messages: int = 0
    refused: int = 0
    lost: int = 0
    duplicated: int = 0
    out_of_order: int = 0
    invented: int = 0
    contradictions: int = 0
    untrue_receipts: int = 0
    waiting: int = 0
    seconds: float | None = None
    broken_databases: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether every letter arrived once, in order, and was told so."""
        wrong = (self.lost, self.duplicated, self.out_of_order, self.invented, self.contradictions)
        return not (any(wrong) or self.untrue_receipts or self.broken_databases or self.seconds is None)


async def under_way(databases: Sequence[Database]) -> int:
    """Letters and receipts that are not where they belong."""
    return sum([await _restless(database) for database in databases])


async def until_rest(databases: Sequence[Database], *, since: float) -> float | None:
    """Seconds until no letter is under way, none is parked and no receipt is untold; None if that takes too long.

    Counted from `since`, an instant of `time.monotonic`.
    """
    while time.monotonic() - since < GIVE_UP_SECONDS:
        if not await under_way(databases):
            return time.monotonic() - since
        await asyncio.sleep(POLL_SECONDS)
    return None


async def judge(databases: Sequence[Database], operations: Operations) -> Verdict:
    """Hold what every node wrote, applied and was told against what the driver did."""
    verdict = Verdict()
    acts, effects, refusals = set(operations.ok), [], []
    states: Counter[str] = Counter()
    for database in databases:
        acts |= set(await _written(database, "act", "stream, n"))
        applied = await _written(database, "effect", "position")
        verdict.out_of_order += _disorder(applied)
        effects += applied
        refusals += await _written(database, "refusal", "position")
        states.update({row["state"]: row["letters"] for row in await database.report(_STATES)})
        verdict.contradictions += len(await database.fetch("SELECT code FROM chaos_contradiction"))
        verdict.broken_databases += await _broken(database)
    done, refused = set(effects), set(refusals)
    verdict.messages, verdict.refused = len(acts), len(refused)
    verdict.lost = len(acts - done - refused)
    verdict.duplicated = len(effects) - len(done) + len(refusals) - len(refused) + len(done & refused)
    verdict.invented = len((done | refused) - acts)
    verdict.untrue_receipts = abs(states["applied"] - len(done)) + abs(states["rejected"] - len(refused))
    return verdict


async def _restless(database: Database) -> int:
    row = await database.fetch_one(_RESTLESS)
    return int(row["waiting"]) if row else 0


async def _written(database: Database, table: str, order: str) -> list[Written]:
    rows: list[Row] = await database.report(f"SELECT stream, n FROM chaos_{table} ORDER BY {order}")
    return [(row["stream"], row["n"]) for row in rows]


def _disorder(applied: Sequence[Written]) -> int:
    """How many effects do not follow the one before in their stream; refused numbers leave no effect."""
    last: dict[str, int] = {}
    wrong = 0
    for stream, n in applied:
        due = last.get(stream, 0) + 1
        wrong += n != (due + 1 if due % REFUSED_EVERY == 0 else due)
        last[stream] = n
    return wrong


async def _broken(database: Database) -> list[str]:
    if database.dialect != "sqlite":
        return []
    found = await database.report("SELECT integrity_check FROM pragma_integrity_check")
    return [row["integrity_check"] for row in found if row["integrity_check"] != "ok"]


_RESTLESS: Final = """SELECT (SELECT count(*) FROM tongban_outbox WHERE settled_at IS NULL)
+ (SELECT count(*) FROM tongban_inbox WHERE state = 'parked')
+ (SELECT count(*) FROM tongban_receipt WHERE told_at IS NULL) AS waiting"""

_STATES: Final = "SELECT state, count(*) AS letters FROM tongban_outbox GROUP BY state"
