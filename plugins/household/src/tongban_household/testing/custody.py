"""Steps on paper originals, paper decisions and the delivery of certificates."""

from __future__ import annotations

from typing import Final

import pytest
from pytest_bdd import parsers, then, when

from tongban import Refused
from tongban.testing.acts import (
    ConfirmDelivery,
    Dispatch,
    PaperDecision,
    ReceiveOriginal,
    SendOriginal,
)
from tongban.testing.world import Desk
from tongban_household.testing import PEOPLE
from tongban_household.testing.journeys import CertificateOnItsWay

MANDATE: Final = "mandate"


@when(parsers.parse('窗口收存授权委托书原件，状态为 "{condition}"'))
def original_taken(on_its_way: CertificateOnItsWay, condition: str) -> None:
    on_its_way.window.take_original(on_its_way.case_id, MANDATE, condition)


@when(parsers.parse('窗口把授权委托书寄往户籍地，物流单号为 "{waybill}"'))
def original_sent(on_its_way: CertificateOnItsWay, waybill: str) -> None:
    send(on_its_way, on_its_way.window, to="competent", waybill=waybill)


@when(parsers.parse('"{division}" 派出所把授权委托书寄回窗口，物流单号为 "{waybill}"'))
def original_sent_back(on_its_way: CertificateOnItsWay, division: str, waybill: str) -> None:
    send(on_its_way, on_its_way.police(division), to="receiving", waybill=waybill)


def send(on_its_way: CertificateOnItsWay, desk: Desk, *, to: str, waybill: str) -> None:
    desk.act(on_its_way.case_id, SendOriginal(original=MANDATE, to=to, waybill=waybill))
    on_its_way.world.deliver()


@when(parsers.parse('"{division}" 派出所签收授权委托书'))
def original_arrived(on_its_way: CertificateOnItsWay, division: str) -> None:
    receive(on_its_way, on_its_way.police(division))


@when(parsers.parse('窗口把申请转寄户籍地，物流单号为 "{waybill}"'))
def application_forwarded(on_its_way: CertificateOnItsWay, waybill: str) -> None:
    on_its_way.window.forward(on_its_way.case_id, waybill)


@when(parsers.parse('窗口登记户籍地寄回授权委托书，物流单号为 "{waybill}"'))
def original_came_from_elsewhere(on_its_way: CertificateOnItsWay, waybill: str) -> None:
    send(on_its_way, on_its_way.window, to="receiving", waybill=waybill)


@when("窗口登记户籍地签收授权委托书")
@when("窗口签收寄回的授权委托书")
def original_came_back(on_its_way: CertificateOnItsWay) -> None:
    receive(on_its_way, on_its_way.window)


def receive(on_its_way: CertificateOnItsWay, desk: Desk) -> None:
    desk.act(on_its_way.case_id, ReceiveOriginal(original=MANDATE, condition="完好"))
    on_its_way.world.deliver()


@when(parsers.parse('窗口把授权委托书退还 "{name}"'))
def original_returned(on_its_way: CertificateOnItsWay, name: str) -> None:
    on_its_way.window.return_original(on_its_way.case_id, MANDATE, name)
    on_its_way.world.deliver()


@when(parsers.parse('窗口登记证明由 "{name}" 领取'))
def certificate_collected(on_its_way: CertificateOnItsWay, name: str) -> None:
    on_its_way.window.hand_over(on_its_way.case_id, name, number=PEOPLE[name][0])
    on_its_way.world.deliver()


@when(parsers.parse('窗口想把证明交给 "{name}"，委托凭据为 "{entrusted}"'))
@when(parsers.parse('窗口想把证明交给没有委托的 "{name}"'))
def certificate_wanted(on_its_way: CertificateOnItsWay, name: str, entrusted: str = "") -> None:
    on_its_way.refused = []
    try:
        on_its_way.window.hand_over(on_its_way.case_id, name, number=PEOPLE[name][0], entrusted=entrusted)
    except Refused as refused:
        on_its_way.refused = [each.message for each in refused.objections]
    on_its_way.world.deliver()


@when(parsers.parse('窗口寄出证明，物流单号为 "{waybill}"'))
def certificate_posted(on_its_way: CertificateOnItsWay, waybill: str) -> None:
    on_its_way.window.act(on_its_way.case_id, Dispatch(way="post", waybill=waybill))
    on_its_way.world.deliver()


@when(parsers.parse('窗口登记物流单号 "{waybill}" 已签收'))
def certificate_signed_for(on_its_way: CertificateOnItsWay, waybill: str) -> None:
    on_its_way.refused = []
    try:
        on_its_way.window.signed(on_its_way.case_id, waybill)
    except Refused as refused:
        on_its_way.refused = [each.message for each in refused.objections]
    on_its_way.world.deliver()


@when("申请人在网上打开证明")
def certificate_opened(on_its_way: CertificateOnItsWay) -> None:
    province = on_its_way.province(on_its_way.receiving)
    province.party(on_its_way.case_id, by=on_its_way.by, act=ConfirmDelivery(how="opened"))
    on_its_way.world.deliver()


@when(parsers.parse('窗口登记户籍地纸质证明，文号为 "{paper}"'))
def paper_granted(on_its_way: CertificateOnItsWay, paper: str) -> None:
    on_its_way.window.record_decision(on_its_way.case_id, PaperDecision.GRANTED, paper=paper)


@when(parsers.parse('窗口登记户籍地不予出具的决定，文号为 "{paper}"'))
def paper_refused(on_its_way: CertificateOnItsWay, paper: str) -> None:
    on_its_way.window.record_decision(on_its_way.case_id, PaperDecision.REFUSED, paper=paper)


@when("窗口未填文号即登记户籍地的决定")
def paper_without_number(on_its_way: CertificateOnItsWay) -> None:
    with pytest.raises(Refused) as refused:
        on_its_way.window.record_decision(on_its_way.case_id, PaperDecision.GRANTED, paper="")
    on_its_way.refused = [each.message for each in refused.value.objections]


@then(parsers.parse('"{division}" 的办件中应有文书 "{titles}"'))
def papers_issued(on_its_way: CertificateOnItsWay, division: str, titles: str) -> None:
    dossier = on_its_way.province(division).view(on_its_way.case_id).dossier
    assert [paper.title for _, paper in dossier.papers()] == titles.split("、")


@then(parsers.parse('收件凭证上应有业务属地 "{name}" 和查询码'))
def receipt_has_code(on_its_way: CertificateOnItsWay, name: str) -> None:
    dossier = on_its_way.province(on_its_way.receiving).view(on_its_way.case_id).dossier
    lines = dict(next(paper for _, paper in dossier.papers() if paper.kind == "receipt").lines)
    assert lines["业务属地"] == name
    assert len(lines["查询码"]) == 8


@then(parsers.parse('受理通知书上的办理期限应为 "{text}"'))
def term_on_paper(on_its_way: CertificateOnItsWay, text: str) -> None:
    dossier = on_its_way.province(on_its_way.receiving).view(on_its_way.case_id).dossier
    paper = next(paper for _, paper in dossier.papers() if paper.kind == "acceptance")
    assert dict(paper.lines)["办理期限"] == text


@then(parsers.parse('送达申请人的证明应载明 "{fact}"，依据 "{source}"'))
def certificate_says(on_its_way: CertificateOnItsWay, fact: str, source: str) -> None:
    dossier = on_its_way.province(on_its_way.receiving).view(on_its_way.case_id).dossier
    paper = next(paper for _, paper in dossier.papers() if paper.title == "户籍类证明")
    lines = dict(paper.lines)
    assert (lines["证明内容"], lines["依据的档案"]) == (fact, source)


@then(parsers.parse('流转记录中应有 "{title}"'))
def hop_among(on_its_way: CertificateOnItsWay, title: str) -> None:
    view = on_its_way.province(on_its_way.receiving).view(on_its_way.case_id)
    assert title in [hop.title for hop in view.hops]


@then(parsers.parse('流转记录应依次为 "{titles}"'))
def hops(on_its_way: CertificateOnItsWay, titles: str) -> None:
    view = on_its_way.province(on_its_way.receiving).view(on_its_way.case_id)
    assert [hop.title for hop in view.hops] == titles.split("、")
