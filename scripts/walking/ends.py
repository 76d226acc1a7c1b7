"""Other ways a case of the housing fund goes: declined, corrected, withdrawn, confirmed by a spouse, at a window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from scripts.walking.fund import GRANTED, decided, delivered, entered, look_back, offices_of, to_the_end
from scripts.walking.walk import Walk
from tongban.matters.matter import Matter
from tongban.plugins import load_plugins
from tongban.testing.samples import Sample
from tongban_housing_fund.testing import SAMPLES
from tongban_housing_fund.testing.applications import APPLICATIONS
from tongban_web.journey.deeds import EVERY, apply_at_window, apply_online, at_desk
from tongban_web.journey.people import People
from tongban_web.journey.stories import GUANGDONG, Told
from tongban_web.journey.visitors import Entry, Visitor

CENTRE: Final = "510100-hf-1"
CLERK: Final = "440106-hall-1"


def other_ends() -> Iterator[Walk]:
    """Each with a name of its own."""
    matters = {matter.id: matter for matter in load_plugins(["housing_fund"]).matters}
    samples = {sample.matter: sample for sample in SAMPLES}
    rent, rents = samples["hf.rent"], matters["hf.rent"]
    hire = _variant(samples["hf.employer_change"], "新增职工", account="510100000777")
    leave = _variant(samples["hf.employer_change"], "职工离职", account="")
    spouses = replace(_variant(samples["hf.purchase"], "夫妻购房提取"), co_applicant="李秋萍")
    spouses = replace(spouses, answers={**spouses.answers, "card_holder": spouses.by})
    for name, title, sample in (
        ("hire", "新增职工", hire),
        ("leave", "职工离职", leave),
        ("spouses", "夫妻，配偶另行确认", spouses),
    ):
        matter = matters[sample.matter]
        go = partial(to_the_end, sample=sample, matter=matter)
        who = "、".join(filter(None, (sample.by, sample.co_applicant)))
        yield Walk(name=name, title=f"{matter.name}（{title}）", who=who, end=GRANTED, go=go)
    for name, title, end, way in (
        ("declined", "中心不予受理", "不予受理", declined),
        ("corrected", "询问和答复、补正后受理", GRANTED, corrected),
        ("withdrawn", "申请人撤回", "撤回", withdrawn),
        ("overseen", "两省督办员查看，中心不予受理", "不予受理", overseen),
        ("window", "林晓燕在窗口代为提交，本人在“我的办件”看到", GRANTED, at_window),
    ):
        go = partial(way, sample=rent, matter=rents)
        yield Walk(name=name, title=f"{rents.name}：{title}", who=rent.by, end=end, go=go)


def _variant(sample: Sample, short_name: str, **register: str) -> Sample:
    reports = {**sample.reports, "register": register} if register else sample.reports
    return replace(sample, answers=APPLICATIONS[short_name].typed, reports=reports)


def declined(people: People, *, sample: Sample, matter: Matter) -> Told:
    """The centre does not accept, with reason and remedy."""
    applicant, case = _applied(people, sample, matter)
    reason: dict[str, Entry] = {
        "point": ("other",),
        "reason-other": "租赁备案的房屋不在缴存地",
        "remedy-other": "请提交缴存地的租赁备案",
    }
    at_desk(people.officer(CENTRE), case, "decline", "不予受理", reason)
    return _ended(people, applicant, case)


def corrected(people: People, *, sample: Sample, matter: Matter) -> Told:
    """The centre asks for a correction and a question; the applicant answers both, and all goes on to the close."""
    applicant, case = _applied(people, sample, matter)
    officer = people.officer(CENTRE)
    at_desk(officer, case, "ask", "询问", {"text": "租赁合同是否已续签？"})
    question = applicant.get(f"/cases/{case}").form("/answers")
    if question is not None:
        applicant.submit(question, {"text": "已续签至2027年6月。"})
    points: dict[str, Entry] = {
        "point": ("bank",),
        "reason-bank": "未写明支行",
        "remedy-bank": "请写到支行，例如示例银行成都锦江支行",
    }
    at_desk(officer, case, "ask_correction", "一次性告知补正", points)
    applicant.get(f"/cases/{case}")
    form = applicant.get(f"/cases/{case}/correction").form("/correction")
    if form is not None:
        applicant.submit(form, {"bank": "示例银行成都锦江支行"})
    decided(people, applicant, case, sample=sample, matter=matter)
    return delivered(people, applicant, case)


def withdrawn(people: People, *, sample: Sample, matter: Matter) -> Told:
    """The applicant thinks better of it."""
    applicant, case = _applied(people, sample, matter)
    form = applicant.get(f"/cases/{case}/withdraw").form("/withdraw")
    if form is not None:
        applicant.submit(form, {"reason": "租金改由单位支付", "confirmed": "yes"})
    people.officer(CENTRE).get(f"/desk/cases/{case}")
    return _ended(people, applicant, case)


def at_window(people: People, *, sample: Sample, matter: Matter) -> Told:
    """A clerk applies for whoever stands there, who finds the case at home afterwards."""
    clerk, applicant = people.officer(CLERK), people.person(GUANGDONG, sample.by)
    clerk.get("/window")
    person = {"name": sample.by, "number": applicant.form["person"]}
    case = apply_at_window(clerk, matter.id, person, dict(entered(sample, matter)))
    if people.officer(CLERK).get(f"/desk/cases/{case}").link("/acts/receive"):
        at_desk(clerk, case, "receive", "收件", {"checks": EVERY})
    decided(people, applicant, case, sample=sample, matter=matter)
    return delivered(people, applicant, case)


def overseen(people: People, *, sample: Sample, matter: Matter) -> Told:
    """Supervisors of both provinces look on, while the case is open and once it has ended."""
    applicant, case = _applied(people, sample, matter)
    applicant.get("/cases")
    _look_on(people, case)
    reason: dict[str, Entry] = {"point": ("other",), "reason-other": "不属于本中心管辖"}
    at_desk(people.officer(CENTRE), case, "decline", "不予受理", reason)
    _look_on(people, case)
    return _ended(people, applicant, case)


def _look_on(people: People, case: str) -> None:
    for supervisor in ("440000-supervisor", "510000-supervisor"):
        for address in ("/supervision", "/supervision?state=declined", f"/supervision/cases/{case}"):
            people.officer(supervisor).get(address)


def _applied(people: People, sample: Sample, matter: Matter) -> tuple[Visitor, str]:
    applicant = people.person(GUANGDONG, sample.by)
    case = apply_online(applicant, matter.id, dict(entered(sample, matter)))
    return applicant, case


def _ended(people: People, applicant: Visitor, case: str) -> Told:
    look_back(applicant, case)
    offices = offices_of(applicant, case)
    people.officer(CENTRE).get(f"/desk/cases/{case}")
    return Told(case_id=case, applicant=applicant, places=tuple(f"{each}-1" for each in offices.values()))
