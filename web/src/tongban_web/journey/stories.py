"""The stories of the journey: who does what where, from application to close."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tongban_web.journey.deeds import EVERY, apply_at_window, apply_online, as_party, at_desk, verify
from tongban_web.journey.people import People
from tongban_web.journey.visitors import Visitor

GUANGDONG, CHONGQING, SICHUAN = "440000", "500000", "510000"
OPENED: Final = "送达确认（申请人已在线打开）"
COLLECTED: Final = "送达确认（已在窗口领取）"
REGISTERED: Final = "予以登记，当场颁发结婚证：已完成"
AGENT: Final = ("张德福", "51010419580206991X")
ELECTRONIC: Final = "电子送达结果"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A case that was brought to its end, who applied, and whom to ask for its ledger: officers of every place."""

    case_id: str
    applicant: Visitor
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story; `name` finds what is expected of it."""

    name: str
    title: str
    tell: Callable[[People], Told]


def transfer(people: People) -> Told:
    """张建国 in 广东 moves his fund from 重庆 to 成都."""
    zhang = people.person(GUANGDONG, "张建国")
    chengdu, chongqing = people.officer("510100-hf-1"), people.officer("500000-hf-1")
    case = apply_online(zhang, "hf.transfer", _transfer("500000", "510100"))
    at_desk(chengdu, case, "accept", "受理")
    verify(chengdu, case)
    letter = {"letter": "5101002026112301"}
    at_desk(chengdu, case, "report_step", "发出转移接续联系函：已完成", letter, about="contact_letter")
    at_desk(chongqing, case, "clear", "放行：核定并转账", about="pay_out")
    at_desk(chongqing, case, "report_step", "核定并转账：已完成", {**letter, **PAID}, about="pay_out")
    at_desk(
        chengdu,
        case,
        "report_step",
        "核对到账并入账：已完成",
        {"amount": "18228.75", "arrived_on": "2026-11-23"},
        about="book",
    )
    at_desk(chengdu, case, "grant", "作出准予决定")
    at_desk(chengdu, case, "dispatch", ELECTRONIC, {"way": "electronic"})
    as_party(zhang, case, "result", OPENED)
    return Told(case_id=case, applicant=zhang, places=("440106-hall-1", "510100-hf-1", "500000-hf-1"))


PAID: Final = {
    "principal": "18125.50",
    "interest": "103.25",
    "opened": "2015-07-01",
    "paid_through": "2026-04",
    "six_months": "1",
    "loan": "2",
    "fraud": "2",
}


def transfer_refused(people: People) -> Told:
    """何建军's old centre in 重庆 turns the transfer down, and so the new one must."""
    he = people.person(GUANGDONG, "何建军")
    chengdu, chongqing = people.officer("510100-hf-1"), people.officer("500000-hf-1")
    case = apply_online(he, "hf.transfer", _transfer("500000", "510100"))
    at_desk(chengdu, case, "accept", "受理")
    verify(chengdu, case)
    letter = {"letter": "5101002026112302"}
    at_desk(chengdu, case, "report_step", "发出转移接续联系函：已完成", letter, about="contact_letter")
    why = {"outcome": "refused", "reason": "单位补缴尚未入账，账户信息待更正"}
    at_desk(chongqing, case, "report_undone", "核定并转账：驳回", why, about="pay_out")
    at_desk(chengdu, case, "refuse", "作出不予决定", _reason("转出地驳回：单位补缴尚未入账"))
    at_desk(chengdu, case, "dispatch", ELECTRONIC, {"way": "electronic"})
    as_party(he, case, "result", OPENED)
    return Told(case_id=case, applicant=he, places=("440106-hall-1", "510100-hf-1", "500000-hf-1"))


def employer(people: People) -> Told:
    """张建国 opens the account of the firm that has authorised him."""
    agent = people.person(GUANGDONG, "张建国", organisation="915101040000001239")
    chengdu = people.officer("510100-hf-1")
    answers = {
        "city": "510100",
        "representative": "王小川",
        "mobile": "13800000000",
        "wage": "8650.00",
        "ratio_unit": "12",
        "ratio_person": "12",
        "first_month": "2026-12",
    }
    case = apply_online(agent, "hf.employer_open", answers)
    at_desk(chengdu, case, "accept", "受理")
    verify(chengdu, case)
    allotted = {"account": "510100900001", "base": "8650.00"}
    at_desk(chengdu, case, "report_step", "核定基数并分配单位账号：已完成", allotted, about="allot")
    at_desk(chengdu, case, "grant", "作出准予决定")
    at_desk(chengdu, case, "dispatch", ELECTRONIC, {"way": "electronic"})
    as_party(agent, case, "result", OPENED)
    return Told(case_id=case, applicant=agent, places=("440106-hall-1", "510100-hf-1"))


KINSHIP: Final = {
    "cert_kind": "kinship",
    "purpose": "办理继承公证",
    "hukou_place": "510104",
    "relative_name": "张德福",
    "relative_number": "51010419580206991X",
}


def certificate_online(people: People) -> Told:
    """张建国 asks from 广东 for a certificate that the police at his hukou place issue."""
    zhang, police = people.person(GUANGDONG, "张建国"), people.officer("510104-police-1")
    case = apply_online(zhang, "hh.cert.hukou", KINSHIP)
    at_desk(police, case, "accept", "受理")
    verify(police, case)
    at_desk(police, case, "grant", "作出准予决定")
    at_desk(police, case, "dispatch", ELECTRONIC, {"way": "electronic"})
    as_party(zhang, case, "result", OPENED)
    return Told(case_id=case, applicant=zhang, places=("440106-hall-1", "510104-police-1"))


def certificate_at_window(people: People) -> Told:
    """A clerk in 天河 takes the application in, with a paper mandate that travels to 锦江 and back."""
    clerk, police = people.officer("440106-hall-1"), people.officer("510104-police-1")
    zhang = people.person(GUANGDONG, "张建国")
    answers = {**HANDED_IN, "cert_kind": "former_name", "hukou_place": "510104"}
    case = apply_at_window(clerk, "hh.cert.hukou", _through_agent(zhang), answers)
    at_desk(clerk, case, "take_original", "收存原件", TAKEN)
    at_desk(clerk, case, "receive", "收件", {"checks": EVERY})
    at_desk(clerk, case, "send_original", "寄送原件", {"to": "competent", "waybill": "SF1001"}, about="mandate")
    at_desk(police, case, "receive_original", "签收原件", INTACT, about="mandate")
    at_desk(police, case, "accept", "受理")
    verify(police, case)
    at_desk(police, case, "grant", "作出准予决定")
    at_desk(clerk, case, "hand_over", COLLECTED, COLLECTOR)
    back = {"to": "receiving", "waybill": "SF1002"}
    at_desk(police, case, "send_original", "寄送原件", back, about="mandate", times=2)
    at_desk(clerk, case, "receive_original", "签收原件", INTACT, about="mandate", times=2)
    at_desk(clerk, case, "return_original", "退还原件", COLLECTOR, about="mandate")
    return Told(case_id=case, applicant=zhang, places=("440106-hall-1", "510104-police-1"))


def _through_agent(applicant: Visitor) -> dict[str, str]:
    """张德福 stands at the window, with the applicant's 委托书."""
    principal = {"principal_name": applicant.name, "principal_number": applicant.form["person"]}
    return {"capacity": "agent", "name": AGENT[0], "number": AGENT[1], **principal}


def certificate_off_exchange(people: People) -> Told:
    """赵敏's hukou place in 浙江 has no node: the window posts the papers and enters what comes back."""
    clerk, zhao = people.officer("440106-hall-1"), people.person(GUANGDONG, "赵敏")
    answers = {**HANDED_IN, "cert_kind": "origin", "hukou_place": "330106"}
    case = apply_at_window(clerk, "hh.cert.hukou", _through_agent(zhao), answers)
    at_desk(clerk, case, "take_original", "收存原件", TAKEN)
    at_desk(clerk, case, "receive", "收件", {"checks": EVERY})
    at_desk(clerk, case, "forward", "转寄业务属地", {"waybill": "SF3000"})
    at_desk(clerk, case, "send_original", "寄送原件", {"to": "competent", "waybill": "SF3001"}, about="mandate")
    at_desk(clerk, case, "receive_original", "签收原件", INTACT, about="mandate")
    paper = {"decision": "granted", "paper": "杭西公户证〔2026〕118号", "decided_on": "2026-11-23"}
    at_desk(clerk, case, "record_decision", "登记业务属地的纸质决定：准予", paper)
    at_desk(clerk, case, "hand_over", COLLECTED, COLLECTOR)
    back = {"to": "receiving", "waybill": "SF3002"}
    at_desk(clerk, case, "send_original", "寄送原件", back, about="mandate", times=2)
    at_desk(clerk, case, "receive_original", "签收原件", INTACT, about="mandate", times=2)
    at_desk(clerk, case, "return_original", "退还原件", COLLECTOR, about="mandate")
    return Told(case_id=case, applicant=zhao, places=("440106-hall-1",))


HANDED_IN: Final = {
    "purpose": "办理公证",
    "handed_by": "agent",
    "agent_name": AGENT[0],
    "agent_number": AGENT[1],
    "check-mandate": "yes",
    "delivery": "window",
}
TAKEN: Final = {"original": "mandate", "condition": "完好，共1页"}
INTACT: Final = {"condition": "完好，共1页"}
COLLECTOR: Final = {"name": AGENT[0], "number": AGENT[1]}


def certificate_declined(people: People) -> Told:
    """The police decline, with reasons and remedy."""
    zhang, police = people.person(GUANGDONG, "张建国"), people.officer("510104-police-1")
    case = apply_online(zhang, "hh.cert.hukou", {**KINSHIP, "purpose": "办理出国签证"})
    at_desk(police, case, "decline", "不予受理", _reason("用途所需的证明由公证机构出具"))
    return Told(case_id=case, applicant=zhang, places=("440106-hall-1", "510104-police-1"))


def marriage(people: People) -> Told:
    """吴浩 and 梁晓雯 book in 渝中, both confirm, and are registered on the spot."""
    wu, li = people.person(CHONGQING, "吴浩"), people.person(CHONGQING, "梁晓雯")
    registry = people.officer("500103-marriage-1")
    case = apply_online(wu, "mr.marry", MARRIAGE)
    as_party(li, case, "confirm", "确认共同申请")
    at_desk(registry, case, "receive", "收件", {"checks": EVERY})
    at_desk(registry, case, "accept", "受理")
    verify(registry, case)
    registered = {"registered_on": "2026-11-23", "certificate_number": "J500103-2026-000123", "registrar": "刘蓉"}
    at_desk(registry, case, "clear", "放行：予以登记，当场颁发结婚证", about="register")
    at_desk(registry, case, "report_step", REGISTERED, registered, about="register")
    at_desk(registry, case, "grant", "作出准予决定")
    at_desk(registry, case, "hand_over", COLLECTED, {"name": "吴浩", "number": "610104200411239915"})
    return Told(case_id=case, applicant=wu, places=("500103-marriage-1",))


MARRIAGE: Final[dict[str, str]] = {
    "office_division": "500103",
    "day": "2026-11-23",
    "slot": "16:00",
    "own_id_type": "resident",
    "own_ethnicity": "汉族",
    "own_hukou": "610104",
    "own_status": "unmarried",
    "other_name": "梁晓雯",
    "other_id_type": "resident",
    "other_number": "500103199506189968",
    "other_mobile": "13900000000",
    "other_ethnicity": "汉族",
    "other_hukou": "500103",
    "other_status": "unmarried",
    "kinship": "none",
    "in_person": "yes",
}


def _transfer(out: str, into: str) -> dict[str, str | tuple[str, ...]]:
    return {"out_city": out, "in_city": into, "mobile": "13800000000", "pledge-one_account": "yes"}


def _reason(text: str) -> dict[str, str | tuple[str, ...]]:
    return {"point": ("other",), "reason-other": text}


STORIES: Final = (
    Story(name="transfer", title="住房公积金异地转移接续", tell=transfer),
    Story(name="transfer_refused", title="住房公积金异地转移接续（转出地驳回）", tell=transfer_refused),
    Story(name="employer", title="住房公积金单位登记开户", tell=employer),
    Story(name="certificate_online", title="开具户籍类证明（全程网办）", tell=certificate_online),
    Story(name="certificate_at_window", title="开具户籍类证明（异地代收代办）", tell=certificate_at_window),
    Story(name="certificate_off_exchange", title="开具户籍类证明（户籍地未接入）", tell=certificate_off_exchange),
    Story(name="certificate_declined", title="开具户籍类证明（不予受理）", tell=certificate_declined),
    Story(name="marriage", title="结婚登记", tell=marriage),
)
