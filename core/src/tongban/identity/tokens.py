"""API tokens: what a program shows instead of a session."""

from __future__ import annotations

import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import msgspec

from tongban.clock import Clock, milliseconds
from tongban.errors import NotFound
from tongban.identity.accounts import OFFICER_COLUMNS, holder_today
from tongban.identity.people import Assurance, Person
from tongban.identity.short_cache import ShortCache
from tongban.identity.viewers import Holder, Viewer
from tongban.storage import Database, Row

PROVED: Final = timedelta(hours=8)
"""How long what a sign-in proved holds good in a token: as long as a session lasts at most."""
_MILLISECOND: Final = timedelta(milliseconds=1)
_TOKEN: Final = re.compile(r"tb_[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token, shown once, and the id by which it is revoked."""

    id: str
    token: str


@dataclass(frozen=True, slots=True)
class _Held:
    viewer: Viewer
    expires_at: int


class Tokens:
    """The API tokens of one node.

    An officer's finds nobody once the officer is dismissed, and has the office and the roles of now; that a person
    represents organisations, and was recognised by the face (L3), as proved at the sign-in, it says for eight hours,
    and of L2 at most from then on.
    """

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._cache: ShortCache[_Held] = ShortCache(clock)

    async def issue(self, viewer: Viewer, *, title: str, scopes: frozenset[str], expires: datetime) -> Issued:
        """A token with which a program acts as the viewer, within the scopes ("cases:read")."""
        issued = Issued(str(uuid.uuid4()), f"tb_{secrets.token_urlsafe(32)}")
        await self._database.execute(
            _INSERT,
            issued.id,
            _hash(issued.token),
            title[:100],
            viewer.key,
            msgspec.json.encode(viewer.holder),
            msgspec.json.encode(sorted(scopes)),
            milliseconds(self._clock.now()),
            milliseconds(expires),
        )
        return issued

    async def find(self, token: str) -> Viewer | None:
        """Whom a token stands for; None if it is unknown, revoked or expired."""
        if not _TOKEN.fullmatch(token):
            return None
        digest = _hash(token)
        held = self._cache.get(digest) or await self._load(digest)
        return held.viewer if held and milliseconds(self._clock.now()) < held.expires_at else None

    async def of_subject(self, key: str) -> list[Row]:
        """The tokens (id, title, created_at, expires_at) of a person or officer that still hold."""
        return await self._database.fetch(_OF_SUBJECT, key, milliseconds(self._clock.now()))

    async def revoke(self, token_id: str, *, key: str) -> None:
        """End a token of one's own; raises `NotFound` for any other."""
        if not await self._database.execute(_REVOKE, milliseconds(self._clock.now()), token_id, key):
            raise NotFound("没有找到该令牌，可能已被撤销，请刷新页面")
        self._cache.clear()

    async def revoke_all(self, key: str) -> int:
        """End every token of a person (by person key) or an officer (by id); how many."""
        self._cache.clear()
        return await self._database.execute(_REVOKE_ALL, milliseconds(self._clock.now()), key)

    async def _load(self, digest: str) -> _Held | None:
        rows = await self._database.fetch_shared(_FIND, digest)
        if not rows:
            return None
        row = rows[0]
        holder = holder_today(row, row["subject_key"])
        if holder.officer is not None and row["active"] != 1:
            return None
        if holder.person and milliseconds(self._clock.now()) - row["created_at"] >= PROVED // _MILLISECOND:
            holder = Holder(person=_of_long_ago(holder.person))
        scopes = msgspec.json.decode(bytes(row["scopes"]), type=frozenset[str])
        held = _Held(Viewer(key=row["subject_key"], holder=holder, scopes=scopes), row["expires_at"])
        self._cache.put(digest, held)
        return held


def _of_long_ago(person: Person) -> Person:
    """Name and number stay as they were matched; who held the phone and what they headed is of that day."""
    return msgspec.structs.replace(person, represents=(), assurance=min(person.assurance, Assurance.L2))


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


_INSERT = (
    "INSERT INTO tongban_token (id, hash, title, subject_key, holder, scopes, created_at, expires_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
)
_FIND = f"""SELECT t.subject_key, t.holder, t.scopes, t.created_at, t.expires_at, {OFFICER_COLUMNS}
FROM tongban_token t LEFT JOIN tongban_officer o ON o.id = t.subject_key
WHERE t.hash = $1 AND t.revoked_at IS NULL"""
_OF_SUBJECT = (
    "SELECT id, title, created_at, expires_at FROM tongban_token "
    "WHERE subject_key = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY created_at, id"
)
_REVOKE_ALL = "UPDATE tongban_token SET revoked_at = $1 WHERE subject_key = $2 AND revoked_at IS NULL"
_REVOKE = "UPDATE tongban_token SET revoked_at = $1 WHERE id = $2 AND subject_key = $3 AND revoked_at IS NULL"
