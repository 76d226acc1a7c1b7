"""A household certificate by post: corrected in the applicant's own words, suspended for a while, and verified."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode

from scripts.walking.fund import GRANTED, look_back
from scripts.walking.walk import Walk
from tongban_web.journey.deeds import apply_online, at_desk, verify
from tongban_web.journey.people import People
from tongban_web.journey.stories import GUANGDONG, KINSHIP, SICHUAN, Told
from tongban_web.journey.visitors import Entry, Visitor, WrongTurn

SIGNED: Final = "送达确认（收件人已签收）"
BY_POST: Final[dict[str, Entry]] = {
    "delivery": "post",
    "postal_recipient": "张建国",
    "postal_phone": "13800000000",
    "postal_address": "广东省广州市天河区体育西路示例街1号2栋301室",
}
WRONG_PHONE: Final = "1380000"
UNCLEAR: Final[dict[str, Entry]] = {
    "point": ("other",),
    "reason-other": "未写明与张德福的关系在何时登记",
    "remedy-other": "请写明您与张德福在同一户登记的起止时间",
}
IN_OWN_WORDS: Final = "1985年3月至2008年9月登记在同一户。"
NUMBER: Final = re.compile(r"通办\w〔\d{4}〕\s?[\w-]+号(-\d+)?")
CODE: Final = re.compile(r"查验码 ([0-9A-Z-]+)")


def certificates() -> Iterator[Walk]:
    """One walk that takes every turning a certificate may take before it is in the post."""
    title = "开具户籍类证明（邮寄送达；补正说明、挂起、查验文书）"
    yield Walk(name="certificate_by_post", title=title, who="张建国", end=GRANTED, go=by_post)


def by_post(people: People) -> Told:
    """张建国 has the certificate sent home; the police ask for a word more, and let time stand still for a while."""
    zhang, police = people.person(GUANGDONG, "张建国"), people.officer("510104-police-1")
    _stumble(zhang)
    case = apply_online(zhang, "hh.cert.hukou", {**KINSHIP, **BY_POST})
    at_desk(police, case, "ask_correction", "一次性告知补正", UNCLEAR)
    _correct(zhang, case)
    at_desk(police, case, "accept", "受理")
    verify(police, case)
    at_desk(police, case, "suspend", "进入特别程序（专家评审）", {"reason": "expert", "note": "原户籍档案字迹待辨认"})
    _stands_still(people, zhang, case)
    at_desk(police, case, "resume", "恢复办理")
    at_desk(police, case, "grant", "作出准予决定")
    at_desk(police, case, "dispatch", "邮寄结果", {"way": "post", "waybill": "SF2026112301"})
    zhang.get(f"/cases/{case}")
    at_desk(police, case, "signed", SIGNED, {"waybill": "SF2026112301"})
    look_back(zhang, case)
    _verified(people, zhang, case)
    return Told(case_id=case, applicant=zhang, places=("440106-hall-1", "510104-police-1"))


def _stumble(applicant: Visitor) -> None:
    """A telephone number that no courier can call comes back."""
    try:
        apply_online(applicant, "hh.cert.hukou", {**KINSHIP, **BY_POST, "postal_phone": WRONG_PHONE})
    except WrongTurn:
        return
    raise WrongTurn(f"a result went by post to somebody with the number {WRONG_PHONE}")


def _correct(applicant: Visitor, case: str) -> None:
    form = applicant.get(f"/cases/{case}/correction").form("/correction")
    if form is None:
        raise WrongTurn(f"{applicant.name} finds nothing to correct in {case}")
    applicant.submit(form, {"said": IN_OWN_WORDS})


def _stands_still(people: People, applicant: Visitor, case: str) -> None:
    """Who waits, who decides and who looks on see the suspended case."""
    for address in ("/cases", f"/cases/{case}"):
        applicant.get(address)
    for address in ("/desk", f"/desk/cases/{case}"):
        people.officer("510104-police-1").get(address)
    supervisor = people.officer("510000-supervisor")
    for address in ("/supervision", "/supervision?urgency=paused", f"/supervision/cases/{case}"):
        supervisor.get(address)
    supervisor.get(f"/supervision/cases/{case}/for/complaint")


def _verified(people: People, applicant: Visitor, case: str) -> None:
    """Nothing entered, a wrong code, the printed one, and the other province's site."""
    number, code = _printed(applicant, case)
    right, wrong = (urlencode({"number": number, "code": each}) for each in (code, "0000-0000-0000"))
    for asked in ("", "?number=%20&code=1", f"?{wrong}", f"?{right}"):
        applicant.get(f"/verify{asked}")
    if "这份文书由本平台出具" not in people.person(SICHUAN, applicant.name).get(f"/verify?{right}").text:
        raise WrongTurn(f"{number} is not known where it was issued")


def _printed(applicant: Visitor, case: str) -> tuple[str, str]:
    """The number and the code on the first of the platform's own papers."""
    for link in applicant.get(f"/cases/{case}").links:
        paper = applicant.get(link.removeprefix(applicant.url)).text if "/papers/" in link else ""
        if (number := NUMBER.search(paper)) and (code := CODE.search(paper)):
            return number.group().replace(" ", ""), code.group(1)
    raise WrongTurn(f"{case} has no paper with a number and a code to verify it by")
