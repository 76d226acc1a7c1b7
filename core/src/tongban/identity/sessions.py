"""Server-side sessions: the browser holds 256 random bits, the database their hash."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final

import msgspec

from tongban.clock import Clock, milliseconds
from tongban.errors import NotFound
from tongban.identity.accounts import OFFICER_COLUMNS, holder_today
from tongban.identity.people import Mandate, Officer, Person
from tongban.identity.person_keys import person_key
from tongban.identity.short_cache import ShortCache
from tongban.identity.viewers import Holder, Viewer
from tongban.keyed_hash import keyed_hash
from tongban.storage import Database, Row

PUBLIC_IDLE: Final = timedelta(minutes=30)
STAFF_IDLE: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(hours=8)
TOUCH_EVERY: Final = timedelta(minutes=1)
_MILLISECOND: Final = timedelta(milliseconds=1)
_COOKIE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the cookie holds, known at this moment only, and who it stands for."""

    cookie: str
    viewer: Viewer


@dataclass(frozen=True, slots=True)
class _Held:
    viewer: Viewer
    ends: int
    idle: int
    seen: int


class Sessions:
    """The sessions of one node; `secret` is the node's.

    A session ends after half an hour without a request (staff: a quarter), after eight hours, at sign-out, or when its
    officer is dismissed; an officer has the office and the roles of now. When it was last seen is written at most once
    a minute.
    """

    def __init__(self, database: Database, *, secret: bytes, clock: Clock) -> None:
        self._database = database
        self._secret = secret
        self._clock = clock
        self._cache: ShortCache[_Held] = ShortCache(clock)

    async def start(self, who: Person | Officer) -> SignedIn:
        """A new session; the cookie of an earlier one is never taken over."""
        cookie = secrets.token_urlsafe(32)
        holder = Holder(person=who) if isinstance(who, Person) else Holder(officer=who)
        key = person_key(self._secret, who.number) if isinstance(who, Person) else who.id
        now = self._now()
        staff = int(holder.officer is not None)
        await self._database.execute(_INSERT, _hash(cookie), key, staff, msgspec.json.encode(holder), now, now)
        return SignedIn(cookie, self._viewer(cookie, key, holder))

    async def find(self, cookie: str) -> Viewer | None:
        """Whom a cookie stands for, or None if the session is over or never was; counts as a sign of life."""
        if not _COOKIE.fullmatch(cookie):
            return None
        session = _hash(cookie)
        held = self._cache.get(session) or await self._load(cookie, session)
        if held is None or not self._alive(held):
            self._cache.forget(session)
            return None
        await self._touch(session, held)
        return held.viewer

    async def act_for(self, cookie: str, mandate: Mandate | None) -> Viewer:
        """Act for an organisation from now on, or for oneself again; raises `NotFound` if the session is over.

        The caller has asked `Mandates.require`; every act asks it again.
        """
        viewer = await self.find(cookie)
        if viewer is None or viewer.person is None:
            raise NotFound("登录已过期，请重新登录")
        holder = Holder(
            person=viewer.person,
            organisation=mandate.organisation if mandate else "",
            organisation_name=mandate.organisation_name if mandate else "",
        )
        await self._database.execute(_ACT_FOR, msgspec.json.encode(holder), viewer.session)
        self._cache.forget(viewer.session)
        return self._viewer(cookie, viewer.key, holder)

    async def end(self, cookie: str) -> None:
        """Sign out."""
        await self._database.execute("DELETE FROM tongban_session WHERE id = $1", _hash(cookie))
        self._cache.forget(_hash(cookie))

    async def end_all(self, key: str) -> int:
        """Sign a person (by person key) or an officer (by id) out everywhere; how many sessions ended."""
        self._cache.clear()
        return await self._database.execute("DELETE FROM tongban_session WHERE subject_key = $1", key)

    async def purge(self) -> int:
        """Delete what is over; how many sessions."""
        now = self._now()
        oldest = (now - LONGEST // _MILLISECOND, now - PUBLIC_IDLE // _MILLISECOND)
        return await self._database.execute(_PURGE, *oldest)

    async def _load(self, cookie: str, session: str) -> _Held | None:
        rows = await self._database.fetch_shared(_FIND, session)
        if not rows or (rows[0]["staff"] and rows[0]["active"] != 1):
            return None
        held = self._held(cookie, rows[0])
        self._cache.put(session, held)
        return held

    def _held(self, cookie: str, row: Row) -> _Held:
        holder = holder_today(row, row["subject_key"])
        idle = STAFF_IDLE if row["staff"] else PUBLIC_IDLE
        return _Held(
            viewer=self._viewer(cookie, row["subject_key"], holder),
            ends=row["created_at"] + LONGEST // _MILLISECOND,
            idle=idle // _MILLISECOND,
            seen=row["seen_at"],
        )

    def _alive(self, held: _Held) -> bool:
        now = self._now()
        return now < held.ends and now - held.seen < held.idle

    async def _touch(self, session: str, held: _Held) -> None:
        now = self._now()
        if now - held.seen < TOUCH_EVERY // _MILLISECOND:
            return
        await self._database.execute("UPDATE tongban_session SET seen_at = $1 WHERE id = $2", now, session)
        self._cache.forget(session)

    def _viewer(self, cookie: str, key: str, holder: Holder) -> Viewer:
        # Derived from the cookie, so that it can neither be stored away nor read from the database.
        csrf = keyed_hash(self._secret, b"csrf", cookie.encode()).hex()
        return Viewer(key=key, holder=holder, session=_hash(cookie), csrf=csrf)

    def _now(self) -> int:
        return milliseconds(self._clock.now())


def _hash(cookie: str) -> str:
    return sha256(cookie.encode()).hexdigest()


_INSERT = (
    "INSERT INTO tongban_session (id, subject_key, staff, holder, created_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6)"
)
_FIND = f"""SELECT s.subject_key, s.staff, s.holder, s.created_at, s.seen_at, {OFFICER_COLUMNS}
FROM tongban_session s LEFT JOIN tongban_officer o ON s.staff = 1 AND o.id = s.subject_key WHERE s.id = $1"""
_ACT_FOR = "UPDATE tongban_session SET holder = $1 WHERE id = $2"
_PURGE = "DELETE FROM tongban_session WHERE created_at <= $1 OR seen_at <= $2"
