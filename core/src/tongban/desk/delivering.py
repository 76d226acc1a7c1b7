"""Handing a result over: to a party, to the agent of an organisation, or to whom a party has entrusted in writing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tongban.cases import acts as a
from tongban.cases import facts as f
from tongban.cases.dossier import Dossier
from tongban.cases.service import CaseService, Done
from tongban.cases.state import Case
from tongban.cases.wording import in_words, refuse
from tongban.clock import Clock
from tongban.errors import Refused
from tongban.identity.mandates import Mandates
from tongban.identity.masking import mask
from tongban.identity.numbers import NumberFault, parse_resident_number
from tongban.identity.people import Party, PartyKind, Role
from tongban.routing.divisions import Divisions


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """Who stands there and was identified by the card; `entrusted` names the paper by which a party sent them."""

    name: str
    number: str
    entrusted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryDesk:
    """What confirms that a result arrived; pages and API come here alike."""

    cases: CaseService
    mandates: Mandates
    divisions: Divisions
    clock: Clock

    async def opened(self, case_id: str, actor: a.Actor, *, seen: int | None = None) -> Done:
        """A party opens the electronic result."""
        return await self.cases.act(case_id, a.ConfirmDelivery(how="opened"), actor, seen=seen)

    async def hand_over(self, case_id: str, actor: a.Actor, collector: Collector, *, seen: int | None = None) -> Done:
        """窗口领取; raises `Refused` for whoever is neither a party nor sent by one."""
        case, dossier = await self._file(case_id)
        name, number = collector.name.strip(), collector.number.strip().upper()
        if not name:
            raise refuse("COLLECTOR", "没有填写领取人姓名", field="name", remedy="请对照居民身份证填写领取人姓名")
        identified = Collector(name=name, number=number, entrusted=collector.entrusted)
        capacity = await self._capacity(case, dossier, identified)
        evidence = f"{name} {mask(number)}，{capacity}，身份已当面核验"
        return await self.cases.act(case_id, a.ConfirmDelivery(how="collected", evidence=evidence), actor, seen=seen)

    async def signed(self, case_id: str, actor: a.Actor, *, waybill: str, seen: int | None = None) -> Done:
        """签收; raises `Refused` where the waybill is another than the one it was sent by."""
        _, dossier = await self._file(case_id)
        sent = _sent_by(dossier)
        if sent and _plain(waybill) != _plain(sent):
            message = "与寄出时登记的物流单号不一致，不能登记签收"
            remedy = "请核对签收回单上的物流单号后重新填写；邮件退回后又寄出的，先登记重新寄送及新的物流单号"
            raise refuse("DELIVERY-WAYBILL", message, field="waybill", remedy=remedy)
        act = a.ConfirmDelivery(how="signed", evidence=waybill.strip())
        return await self.cases.act(case_id, act, actor, seen=seen)

    async def _file(self, case_id: str) -> tuple[Case, Dossier]:
        return await self.cases.case(case_id), Dossier(await self.cases.store.facts(case_id))

    async def _capacity(self, case: Case, dossier: Dossier, collector: Collector) -> str:
        """As whom somebody collects, in words for the delivery's paper."""
        parties = [each for each in dossier.parties() if each.role is not Role.DECEASED]
        if party := _party(parties, collector):
            return f"{party.role.label}本人"
        fault = parse_resident_number(collector.number, on=self.clock.today(), divisions=self.divisions)
        if isinstance(fault, NumberFault):
            remedy = "请对照居民身份证重新填写"
            raise refuse("COLLECTOR", f"领取人的{fault.message}", field="number", remedy=remedy)
        if organisation := await self._sent_by_mandate(case, parties, collector):
            return f"{organisation}授权的经办人"
        if in_words(collector.entrusted):
            return f"当事人委托的领取人（{collector.entrusted.strip()}）"
        raise refuse(
            "COLLECTOR",
            "领取人不是本办件的当事人，也没有登记委托",
            field="entrusted",
            remedy="请由当事人本人领取；代领的，请收取当事人签名的委托书，并在“委托凭据”中写明委托人、日期或编号",
        )

    async def _sent_by_mandate(self, case: Case, parties: Iterable[Party], collector: Collector) -> str:
        """The organisation of the case that the collector acts for today, "" where there is none."""
        firms = [each for each in parties if each.kind is PartyKind.ORGANISATION]
        mandates = await self.mandates.of_agent(collector.number) if firms else []
        given_by = {each.organisation for each in mandates if case.matter in each.matters}
        return next((firm.name for firm in firms if firm.number in given_by), "")


def _party(parties: Iterable[Party], collector: Collector) -> Party | None:
    """The party whom the card shows; raises `Refused` where the number is a party's and the name is not."""
    numbered = [each for each in parties if each.kind is PartyKind.PERSON and each.number == collector.number]
    if numbered and all(each.name != collector.name for each in numbered):
        raise _other_name()
    return numbered[0] if numbered else None


def _other_name() -> Refused:
    message = "领取人姓名与该证件号码的当事人不一致"
    return refuse("COLLECTOR", message, field="name", remedy="请对照居民身份证核对姓名和号码后重新填写")


def _sent_by(dossier: Dossier) -> str:
    """The waybill by which the result was last sent, as far as this place may see it."""
    sent = [head.seq for head in dossier.heads if isinstance(head.event, f.Dispatched)]
    return str(dossier.content(sent[-1], "waybill").get("waybill", "")) if sent else ""


def _plain(waybill: str) -> str:
    return "".join(waybill.split()).upper()
