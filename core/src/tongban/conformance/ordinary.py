"""What a node must do for a peer that keeps the protocol."""

from __future__ import annotations

from typing import Final

import msgspec

from tongban.conformance.checks import Check, ordinary
from tongban.conformance.probe import CUSTODY, Probe, delivered_twice
from tongban.exchange import frame, receipts, signatures
from tongban.exchange.http_transport import HEALTH_PATH, LETTERS_PATH, QUERIES_PATH
from tongban.exchange.ids import mint_id
from tongban.exchange.receipts import Receipt, ReceiptKind
from tongban.exchange.trust_mirrors import TRUST_PATH
from tongban.exchange.trust_signing import TrustError, read_unverified

REFUSED: Final = "custody ok, rejected not_served"
"""A letter of a kind that nobody knows is first kept and then refused for good."""

DAY: Final = 24 * 3600 * 1000
MINUTE: Final = 60_000


async def _health(probe: Probe) -> str:
    return f"http {(await probe.get(HEALTH_PATH)).status_code}"


async def _mirror(probe: Probe) -> str:
    response = await probe.get(TRUST_PATH, params={"after": 0})
    try:
        return f"version {read_unverified(response.content).version - probe.trust.document.version:+d}"
    except TrustError:
        return f"http {response.status_code}, no list"


async def _same_list(probe: Probe) -> str:
    return "ours" if (await probe.get(TRUST_PATH)).content == probe.trust.signed else "another"


async def _nothing_newer(probe: Probe) -> str:
    return f"http {(await probe.get(TRUST_PATH, params={'after': 2**40})).status_code}"


async def _again(probe: Probe) -> str:
    return await delivered_twice(probe, probe.letter("again"))


async def _twice_at_once(probe: Probe) -> str:
    token = probe.letter("twice")
    return await probe.settled(token, token)


async def _second_follows(probe: Probe) -> str:
    first = probe.letter("second")
    await probe.deliver(first)
    return await probe.settled(probe.letter("second", seq=2, prev=signatures.digest(first)))


async def _out_of_order(probe: Probe) -> str:
    first = probe.letter("order")
    second = probe.letter("order", seq=2, prev=signatures.digest(first))
    return f"{await probe.outcome(second)}; {await probe.settled(first)}"


async def _many(probe: Probe) -> str:
    told = (await probe.settled(*(probe.letter(f"many-{number}") for number in range(50)))).split(", ")
    return f"{told.count(CUSTODY)} in custody, {told.count('rejected not_served')} refused"


async def _content_type(probe: Probe) -> str:
    response = await probe.post(LETTERS_PATH, frame.pack([]), frame.CONTENT_TYPE)
    return str(response.headers.get("content-type", ""))


async def _stray_receipt(probe: Probe) -> str:
    receipt = Receipt(
        kind=ReceiptKind.APPLIED,
        issuer=probe.node,
        addressee=probe.peer,
        letter=mint_id(probe.clock.now()),
        digest="0" * 64,
        at=probe.now,
    )
    return await probe.outcome(receipts.seal(receipt, probe.key))


async def _no_file(probe: Probe) -> str:
    return await probe.asked(probe.question("tongban.files", b"{}"))


async def _unknown_case(probe: Probe) -> str:
    wanted = msgspec.json.encode({"file": "0", "offset": 0})
    return await probe.asked(probe.question("tongban.files", wanted))


async def _unknown_matter(probe: Probe) -> str:
    subject = {"need": "n", "matter": "conformance.none", "number": "", "about": "applicant", "criteria": {}}
    return await probe.asked(probe.question(subject=msgspec.json.encode(subject)))


async def _status(probe: Probe, method: str, path: str) -> str:
    response = await probe.client.request(method, probe.url.rstrip("/") + path)
    return f"http {response.status_code}"


CHECKS: Final[tuple[Check, ...]] = (
    ordinary("ask for its health", _health, "http 200", "http 204"),
    ordinary("ask for its trust list: it has ours or a newer one", _mirror, "version +0", "version +1"),
    ordinary("compare its trust list with ours byte by byte", _same_list, "ours"),
    ordinary("ask for a trust list newer than any", _nothing_newer, "http 204"),
    ordinary("send a letter of an unknown kind", lambda p: p.settled(p.letter("plain")), REFUSED),
    ordinary("send the same letter again", _again, "the same receipts"),
    ordinary("send one letter twice in a batch", _twice_at_once, REFUSED),
    ordinary("send the second letter of a stream", _second_follows, REFUSED),
    ordinary("send the second letter before the first", _out_of_order, f"custody ok; {REFUSED}"),
    ordinary("send 50 letters at once", _many, "50 in custody, 50 refused"),
    ordinary("send an empty batch", lambda p: p.outcome(), "nothing"),
    ordinary("look at the type of an answer", _content_type, frame.CONTENT_TYPE),
    ordinary("send a letter signed 30 days ago", lambda p: p.settled(p.letter("old", iat=p.now - 30 * DAY)), REFUSED),
    ordinary(
        "send a letter signed four minutes ahead of time",
        lambda p: p.settled(p.letter("ahead", iat=p.now + 4 * MINUTE)),
        REFUSED,
    ),
    ordinary(
        "send a letter with a member of a later version", lambda p: p.settled(p.letter("later", later=1)), REFUSED
    ),
    ordinary("send a letter of a late epoch", lambda p: p.settled(p.letter("epoch", epoch=7)), REFUSED),
    ordinary(
        "send a body of 100 kB",
        lambda p: p.settled(p.letter("body", body=p.sealed(b'"' + b"x" * 10**5 + b'"'))),
        REFUSED,
    ),
    ordinary("send a body in Chinese", lambda p: p.settled(p.letter("zh", body=p.sealed('"身份"'.encode()))), REFUSED),
    ordinary("send a receipt for a letter that it never sent", _stray_receipt, "nothing"),
    ordinary("ask a question that no register understands", lambda p: p.asked(p.question()), "business_rule"),
    ordinary("ask about a matter that it does not know", _unknown_matter, "not_served"),
    ordinary("ask for a file of a case that it does not have", _unknown_case, "unknown_case"),
    ordinary("ask for a file without naming one", _no_file, "part_missing"),
    ordinary(
        "ask with a clock four minutes ahead", lambda p: p.asked(p.question(iat=p.now + 4 * MINUTE)), "business_rule"
    ),
    ordinary(
        "ask with a clock four minutes behind", lambda p: p.asked(p.question(iat=p.now - 4 * MINUTE)), "business_rule"
    ),
    ordinary("GET the address for letters", lambda p: _status(p, "GET", LETTERS_PATH), "http 405"),
    ordinary("GET the address for questions", lambda p: _status(p, "GET", QUERIES_PATH), "http 405"),
    ordinary("GET an address that nobody has", lambda p: _status(p, "GET", "/exchange/v1/none"), "http 404"),
    ordinary(
        "send an intent for a case that it does not have",
        lambda p: p.settled(p.letter("intent", kind="case.intent")),
        "custody ok, rejected bad_body",
        "custody ok, rejected unknown_case",
    ),
)
