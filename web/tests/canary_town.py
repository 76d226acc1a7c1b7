"""People who hand in by the pages and by the API of their node, and where what they say of themselves may have gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import httpx
from caller import Caller
from canaries import Search

from tongban.identity.seed import DemoPerson
from tongban.testing.example.journey import DIVISIONS, MATTERS, NODES, ExampleOnItsWay
from tongban_web.testing.visitor import Visitor, handed_in

HALL, POLICE = (f"{DIVISIONS['广东']}-{kind}" for kind in ("hall", "police"))
MODES: Final = ("online", "window", "joint", "anywhere")
HELD_FOR_THEM: Final = {"cookie", "set-cookie", "authorization"}


@dataclass
class Line:
    """What anybody between a browser or program and the site may write down: addresses and headers, no bodies."""

    passed: list[str] = field(default_factory=list)

    def watch(self, client: httpx.AsyncClient) -> None:
        client.event_hooks = {"request": [self._asked], "response": [self._answered]}

    async def _asked(self, request: httpx.Request) -> None:
        self.passed.append(f"{request.method} {request.url} {self._told(request.headers)}")

    async def _answered(self, response: httpx.Response) -> None:
        self.passed.append(f"{response.status_code} {self._told(response.headers)}")

    def _told(self, headers: httpx.Headers) -> str:
        return repr([(name, value) for name, value in headers.multi_items() if name not in HELD_FOR_THEM])


@dataclass
class Town:
    """Everybody who hands in, and where what they say may have gone."""

    case: ExampleOnItsWay
    search: Search
    line: Line = field(default_factory=Line)

    def visitor(self, province: str) -> Visitor:
        made = Visitor.at(self.case.world, NODES[province])
        self.line.watch(made.client)
        return made

    def caller(self, province: str) -> Caller:
        made = Caller.at(self.case.world, NODES[province])
        self.line.watch(made.client)
        return made

    def answers(self, mode: str, person: DemoPerson) -> dict[str, str]:
        typed = {"place": DIVISIONS["四川"], "remark": f"本人{person.name}，{person.number}，{person.mobile}"}
        if mode == "joint":
            typed |= {"partner": DIVISIONS["重庆"], "task": f"核查{person.number}的居住情况"}
        return typed | ({"place": DIVISIONS["广东"]} if mode == "anywhere" else {})

    def by_page(self, mode: str, person: DemoPerson) -> str:
        """The case that somebody hands in, or a clerk for them."""
        answers = self.answers(mode, person)
        if mode == "window":
            return self._at_the_window(person, answers)
        visitor = self.visitor("广东")
        visitor.sign_in(person.name)
        page = handed_in(visitor, _matter(mode), **answers)
        assert page.path.startswith("/cases/"), page.text
        visitor.get("/cases")
        return page.path.split("/")[2].partition("?")[0]

    def _at_the_window(self, person: DemoPerson, answers: dict[str, str]) -> str:
        clerk = self.visitor("广东")
        clerk.sign_in_staff(f"{HALL}-1")
        standing = {"name": person.name, "number": person.number, "mobile": person.mobile}
        agreed = {"identity": "yes", "consent": "yes"}
        page = clerk.submit(clerk.get("/window/apply"), "/window/apply", matter=_matter("window"), **standing, **agreed)
        page = clerk.submit(page, page.path, act="review", consent="yes", **answers)
        assert page.path.endswith("/review"), page.text
        page = clerk.submit(page, page.path.replace("/review", "/submit"))
        case_id = page.path.split("/")[3].partition("?")[0]
        _act(clerk, case_id, "receive", checks="identity")
        return case_id

    def by_program(self, mode: str, person: DemoPerson) -> str:
        """The same with requests of JSON."""
        asked: dict[str, Any] = {"matter": _matter(mode), "answers": self.answers(mode, person), "consent": True}
        asked |= {"office": POLICE if mode == "anywhere" else HALL, "delivery": "electronic"}
        if mode == "window":
            standing = {"name": person.name, "number": person.number, "mobile": person.mobile}
            asked |= {"applicant": standing, "identity_checked": True}
            caller = self.caller("广东").sign_in_staff(f"{HALL}-1")
        else:
            caller = self.caller("广东").sign_in(person.name)
        answer = caller.post("/api/v1/cases", asked)
        assert answer.status_code == 201, answer.text
        case_id = str(answer.json()["id"])
        if mode == "window":
            assert caller.act(case_id, act="receive", checks=["identity"]).status_code == 200
        assert caller.get(f"/api/v1/cases/{case_id}").status_code == 200
        return case_id

    def decline(self, mode: str, case_id: str, person: DemoPerson) -> None:
        """The authority reads the case and declines it, with words that name the person."""
        officer = self.visitor("广东" if mode == "anywhere" else "四川")
        officer.sign_in_staff(f"{POLICE}-1" if mode == "anywhere" else f"{DIVISIONS['四川']}-police-1")
        page = officer.get(f"/desk/cases/{case_id}")
        assert person.number in page.response.text or person.name in page.text
        if mode == "anywhere":
            _act(officer, case_id, "receive", checks="identity")
        words = {"point": "other", "reason-other": f"{person.name}（{person.number}）所述与登记不符"}
        _act(officer, case_id, "decline", **words)

    def leaks(self, log: str) -> list[str]:
        """Every place where a person is named that should not."""
        run, found = self.case.world.run, [f"line: {each}" for each in self.line.passed if self.search.is_in(each)]
        found += [f"log: {each}" for each in log.splitlines() if self.search.is_in(each)]
        for node in self.case.world.nodes:
            columns = run(self.search.in_database, node.database, node.piccolo_apps)
            found += [f"{node.settings.node}: {column}" for column in columns]
            found += [f"file: {path}" for path in self.search.in_folder(node.settings.data)]
        return found


def _act(officer: Visitor, case_id: str, name: str, **typed: str) -> None:
    action = f"/desk/cases/{case_id}/acts/{name}"
    page = officer.post(action, {**officer.get(action).form(action), **typed})
    assert page.status == 200, page.text


def _matter(mode: str) -> str:
    return MATTERS[{"joint": "示例联办事项", "anywhere": "示例当场事项"}.get(mode, "示例事项")]
