"""Drafts: applications not handed in yet; no number, no facts, one node, deleted by their author or by age.

A draft ends once: it becomes a case, or it is deleted. Whoever saves or deletes it after that changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

import msgspec

from tongban.cases.effects import Claim
from tongban.cases.postal import PostalAddress
from tongban.clock import Clock, milliseconds
from tongban.errors import Conflict, NotFound, Refused
from tongban.evidence.items import Evidence
from tongban.evidence.uploads import StoredFile, Uploads
from tongban.exchange.ids import mint_id
from tongban.identity.people import Person, Role
from tongban.matters.matter import Channel
from tongban.matters.rules import Objection
from tongban.storage import Database, Insertion

PAGE: Final = 50
NOT_SAVED: Final = "这份申请刚刚已提交或已删除，这次的修改没有保存"
NOT_WRITTEN_OVER: Final = "这份申请刚在另一处保存过，这次填写的内容没有保存"
NOT_DELETED: Final = "这份申请刚在另一处修改过，没有删除"
Place = tuple[int, str]
"""Where a draft stands among its author's: when it was saved, and its id."""


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a draft: texts as typed, who applies, where it is handed in, and what was gathered.

    `person` is who signed in or stands at the window: who applies, or the agent where `organisation` (number, name)
    applies, or in the `capacity` of agent or guardian whoever acts for `principal` (name, number). `office` is where it
    is handed in, `postal` where its result goes by post. `present` are the roles of further parties who stand at a
    window and agree to being asked about. `evidence` is by need or material key. `written_on` is the key of the page
    that it was last saved from.
    """

    matter: str
    edition: str
    channel: Channel
    office: str
    person: Person
    typed: dict[str, str] = {}
    organisation: tuple[str, str] | None = None
    principal: tuple[str, str] | None = None
    capacity: Role = Role.APPLICANT
    delivery: str = ""
    postal: PostalAddress = PostalAddress()
    pledges: tuple[str, ...] = ()
    window_checks: tuple[str, ...] = ()
    consent: bool = False
    present: tuple[str, ...] = ()
    evidence: dict[str, Evidence] = {}
    written_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft; `key` is its author's pseudonymous key, `updated_at` grows whenever it is saved and is 0 before."""

    id: str
    key: str
    application: Application
    updated_at: int = field(default=0)


class Overtaken(Conflict):
    """A draft has been changed elsewhere since it was read: nothing of that is written over or deleted."""


class Ended(Conflict):
    """A draft has become a case or was deleted since it was read."""


class Drafts:
    """Keeps drafts and their files; each belongs to the one who wrote it and is not found for anybody else."""

    def __init__(self, database: Database, clock: Clock, uploads: Uploads, *, days: int, most: int) -> None:
        self._database = database
        self._clock = clock
        self._uploads = uploads
        self._days = days
        self._most = most
        self._lock = " FOR UPDATE" if database.dialect == "postgresql" else ""

    def new(self, key: str, application: Application, *, as_id: str = "") -> Draft:
        """A draft that is not kept yet, with a fresh application id where none is given."""
        return Draft(id=as_id or mint_id(self._clock.now()), key=key, application=application)

    async def begin(self, draft: Draft) -> Draft | None:
        """Keep a draft of a person as `add` does; raises `Refused` where there are as many as the node allows."""
        async with self._database.transaction("draft.begin"):
            kept = await self._database.fetch_one(_OTHERS, draft.key, draft.id)
            if kept is not None and kept["n"] >= self._most:
                raise Refused([_too_many(self._most)])
            return await self.add(draft)

    async def add(self, draft: Draft) -> Draft | None:
        """Keep a draft of a window, which has as many as people stand there; None where its id has been used before.

        So it has by a first click, and by the case that the draft has become since.
        """
        if await self._database.fetch_one("SELECT 1 FROM tongban_case WHERE id = $1", draft.id):
            return None
        body = msgspec.json.encode(draft.application)
        now = milliseconds(self._clock.now())
        added = await self._database.execute(_ADD, draft.id, draft.key, draft.application.matter, body, now)
        return replace(draft, updated_at=now) if added else None

    async def save(
        self, draft: Draft, *, page: str = "", files: Sequence[StoredFile] = (), without: Collection[str] = ()
    ) -> Draft:
        """Keep a draft as it is now, with these prepared files and without those of its own: it, with the instant.

        Raises `Overtaken` where it was changed since its own `updated_at`, unless from the same `page`, and `Ended`;
        no file has come or gone then.
        """
        body, now = msgspec.json.encode(draft.application), milliseconds(self._clock.now())
        async with self._database.transaction("draft.save"):
            kept = await self._held(draft, otherwise=NOT_SAVED)
            require_latest(kept, seen=draft.updated_at, page=page)
            saved = replace(draft, updated_at=max(now, kept.updated_at + 1))
            await self._database.execute(_SAVE, draft.id, draft.key, body, saved.updated_at)
            await self._change_files(draft, files, without)
        return saved

    async def put_files(
        self, draft: Draft, *, files: Sequence[StoredFile] = (), without: Collection[str] = ()
    ) -> list[StoredFile]:
        """Prepared files come to a draft, and those go; its answers stay as they are kept: what came. Raises `Ended`.

        No page has seen that, not even the one which the draft was last saved from.
        """
        now = milliseconds(self._clock.now())
        async with self._database.transaction("draft.put_files"):
            kept = await self._held(draft, otherwise=NOT_SAVED)
            body = msgspec.json.encode(msgspec.structs.replace(kept.application, written_on=""))
            await self._database.execute(_SAVE, draft.id, draft.key, body, max(now, kept.updated_at + 1))
            return await self._change_files(draft, files, without)

    async def _held(self, draft: Draft, *, otherwise: str) -> Draft:
        """The draft as it is kept now, which stays so in this transaction; raises `Ended` in these words."""
        row = await self._database.fetch_one(f"{_LOAD}{self._lock}", draft.id, draft.key)
        if row is None:
            raise Ended(otherwise)
        return _draft(draft.id, draft.key, row["body"], row["updated_at"])

    async def _change_files(
        self, draft: Draft, files: Sequence[StoredFile], without: Collection[str]
    ) -> list[StoredFile]:
        """Files come, each in the place of those that there were for its material, and those `without` go."""
        came = [await self._uploads.register(file) for file in files]
        renewed, kept = {file.material for file in came}, {file.id for file in came}
        before = await self._uploads.of_application(draft.id) if came else []
        replaced = {file.id for file in before if file.material in renewed} - kept
        for file in {*without, *replaced}:
            await self._uploads.remove(file, application=draft.id)
        return came

    async def load(self, draft_id: str, key: str) -> Draft:
        """One's own draft; raises `NotFound`."""
        row = await self._database.fetch_one(_LOAD, draft_id, key)
        if row is None:
            raise NotFound("没有找到这份暂存的申请，可能已提交或已删除")
        return _draft(draft_id, key, row["body"], row["updated_at"])

    async def mine(self, key: str, before: Place | None = None) -> list[Draft]:
        """One's own drafts, the latest first, `PAGE` at a time: those after the one at that place."""
        found = await self._database.fetch(_MINE, key, *(before or _TOP))
        return [_draft(row["id"], key, row["body"], row["updated_at"]) for row in found]

    async def delete(self, draft: Draft, *, page: str = "", beside: Sequence[Insertion] = ()) -> None:
        """Delete one's own draft with its files, as far as it was seen; `beside` is kept in the commit of that.

        Raises `Overtaken` where it was changed since its own `updated_at`, unless from the same `page`, and `Ended`.
        """
        async with self._database.transaction("draft.delete"):
            kept = await self._held(draft, otherwise="这份申请刚刚已提交或已删除")
            require_latest(kept, seen=draft.updated_at, page=page, otherwise=NOT_DELETED)
            await self._database.execute("DELETE FROM tongban_draft WHERE id = $1 AND key = $2", draft.id, draft.key)
            await self._uploads.remove_all(draft.id)
            await self._database.write("draft.delete", beside)

    async def expire(self) -> int:
        """Delete the drafts nobody has touched for the node's number of days; `Uploads.purge` takes their files."""
        before = milliseconds(self._clock.now() - timedelta(days=self._days))
        return await self._database.execute("DELETE FROM tongban_draft WHERE updated_at < $1", before)


def require_latest(kept: Draft, *, seen: int, page: str, otherwise: str = NOT_WRITTEN_OVER) -> None:
    """Raise `Overtaken`, in these words, for whoever has seen a draft as it was at an instant, not as it is kept.

    What was saved from the same page has not overtaken it: a page sends again before it is told of its own saving.
    """
    if kept.updated_at != seen and (not page or kept.application.written_on != page):
        raise Overtaken(otherwise)


def becoming(draft: Draft) -> Claim:
    """What must hold where a kept draft becomes a case: it still stands as it was read, and goes with that."""
    gone = Objection(
        rule="DRAFT",
        message="这份申请刚刚又被修改或删除，还没有提交",
        remedy="请从“我的办件”重新打开，核对后再提交；如已删除，请重新填写",
    )
    return Claim((_BECOME, (draft.id, draft.key, draft.updated_at)), gone)


def _too_many(most: int) -> Objection:
    return Objection(
        rule="DRAFTS",
        message=f"您已有{most}份没有提交的申请，不能再开始新的",
        remedy="请到“我的办件”提交其中的申请，或者删除不再需要的，然后重新开始",
    )


def _draft(draft_id: str, key: str, body: bytes, updated_at: int) -> Draft:
    application = msgspec.json.decode(body, type=Application)
    return Draft(id=draft_id, key=key, application=application, updated_at=updated_at)


_OTHERS = "SELECT count(*) AS n FROM tongban_draft WHERE key = $1 AND id <> $2"
_ADD = """INSERT INTO tongban_draft (id, key, matter, body, updated_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO NOTHING"""
_SAVE = "UPDATE tongban_draft SET body = $3, updated_at = $4 WHERE id = $1 AND key = $2"
_BECOME = "DELETE FROM tongban_draft WHERE id = $1 AND key = $2 AND updated_at = $3"
_LOAD = "SELECT body, updated_at FROM tongban_draft WHERE id = $1 AND key = $2"
_TOP: Place = (2**62, "")
_MINE = f"""SELECT id, body, updated_at FROM tongban_draft WHERE key = $1
AND (updated_at < CAST($2 AS BIGINT) OR (updated_at = CAST($2 AS BIGINT) AND id < CAST($3 AS VARCHAR)))
ORDER BY updated_at DESC, id DESC LIMIT {PAGE}"""
