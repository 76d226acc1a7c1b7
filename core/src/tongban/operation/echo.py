"""A question that listed nodes answer one another: whether they understand each other, and how late it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from tongban.clock import Clock, milliseconds
from tongban.exchange.queries import Inquiry, Responder
from tongban.exchange.questions import Question
from tongban.exchange.refusals import Rejected
from tongban.exchange.trust import Trust

ECHO: Final = "tongban.echo"


class Echo(msgspec.Struct, frozen=True, kw_only=True):
    """The answer: the word that was sent, the moment by the peer's clock, and the version of its trust list."""

    word: str
    at: int
    trust_list: int


class _Word(msgspec.Struct, frozen=True):
    word: str


def inquiry(peer: str, word: str) -> Inquiry:
    """The question; it is about nobody."""
    return Inquiry(
        receiver=peer,
        register=ECHO,
        subject=msgspec.json.encode(_Word(word[:64])),
        purpose="测试连接",
        basis="节点运行维护",
        application=ECHO,
        sign_in_level="L3",
    )


@dataclass(frozen=True, slots=True)
class EchoAnswers:
    """The exchange's `Responder` for echoes; every other question goes to `others`."""

    others: Responder
    trust: Trust
    clock: Clock

    async def respond(self, question: Question) -> bytes:
        """An echo, or what the others answer."""
        if question.register != ECHO:
            return await self.others.respond(question)
        try:
            asked = msgspec.json.decode(bytes(question.subject), type=_Word)
        except msgspec.MsgspecError:
            raise Rejected("business_rule", "回声问题的格式不符，无法答复") from None
        now, version = milliseconds(self.clock.now()), self.trust.current.document.version
        return msgspec.json.encode(Echo(word=asked.word[:64], at=now, trust_list=version))
