"""Registers of other nodes, asked and answered through the signed questions of the exchange."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from tongban.evidence.questions import Answering, Grounds, RegisterAnswer, RegisterQuestion
from tongban.evidence.registers import Unavailable
from tongban.exchange.queries import Inquiry, Queries, Unanswered
from tongban.exchange.questions import Question
from tongban.exchange.refusals import Rejected
from tongban.identity.people import Assurance, Role

BY_CONSENT: Final = "当事人同意"


class _Subject(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a question that only registers understand."""

    need: str
    matter: str
    number: str
    about: Role
    criteria: dict[str, Any]


class ExchangeRegisters:
    """`RemoteRegisters` over the exchange.

    `is_due` tells whether a node may be called now. While letters to it wait because it could not be reached, handing
    in does not wait for it a second time: the question is asked again when the case is decided.
    """

    def __init__(self, queries: Queries, *, is_due: Callable[[str], bool]) -> None:
        self._queries = queries
        self._is_due = is_due

    async def ask(self, node: str, question: RegisterQuestion) -> RegisterAnswer:
        """The verified answer of the other node; raises `Unavailable` with the exchange's sentence."""
        if question.grounds.consent and not self._is_due(node):
            raise Unavailable("暂时联系不上对方登记库")
        try:
            answered = await self._queries.ask(_inquiry(node, question))
            return msgspec.json.decode(bytes(answered.answer.body), type=RegisterAnswer)
        except Unanswered as refusal:
            raise Unavailable(refusal.message) from refusal
        except msgspec.MsgspecError as fault:
            raise Unavailable("对方的答复格式不符，未予采信") from fault
        except ValueError as fault:
            raise Unavailable("查询内容超出交换协议允许的范围，未能发出") from fault


class ExchangeResponder:
    """The exchange's `Responder`: gives a question that arrived to the node's answering side."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def respond(self, question: Question) -> bytes:
        """The JSON of a `RegisterAnswer`; raises `Rejected` where the question may not be asked."""
        answer = await self._answering.answer(_read(question), asking=question.sender)
        if answer.code:
            raise Rejected(answer.code, answer.reason)
        return msgspec.json.encode(answer)


def _inquiry(node: str, question: RegisterQuestion) -> Inquiry:
    subject = _Subject(
        need=question.need,
        matter=question.matter,
        number=question.subject,
        about=question.about,
        criteria=question.criteria,
    )
    grounds = question.grounds
    return Inquiry(
        receiver=node,
        register=question.register,
        subject=msgspec.json.encode(subject),
        purpose=grounds.purpose,
        basis=grounds.legal_basis or BY_CONSENT,
        application=question.application,
        sign_in_level=grounds.assurance.name,
        consent=grounds.consent or None,
    )


def _read(question: Question) -> RegisterQuestion:
    try:
        subject = msgspec.json.decode(bytes(question.subject), type=_Subject)
    except msgspec.MsgspecError:
        raise Rejected("business_rule", "查询内容的格式不符，无法答复") from None
    return RegisterQuestion(
        register=question.register,
        need=subject.need,
        matter=subject.matter,
        application=question.application,
        subject=subject.number,
        about=subject.about,
        criteria=subject.criteria,
        grounds=Grounds(
            purpose=question.purpose,
            assurance=Assurance[question.sign_in_level],
            consent=question.consent or "",
            legal_basis="" if question.basis == BY_CONSENT else question.basis,
        ),
    )
