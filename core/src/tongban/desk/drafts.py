"""Drafts: applications not handed in yet; no number, no facts, one node, deleted by their author or by age."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import msgspec

from tongban.clock import Clock, milliseconds
from tongban.errors import NotFound
from tongban.evidence.items import Evidence
from tongban.exchange.ids import mint_id
from tongban.identity.people import Person
from tongban.matters.matter import Channel
from tongban.storage import Database


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a draft: texts as typed, who applies, where it is handed in, and what was gathered.

    `person` is who applies, or the agent where `organisation` (number, name) applies; `clerk` is the office whose
    window takes it in. `evidence` is by need or material key.
    """

    matter: str
    edition: str
    channel: Channel
    office: str
    person: Person
    typed: dict[str, str] = {}
    organisation: tuple[str, str] | None = None
    delivery: str = ""
    pledges: tuple[str, ...] = ()
    window_checks: tuple[str, ...] = ()
    consent: bool = False
    evidence: dict[str, Evidence] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A saved draft; `key` is its author's pseudonymous key."""

    id: str
    key: str
    application: Application
    updated_at: int = field(default=0)


class Drafts:
    """Keeps drafts; each belongs to the one who wrote it and is not found for anybody else."""

    def __init__(self, database: Database, clock: Clock, *, days: int) -> None:
        self._database = database
        self._clock = clock
        self._days = days

    def new(self, key: str, application: Application) -> Draft:
        """A draft with a fresh application id, not saved yet."""
        return Draft(id=mint_id(self._clock.now()), key=key, application=application)

    async def save(self, draft: Draft) -> None:
        """Keep a draft as it is now."""
        body = msgspec.json.encode(draft.application)
        now = milliseconds(self._clock.now())
        await self._database.execute(_SAVE, draft.id, draft.key, draft.application.matter, body, now)

    async def load(self, draft_id: str, key: str) -> Draft:
        """One's own draft; raises `NotFound`."""
        row = await self._database.fetch_one(_LOAD, draft_id, key)
        if row is None:
            raise NotFound("没有找到这份暂存的申请，可能已提交或已删除")
        return _draft(draft_id, key, row["body"], row["updated_at"])

    async def mine(self, key: str) -> list[Draft]:
        """One's own drafts, the latest first."""
        found = await self._database.fetch(_MINE, key)
        return [_draft(row["id"], key, row["body"], row["updated_at"]) for row in found]

    async def delete(self, draft_id: str, key: str) -> None:
        """Delete one's own draft; nothing happens where there is none."""
        await self._database.execute("DELETE FROM tongban_draft WHERE id = $1 AND key = $2", draft_id, key)

    async def expire(self) -> int:
        """Delete the drafts nobody has touched for the node's number of days."""
        before = milliseconds(self._clock.now() - timedelta(days=self._days))
        return await self._database.execute("DELETE FROM tongban_draft WHERE updated_at < $1", before)


def _draft(draft_id: str, key: str, body: bytes, updated_at: int) -> Draft:
    application = msgspec.json.decode(body, type=Application)
    return Draft(id=draft_id, key=key, application=application, updated_at=updated_at)


_SAVE = """INSERT INTO tongban_draft (id, key, matter, body, updated_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at
WHERE tongban_draft.key = excluded.key"""
_LOAD = "SELECT body, updated_at FROM tongban_draft WHERE id = $1 AND key = $2"
_MINE = "SELECT id, body, updated_at FROM tongban_draft WHERE key = $1 ORDER BY updated_at DESC LIMIT 50"
