"""Paper originals taken at the window: each under one key, wherever it is entered."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from tongban.cases import acts as a
from tongban.cases.service import CaseService, Done
from tongban.matters.matter import Matter


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyDesk:
    """Takes originals into custody; pages and API come here alike."""

    cases: CaseService

    async def take(
        self,
        case_id: str,
        actor: a.Actor,
        *,
        material: str = "",
        name: str = "",
        condition: str,
        seen: int | None = None,
    ) -> Done:
        """收存原件: of a material (its key) of the matter, or of anything else by its name."""
        case = await self.cases.case(case_id)
        matter = self.cases.context.matters.find(case.matter, case.edition)
        titles = {each.key: each.name for each in matter.materials} if matter else {}
        called = name.strip() or titles.get(material, "")
        key = original_key(case_id, matter, material=material, name=called)
        asked = {each.key for each in matter.materials if each.original} if matter else set()
        act = a.TakeOriginal(original=key, name=called, condition=condition, required=key in asked)
        return await self.cases.act(case_id, act, actor, seen=seen)


def original_key(case_id: str, matter: Matter | None, *, material: str, name: str) -> str:
    """The key of the material, named by itself or by its name; of anything else one made of case and name."""
    materials = matter.materials if matter else ()
    known = next((each.key for each in materials if each.key == material or (not material and each.name == name)), "")
    return known or str(uuid.uuid5(uuid.NAMESPACE_OID, f"{case_id}:{name}"))
