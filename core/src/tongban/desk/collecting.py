"""Who fetches a result or an original: a party, the agent of an organisation, or whom a party entrusted in writing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tongban.cases.dossier import Dossier
from tongban.cases.standing import standing
from tongban.cases.state import Case
from tongban.cases.wording import in_words, refuse
from tongban.clock import Clock
from tongban.errors import Refused
from tongban.identity.mandates import Mandates
from tongban.identity.masking import mask
from tongban.identity.names import same_name
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
class Collecting:
    """Holds whoever comes to fetch something of a case against its parties and whom they have sent."""

    mandates: Mandates
    divisions: Divisions
    clock: Clock

    async def evidence(self, case: Case, dossier: Dossier, collector: Collector) -> str:
        """Who it is and as whom, in words for a paper; raises `Refused` for who is neither a party nor sent by one."""
        name, number = collector.name.strip(), collector.number.strip().upper()
        if not name:
            raise refuse("COLLECTOR", "没有填写领取人姓名", field="name", remedy="请对照居民身份证填写领取人姓名")
        identified = Collector(name=name, number=number, entrusted=collector.entrusted)
        capacity = await self._capacity(case, dossier, identified)
        return f"{name} {mask(number)}，{capacity}，身份已当面核验"

    async def _capacity(self, case: Case, dossier: Dossier, collector: Collector) -> str:
        present = standing(dossier.parties(), case, on=self.clock.today())
        parties = [each for each in present if each.role is not Role.DECEASED]
        firms = [each for each in parties if each.kind is PartyKind.ORGANISATION]
        party = _party(parties, collector)
        # The agent of an organisation is one as long as the mandate lasts, whoever handed the application in.
        if party and not (firms and party.role is Role.AGENT):
            return f"{party.role.label}本人"
        fault = parse_resident_number(collector.number, on=self.clock.today(), divisions=self.divisions)
        if isinstance(fault, NumberFault):
            remedy = "请对照居民身份证重新填写"
            raise refuse("COLLECTOR", f"领取人的{fault.message}", field="number", remedy=remedy)
        if organisation := await self._sent_by_mandate(case, firms, collector):
            return f"{organisation}授权的经办人"
        if in_words(collector.entrusted):
            return f"当事人委托的领取人（{collector.entrusted.strip()}）"
        raise _no_longer_sent(firms) if party else _not_sent()

    async def _sent_by_mandate(self, case: Case, firms: Sequence[Party], collector: Collector) -> str:
        """The organisation of the case that the collector acts for today, "" where there is none."""
        mandates = await self.mandates.of_agent(collector.number) if firms else []
        given_by = {each.organisation for each in mandates if case.matter in each.matters}
        return next((firm.name for firm in firms if firm.number in given_by), "")


def _party(parties: Iterable[Party], collector: Collector) -> Party | None:
    """The party whom the card shows; raises `Refused` where the number is a party's and the name is not."""
    numbered = [each for each in parties if each.kind is PartyKind.PERSON and each.number == collector.number]
    if numbered and not any(same_name(each.name, collector.name) for each in numbered):
        raise _other_name()
    return numbered[0] if numbered else None


def _other_name() -> Refused:
    message = "领取人姓名与该证件号码的当事人不一致"
    return refuse("COLLECTOR", message, field="name", remedy="请对照居民身份证核对姓名和号码后重新填写")


def _no_longer_sent(firms: Sequence[Party]) -> Refused:
    names = "、".join(firm.name for firm in firms)
    message = f"没有查到{names}现在授权该经办人办理本事项：授权可能已到期、已撤销，或者登记在其他省份"
    remedy = (
        "请由单位现在授权的经办人领取；凭单位盖章的委托书领取的，收存委托书，在“委托凭据”中写明委托的单位、日期或编号"
    )
    return refuse("COLLECTOR", message, field="entrusted", remedy=remedy)


def _not_sent() -> Refused:
    remedy = "请由当事人本人领取；代领的，请收取当事人签名的委托书，并在“委托凭据”中写明委托人、日期或编号"
    return refuse("COLLECTOR", "领取人不是本办件的当事人，也没有登记委托", field="entrusted", remedy=remedy)
