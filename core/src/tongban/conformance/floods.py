"""Attacks by size, depth and rubbish."""

from __future__ import annotations

import gzip
import os
from typing import Final

import httpx
import msgspec

from tongban.conformance.checks import Check, attack
from tongban.conformance.probe import Probe, Unexpected
from tongban.exchange import frame, limits, receipts, signatures, statements
from tongban.exchange.http_transport import LETTERS_PATH, QUERIES_PATH
from tongban.exchange.trust_mirrors import TRUST_PATH


async def _posted(probe: Probe, body: bytes, *, path: str = LETTERS_PATH, **headers: str) -> str:
    kind = frame.CONTENT_TYPE if path == LETTERS_PATH else frame.QUESTION_TYPE
    return _refusal(await probe.post(path, body, kind, **headers), body)


def _refusal(answer: httpx.Response, body: bytes) -> str:
    """Status and code; what was not read to its end has no digest."""
    notice = receipts.read_notice(answer.content)
    if notice is None:
        return f"http {answer.status_code} without a code"
    if notice.digest not in ("", signatures.digest(body)):
        return f"http {answer.status_code} about something else"
    return f"http {answer.status_code} {notice.refused}"


async def _too_large(probe: Probe) -> str:
    return await probe.outcome(b"e" * (limits.token_bytes(limits.MAX_PAYLOAD_BYTES) + 1))


async def _too_deep(probe: Probe) -> str:
    payload = msgspec.json.encode(probe.heading("x"))
    deep = payload[:-1] + b',"deep":' + b"[" * 10_000 + b"]" * 10_000 + b"}"
    return await probe.settled(probe.signed(deep))


async def _too_many(probe: Probe) -> str:
    return await _posted(probe, frame.pack([b"x"] * (limits.MAX_FRAME_ITEMS + 1)))


async def _frame_too_large(probe: Probe) -> str:
    return await _posted(probe, b"\xdd" + b"\0" * (limits.MAX_FRAME_BYTES + 1))


async def _bomb(probe: Probe) -> str:
    return await _posted(probe, gzip.compress(b"\0" * 50_000_000), **{"content-encoding": "gzip"})


async def _claimed_length(probe: Probe) -> str:
    return await _posted(probe, b"\xdd\xff\xff\xff\xff")


async def _rubbish(probe: Probe) -> str:
    seen = set()
    for _ in range(10):
        items = [os.urandom(40) for _ in range(20)]
        seen |= {probe.word(answer, items) for answer in await probe.deliver(*items)}
    return ", ".join(sorted(seen))


async def _question_too_large(probe: Probe) -> str:
    return await _posted(probe, b"e" * (limits.token_bytes(limits.MAX_PAYLOAD_BYTES) + 1), path=QUERIES_PATH)


async def _other_type(probe: Probe) -> str:
    batch = frame.pack([])
    return _refusal(await probe.post(LETTERS_PATH, batch, "application/json"), batch)


async def _odd_version(probe: Probe) -> str:
    return _refusal(await probe.get(TRUST_PATH, params={"after": "-1 OR 1=1"}), b"")


async def _named_twice(probe: Probe) -> str:
    gaps = [[f"{probe.prefix}-twice", 0]] * 2
    said = {"v": limits.PROTOCOL_VERSION, "issuer": probe.node, "addressee": probe.peer, "at": probe.now, "gaps": gaps}
    return await probe.outcome(probe.signed(said, typ=statements.TYP))


async def _still_well(probe: Probe) -> str:
    try:
        return await probe.settled(probe.letter("after-all"))
    except Unexpected as problem:
        return str(problem)


CHECKS: Final[tuple[Check, ...]] = (
    attack("send a letter larger than allowed", _too_large, "notice too_large"),
    attack("nest a letter 10,000 deep", _too_deep, "rejected too_large", "custody ok, rejected too_large"),
    attack("send more items than a batch may have", _too_many, "http 400 malformed"),
    attack("send a batch larger than allowed", _frame_too_large, "http 413 too_large"),
    attack("send 50 MB compressed to 50 kB", _bomb, "http 400 malformed", "http 413 too_large", "http 415 malformed"),
    attack("claim four billion items", _claimed_length, "http 400 malformed"),
    attack("send what is no batch", lambda p: _posted(p, b"{}"), "http 400 malformed"),
    attack("send 200 items of random bytes", _rubbish, "notice malformed"),
    attack("name one stream twice in a statement", _named_twice, "deferred schema"),
    attack("send a question larger than allowed", _question_too_large, "http 413 too_large"),
    attack("send a batch as another type", _other_type, "http 415 malformed"),
    attack("ask for the trust list with SQL", _odd_version, "http 400 malformed"),
    attack("after all this, send a letter as at the start", _still_well, "custody ok, rejected not_served"),
)
