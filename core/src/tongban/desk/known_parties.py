"""Who the parties of an application are, as far as this node knows."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from tongban.cases.store import CaseStore


@dataclass(frozen=True, slots=True)
class CaseParties:
    """`evidence.ports.KnownParties`, answered from the cases of this node."""

    store: CaseStore

    async def parties_of(self, application: str, *, asking: str) -> frozenset[str] | None:
        """The numbers of all parties, or None where the application is not known here or they are not to be seen.

        None of them for a node that is no place of the application.
        """
        facts = await self.store.facts(application)
        case = await self.store.load(application) if facts else None
        if case is not None and not case.roles_of_node(asking):
            return frozenset()
        if not facts or "parties" not in facts[0].parts:
            return None
        parties = msgspec.json.decode(facts[0].parts["parties"].body, type=list[dict[str, str]])
        return frozenset(party["number"] for party in parties)
