"""Somebody's case, drafts, files, firm and token at one node, and everybody who might want to see them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import route_table as who
from litestar import Litestar

from tongban.desk.drafts import Application, Draft
from tongban.exchange.ids import mint_id
from tongban.identity.people import Assurance, Mandate, Officer, OfficerRole, Organisation, Person
from tongban.identity.viewers import Holder, Viewer
from tongban.matters.materials import Material, Upload
from tongban.matters.matter import Channel
from tongban.node import Node
from tongban.testing.world import World
from tongban_housing_fund.testing.samples import EMPLOYER
from tongban_web.cookies import guest_csrf
from tongban_web.testing.sites import site_of

SECRET = "只有本人和经办机关知道的用途"
FILE = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n" + SECRET.encode()
FIRM = Organisation(number="915101040000001239", name="成都锦江示例科技有限公司")
HALL = "440106-hall"
ANSWERS = {"cert_kind": "former_name", "purpose": SECRET, "hukou_place": "510104", "handed_by": "self"}
MATERIAL = Material(key="mandate", name="授权委托书", sources=(Upload(),))
SCOPES = frozenset({"cases:read", "cases:write"})


@dataclass(frozen=True)
class Guest:
    """One viewer: a browser with the token of its forms, and the header of a program."""

    client: httpx.AsyncClient
    csrf: str
    bearer: Mapping[str, str] = field(default_factory=dict)


class Scene:
    """What in the addresses of the site is somebody's."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.home = world.province("440000")
        self.node: Node = self.home.node
        self.app: Litestar = site_of(self.node)
        self.owner = self.key("张建国")
        case = self._case()
        draft = self._draft(self.owner)
        firm = self._draft(self.node.accounts.key(FIRM.number), organisation=(FIRM.number, FIRM.name))
        opened = self.home.apply(EMPLOYER.matter, by=EMPLOYER.by, answers=EMPLOYER.answers, organisation=FIRM.number)
        [granted] = world.run(self.node.mandates.of_organisation, FIRM.number)
        token = world.run(self._token, self.node, Viewer(key=self.owner, holder=Holder(person=self.person("张建国"))))
        common = {
            "matter_id": "hh.cert.hukou",
            "provider_id": "development",
            "organisation": FIRM.number,
            "granted": granted.id,
            "token_id": token.id,
            "material": MATERIAL.key,
            "name": "ask",
            "purpose": "complaint",
            "index": "1",
            "seq": "2",
            "position": "1",
            "code": "510000",
            "language": "zh_CN",
            "letter": "none",
            "incident": "1",
            "path": "nothing",
            "address": "nothing",
            "file_path": "site.css",
        }
        self.owned = {**common, **case}
        self.drafted = {**common, **draft}
        self.shelved = {**common, **self._draft(f"office:{HALL}", channel=Channel.WINDOW)}
        of_firm = self.world.run(self._stored, opened.case.id)
        self.firms = {**common, **firm, "case_id": opened.case.id}
        self.of_firm = f"/cases/{opened.case.id}/files/{of_firm.id}"
        self.number = self.home.case(case["case_id"]).number
        self.seen = self.home.case(case["case_id"]).seq

    def person(self, name: str, assurance: Assurance = Assurance.L3) -> Person:
        return self.world.person(name, assurance)

    def key(self, name: str) -> str:
        return self.node.accounts.key(self.person(name).number)

    def ids(self, path: str, viewer: str) -> dict[str, str]:
        """The ids in an address that are somebody else's; for a former agent those of the firm."""
        if viewer == who.FORMER and "{draft_id}" in path + "{case_id}" in path:
            return self.firms
        if path.startswith("/window/drafts"):
            return self.shelved
        return self.drafted if "{draft_id}" in path else self.owned

    def _case(self) -> dict[str, str]:
        application = mint_id(self.node.clock.now())
        stored = self.world.run(self._stored, application)
        handed = self.home.apply(
            "hh.cert.hukou", by="张建国", answers=ANSWERS, channel="window", delivery="window",
            window_checks=("identity",), uploads=[stored.evidence("授权委托书")], draft_id=application,
        )  # fmt: skip
        clerk = self.home.officer(HALL)
        clerk.ask_correction(handed.case.id, "purpose", "请写明公证处名称")
        return {"case_id": application, "file_id": stored.id}

    def _draft(self, key: str, **changes: Any) -> dict[str, str]:
        written = {
            "matter": "hh.cert.hukou", "edition": self.node.plugins.matter("hh.cert.hukou").edition,
            "channel": Channel.ONLINE, "office": HALL, "person": self.person("张建国"), "typed": ANSWERS,
            "delivery": "electronic", "consent": True, **changes,
        }  # fmt: skip
        draft: Draft = self.node.drafts.new(key, Application(**written))
        self.world.run(self.node.drafts.add, draft)
        stored = self.world.run(self._stored, draft.id)
        return {"draft_id": draft.id, "file_id": stored.id}

    async def _stored(self, application: str) -> Any:
        return await self.node.uploads.store(
            _pdf(), application=application, material=MATERIAL, name="授权委托书.pdf", by=self.owner
        )

    async def _token(self, node: Node, viewer: Viewer) -> Any:
        expires = node.clock.now() + timedelta(hours=1)
        return await node.tokens.issue(viewer, title="程序", scopes=SCOPES, expires=expires)

    async def guests(self) -> dict[str, Guest]:
        """Everybody who looks, signed in."""
        head = Person(name="王小川", number=self.person("王小川").number, assurance=Assurance.L3, represents=(FIRM,))
        enrolled = {
            who.CLERK: (HALL, {OfficerRole.CLERK, OfficerRole.OFFICER}),
            who.CLERK_ELSEWHERE: ("440106-police", {OfficerRole.CLERK}),
            who.OFFICER_ELSEWHERE: ("440100-hf", {OfficerRole.OFFICER, OfficerRole.APPROVER}),
            who.SUPERVISOR: (HALL, {OfficerRole.SUPERVISOR}),
            who.OPERATOR: (HALL, {OfficerRole.OPERATOR}),
        }
        staff = {
            kind: Officer(id=f"only-{number}", name="专任", office=office, roles=frozenset(roles))
            for number, (kind, (office, roles)) in enumerate(enrolled.items())
        }
        for officer in staff.values():
            await self.node.accounts.enrol(officer)
        abroad = Officer(id="510104-police-1", name="许国强", office=HALL, roles=frozenset(OfficerRole))
        return {
            who.NOBODY: await self._guest(),
            who.ABROAD: await self._signed_in(self.world.province("510000").node, abroad),
            who.WEAK: await self._signed_in(self.node, self.person("张建国", Assurance.L1)),
            who.OWNER: await self._signed_in(self.node, self.person("张建国")),
            who.STRANGER: await self._signed_in(self.node, self.person("李秋萍")),
            who.FORMER: await self._former(self.person("周雅琴")),
            who.HEAD: await self._signed_in(self.node, head),
            **{kind: await self._signed_in(self.node, officer) for kind, officer in staff.items()},
        }

    async def _guest(self) -> Guest:
        client = self._client()
        await client.get("/sign-in")
        return Guest(client, guest_csrf(client.cookies["tongban_guest_440000"]))

    async def _signed_in(self, node: Node, somebody: Person | Officer) -> Guest:
        signed_in = await node.sessions.start(somebody)
        token = await self._token(node, signed_in.viewer)
        client = self._client()
        client.cookies.set("tongban_session_440000", signed_in.cookie)
        return Guest(client, signed_in.viewer.csrf, {"authorization": f"Bearer {token.token}"})

    async def _former(self, agent: Person) -> Guest:
        mandate = Mandate(
            organisation=FIRM.number,
            organisation_name=FIRM.name,
            agent=agent.number,
            agent_name=agent.name,
            matters=frozenset({"hf.employer_open"}),
            since="2026-11-02",
            until="2027-11-01",
        )
        granted = await self.node.mandates.grant(mandate)
        guest = await self._signed_in(self.node, agent)
        await self.node.sessions.act_for(guest.client.cookies["tongban_session_440000"], mandate)
        assert "成都锦江" in (await guest.client.get("/cases")).text
        assert (await guest.client.get(self.of_firm)).content == FILE
        await self.node.mandates.revoke(granted, organisation=FIRM.number)
        return guest

    def _client(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=True)
        return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")


async def _pdf() -> AsyncIterator[bytes]:
    yield FILE
