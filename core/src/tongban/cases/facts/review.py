"""What happens while the application is examined, up to the decision."""

from __future__ import annotations

from tongban.cases.facts.event import Event


class Asked(Event, frozen=True, kw_only=True, tag="asked"):
    """A clerk or officer asked a question."""

    question: str


class Answered(Event, frozen=True, kw_only=True, tag="answered"):
    """A question was answered."""

    question: str


class EvidenceGathered(Event, frozen=True, kw_only=True, tag="evidence_gathered"):
    """Fresh evidence was asked for by the competent place."""

    keys: tuple[str, ...]
    unsettled: tuple[str, ...] = ()


class Established(Event, frozen=True, kw_only=True, tag="established"):
    """The deciding place read from a paper what a register did not answer; `need` and `material` are their keys."""

    need: str
    material: str
    unsettled: tuple[str, ...] = ()


class Extended(Event, frozen=True, kw_only=True, tag="extended"):
    """The decision term was extended once, with the head's approval."""

    days: int


class Suspended(Event, frozen=True, kw_only=True, tag="suspended"):
    """Time stopped counting for an enumerated reason (see `suspensions`).

    `days` are the working days that the applicant has, where it waits for them.
    """

    reason: str
    days: int = 0


class Resumed(Event, frozen=True, kw_only=True, tag="resumed"):
    """Time counts again."""


class Granted(Event, frozen=True, kw_only=True, tag="granted"):
    """准予, to be delivered in so many working days.

    `recorded` says that it was entered from a paper decision of an off-exchange place, which bears the day `on` (ISO
    date).
    """

    recorded: bool = False
    on: str = ""
    delivery_days: int = 10


class RefusedByPlace(Event, frozen=True, kw_only=True, tag="refused"):
    """不予, to be delivered in so many working days; `recorded` and `on` as of `Granted`."""

    recorded: bool = False
    on: str = ""
    delivery_days: int = 10
