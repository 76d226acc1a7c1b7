"""Pages that belong to no case: the zone, an organisation's mandates, staff's rooms, and what is said of mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scripts.walking.walk import Walk
from tongban_web.journey.pages import Form
from tongban_web.journey.people import People
from tongban_web.journey.stories import CHONGQING, GUANGDONG
from tongban_web.journey.visitors import Entry, Visitor, WrongTurn

FIRM: Final = "915101040000001239"
MATTER: Final = "hf.employer_open"
APPLY: Final = f"/matters/{MATTER}/apply"
PUBLIC: Final = (
    "/?q=公积金",
    "/?q=护照",
    "/?q=结婚",
    "/matters/hf.transfer?place=浙江省杭州市",
    "/matters/hh.cert.hukou",
    "/matters/mr.marry",
    "/matters/hf.nothing",
    "/nowhere",
    "/cases",
    "/lookups",
    "/acting-for",
    "/mandates",
    "/api/v1",
)
OPERATION: Final = ("/operation", "/operation/peers/500000", "/operation/letters", "/operation/incidents", "/cases")


def rooms(people: People) -> None:
    """Everybody looks around."""
    nobody_yet = people.person(GUANGDONG, "许诺")
    for address in PUBLIC:
        nobody_yet.get(address)
    for officer in ("440000-supervisor", "440000-operator", "440106-hall-1", "440106-hall-2"):
        visitor = people.officer(officer)
        for address in _of_staff(officer):
            visitor.get(address)
    _leave_undone(people)


def _leave_undone(people: People) -> None:
    """A clerk has registers asked about somebody and hands nothing in, which the supervisor sees."""
    clerk, somebody = people.officer("440106-hall-1"), people.person(GUANGDONG, "张建国")
    there: dict[str, Entry] = {"name": somebody.name, "number": somebody.form["person"], "matter": "hh.cert.hukou"}
    clerk.submit(_form(clerk, "/window/apply", "/window/apply"), {**there, "identity": "yes", "consent": "yes"})
    people.officer("440000-supervisor").get("/supervision/lookups")


def _of_staff(officer: str) -> tuple[str, ...]:
    match officer.rpartition("-")[2]:
        case "supervisor":
            return (
                "/supervision",
                "/supervision?state=closed",
                "/supervision/plugins",
                "/supervision/parameters",
                "/supervision/lookups",
            )
        case "operator":
            return OPERATION
        case _:
            return ("/window", "/window/apply", "/desk", "/desk/find?number=KS123", "/desk/cases/none", "/supervision")


def mandates(people: People) -> None:
    """A legal representative authorises an agent, who uses it; then it is revoked."""
    head, agent = people.person(CHONGQING, "王小川"), people.person(CHONGQING, "何建军")
    address = f"/mandates/{FIRM}"
    head.submit(_form(head, address, address), {})
    whom: dict[str, Entry] = {"agent_name": agent.name, "agent": agent.form["person"], "matters": (MATTER,)}
    head.submit(_form(head, address, address), {**whom, "since": "2026-11-23", "until": "2027-11-22"})
    agent.submit(_form(agent, f"/acting-for?next={APPLY}", "/acting-for"), {"organisation": FIRM})
    agent.submit(_form(agent, APPLY, APPLY), {"consent": "yes"})
    agent.get("/cases")
    latest = next(form for form in head.get(address).forms if form.action.endswith("/revoke"))
    head.submit(latest, {})
    for left in ("/acting-for", APPLY, "/cases"):
        agent.get(left)


def _form(visitor: Visitor, address: str, ending: str) -> Form:
    form = visitor.get(address).form(ending)
    if form is None:
        raise WrongTurn(f"{visitor.name} finds no form {ending} at {address}")
    return form


def looks() -> Iterator[Walk]:
    """Walks that make no case."""
    yield Walk(name="rooms", title="专区、督办、运维、出错时的页面", who="许诺、各类工作人员", end="", go=rooms)
    yield Walk(name="mandates", title="授权管理", who="王小川、何建军", end="授权、使用、撤销", go=mandates)
