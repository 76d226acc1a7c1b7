"""A program that calls the API of a node, over real HTTP requests to its application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from tongban.node import Node
from tongban.testing.world import World
from tongban_web.testing.sites import site_of

SCOPES = ["cases:read", "cases:write"]


@dataclass
class Caller:
    """One program with the token of one person or officer."""

    world: World
    province: str
    token: str = ""
    client: httpx.AsyncClient = field(default_factory=httpx.AsyncClient)

    @classmethod
    def at(cls, world: World, province: str) -> Caller:
        transport = httpx.ASGITransport(app=site_of(world.province(province).node), raise_app_exceptions=False)
        return cls(world, province, client=httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1"))

    @property
    def node(self) -> Node:
        return self.world.province(self.province).node

    def get(self, address: str) -> httpx.Response:
        return self.world.run(self.client.get, address, headers=self._headers())

    def post(self, address: str, body: object, **headers: str) -> httpx.Response:
        return self.world.run(self.client.post, address, json=body, headers={**self._headers(), **headers})

    def delete(self, address: str) -> httpx.Response:
        return self.world.run(self.client.delete, address, headers=self._headers())

    def send(self, method: str, address: str, content: bytes, **headers: str) -> httpx.Response:
        return self.world.run(
            self.client.request, method, address, content=content, headers={**self._headers(), **headers}
        )

    def sign_in(self, name: str, scopes: list[str] = SCOPES) -> Caller:
        form = {"person": self.world.person(name).number, "level": "L3"}
        return self._issue({"form": form, "entrance": "public", "scopes": scopes})

    def sign_in_staff(self, officer: str) -> Caller:
        return self._issue({"form": {"officer": officer}, "entrance": "staff", "scopes": SCOPES})

    def act(self, case_id: str, **asked: Any) -> httpx.Response:
        return self.post(f"/api/v1/cases/{case_id}/acts", asked)

    def statements(self) -> int:
        return self.node.database.statements

    def _issue(self, asked: Mapping[str, object]) -> Caller:
        answer = self.post("/api/v1/tokens", {"provider": "development", **asked})
        assert answer.status_code == 201, answer.text
        return replace(self, token=answer.json()["token"])

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"} if self.token else {}
