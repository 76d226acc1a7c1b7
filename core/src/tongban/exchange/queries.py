"""Asking another node's register while somebody waits, and answering such questions."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import Final, Protocol

import msgspec
import structlog

from tongban.clock import Clock, milliseconds
from tongban.exchange import addressing, payloads, questions, receipts, signatures
from tongban.exchange.encryption import SealingKey
from tongban.exchange.ids import mint_id
from tongban.exchange.keyring import Keyring
from tongban.exchange.keys import owner_of
from tongban.exchange.nonces import Nonces
from tongban.exchange.questions import ANSWER_TYP, QUESTION_TYP, Answer, Question, SealedAnswer, SealedQuestion
from tongban.exchange.refusals import REFUSALS, Refused, Rejected
from tongban.exchange.shares import Shares
from tongban.exchange.transport import Transport, TransportFailed
from tongban.exchange.trust import Trust
from tongban.exchange.turns import NOBODY
from tongban.faults import trace
from tongban.storage.guard import outside_transaction

DEADLINE_SECONDS: Final = 3.0
NO_WORDS: Final = "对方省平台暂时不能答复"
NOT_BELIEVED: Final = "对方省平台的答复未通过核验，未予采信"
NOT_ALLOWED: Final = "对方省平台按规定不能答复此项查询，由办理机关核实"
WORDS: Final = {
    "suspended": "与对方省平台的数据交换已暂停，恢复后再核验",
    "over_quota": "两省平台之间今日的查询次数已达上限",
    "unknown_register": "对方省平台尚未开通此项查询，由办理机关核实",
    "no_grant": NOT_ALLOWED,
    "not_a_party": NOT_ALLOWED,
    "business_rule": NOT_ALLOWED,
    "part_missing": "对方省平台没有所要的文件，请联系收件地重新上传",
}
"""Why there is no answer, by code, for whoever applies and whoever decides: the file of the case keeps it, so that it
advises neither. The sentences of the refusals speak to operators, who have the code."""

_log = structlog.get_logger(__name__)


class Responder(Protocol):
    """Looks up what a question asks."""

    async def respond(self, question: Question) -> bytes:
        """The JSON answer, after it was recorded who asked for what; raises Rejected to decline.

        Called outside any transaction. Any other exception is logged and answered as `unavailable`.
        """
        ...


class Unanswered(Exception):
    """A question got no usable answer; `code` says why (a refusal code, or `timeout`, `unreachable`, `bad_answer`)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What a caller wants to know; `subject` is a JSON text."""

    receiver: str
    register: str
    subject: bytes
    purpose: str
    basis: str
    application: str
    sign_in_level: str
    consent: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A verified answer with its signed bytes, to be kept as evidence, and their digest."""

    answer: Answer
    token: bytes
    digest: str


class Queries:
    """Both sides of a question."""

    def __init__(
        self,
        *,
        node: str,
        keyring: Keyring,
        trust: Trust,
        transport: Transport,
        responder: Responder,
        clock: Clock,
        nonces: Nonces,
        shares: Shares,
        deadline: float = DEADLINE_SECONDS,
    ) -> None:
        self._node = node
        self._keyring = keyring
        self._trust = trust
        self._transport = transport
        self._responder = responder
        self._clock = clock
        self._deadline = deadline
        self._nonces = nonces
        self._shares = shares

    async def ask(self, inquiry: Inquiry) -> Answered:
        """The other node's answer; raises Unanswered after the deadline, on a refusal and on anything not authentic."""
        outside_transaction("ask another node")
        token = self._sealed(self._question(inquiry))
        try:
            async with asyncio.timeout(self._deadline):
                reply = await self._transport.ask(inquiry.receiver, token)
        except TimeoutError:
            raise Unanswered("timeout", "对方登记库未在规定时间内答复") from None
        except TransportFailed:
            raise Unanswered("unreachable", "暂时联系不上对方登记库") from None
        return self._accept(inquiry.receiver, reply, token)

    def asker(self, token: bytes) -> str:
        """Who is to wait for a question; `NOBODY` for all that none asks of this node now."""
        now = milliseconds(self._clock.now())
        try:
            return self._borne_by(*self._authenticate(token, QUESTION_TYP, now), now)
        except Refused:
            return NOBODY

    async def answer(self, token: bytes) -> bytes:
        """The signed answer to a question, or an unsigned notice to somebody not authenticated; never raises."""
        outside_transaction("answer another node")
        now = milliseconds(self._clock.now())
        try:
            sender, payload = self._authenticate(token, QUESTION_TYP, now)
        except Refused as problem:
            return receipts.notice(problem, token)
        asker = self._borne_by(sender, payload, now)
        async with self._shares.at_work(asker):  # no longer: while it waits for a register it keeps nobody back
            await self._shares.give_way(asker)
        return await self._answer(token, sender, payload, now)

    def _borne_by(self, sender: str, payload: bytes, now: int) -> str:
        """Whose share a signed question takes: not its sender's, where another posts here what it asked elsewhere."""
        try:
            question = payloads.decode(payload, SealedQuestion)
            addressing.check(question, sender=sender, receiver=self._node, now=now)
        except Refused:
            return NOBODY
        return sender

    async def _answer(self, token: bytes, sender: str, payload: bytes, now: int) -> bytes:
        question = None
        try:
            question = payloads.decode(payload, SealedQuestion)
            addressing.check(question, sender=sender, receiver=self._node, now=now)
            await self._nonces.use(sender, question.nonce, now=now)
            to = self._trust.current.sealing_key(sender, at=now)
            body = await self._respond(questions.opened_question(question, self._keyring))
            return self._seal(sender, token, question, body=body, to=to)
        except Refused as problem:
            return self._refuse(sender, token, question, problem.refusal.code, problem.message)
        except Rejected as refusal:
            return self._refuse(sender, token, question, refusal.code, refusal.message)

    def _refuse(self, asker: str, token: bytes, question: SealedQuestion | None, code: str, words: str) -> bytes:
        said = "" if words == REFUSALS[code].sentence else words
        try:
            to = self._trust.current.sealing_key(asker, at=milliseconds(self._clock.now()))
        except Refused:
            to = None  # the code says enough to go on
        return self._seal(asker, token, question, code=code, words=said, to=to)

    async def _respond(self, question: Question) -> bytes:
        try:
            async with asyncio.timeout(self._deadline):
                body = await self._responder.respond(question)
            payloads.check_body(body)
        except Rejected:
            raise
        except Exception as problem:  # noqa: BLE001 - a register may fail in any way; the asker still gets an answer
            _log.error(
                "question_not_answered", sender=question.sender, register=question.register, trace=trace(problem)
            )
            raise Refused("unavailable") from None
        return body

    def _question(self, inquiry: Inquiry) -> Question:
        now = self._clock.now()
        return Question(
            id=mint_id(now),
            sender=self._node,
            receiver=inquiry.receiver,
            register=inquiry.register,
            subject=msgspec.Raw(inquiry.subject),
            purpose=inquiry.purpose,
            basis=inquiry.basis,
            application=inquiry.application,
            consent=inquiry.consent,
            sign_in_level=inquiry.sign_in_level,
            iat=milliseconds(now),
            nonce=os.urandom(16).hex(),
        )

    def _sealed(self, question: Question) -> bytes:
        try:
            to = self._trust.current.sealing_key(question.receiver, at=question.iat)
        except Refused as problem:
            raise Unanswered(problem.refusal.code, WORDS.get(problem.refusal.code, NO_WORDS)) from None
        return questions.seal_question(question, key=self._keyring.signing(at=question.iat), to=to)

    def _seal(
        self,
        asker: str,
        token: bytes,
        question: SealedQuestion | None,
        *,
        code: str = "ok",
        words: str = "",
        body: bytes = b"null",
        to: SealingKey | None,
    ) -> bytes:
        answer = Answer(
            question=question.id if question else "",
            re_digest=signatures.digest(token),
            sender=self._node,
            receiver=asker,
            at=milliseconds(self._clock.now()),
            code=code,
            words=words,
            body=msgspec.Raw(body),
        )
        return questions.seal_answer(answer, key=self._keyring.signing(at=answer.at), to=to)

    def _accept(self, peer: str, reply: bytes, token: bytes) -> Answered:
        try:
            sender, payload = self._authenticate(reply, ANSWER_TYP, milliseconds(self._clock.now()))
            answer = questions.opened_answer(payloads.decode(payload, SealedAnswer), self._keyring)
        except Refused as problem:
            unsigned = receipts.read_notice(reply)
            refusal = REFUSALS.get(unsigned.refused) if unsigned else None
            if refusal is not None:
                raise Unanswered(refusal.code, WORDS.get(refusal.code, NO_WORDS)) from None
            _log.warning("answer_not_believed", peer=peer, why=str(problem))
            raise Unanswered("bad_answer", NOT_BELIEVED) from None
        ours = (peer, peer, self._node, signatures.digest(token))
        if (sender, answer.sender, answer.receiver, answer.re_digest) != ours:
            _log.warning("answer_not_believed", peer=peer, why="it is to another question")
            raise Unanswered("bad_answer", NOT_BELIEVED)
        if answer.code != "ok":
            raise Unanswered(answer.code, _told(answer))
        return Answered(answer, reply, signatures.digest(reply))

    def _authenticate(self, token: bytes, typ: str, now: int) -> tuple[str, bytes]:
        header = signatures.read_header(token)
        sender = owner_of(header.kid)
        key = self._trust.current.key(sender, header.kid, at=now)
        return sender, signatures.verify(token, key=key, typ=typ)


def _told(answer: Answer) -> str:
    """Why there is no answer: a register's own words on what is refused for good; others speak to operators."""
    refusal = REFUSALS.get(answer.code)
    words = answer.words if refusal is None or refusal.final else ""
    return words or WORDS.get(answer.code, NO_WORDS)
