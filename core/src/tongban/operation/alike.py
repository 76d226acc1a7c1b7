"""Letters on the dead-letter desk that are in the same trouble for the same reason, so that one act serves them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongban.clock import Clock, milliseconds
from tongban.exchange.refusals import REFUSALS, Refusal
from tongban.operation.dead_letters import ANEW, IS_NOT_APPLIED, IS_REFUSED, IS_WAITING, STUCK_AFTER, Trouble
from tongban.storage.database import Database

AT_ONCE: Final = 500
"""Cases whose ledgers are sent again by one act; the rest stays on the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """So many letters from or to one node with one code, empty where there is none."""

    trouble: Trouble
    peer: str
    code: str
    letters: int = 0

    @property
    def refusal(self) -> Refusal | None:
        """What the code means, if it is one of the exchange's."""
        return REFUSALS.get(self.code)


@dataclass(frozen=True, slots=True)
class AlikeLetters:
    """Counts all of them, shown on the desk or not, and takes them up together."""

    database: Database
    clock: Clock

    async def several(self, trouble: Trouble) -> list[Alike]:
        """What there is more than one of, and may be sent again."""
        found = await self.database.fetch(_SEVERAL[trouble], *self._known_for_long(trouble))
        return [Alike(trouble=trouble, peer=row["peer"], code=row["code"], letters=row["letters"]) for row in found]

    async def refused_cases(self, alike: Alike) -> list[str]:
        """The cases whose facts were refused so, the oldest first, some at most."""
        found = await self.database.fetch(_CASES, alike.peer, alike.code)
        return [row["case_id"] for row in found]

    async def set_aside(self, alike: Alike, case_id: str, reason: str) -> int:
        """The refused facts of a case are not shown any more; how many letters."""
        return await self.database.execute(_SET_ASIDE, reason, alike.peer, alike.code, case_id)

    async def hasten(self, alike: Alike) -> int:
        """Tries all that wait at once; how many."""
        now = milliseconds(self.clock.now())
        since = self._known_for_long(alike.trouble)
        return await self.database.execute(_HASTEN[alike.trouble], *since, now, alike.peer, alike.code)

    def _known_for_long(self, trouble: Trouble) -> tuple[int, ...]:
        return () if trouble == "refused" else (milliseconds(self.clock.now()) - STUCK_AFTER,)


_CODE: Final = "coalesce(problem, '')"
_FACTS_REFUSED: Final = f"set_aside IS NULL AND kind = 'case.facts' AND {IS_REFUSED}"
_ALIKE: Final = f"""SELECT {{peer}} AS peer, {_CODE} AS code, COUNT(*) AS letters FROM tongban_{{table}}
WHERE {{where}} GROUP BY {{peer}}, {_CODE} HAVING COUNT(*) > 1 ORDER BY letters DESC, peer, code LIMIT 50"""
_SEVERAL: Final[dict[Trouble, str]] = {
    "refused": _ALIKE.format(peer="receiver", table="outbox", where=_FACTS_REFUSED),
    "waiting": _ALIKE.format(peer="receiver", table="outbox", where=f"set_aside IS NULL AND {IS_WAITING}"),
    "not_applied": _ALIKE.format(peer="sender", table="inbox", where=f"set_aside IS NULL AND {IS_NOT_APPLIED}"),
}
_CASES: Final = f"""SELECT case_id FROM tongban_outbox WHERE receiver = $1 AND {_CODE} = $2 AND {_FACTS_REFUSED}
GROUP BY case_id ORDER BY MIN(settled_at), case_id LIMIT {AT_ONCE}"""
_SET_ASIDE: Final = f"""UPDATE tongban_outbox SET set_aside = $1
WHERE receiver = $2 AND {_CODE} = $3 AND case_id = $4 AND {_FACTS_REFUSED}"""
_HASTEN: Final[dict[Trouble, str]] = {
    "waiting": f"""UPDATE tongban_outbox SET next_at = $2, held_until = 0, {ANEW}
WHERE receiver = $3 AND {_CODE} = $4 AND set_aside IS NULL AND {IS_WAITING}""",
    "not_applied": f"""UPDATE tongban_inbox SET next_at = $2, held_until = 0, {ANEW}
WHERE sender = $3 AND {_CODE} = $4 AND set_aside IS NULL AND {IS_NOT_APPLIED}""",
}
