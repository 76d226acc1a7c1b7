"""The exchange: opaque letters in ordered streams between nodes, never lost, doubled, reordered or forged."""

from __future__ import annotations

from tongban.exchange.envelope import Envelope
from tongban.exchange.exchange import Exchange, assemble
from tongban.exchange.outbox import Letter, LetterState, Outbox, Progress, Sealed
from tongban.exchange.ports import Handler, Rejections
from tongban.exchange.queries import Answered, Inquiry, Queries, Responder, Unanswered
from tongban.exchange.questions import Question
from tongban.exchange.receipts import Receipt, ReceiptKind
from tongban.exchange.refusals import REFUSALS, Refusal, Rejected
from tongban.exchange.trust import Trust, TrustDocument, TrustError, TrustKey, TrustList, TrustNode

__all__ = [
    "REFUSALS",
    "Answered",
    "Envelope",
    "Exchange",
    "Handler",
    "Inquiry",
    "Letter",
    "LetterState",
    "Outbox",
    "Progress",
    "Queries",
    "Question",
    "Receipt",
    "ReceiptKind",
    "Refusal",
    "Rejected",
    "Rejections",
    "Responder",
    "Sealed",
    "Trust",
    "TrustDocument",
    "TrustError",
    "TrustKey",
    "TrustList",
    "TrustNode",
    "Unanswered",
    "assemble",
]
