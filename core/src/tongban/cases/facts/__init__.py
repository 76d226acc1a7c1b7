"""Facts: what happened to a case, as a head that everyone gets and parts that only some may see.

An event holds no personal data. It is what state and clock follow from, so that every place of the case reaches
the same state whatever parts it may see.
"""

from __future__ import annotations

from tongban.cases.facts.custody import (
    Mishap,
    OriginalArrived,
    OriginalReturned,
    OriginalSent,
    OriginalTaken,
    OriginalUndelivered,
)
from tongban.cases.facts.ending import AgencyEnded, Lapsed, Withdrawn
from tongban.cases.facts.event import Event
from tongban.cases.facts.intake import (
    Accepted,
    Confirmed,
    Corrected,
    CorrectionAsked,
    Declined,
    Offered,
    OfferRefused,
    Opened,
    Received,
    Submitted,
)
from tongban.cases.facts.places import PlaceRef
from tongban.cases.facts.result import Closed, Delivered, Dispatched, Forwarded
from tongban.cases.facts.review import (
    Answered,
    Asked,
    Established,
    EvidenceGathered,
    Extended,
    Granted,
    RefusedByPlace,
    Resumed,
    Suspended,
)
from tongban.cases.facts.steps import Cleared, Outcome, PlannedStep, StepArrived, StepAsked, StepReported

__all__ = [
    "Accepted",
    "AgencyEnded",
    "Answered",
    "AnyEvent",
    "Asked",
    "Cleared",
    "Closed",
    "Confirmed",
    "Corrected",
    "CorrectionAsked",
    "Declined",
    "Delivered",
    "Dispatched",
    "Established",
    "Event",
    "EvidenceGathered",
    "Extended",
    "Forwarded",
    "Granted",
    "Lapsed",
    "Mishap",
    "OfferRefused",
    "Offered",
    "Opened",
    "OriginalArrived",
    "OriginalReturned",
    "OriginalSent",
    "OriginalTaken",
    "OriginalUndelivered",
    "Outcome",
    "PlaceRef",
    "PlannedStep",
    "Received",
    "RefusedByPlace",
    "Resumed",
    "StepArrived",
    "StepAsked",
    "StepReported",
    "Submitted",
    "Suspended",
    "Withdrawn",
]

AnyEvent = (
    Submitted
    | Confirmed
    | Received
    | Offered
    | OfferRefused
    | Opened
    | CorrectionAsked
    | Corrected
    | Accepted
    | Declined
    | StepAsked
    | StepArrived
    | Cleared
    | StepReported
    | Extended
    | Suspended
    | Resumed
    | Forwarded
    | Granted
    | RefusedByPlace
    | Dispatched
    | Delivered
    | Closed
    | Withdrawn
    | AgencyEnded
    | Lapsed
    | Asked
    | Answered
    | OriginalTaken
    | OriginalSent
    | OriginalArrived
    | OriginalUndelivered
    | OriginalReturned
    | EvidenceGathered
    | Established
)
