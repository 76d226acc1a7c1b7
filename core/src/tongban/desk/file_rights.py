"""Which other node may have which file of a case, however it asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongban.cases.state import Case
from tongban.cases.store import CaseStore
from tongban.exchange.granting import Grants
from tongban.exchange.refusals import Rejected

MAY_HAVE: Final = frozenset({"receiving", "competent"})


@dataclass(frozen=True, slots=True)
class FileRights:
    """Holds an asker against the places of the case and the grants of the trust list."""

    store: CaseStore
    grants: Grants

    async def require(self, asker: str, *, case_id: str) -> Case:
        """The case, to a node that holds a main place of it; raises `Rejected`."""
        case = await self.store.load(case_id)
        if case is None or not case.roles_of_node(asker) & MAY_HAVE:
            raise Rejected("unknown_case")
        if not self.grants.allows(asker, case.matter, "files"):
            raise Rejected("no_grant", f"未获授权取得“{case.matter_name}”的材料，请先办理授权")
        return case
