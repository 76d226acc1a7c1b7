"""Signed questions to another node's registers, and their signed answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
from msgspec import Meta

from tongban.exchange import encryption, limits, payloads, signatures
from tongban.exchange.encryption import Sealed, SealingKey
from tongban.exchange.envelope import Code, Digest, LetterId, LetterIdIfRead, Milliseconds, NodeId
from tongban.exchange.refusals import Refused
from tongban.exchange.signatures import SigningKey

if TYPE_CHECKING:
    from tongban.exchange.keyring import Keyring

QUESTION_TYP: Final = "tongban-question+jws"
ANSWER_TYP: Final = "tongban-answer+jws"

Short = Annotated[str, Meta(min_length=1, max_length=200, pattern=payloads.NO_NUL)]


class QuestionHeading(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked, for which application, why and on what basis: no personal data.

    `consent` names the applicant's consent, where the basis is consent. Instants are Unix milliseconds.
    """

    v: int = limits.PROTOCOL_VERSION
    id: LetterId
    sender: NodeId
    receiver: NodeId
    register: Short
    purpose: Short
    basis: Short
    application: Short
    consent: Short | None = None
    sign_in_level: Annotated[str, Meta(pattern=r"\AL[1-3]\Z")]
    iat: Milliseconds
    nonce: Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]


class Question(QuestionHeading, frozen=True, kw_only=True):
    """A question as its two ends know it; `subject` is the register's own JSON: about whom, and what narrows it."""

    subject: msgspec.Raw


class SealedQuestion(QuestionHeading, frozen=True, kw_only=True):
    """A question as it travels: only the node asked can tell about whom it is."""

    subject: Sealed


class AnswerHeading(msgspec.Struct, frozen=True, kw_only=True):
    """The reply to the question whose bytes have `re_digest`: a refusal unless `code` is "ok"."""

    v: int = limits.PROTOCOL_VERSION
    question: LetterIdIfRead
    re_digest: Digest
    sender: NodeId
    receiver: NodeId
    at: Milliseconds
    code: Code = "ok"


class Answer(AnswerHeading, frozen=True, kw_only=True):
    """An answer as its two ends know it; `body` is a JSON text, `null` in a refusal, which may have words."""

    body: msgspec.Raw = msgspec.Raw(b"null")
    words: str = ""


class SealedAnswer(AnswerHeading, frozen=True, kw_only=True):
    """An answer as it travels: a body, or what was said to a refusal. Both may name people: for the asker alone."""

    body: Sealed | None = None
    said: Sealed | None = None


def seal_question(question: Question, *, key: SigningKey, to: SealingKey) -> bytes:
    """The signed bytes of a question; raises ValueError for fields that no node would take."""
    parties = {"sender": question.sender, "receiver": question.receiver}
    subject = encryption.seal(bytes(question.subject), key=to, **parties)
    payload = msgspec.json.encode(SealedQuestion(**_heading(question, QuestionHeading), subject=subject))
    try:
        payloads.check_body(bytes(question.subject))
        payloads.decode(payload, SealedQuestion)
    except (Refused, ValueError) as problem:
        raise ValueError(f"question to register {question.register} cannot be asked: {problem}") from None
    return signatures.sign(payload, key=key, typ=QUESTION_TYP)


def opened_question(sealed: SealedQuestion, keyring: Keyring) -> Question:
    """The question with its subject; raises Refused (unknown_key, bad_body)."""
    subject = payloads.checked_body(keyring.open(sealed.subject, sender=sealed.sender))
    return Question(**_heading(sealed, QuestionHeading), subject=msgspec.Raw(subject))


def seal_answer(answer: Answer, *, key: SigningKey, to: SealingKey | None) -> bytes:
    """The signed bytes of an answer; without `to`, the asker's key, a refusal is told by its code alone."""
    parties = {"sender": answer.sender, "receiver": answer.receiver}
    is_given, words = answer.code == "ok", answer.words[: payloads.MOST_WORDS].encode()
    body = encryption.seal(bytes(answer.body), key=to, **parties) if to and is_given else None
    said = encryption.seal(words, key=to, **parties) if to and words and not is_given else None
    payload = msgspec.json.encode(SealedAnswer(**_heading(answer, AnswerHeading), body=body, said=said))
    return signatures.sign(payload, key=key, typ=ANSWER_TYP)


def opened_answer(sealed: SealedAnswer, keyring: Keyring) -> Answer:
    """The answer with its body and words; raises Refused (unknown_key, bad_body)."""
    body = payloads.checked_body(keyring.open(sealed.body, sender=sealed.sender)) if sealed.body else b"null"
    try:
        said = keyring.open(sealed.said, sender=sealed.sender) if sealed.said else b""
        words = payloads.words(said)
    except UnicodeDecodeError:
        raise Refused("bad_body", "words") from None
    return Answer(**_heading(sealed, AnswerHeading), body=msgspec.Raw(body), words=words)


def _heading(whole: msgspec.Struct, heading: type[msgspec.Struct]) -> dict[str, Any]:
    return {name: getattr(whole, name) for name in heading.__struct_fields__}
