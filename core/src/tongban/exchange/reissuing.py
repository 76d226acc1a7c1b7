"""Receipts whose key is revoked or over are signed anew before they are given: else nobody would believe them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog

from tongban.exchange.issued import Issuer
from tongban.exchange.store import Store

_log = structlog.get_logger(__name__)


async def believable(tokens: Sequence[bytes], *, store: Store, issuer: Issuer, now: datetime) -> list[bytes]:
    """The same receipts of ours, in their order; those that had to be signed anew are kept so from now on."""
    renewed = {token: signed for token in tokens if (signed := issuer.renewed(token, now=now))}
    if renewed:
        async with store.transaction("exchange.reissue"):
            await store.replace_receipts(list(renewed.values()))
        _log.warning("receipts_signed_anew", receipts=len(renewed))
    return [renewed[token].token if token in renewed else token for token in tokens]
