"""Signed questions to another node's registers, and their signed answers."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tongban.exchange import limits, payloads, signatures
from tongban.exchange.envelope import Digest, LetterId, Milliseconds, NodeId
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey

QUESTION_TYP: Final = "tongban-question+jws"
ANSWER_TYP: Final = "tongban-answer+jws"

Short = Annotated[str, Meta(min_length=1, max_length=200)]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked, about whom, for which application, why and on what basis; `subject` is the register's own JSON.

    `consent` names the applicant's consent, where the basis is consent. Instants are Unix milliseconds.
    """

    v: int = limits.PROTOCOL_VERSION
    id: LetterId
    sender: NodeId
    receiver: NodeId
    register: Short
    subject: msgspec.Raw
    purpose: Short
    basis: Short
    application: Short
    consent: Short | None = None
    sign_in_level: Annotated[str, Meta(pattern=r"^L[1-3]$")]
    iat: Milliseconds
    nonce: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The reply to the question whose bytes have `re_digest`: `body` if `code` is "ok", else a refusal."""

    v: int = limits.PROTOCOL_VERSION
    question: Annotated[str, Meta(max_length=64)]
    re_digest: Digest
    sender: NodeId
    receiver: NodeId
    at: Milliseconds
    code: Annotated[str, Meta(max_length=64)] = "ok"
    message: Annotated[str, Meta(max_length=2000)] = ""
    body: msgspec.Raw = msgspec.Raw(b"null")


def seal_question(question: Question, key: SigningKey) -> bytes:
    """The signed bytes of a question; raises ValueError for fields that no node would take."""
    payload = msgspec.json.encode(question)
    try:
        payloads.decode(payload, Question)
    except Refused as problem:
        raise ValueError(f"question to register {question.register} cannot be asked: {problem}") from None
    return signatures.sign(payload, key=key, typ=QUESTION_TYP)


def seal_answer(answer: Answer, key: SigningKey) -> bytes:
    """The signed bytes of an answer."""
    return signatures.sign(msgspec.json.encode(answer), key=key, typ=ANSWER_TYP)


def check_question(question: Question, *, sender: str, receiver: str, now: int) -> None:
    """Holds an authenticated question against where, from whom and when it arrived; raises Refused."""
    if question.sender != sender:
        raise Refused("sender_mismatch", f"{sender} signed for {question.sender}")
    if question.receiver != receiver:
        raise Refused("wrong_receiver", question.receiver)
    if abs(question.iat - now) > limits.SKEW_MILLISECONDS:
        raise Refused("clock_skew", f"{(question.iat - now) // 1000} s")
