"""Keeping the trust list current: from its file, from other nodes, never backwards, whatever fails on the way."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import structlog

from tongban.clock import Clock, milliseconds
from tongban.exchange import limits
from tongban.exchange.keyring import Keyring
from tongban.exchange.keys import KeyFileError, OwnKeys
from tongban.exchange.signatures import read_header
from tongban.exchange.trust import Trust, TrustList
from tongban.exchange.trust_documents import TrustKey, TrustNode
from tongban.exchange.trust_mirrors import TrustMirrors
from tongban.exchange.trust_signing import TrustError, read_unverified
from tongban.exchange.trust_successions import require_continued
from tongban.faults import trace
from tongban.storage.database import Database
from tongban.storage.statements import Row

EVERY_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 120.0
"""How long one look may take, so that none keeps the others from being taken."""
PEERS_AT_ONCE: Final = 3

Verify = Callable[[bytes, datetime, int], TrustList]
"""The list in some bytes, at an instant, not older than a version; raises TrustError."""

Compromised = Callable[[str, TrustKey, int], Awaitable[None]]
"""Told of a node, its key that was revoked because others know it, and how many letters came under it since then."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustKeeper:
    """One background task per process. Anything newer that enough roots signed is taken, wherever it comes from."""

    database: Database
    trust: Trust
    keyring: Keyring
    clock: Clock
    file: Path
    verify: Verify
    read_keys: Callable[[], OwnKeys]
    mirrors: TrustMirrors
    renewed: Callable[[TrustList], None]
    compromised: Compromised
    chance: random.Random
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def start(self) -> None:
        """Goes back behind nothing that was used before; raises TrustError if only an expired list is left.

        A file of the same version that says something else counts as that too: enough roots have signed two lists.
        A file that has forgotten a change of roots counts as going back: whoever stole old roots could have made it.
        """
        stored = await self.database.fetch_one(_HIGHEST)
        if stored is not None and (told := self._breaks_with(stored)):
            _log.critical(told, file=str(self.file), version=self.trust.current.document.version)
            self.trust.current = self.verify(bytes(stored["signed"]), self.clock.now(), stored["version"])
            self.renewed(self.trust.current)
        await self._remember(self.trust.current)
        await self._tell_compromised()

    def _breaks_with(self, stored: Row) -> str | None:
        """The name of what is wrong with the file, held against the newest list that was used; None if nothing is."""
        document, used = self.trust.current.document, read_unverified(bytes(stored["signed"]))
        try:
            require_continued(used.successions, document.successions)
        except TrustError:
            return "trust_list_rolled_back"
        if document.version < used.version:
            return "trust_list_rolled_back"
        return "trust_list_differs" if document.version == used.version and document != used else None

    async def run(self) -> None:
        """Works until cancelled."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            await self.refresh()

    async def refresh(self) -> None:
        """Looks once everywhere; no failure ends the loop, and each is tried anew the next time."""
        looks = (self._take_up_keys, self._look_in_file, self._look_in_database, self._ask_peers)
        for look in (*looks, self._tell_compromised, self._warn):
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await look()
            except Exception as problem:  # noqa: BLE001 - a loop that ends would leave the node with an expired list
                _log.error("trust_refresh_failed", trace=trace(problem))

    async def take(self, signed: bytes, *, source: str) -> bool:
        """Takes a list into use if it is newer and enough roots signed it; whether it was."""
        current = self.trust.current
        if signed == current.signed:
            return False
        try:
            # In a thread: a list may be large, and whoever hands over a wrong one must not hold up letters and pages.
            newer = await asyncio.to_thread(self.verify, signed, self.clock.now(), current.document.version)
            if newer.document == self.trust.current.document:
                return False
            self.trust.require_newer(newer)
            # Before it is used: one that is not kept would be forgotten at the next start, with what it revokes.
            await self._remember(newer)
            self.trust.replace(newer)
        except TrustError as problem:
            _log.warning("trust_list_refused", source=source, problem=str(problem))
            return False
        _log.info("trust_list_taken", source=source, version=newer.document.version)
        self.renewed(newer)
        await self._tell_compromised()
        return True

    async def _take_up_keys(self) -> None:
        try:
            self.keyring.replace(await asyncio.to_thread(self.read_keys))
        except KeyFileError as problem:
            _log.error("keys_not_read", problem=str(problem))

    async def _look_in_file(self) -> None:
        await self.take(await asyncio.to_thread(self.file.read_bytes), source="file")

    async def _look_in_database(self) -> None:
        stored = await self.database.fetch_one(_HIGHEST)
        if stored and stored["version"] > self.trust.current.document.version:
            await self.take(bytes(stored["signed"]), source="database")

    async def _ask_peers(self) -> None:
        others = self.trust.current.others(self.keyring.node)
        asked = self.chance.sample(others, min(PEERS_AT_ONCE, len(others)))
        await asyncio.gather(*(self._ask(node) for node in asked))

    async def _ask(self, node: TrustNode) -> None:
        signed = await self.mirrors.newer(node.url, than=self.trust.current.document.version)
        if signed and await self.take(signed, source=node.id):
            async with self._writing:
                if signed == self.trust.current.signed:  # else a newer one came meanwhile, and may stand there already
                    await asyncio.to_thread(self._write, signed)

    async def _warn(self) -> None:
        document, now = self.trust.current.document, self.clock.now()
        if self.trust.current.past_grace(now):
            _log.critical("trust_list_past_grace", version=document.version, expired=document.expires)
        elif self.trust.current.in_grace(now):
            _log.critical("trust_list_expired", version=document.version, expired=document.expires)

    async def _remember(self, newer: TrustList) -> None:
        now = milliseconds(self.clock.now())
        await self.database.execute(_REMEMBER, newer.document.version, newer.signed, now)

    async def _tell_compromised(self) -> None:
        """Of each key that others knew once, whichever process learns of it and however; and again if since earlier."""
        told = {row["kid"]: row["compromised_at"] for row in await self.database.fetch(_TOLD)}
        for node in self.trust.current.nodes:
            for key in node.keys:
                at = key.compromised_at
                if at is not None and at < told.get(key.kid, at + 1):
                    await self._tell(node.id, key, at)

    async def _tell(self, node: str, key: TrustKey, since: int) -> None:
        letters = await self._letters_under(node, key.kid, since)
        async with self.database.transaction("trust.compromised"):
            if await self.database.execute(_TELL, key.kid, since, milliseconds(self.clock.now())):
                _log.critical("key_compromised", node=node, kid=key.kid, letters=letters)
                await self.compromised(node, key, letters)

    async def _letters_under(self, node: str, kid: str, since: int) -> int:
        """Page by page, and of each letter its first bytes alone: there may be millions."""
        letters, after = 0, ""
        while page := await self.database.report(_SINCE, node, since, after):
            letters += sum(_signed_by(bytes(row["head"])) == kid for row in page)
            after = page[-1]["digest"]
        return letters

    def _write(self, signed: bytes) -> None:
        """So that the next start needs no other node; a file that cannot be written is the operator's own affair."""
        part = self.file.with_name(f"{self.file.name}.{os.getpid()}.new")
        try:
            part.write_bytes(signed)
            part.replace(self.file)
        except OSError as problem:
            part.unlink(missing_ok=True)
            _log.warning("trust_list_not_written", file=str(self.file), problem=str(problem))


_HIGHEST: Final = "SELECT version, signed FROM tongban_trust_list ORDER BY version DESC LIMIT 1"
_REMEMBER: Final = """INSERT INTO tongban_trust_list (version, signed, taken_at) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING"""
_TOLD: Final = "SELECT kid, compromised_at FROM tongban_compromised_key"
_TELL: Final = """INSERT INTO tongban_compromised_key (kid, compromised_at, told_at) VALUES ($1, $2, $3)
ON CONFLICT (kid) DO UPDATE SET compromised_at = excluded.compromised_at, told_at = excluded.told_at
WHERE tongban_compromised_key.compromised_at > excluded.compromised_at"""
_SINCE: Final = f"""SELECT digest, SUBSTR(envelope, 1, {limits.MAX_HEADER_BYTES * 4 // 3}) AS head FROM tongban_inbox
WHERE sender = $1 AND arrived_at >= $2 AND digest > $3 ORDER BY digest LIMIT 1000"""


def _signed_by(head: bytes) -> str:
    """The key id in the first bytes of a letter."""
    return read_header(head.partition(b".")[0] + b"..").kid
