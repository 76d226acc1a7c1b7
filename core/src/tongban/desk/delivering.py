"""Handing a result over, and what confirms that one arrived."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.decisions_result import require_own_way
from tongban.cases.dossier import Dossier
from tongban.cases.postal import waybill_of
from tongban.cases.service import CaseService, Done
from tongban.cases.state import Case
from tongban.cases.wording import refuse
from tongban.desk.collecting import Collecting, Collector


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryDesk:
    """What confirms that a result arrived; pages and API come here alike."""

    cases: CaseService
    collecting: Collecting

    async def opened(self, case_id: str, actor: a.Actor, *, seen: int | None = None) -> Done:
        """A party opens the electronic result."""
        return await self.cases.act(case_id, a.ConfirmDelivery(how="opened"), actor, seen=seen)

    async def hand_over(self, case_id: str, actor: a.Actor, collector: Collector, *, seen: int | None = None) -> Done:
        """窗口领取; raises `Refused` for whoever is neither a party nor sent by one."""
        act = a.ConfirmDelivery(how="collected")
        case, dossier = await self._file(case_id, act, actor, seen=seen)
        evidence = await self.collecting.evidence(case, dossier, collector)
        return await self.cases.act(case_id, msgspec.structs.replace(act, evidence=evidence), actor, seen=seen)

    async def signed(self, case_id: str, actor: a.Actor, *, waybill: str, seen: int | None = None) -> Done:
        """签收; raises `Refused` where the waybill is another than the one it was sent by."""
        act = a.ConfirmDelivery(how="signed", evidence=waybill_of(waybill))
        _, dossier = await self._file(case_id, act, actor, seen=seen)
        sent = _sent_by(dossier)
        if sent and waybill_of(waybill) != waybill_of(sent):
            message = "与寄出时登记的物流单号不一致，不能登记签收"
            remedy = "请核对签收回单上的物流单号后重新填写；邮件退回后又寄出的，先登记重新寄送及新的物流单号"
            raise refuse("DELIVERY-WAYBILL", message, field="waybill", remedy=remedy)
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def _file(
        self, case_id: str, act: a.ConfirmDelivery, actor: a.Actor, *, seen: int | None
    ) -> tuple[Case, Dossier]:
        """The case, before anything is told of whom or what it names: a party confirms in no such way."""
        case, dossier = await self.cases.file(case_id)
        await self.cases.require_permitted(case, act, actor, seen=seen)
        require_own_way(act, by=actor)
        return case, dossier


def _sent_by(dossier: Dossier) -> str:
    """The waybill by which the result was last sent, as far as this place may see it."""
    sent = [head.seq for head in dossier.heads if isinstance(head.event, f.Dispatched)]
    return str(dossier.content(sent[-1], "waybill").get("waybill", "")) if sent else ""
