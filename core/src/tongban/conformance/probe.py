"""What the checks say to a node, and how its answers read in a word."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import msgspec

from tongban.clock import Clock, milliseconds
from tongban.exchange import (
    delivery_notes,
    encryption,
    envelope,
    frame,
    limits,
    questions,
    receipts,
    signatures,
    suites,
)
from tongban.exchange.encryption import Sealed, SealingKey
from tongban.exchange.http_transport import LETTERS_PATH, QUERIES_PATH
from tongban.exchange.ids import mint_id
from tongban.exchange.keyring import Keyring
from tongban.exchange.questions import SealedAnswer
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey
from tongban.exchange.statements import CHECK_STREAMS
from tongban.exchange.trust import TrustList

KIND: Final = "conformance.check"
"""No node knows letters of this kind: each is refused for good, and changes nothing."""

BODY: Final = b'{"check":1}'

CUSTODY: Final = "custody ok"

PAUSES: Final = (0.0, 0.1, 0.2, 0.4, 0.8, 1.6)
"""How long a letter rests before it is sent again, in seconds, until its outcome is judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One node that checks another; `prefix` names the streams of this run."""

    client: httpx.AsyncClient
    url: str
    peer: str
    keyring: Keyring
    clock: Clock
    prefix: str = field(default_factory=lambda: f"{CHECK_STREAMS}{os.urandom(6).hex()}")

    @property
    def node(self) -> str:
        """The node that checks."""
        return self.keyring.node

    @property
    def trust(self) -> TrustList:
        """The trust list in use here."""
        return self.keyring.trust.current

    @property
    def now(self) -> int:
        """This moment, in Unix milliseconds."""
        return milliseconds(self.clock.now())

    @property
    def key(self) -> SigningKey:
        """The key that we sign with."""
        return self.keyring.signing(at=self.now)

    @property
    def to(self) -> SealingKey:
        """The key that we encrypt to."""
        return self.trust.sealing_key(self.peer, at=self.now)

    def sealed(self, text: bytes = BODY) -> Sealed:
        """A text encrypted to the node."""
        return encryption.seal(text, key=self.to, sender=self.node, receiver=self.peer)

    def heading(self, stream: str, **changes: Any) -> dict[str, Any]:
        """The members of a letter that a node takes, with changes."""
        members: dict[str, Any] = {
            "v": limits.PROTOCOL_VERSION,
            "id": mint_id(self.clock.now()),
            "kind": KIND,
            "sender": self.node,
            "receiver": self.peer,
            "case": f"{self.prefix}-{stream}",
            "seq": 1,
            "epoch": 0,
            "iat": self.now,
            "body": self.sealed(),
        }
        return {name: value for name, value in {**members, **changes}.items() if value is not None}

    def letter(self, stream: str, **changes: Any) -> bytes:
        """A signed letter."""
        return self.signed(self.heading(stream, **changes))

    def signed(self, members: Any, *, typ: str = envelope.TYP, key: SigningKey | None = None) -> bytes:
        """Anything, signed; too large for a letter too."""
        payload = members if isinstance(members, bytes) else msgspec.json.encode(members)
        return signatures.sign(payload, key=key or self.key, typ=typ, limit=2**26)

    def forged(self, header: dict[str, Any], payload: bytes, sign: Any) -> bytes:
        """A token with a header of one's own choice."""
        signed = suites.encode(msgspec.json.encode(header)) + b"." + suites.encode(payload)
        return signed + b"." + suites.encode(sign(signed))

    def question(self, register: str = "conformance", subject: bytes = b"1", **changes: Any) -> bytes:
        """A signed question."""
        members: dict[str, Any] = {
            "v": limits.PROTOCOL_VERSION,
            "id": mint_id(self.clock.now()),
            "sender": self.node,
            "receiver": self.peer,
            "register": register,
            "subject": self.sealed(subject),
            "purpose": "conformance",
            "basis": "conformance",
            "application": self.prefix,
            "sign_in_level": "L1",
            "iat": self.now,
            "nonce": os.urandom(16).hex(),
        }
        return self.signed({**members, **changes}, typ=questions.QUESTION_TYP)

    async def get(self, path: str, **options: Any) -> httpx.Response:
        """GET a path of the node."""
        return await self.client.get(self.url.rstrip("/") + path, follow_redirects=False, **options)

    async def post(self, path: str, body: bytes, content_type: str, **headers: str) -> httpx.Response:
        """POST to a path of the node."""
        note = delivery_notes.seal(body, sender=self.node, receiver=self.peer, now=self.now, key=self.key)
        headers = {"content-type": content_type, delivery_notes.HEADER: note, **headers}
        return await self.client.post(self.url.rstrip("/") + path, content=body, headers=headers)

    async def deliver(self, *items: bytes) -> list[bytes]:
        """What the node answers to a batch; raises `Unexpected` for another status than 200."""
        response = await self.post(LETTERS_PATH, frame.pack(items), frame.CONTENT_TYPE)
        if response.status_code != httpx.codes.OK:
            raise Unexpected(f"http {response.status_code}")
        return frame.unpack(response.content)

    async def outcome(self, *items: bytes) -> str:
        """The answers in words, in a fixed order: `custody ok, rejected not_served`."""
        return ", ".join(await self._answers(items)) or "nothing"

    async def settled(self, *letters: bytes) -> str:
        """As `outcome`, asked again while a worker of the node is still at some of the letters."""
        told = await self._answers(letters)
        for pause in PAUSES:
            if CUSTODY not in told or sum(word != CUSTODY for word in told) >= len(set(letters)):
                break
            await asyncio.sleep(pause)
            told = await self._answers(letters)
        return ", ".join(told) or "nothing"

    async def _answers(self, items: Sequence[bytes]) -> list[str]:
        return sorted(self.word(answer, items) for answer in await self.deliver(*items))

    def word(self, answer: bytes, items: Sequence[bytes]) -> str:
        """One answer: `notice CODE` if it is unsigned, else its kind and code; a flaw of the answer itself is named."""
        digests = {signatures.digest(item) for item in items}
        unsigned = receipts.read_notice(answer)
        if unsigned is not None:
            return f"notice {unsigned.refused}" if unsigned.digest in digests else "notice about something else"
        try:
            receipt = receipts.read(self.verified(answer, receipts.TYP))
        except Refused as problem:
            return f"unreadable answer ({problem.refusal.code})"
        if (receipt.issuer, receipt.addressee) != (self.peer, self.node):
            return "receipt between others"
        if receipt.digest not in digests:
            return "receipt about something else"
        return f"{receipt.kind.value} {receipt.code}"

    async def asked(self, question: bytes) -> str:
        """The code of the answer to a question, `notice CODE` if it is unsigned."""
        response = await self.post(QUERIES_PATH, question, frame.QUESTION_TYPE)
        if response.status_code != httpx.codes.OK:
            return f"http {response.status_code}"
        unsigned = receipts.read_notice(response.content)
        if unsigned is not None:
            return f"notice {unsigned.refused}"
        try:
            answer = msgspec.json.decode(self.verified(response.content, questions.ANSWER_TYP), type=SealedAnswer)
        except (Refused, msgspec.MsgspecError) as problem:
            return f"unreadable answer ({problem})"
        if answer.re_digest != signatures.digest(question):
            return "answer to something else"
        return answer.code

    def verified(self, token: bytes, typ: str) -> bytes:
        """What the node signed; raises Refused."""
        kid = signatures.read_header(token).kid
        return signatures.verify(token, key=self.trust.key(self.peer, kid, at=self.now), typ=typ)


class Unexpected(Exception):
    """The node answered in a way that ends a check."""


async def delivered_twice(probe: Probe, *items: bytes) -> str:
    """Whether the receipts given first come again byte for byte, beside any that were made meanwhile."""
    first, second = [set(await probe.deliver(*items)) for _ in range(2)]
    return "the same receipts" if first and first <= second else "other receipts"
