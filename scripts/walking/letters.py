"""The dead-letter desk with letters on it: a province that cannot be reached for two hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from scripts.walking.fund import look_back
from scripts.walking.walk import Walk
from tongban_web.journey.deeds import apply_online, at_desk
from tongban_web.journey.pages import Page
from tongban_web.journey.people import People
from tongban_web.journey.stories import GUANGDONG, KINSHIP, SICHUAN, Told
from tongban_web.journey.supervisor import BEGIN
from tongban_web.journey.visitors import Entry, Visitor, WrongTurn

DESK: Final = "/operation/letters"
PEER: Final = f"/operation/peers/{SICHUAN}"
AGAIN: Final = "/again"
TWO_HOURS: Final = timedelta(hours=2)
REASON: Final[dict[str, Entry]] = {"point": ("other",), "reason-other": "不属于本所管辖"}


def waiting_letters() -> Iterator[Walk]:
    """One walk."""
    title = "开具户籍类证明（户籍地两小时联系不上；死信台）"
    yield Walk(name="letters", title=title, who="张建国、运维员粤", end="不予受理", go=unreachable)


def unreachable(people: People) -> Told:
    """四川 is down while 张建国 applies in 广东; its operator looks into it, sends again, and the case goes on."""
    applicant, operator = people.person(GUANGDONG, "张建国"), people.officer("440000-operator")
    with people.supervisor.without(SICHUAN):
        case = apply_online(applicant, "hh.cert.hukou", KINSHIP)
        applicant.get(f"/cases/{case}")
        people.officer("440106-hall-1").get(f"/desk/cases/{case}")
        people.supervisor.at(BEGIN + TWO_HOURS)
        _look_into(operator)
        people.officer("440000-supervisor").get("/supervision")
    at_desk(people.officer("510104-police-1"), case, "decline", "不予受理", REASON)
    operator.get(DESK)
    look_back(applicant, case)
    return Told(case_id=case, applicant=applicant, places=("440106-hall-1", "510104-police-1"))


def _look_into(operator: Visitor) -> None:
    operator.get("/operation")
    test = operator.get(PEER).form("/test")
    if test is not None:
        operator.submit(test, {})
    letters = operator.until(lambda: _with_letters(operator), "a letter on the desk")
    aside = letters.link("/aside")
    if aside is not None:
        reason = operator.get(aside.removeprefix(operator.url)).form("/aside")
        if reason is not None:
            operator.submit(reason, {})
    again = operator.get(DESK).form(AGAIN)
    if again is None:
        raise WrongTurn(f"{operator.name} finds nothing to send again")
    operator.submit(again, {})


def _with_letters(operator: Visitor) -> Page | None:
    page = operator.get(DESK)
    return page if page.form(AGAIN) else None
