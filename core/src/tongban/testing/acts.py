"""The acts that concern no matter, for specifications: `desk.act(case_id, Dispatch(way="post", waybill="…"))`."""

from __future__ import annotations

from tongban.cases.acts import (
    Answer,
    Ask,
    AskCorrection,
    Confirm,
    ConfirmDelivery,
    Correct,
    Dispatch,
    EndAgency,
    Extend,
    Offer,
    PaperDecision,
    Point,
    ReceiveOriginal,
    RecordDecision,
    Resume,
    ReturnOriginal,
    SendOriginal,
    Suspend,
    TakeOriginal,
    Withdraw,
)

__all__ = [
    "Answer",
    "Ask",
    "AskCorrection",
    "Confirm",
    "ConfirmDelivery",
    "Correct",
    "Dispatch",
    "EndAgency",
    "Extend",
    "Offer",
    "PaperDecision",
    "Point",
    "ReceiveOriginal",
    "RecordDecision",
    "Resume",
    "ReturnOriginal",
    "SendOriginal",
    "Suspend",
    "TakeOriginal",
    "Withdraw",
]
