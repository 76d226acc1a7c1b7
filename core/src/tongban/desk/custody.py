"""Paper originals: each taken under one key, wherever it is entered, and sent under the name that it was taken by."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from tongban.cases import acts as a
from tongban.cases.dossier import Dossier
from tongban.cases.facts import Mishap, OriginalSent, OriginalTaken
from tongban.cases.papers import addressee_of
from tongban.cases.service import CaseService, Done
from tongban.cases.wording import refuse
from tongban.clock import Clock
from tongban.desk.collecting import Collecting, Collector
from tongban.desk.rulebook import Rulebook
from tongban.errors import Refused
from tongban.matters.matter import Matter
from tongban.matters.unknown_names import known_names


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyDesk:
    """Takes originals into custody and sends them; pages and API come here alike."""

    cases: CaseService
    collecting: Collecting
    rulebook: Rulebook
    clock: Clock

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
        await self.cases.require_permitted(case, act, actor, seen=seen)
        named = known_names(titles, rule="MATERIAL", where="本事项的材料")
        if unknown := tuple(named.objections([material] if material else [], field="material")):
            raise Refused(unknown)
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def send(
        self, case_id: str, actor: a.Actor, *, original: str, to: str, waybill: str, seen: int | None = None
    ) -> Done:
        """寄送原件 to another place of the case; its paper names it as the window took it."""
        case, dossier = await self.cases.file(case_id)
        days = self.rulebook.longest_post(case.competent, self.clock.today())
        called = _last(dossier, OriginalTaken, original, "name")
        act = a.SendOriginal(original=original, to=to, waybill=waybill, name=called, days=days)
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def report(
        self, case_id: str, actor: a.Actor, *, original: str, mishap: Mishap, note: str, seen: int | None = None
    ) -> Done:
        """登记退回或遗失 of an original in the post, or lost in custody; its paper says which, and how it was sent."""
        case, dossier = await self.cases.file(case_id)
        in_post = case.bound_for(original) is not None
        act = a.ReportOriginal(
            original=original,
            mishap=mishap,
            note=note,
            name=_last(dossier, OriginalTaken, original, "name"),
            waybill=_last(dossier, OriginalSent, original, "waybill") if in_post else "",
        )
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def give_back(
        self, case_id: str, actor: a.Actor, *, original: str, to: Collector, waybill: str = "", seen: int | None = None
    ) -> Done:
        """退还原件: by hand to whoever may fetch a result, or by post to the applicant; raises `Refused`."""
        case, dossier = await self.cases.file(case_id)
        await self.cases.require_permitted(case, a.ReturnOriginal(original=original, to=""), actor, seen=seen)
        by_hand, by_post = bool(to.name.strip() or to.number.strip()), bool(waybill.strip())
        if by_hand is by_post:
            raise _neither_nor(both=by_hand)
        told = f"{addressee_of(dossier.parties())}（邮寄）"
        fetched_by = await self.collecting.evidence(case, dossier, to) if by_hand else told
        act = a.ReturnOriginal(original=original, to=fetched_by, waybill=waybill.strip())
        return await self.cases.act(case_id, act, actor, seen=seen)


def _neither_nor(*, both: bool) -> Refused:
    remedy = "当面退还的，填写领回人的姓名和公民身份号码，不填物流单号；邮寄退还的，只填物流单号"
    if both:
        return refuse("CUSTODY", "领回人和物流单号只能填写一种", field="waybill", remedy=remedy)
    return refuse("CUSTODY", "请填写领回原件的人，或者邮寄退还的物流单号", field="name", remedy=remedy)


def _last(dossier: Dossier, kind: type[OriginalTaken | OriginalSent], original: str, what: str) -> str:
    """What was last said of an original in facts of a kind, as far as this place may see it."""
    said = [
        dossier.content(head.seq, "custody").get(what, "")
        for head in dossier.heads
        if isinstance(head.event, kind) and head.event.original == original
    ]
    return str(said[-1]) if said else ""


def original_key(case_id: str, matter: Matter | None, *, material: str, name: str) -> str:
    """The key of the material, named by itself or by its name; of anything else one made of case and name."""
    materials = matter.materials if matter else ()
    known = next((each.key for each in materials if each.key == material or (not material and each.name == name)), "")
    return known or str(uuid.uuid5(uuid.NAMESPACE_OID, f"{case_id}:{name}"))
