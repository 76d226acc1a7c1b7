"""Handing a result over, and what confirms that one arrived."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.dossier import Dossier
from tongban.cases.postal import waybill_of
from tongban.cases.service import CaseService, Done
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
        evidence = await self.collecting.evidence(*await self.cases.file(case_id), collector)
        return await self.cases.act(case_id, a.ConfirmDelivery(how="collected", evidence=evidence), actor, seen=seen)

    async def signed(self, case_id: str, actor: a.Actor, *, waybill: str, seen: int | None = None) -> Done:
        """签收; raises `Refused` where the waybill is another than the one it was sent by."""
        _, dossier = await self.cases.file(case_id)
        sent = _sent_by(dossier)
        if sent and waybill_of(waybill) != waybill_of(sent):
            message = "与寄出时登记的物流单号不一致，不能登记签收"
            remedy = "请核对签收回单上的物流单号后重新填写；邮件退回后又寄出的，先登记重新寄送及新的物流单号"
            raise refuse("DELIVERY-WAYBILL", message, field="waybill", remedy=remedy)
        act = a.ConfirmDelivery(how="signed", evidence=waybill_of(waybill))
        return await self.cases.act(case_id, act, actor, seen=seen)


def _sent_by(dossier: Dossier) -> str:
    """The waybill by which the result was last sent, as far as this place may see it."""
    sent = [head.seq for head in dossier.heads if isinstance(head.event, f.Dispatched)]
    return str(dossier.content(sent[-1], "waybill").get("waybill", "")) if sent else ""
