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
        begun = await self.store.begun(application)
        if begun is None:
            return None
        case, (first,) = begun
        if not case.roles_of_node(asking):
            return frozenset()
        if "parties" not in first.parts:
            return None
        parties = msgspec.json.decode(first.parts["parties"].body, type=list[dict[str, str]])
        return frozenset(party["number"] for party in parties)
