"""Which node had places in a division on an earlier day, by the trust lists that this node has used."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import structlog

from tongban.clock import Clock, begin_of, from_milliseconds
from tongban.exchange.refusals import Refused
from tongban.exchange.trust import Trust, TrustList
from tongban.exchange.trust_keeping import Verify
from tongban.exchange.trust_signing import TrustError
from tongban.storage import Database

LATE: Final = timedelta(days=3)
"""How long some nodes may go on by the list before the newest."""

_log = structlog.get_logger(__name__)

_DAY: Final = timedelta(days=1)
_BEFORE: Final = """SELECT version, signed FROM tongban_trust_list WHERE version < $1
ORDER BY version DESC LIMIT 1"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierLists:
    """The lists before the one in use; `verify` is as that of `TrustKeeper`."""

    database: Database
    trust: Trust
    clock: Clock
    verify: Verify

    async def served(self, node: str, division: str, on: date) -> bool:
        """Whether a list that held on a day gave a node places in a division of six digits.

        Raises `exchange.refusals.Refused` where a list that is not here yet may do so: what asks has to wait for it.
        """
        async for listed in self._holding(on):
            if listed.is_served_by(node, division):
                return True
        in_use, days = self.trust.current.document, self.clock.today() - on
        if in_use.issued < begin_of(on + _DAY) and abs(days) <= LATE:
            _log.warning("newer_trust_list_awaited", version=in_use.version, node=node, division=division)
            raise Refused("unavailable", "the trust list may be older than the sender's")
        return False

    async def _holding(self, on: date) -> AsyncIterator[TrustList]:
        """Those that some node went by on that day, the newest first; none that cannot be believed any more."""
        begin, end, everywhere = begin_of(on), begin_of(on + _DAY), begin_of(on - LATE)
        document = self.trust.current.document
        version, issued = document.version, document.issued
        while issued > everywhere and (row := await self.database.fetch_one(_BEFORE, version)):
            version = row["version"]
            try:
                listed = await asyncio.to_thread(self.verify, bytes(row["signed"]), from_milliseconds(begin), 1)
            except TrustError:
                return
            issued = listed.document.issued
            if issued < end:
                yield listed
