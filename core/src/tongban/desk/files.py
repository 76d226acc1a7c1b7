"""Who may read the files of an application: its parties, and the officers of the places of its case."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from tongban.cases.store import CaseStore
from tongban.evidence.uploads import Reader
from tongban.identity.viewers import Viewer
from tongban.storage import Database


@dataclass(frozen=True, slots=True)
class CaseReaders:
    """`evidence.uploads.Readers` and `evidence.ports.KnownParties`, answered from the cases of this node."""

    node: str
    database: Database
    store: CaseStore

    async def may_read(self, reader: Reader, application: str) -> bool:
        """Whether the reader is a party of the application or an officer of a place of its case."""
        if isinstance(reader, Viewer) and reader.officer is not None:
            case = await self.store.load(application)
            return case is not None and bool(case.roles_of_office(reader.officer.office, node=self.node))
        sql = "SELECT 1 FROM tongban_party WHERE case_id = $1 AND key = $2"
        return await self.database.fetch_one(sql, application, reader.key) is not None

    async def parties_of(self, application: str) -> frozenset[str] | None:
        """The numbers of all parties, or None where the application is not known here or they are not to be seen."""
        facts = await self.store.facts(application)
        if not facts or "parties" not in facts[0].parts:
            return None
        parties = msgspec.json.decode(facts[0].parts["parties"].body, type=list[dict[str, str]])
        return frozenset(party["number"] for party in parties)
