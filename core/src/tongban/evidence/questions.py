"""What one node asks another node's register, on what grounds, and what comes back."""

from __future__ import annotations

from typing import Annotated, Any, Final, Protocol

import msgspec
from msgspec import Meta

from tongban.evidence.items import Instant, Outcome, digest_of
from tongban.exchange.payloads import NO_NUL
from tongban.identity.people import Assurance, Role


class Grounds(msgspec.Struct, frozen=True, kw_only=True):
    """Why personal data may be looked up: the purpose, how surely the person signed in, and consent or legal basis.

    `consent` says how it was given ("在线授权"), `legal_basis` cites the law; one of the two must be there.
    """

    purpose: str
    assurance: Assurance
    consent: str = ""
    legal_basis: str = ""


class RegisterQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question to a register about one party of one application.

    `subject` is a resident number or credit code, `about` the subject's role in the application, `criteria` the
    answers that narrow the look-up.
    """

    register: str
    need: str
    matter: str
    application: str
    subject: str
    about: Role
    criteria: dict[str, Any]
    grounds: Grounds

    def digest(self, node: str) -> str:
        """SHA-256 hex of what was asked of which node, to tell whether an answer still fits the application."""
        return digest_of([node, self.register, self.subject, self.criteria])


TOLD_AT_MOST: Final = 200
Told = Annotated[str, Meta(max_length=TOLD_AT_MOST, pattern=NO_NUL)]
"""A text of another place that a line of the log has to hold."""


class RegisterAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a register said: a record, nothing held, or why it does not answer; `at` is Unix milliseconds.

    `code` is a refusal code of the exchange where the question itself was refused.
    """

    outcome: Outcome
    at: Instant
    title: Told = ""
    issuer: Told = ""
    value: Any = None
    digest: Annotated[str, Meta(max_length=64, pattern=NO_NUL)] = ""
    reason: Told = ""
    code: str = ""


class RemoteRegisters(Protocol):
    """Asks the registers of other nodes."""

    async def ask(self, node: str, question: RegisterQuestion) -> RegisterAnswer:
        """The other node's verified answer; raises `Unavailable` when it cannot be had."""
        ...


class FakeRemoteRegisters:
    """Other nodes that answer from a dict of node to `Answering`, without a network, for tests."""

    def __init__(self, asking: str, nodes: dict[str, Answering] | None = None) -> None:
        self.asking = asking
        self.nodes = nodes or {}

    async def ask(self, node: str, question: RegisterQuestion) -> RegisterAnswer:
        """Carry the question, through its JSON, to the other node."""
        carried = msgspec.json.decode(msgspec.json.encode(question), type=RegisterQuestion)
        return await self.nodes[node].answer(carried, asking=self.asking)


class Answering(Protocol):
    """A node's answering side."""

    async def answer(self, question: RegisterQuestion, *, asking: str) -> RegisterAnswer:
        """Answer, or say why not, to the node `asking`; never raises for what the question holds."""
        ...
