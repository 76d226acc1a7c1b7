"""Acts: what somebody asks the owner of a case to do.

A place that does not own the case sends the act as an intent; what a place has itself done is a report
(`ReportArrival`, `ReportStep` and the acts of custody and delivery) and is always appended.
"""

from __future__ import annotations

from tongban.cases.acts.act import Act, Actor, Moment
from tongban.cases.acts.custody import ReceiveOriginal, ReportOriginal, ReturnOriginal, SendOriginal, TakeOriginal
from tongban.cases.acts.ending import EndAgency, Lapse, Withdraw
from tongban.cases.acts.intake import (
    Accept,
    Acceptance,
    AskCorrection,
    Confirm,
    Correct,
    Decline,
    Deem,
    Offer,
    Open,
    Receive,
    TakeBack,
)
from tongban.cases.acts.points import Point, ResultPaper
from tongban.cases.acts.result import PAPER_DECISIONS, ConfirmDelivery, Dispatch, Forward, PaperDecision, RecordDecision
from tongban.cases.acts.review import AddEvidence, Answer, Ask, Establish, Extend, Grant, Refuse, Resume, Suspend
from tongban.cases.acts.steps import Clear, ReportArrival, ReportStep

__all__ = [
    "PAPER_DECISIONS",
    "Accept",
    "Acceptance",
    "Act",
    "Actor",
    "AddEvidence",
    "Answer",
    "AnyAct",
    "Ask",
    "AskCorrection",
    "Clear",
    "Confirm",
    "ConfirmDelivery",
    "Correct",
    "Decline",
    "Deem",
    "Dispatch",
    "EndAgency",
    "Establish",
    "Extend",
    "Forward",
    "Grant",
    "Lapse",
    "Moment",
    "Offer",
    "Open",
    "PaperDecision",
    "Point",
    "Receive",
    "ReceiveOriginal",
    "RecordDecision",
    "Refuse",
    "ReportArrival",
    "ReportOriginal",
    "ReportStep",
    "ResultPaper",
    "Resume",
    "ReturnOriginal",
    "SendOriginal",
    "Suspend",
    "TakeBack",
    "TakeOriginal",
    "Withdraw",
]

AnyAct = (
    Confirm
    | Receive
    | Offer
    | TakeBack
    | Open
    | AskCorrection
    | Correct
    | Accept
    | Deem
    | Decline
    | Clear
    | ReportArrival
    | ReportStep
    | Extend
    | Suspend
    | Resume
    | Grant
    | Refuse
    | Forward
    | RecordDecision
    | Dispatch
    | ConfirmDelivery
    | Withdraw
    | EndAgency
    | Lapse
    | Ask
    | Answer
    | TakeOriginal
    | SendOriginal
    | ReceiveOriginal
    | ReportOriginal
    | ReturnOriginal
    | AddEvidence
    | Establish
)
