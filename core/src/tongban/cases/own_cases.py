"""Which cases are somebody's own today and in which roles: under mandates in force, while they are still a party."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from tongban.cases.acts import Actor
from tongban.cases.context import Context
from tongban.cases.dossier import Dossier
from tongban.cases.heads import Entry
from tongban.cases.own_turns import Turn, turn_of
from tongban.cases.standing import standing
from tongban.cases.state import ENDED, Case
from tongban.cases.store import CaseStore, Held, decode_case
from tongban.exchange.rows import marks
from tongban.identity.people import Role
from tongban.storage import Row

PAGE: Final = 20


class CaseItem(msgspec.Struct, frozen=True):
    """One line of a person's cases: what it waits for from this person, and until when for a confirmation."""

    case_id: str
    number: str
    matter_name: str
    state: str
    role: str
    submitted_at: int
    due_on: str | None
    due_unit: str
    turn: Turn = Turn.NONE
    confirm_until: int | None = None


@dataclass(frozen=True, slots=True)
class OwnCases:
    """Finds the roles that a party holds in a case, and the cases of one; whoever shows a case audits that."""

    context: Context
    store: CaseStore

    async def roles(self, held: Sequence[Held], reader: Actor) -> frozenset[str]:
        """The roles among those held that need no mandate, or one that the reader holds today."""
        mandated: frozenset[tuple[str, str]] = frozenset()
        if any(each.organisation for each in held):
            mandated = await self.context.mandated(reader.number)
        return frozenset(
            each.role for each in held if not each.organisation or (each.organisation, each.matter) in mandated
        )

    def of_today(self, roles: frozenset[str], case: Case, facts: Sequence[Entry]) -> frozenset[str]:
        """Those in which there is still a party: a ward who has come of age has no guardian any more."""
        if Role.GUARDIAN not in roles:
            return roles
        still = standing(Dossier(facts).parties(), case, on=self.context.clock.today())
        return roles & {party.role.value for party in still}

    async def page(self, key: str, reader: Actor, before: tuple[int, str] | None) -> list[CaseItem]:
        """The next of a person's cases, newest first; `before` is (submitted_at, id) of the last line above."""
        at, case_id = before or (2**62, "")
        mandated = [f"{organisation}:{matter}" for organisation, matter in await self.context.mandated(reader.number)]
        sql = _MINE.format(mandated=marks(len(mandated), 3)) if mandated else _MINE_ALONE
        items: list[CaseItem] = []
        while len(items) < PAGE:
            found = await self.context.database.fetch(sql, key, at, case_id, *mandated)
            page = [_item(row) for row in found]
            items += [item for item in page if await self._is_theirs(item)]
            if len(page) < PAGE:
                break
            at, case_id = page[-1].submitted_at, page[-1].case_id
        return items[:PAGE]

    async def _is_theirs(self, item: CaseItem) -> bool:
        if item.role != Role.GUARDIAN:
            return True
        found = await self.store.begun(item.case_id)
        return found is not None and bool(self.of_today(frozenset({item.role}), *found))


def _item(row: Row) -> CaseItem:
    *said, snapshot = tuple(row)
    item = CaseItem(*said)
    if snapshot is None:
        return item
    case = decode_case(snapshot)
    until = case.confirm_until if case.awaits else None
    return msgspec.structs.replace(item, turn=turn_of(case, item.role), confirm_until=until)


_OVER: Final = ", ".join(f"'{state.value}'" for state in sorted(ENDED))
_MINE = f"""SELECT c.id, c.number, c.matter_name, c.state, p.role, p.submitted_at, c.due_on, c.due_unit,
CASE WHEN c.state NOT IN ({_OVER}) THEN c.snapshot END AS snapshot
FROM tongban_party p JOIN tongban_case c ON c.id = p.case_id
WHERE p.key = $1 AND (p.submitted_at < $2 OR (p.submitted_at = $2 AND p.case_id < $3))
AND (p.organisation = '' OR p.organisation || ':' || c.matter IN ({{mandated}}))
ORDER BY p.submitted_at DESC, p.case_id DESC LIMIT {PAGE}"""
_MINE_ALONE = _MINE.format(mandated="''")
